"""The one DuckDB of a process. Opening one costs as much as screening a village; a cursor of it costs nothing."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@contextmanager
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own: what is registered on it nobody else sees, and it is gone at the end."""
    connection = _database().cursor()
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def own_engine(**settings: str | bool | int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own with settings of its own."""
    with duckdb.connect(config={**_CONFIG, **settings}) as database:
        _set_up(database)
        yield database


@contextmanager
def bounded_engine(megabytes: int, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """One that holds at most so much and puts the rest into a folder made in ``spill`` and removed again. The order in
    which rows are written is left to it: that costs no memory."""
    with TemporaryDirectory(prefix=".spill", dir=spill) as folder:
        bounds = {"memory_limit": f"{megabytes}MB", "temp_directory": folder, "preserve_insertion_order": "false"}
        with own_engine(**bounds) as database:
            yield database


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    """In memory, and it never fetches an extension: a county's machine has no internet, and shall need none."""
    database = duckdb.connect(config=_CONFIG)
    _set_up(database)
    return database


def _set_up(database: duckdb.DuckDBPyConnection) -> None:
    database.execute("SET disabled_optimizers = 'statistics_propagation'")  # half the planning of some hundred rules
