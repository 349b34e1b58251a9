"""The one DuckDB of a process. Opening one costs as much as screening a village; a cursor of it costs nothing."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own: what is registered on it nobody else sees, and it is gone at the end."""
    connection = _database().cursor()
    try:
        yield connection
    finally:
        connection.close()


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    """In memory, and it never fetches an extension: a county's machine has no internet, and shall need none."""
    database = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    database.execute("SET disabled_optimizers = 'statistics_propagation'")  # half the planning of some hundred rules
    return database
