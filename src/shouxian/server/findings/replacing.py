"""What a run tells in place of what stood, in as short a time as may be: it is laid out beside the tables first, where
it keeps nobody waiting, and compared; then only what differs is written."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from shouxian.server.registry.sql import insert_rows


class Replacement:
    """All rows that a table shall have of a campaign. What it lays out belongs to this connection and goes with it.
    ``key``: columns by which a row of a campaign is found again."""

    def __init__(self, table: str, names: Sequence[str], key: Sequence[str], using: str) -> None:
        self._table = table
        self._names = names
        self._key = key
        self._using = using
        self._listed = ", ".join(names)
        self._told, self._same, self._gone, self._new = (f"{what}_{table}" for what in ("told", "same", "gone", "new"))

    def lay_out(self, campaign: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """``rows``: all that shall stand. Nothing that anybody else sees is locked or written."""
        self._clear()
        with self._at_once():
            self._make(self._told, self._key, f"SELECT {self._listed} FROM {self._table} WHERE 1 = 0")  # noqa: S608
            insert_rows(self._using, self._told, self._names, rows)
            self._look_over(self._told)
            alike = " AND ".join(f"told.{name} = stands.{name}" for name in self._names)
            both = f"{self._table} stands JOIN {self._told} told ON {alike} WHERE stands.campaign = %s"
            keys = ", ".join(f"told.{name}" for name in self._key)
            self._make(self._same, ("id",), f"SELECT stands.id, {keys} FROM {both}", campaign)  # noqa: S608
            self._do(f"CREATE INDEX {self._same}_key ON {self._same} ({', '.join(self._key)})")
            self._look_over(self._same)
            still = f"EXISTS (SELECT 1 FROM {self._same} same WHERE same.id = stands.id)"  # noqa: S608
            mine = f"SELECT id FROM {self._table} stands WHERE campaign = %s"  # noqa: S608
            self._make(self._gone, ("id",), f"{mine} AND NOT {still}", campaign)
            found = " AND ".join(f"same.{name} = told.{name}" for name in self._key)
            there = f"EXISTS (SELECT 1 FROM {self._same} same WHERE {found})"  # noqa: S608
            self._make(self._new, self._key, f"SELECT {self._listed} FROM {self._told} told WHERE NOT {there}")  # noqa: S608

    def write(self, campaign: str) -> None:
        """Inside a transaction. Where somebody wrote rows of the campaign meanwhile, all are written."""
        self._do(f"DELETE FROM {self._table} WHERE id IN (SELECT id FROM {self._gone})")  # noqa: S608
        self._put(self._new)
        mine = f"{self._table} WHERE campaign = %s"
        if self._number(mine, campaign) != self._number(self._told):
            self._do(f"DELETE FROM {mine}", campaign)  # noqa: S608
            self._put(self._told)
        self._clear()

    def _put(self, laid_out: str) -> None:
        self._do(f"INSERT INTO {self._table} ({self._listed}) SELECT {self._listed} FROM {laid_out}")  # noqa: S608

    def _make(self, name: str, index: Sequence[str], query: str, *told: str) -> None:
        self._do(f"CREATE TEMP TABLE {name} AS {query}", *told)
        self._do(f"CREATE INDEX {name}_by ON {name} ({', '.join(index)})")

    def _look_over(self, name: str) -> None:
        """PostgreSQL does not know by itself how much lies in a table of this connection."""
        if connections[self._using].vendor == "postgresql":
            self._do(f"ANALYZE {name}")

    def _clear(self) -> None:
        for name in (self._told, self._same, self._gone, self._new):
            self._do(f"DROP TABLE IF EXISTS {name}")

    def _number(self, rows: str, *told: str) -> int:
        with connections[self._using].cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {rows}", told)  # noqa: S608
            return int(cursor.fetchone()[0])

    def _do(self, statement: str, *told: str) -> None:
        with connections[self._using].cursor() as cursor:
            cursor.execute(statement, told)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """One transaction. Django's own would have SQLite keep all writers out; a savepoint does not."""
        if connections[self._using].vendor == "postgresql":
            with transaction.atomic(using=self._using):
                yield
            return
        self._do("SAVEPOINT laying_out")
        try:
            yield
        except BaseException:
            self._do("ROLLBACK TO laying_out")
            raise
        finally:
            self._do("RELEASE laying_out")
