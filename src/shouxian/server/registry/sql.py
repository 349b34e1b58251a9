"""The registry's tables by plain SQL: the same statements on SQLite and PostgreSQL, many rows at a time."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db import connections

from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.server.registry.lines import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS

_OBSERVATION, _CURRENT = "registry_observation", "registry_current"
_HOUSEHOLD, _MEMBER = "registry_household", "registry_member"
_KEYS_AT_ONCE = 500  # SQLite takes some thousand values a statement
_ROWS_AT_ONCE = 10_000
_FEW = 300  # rows that PostgreSQL gets one statement each; COPY takes the rest ten times as fast
FILLING = 20_000  # rows from which it is worth making indexes again
_PAGES = (
    -200_000
)  # SQLite's: so many KiB in memory while a table is filled; its default of 2,000 writes most pages twice
_LOCK = 20220228  # any number: who holds it writes the registry
_JSON = frozenset({"values", "origin", "asked"})
_Key = TypeVar("_Key")
END = ":"  # sorts after every digit: what begins with a code lies between the code and the code with this behind it


@dataclass
class Read:
    """Rows as lists of equal length; places are "" where a row has none."""

    keys: list[str] = field(default_factory=list)
    villages: list[str] = field(default_factory=list)
    households: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    origin: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    sealed: list[bytes | None] = field(default_factory=list)


@dataclass(frozen=True)
class Where:
    """A condition in SQL with its values."""

    sql: str
    told: tuple[Any, ...] = ()


def inside(column: str, places: Sequence[str]) -> Where:
    """Codes in a column that begin with one of some prefixes; none is nowhere."""
    if not places:
        return Where("1 = 0")
    ranges = " OR ".join(f"({column} >= %s AND {column} < %s)" for _ in places)
    return Where(f"({ranges})", tuple(end for place in places for end in (place, place + END)))


class Tables:
    """The tables of one database. ``using``: its name in the settings."""

    def __init__(self, using: str) -> None:
        self._connection = connections[using]

    def lock(self) -> None:
        """One writer at a time until the transaction ends; SQLite has only one anyway."""
        if self._connection.vendor == "postgresql":
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    @contextmanager
    def filling(self, rows: int) -> Iterator[None]:
        """While so many rows come in one transaction. Where they are more than stand already, SQLite makes the indexes
        afterwards, all at once; on PostgreSQL that would keep readers out."""
        indexes = self._set_aside(rows) if self._connection.vendor == "sqlite" and rows >= FILLING else {}
        if not indexes:
            yield
            return
        bare = self._connection.connection  # Django lets nobody ask anything after a fault
        (pages,) = bare.execute("PRAGMA cache_size").fetchone()
        bare.execute(f"PRAGMA cache_size = {_PAGES}")
        bare.execute("PRAGMA ignore_check_constraints = ON")  # they read every JSON again that was just made
        try:
            yield
            for made_by in indexes.values():
                bare.execute(made_by)
        finally:
            bare.execute("PRAGMA ignore_check_constraints = OFF")
            bare.execute(f"PRAGMA cache_size = {pages}")

    def _set_aside(self, rows: int) -> Mapping[str, str]:
        """Index → the statement that makes it again, of every table that holds fewer rows."""
        found: dict[str, str] = {}
        with self._connection.cursor() as cursor:
            for table in (_OBSERVATION, _CURRENT, _HOUSEHOLD, _MEMBER):
                cursor.execute(f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT {rows})")  # noqa: S608
                if cursor.fetchone()[0] < rows:
                    of_table = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
                    cursor.execute(f"{of_table} AND sql LIKE 'CREATE INDEX %%'", [table])
                    found |= dict(cursor.fetchall())
            for name in found:
                cursor.execute(f'DROP INDEX "{name}"')
        return found

    def insert_observations(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """(source, part, subject, key, values, sealed, told) each."""
        self._put(_OBSERVATION, ("source_id", "part", "subject", "key", "values", "sealed", "told"), (), list(rows))

    def upsert_current(self, rows: Iterable[tuple[Any, ...]], known: Container[str]) -> None:
        """(subject, key, village, household, name, values, origin, asked, sealed) each. ``known``: keys that stand
        already; here and below."""
        names = ("subject", "key", "village", "household", "name", "values", "origin", "asked", "sealed")
        self._put_both(_CURRENT, names, names[:2], rows, known)

    def upsert_households(self, rows: Iterable[tuple[Any, ...]], known: Container[str]) -> None:
        """Lines of households; their members' lines follow them to another village."""
        listed = self._put_both(_HOUSEHOLD, HOUSEHOLD_COLUMNS, HOUSEHOLD_COLUMNS[:1], rows, known)
        home = f"(SELECT village FROM {_HOUSEHOLD} WHERE key = household)"  # noqa: S608
        moved = f"UPDATE {_MEMBER} SET village = {home} WHERE village <> {home} AND household IN"  # noqa: S608
        with self._connection.cursor() as cursor:
            for some in batches([row[0] for row in listed]):
                cursor.execute(f"{moved} ({_marks(some)})", list(some))

    def upsert_members(self, rows: Iterable[tuple[Any, ...]], known: Container[str]) -> None:
        """Lines of members, each in the village of its household."""
        listed = list(rows)
        homes: dict[str, str] = {}
        with self._connection.cursor() as cursor:
            for some in batches(sorted({row[1] for row in listed})):
                cursor.execute(f"SELECT key, village FROM {_HOUSEHOLD} WHERE key IN ({_marks(some)})", list(some))  # noqa: S608
                homes |= dict(cursor.fetchall())
        names = (*MEMBER_COLUMNS, "village")
        self._put_both(_MEMBER, names, names[:1], ((*row, homes.get(row[1], "")) for row in listed), known)

    def _delete_lines(self, subject: str, keys: Sequence[str]) -> None:
        table = {HOUSEHOLD: _HOUSEHOLD, PERSON: _MEMBER}.get(subject)
        with self._connection.cursor() as cursor:
            for some in batches(keys) if table else ():
                cursor.execute(f"DELETE FROM {table} WHERE key IN ({_marks(some)})", list(some))  # noqa: S608

    def elsewhere(self, subject: str, keys: Sequence[str], only: Where) -> bool:
        """True where one of the keys is known and not among ``only``."""
        with self._connection.cursor() as cursor:
            for some in batches(sorted(set(keys))):
                known = f"SELECT 1 FROM {_CURRENT} WHERE subject = %s AND key IN ({_marks(some)})"  # noqa: S608
                cursor.execute(f"{known} AND NOT {only.sql} LIMIT 1", [subject, *some, *only.told])
                if cursor.fetchone():
                    return True
        return False

    def delete_current(self, subject: str, keys: Sequence[str]) -> None:
        with self._connection.cursor() as cursor:
            for some in batches(keys):
                statement = f"DELETE FROM {_CURRENT} WHERE subject = %s AND key IN ({_marks(some)})"  # noqa: S608
                cursor.execute(statement, [subject, *some])
        self._delete_lines(subject, keys)

    def read_current(self, subject: str, keys: Sequence[str] | None, only: Where | None = None) -> Read:
        """Sorted by key. ``only``: a condition on the rows besides."""
        names = ("key", "village", "household", "values", "origin", "asked", "sealed")
        found = Read()
        lists = (
            found.keys, found.villages, found.households, found.values, found.origin, found.asked, found.sealed,
        )  # fmt: skip
        where = "subject = %s" if only is None else f"subject = %s AND {only.sql}"
        told = [subject, *(() if only is None else only.told)]
        for rows in self._select(names, _CURRENT, where, told, keys):
            for into, column in zip(lists, zip(*rows, strict=True), strict=True):
                into.extend(column)  # type: ignore[attr-defined]  # lists of texts, the last of bytes
        return found

    def read_observations(self, source: int, part: str, keys: Sequence[str] | None) -> Read:
        found = Read()
        names = ("key", "values", "sealed")
        where = "source_id = %s AND part = %s"
        for rows in self._select(names, _OBSERVATION, where, [source, part], keys):
            for into, column in zip((found.keys, found.values, found.sealed), zip(*rows, strict=True), strict=True):
                into.extend(column)  # type: ignore[attr-defined]  # the same
        return found

    def _select(
        self, names: Sequence[str], table: str, where: str, told: list[Any], keys: Sequence[str] | None
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Some rows at a time, never none."""
        shown = ", ".join(f'CAST("{n}" AS TEXT)' if n in _JSON else f'"{n}"' for n in names)
        query = f"SELECT {shown} FROM {table} WHERE {where}"  # noqa: S608
        some: Sequence[str] | None
        with self._connection.cursor() as cursor:
            for some in [None] if keys is None else batches(sorted(set(keys))):
                also = "" if some is None else f" AND key IN ({_marks(some)})"
                cursor.execute(f"{query}{also} ORDER BY key, id", [*told, *(some or ())])
                while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                    yield rows

    def _put_both(
        self, table: str, names: Sequence[str], key: Sequence[str], rows: Iterable[tuple[Any, ...]],
        known: Container[str],
    ) -> list[tuple[Any, ...]]:  # fmt: skip
        """New rows straight in, known ones in place of what stands; the last column of ``key`` tells which is which."""
        listed, place = list(rows), len(key) - 1
        self._put(table, names, (), [row for row in listed if row[place] not in known])
        self._put(table, names, key, [row for row in listed if row[place] in known])
        return listed

    def _put(self, table: str, names: Sequence[str], key: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows into a table; those whose ``key`` stands already are replaced."""
        changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in key)
        settled = f" ON CONFLICT ({_listed(key)}) DO UPDATE SET {changed}" if key else ""
        into = f"INSERT INTO {table} ({_listed(names)})"
        with self._connection.cursor() as cursor:
            if self._connection.vendor != "postgresql" or len(rows) <= _FEW:
                cursor.executemany(f"{into} VALUES ({self._places(names)}){settled}", rows)
                return
            if not key:
                _copied(cursor, f"{table} ({_listed(names)})", rows)
                return
            told = f"told_{table}"
            cursor.execute(f"CREATE TEMP TABLE {told} AS SELECT {_listed(names)} FROM {table} WITH NO DATA")  # noqa: S608
            _copied(cursor, told, rows)
            cursor.execute(f"{into} SELECT * FROM {told}{settled}")  # noqa: S608
            cursor.execute(f"DROP TABLE {told}")

    def _places(self, names: Sequence[str]) -> str:
        cast = "::jsonb" if self._connection.vendor == "postgresql" else ""
        return ", ".join(f"%s{cast}" if name in _JSON else "%s" for name in names)


def batches(keys: Sequence[_Key], at_once: int = _KEYS_AT_ONCE) -> Iterator[Sequence[_Key]]:
    for start in range(0, len(keys), at_once):
        yield keys[start : start + at_once]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _copied(cursor: Any, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_rows(using: str, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows of plain columns into a table of any area, some thousand in memory at one time."""
    statement = f"INSERT INTO {table} ({_listed(names)}) VALUES ({_marks(names)})"  # noqa: S608
    waiting = iter(rows)
    with connections[using].cursor() as cursor:
        while some := list(islice(waiting, _ROWS_AT_ONCE)):
            if connections[using].vendor != "postgresql" or len(some) <= _FEW:
                cursor.executemany(statement, some)
                continue
            _copied(cursor, f"{table} ({_listed(names)})", some)
