"""Tables grow from their first day to today's, step by step, and what stood in them stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor

from shouxian.server.keeping.canonical import OURS, tables
from shouxian.server.project.settings import sqlite
from tests.integration.conftest import DATABASES
from tests.integration.invented_rows import ROWS, plant

NEW = "of_the_first_day"


@pytest.fixture(params=DATABASES)
def new(request: pytest.FixtureRequest, databases: None, tmp_path: Path) -> Iterator[str]:
    """The name of a database without any table."""
    if request.param == "sqlite":
        told = sqlite(tmp_path)
    else:
        with connections["postgresql"].cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{NEW}"')
        told = {**connections.settings["postgresql"], "NAME": NEW}
    connections.settings[NEW] = connections.configure_settings({"default": {}, NEW: told})[NEW]
    yield NEW
    connections[NEW].close()
    del connections[NEW], connections.settings[NEW]
    if request.param == "postgresql":
        with connections["postgresql"].cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{NEW}"')


def step(app: str, name: str) -> list[type[models.Model]]:
    """Take one step; the tables of its area as they are then."""
    state = MigrationExecutor(connections[NEW]).migrate([(app, name)])
    return list(state.apps.get_app_config(app).get_models(include_auto_created=True))


def test_what_stood_in_the_first_tables_stands_in_todays(new: str) -> None:
    executor = MigrationExecutor(connections[new])
    begun: set[str] = set()
    kept: dict[str, list[dict[str, object]]] = {}
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        app = migration.app_label
        now = step(app, migration.name)
        if app not in begun and migration.__module__.startswith(OURS):
            plant(now, new)
            kept |= {one._meta.db_table: list(one._base_manager.using(new).order_by("pk").values()) for one in now}
        begun.add(app)
    today = {model._meta.db_table: model for model in tables()}
    assert {"registry_current", "accounts_posting_areas", "audit_entry"} <= kept.keys()
    for table, rows in kept.items():
        stands = list(today[table]._base_manager.using(new).order_by("pk").values())
        assert len(stands) == ROWS, table
        for before, after in zip(rows, stands, strict=True):
            assert after | before == after, table
    call_command("migrate", database=new, check_unapplied=True, verbosity=0)


def test_no_table_was_changed_without_a_step_that_says_so(databases: None) -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
