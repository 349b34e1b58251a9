"""What the registry holds after an import, written once more by the bare database: the same rows with the same indexes,
as somebody writes them who knows them all beforehand and has nothing to plan, seal or work out."""

import sqlite3
from pathlib import Path

import psycopg

from benchmarks.desks import FILE, address
from benchmarks.measure import Work

TABLES = ("registry_source", "registry_observation", "registry_current", "registry_household", "registry_member")
_PAGES = -200_000  # KiB in memory; with the default of 2,000 indexes take half as long again


def rows_sqlite(folder: Path) -> Work:
    """Tuples into a new file in one transaction, indexes made at the end, which is the fastest order."""
    with sqlite3.connect(folder / FILE) as desk:
        rows = {table: desk.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
        listed = ", ".join("?" * len(TABLES))
        made = desk.execute(f"SELECT type, sql FROM sqlite_master WHERE tbl_name IN ({listed}) AND sql <> ''", TABLES)
        made_by = made.fetchall()

    def work() -> str:
        (folder / "own.sqlite").unlink(missing_ok=True)
        with sqlite3.connect(folder / "own.sqlite") as db:
            db.execute(f"PRAGMA cache_size = {_PAGES}")
            db.execute("PRAGMA ignore_check_constraints = ON")
            db.execute("BEGIN")
            for statement in (sql for kind, sql in made_by if kind == "table"):
                db.execute(statement)
            for table, told in rows.items():
                db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(told[0]))})", told)
            for statement in (sql for kind, sql in made_by if kind == "index"):
                db.execute(statement)
        return _told(sum(map(len, rows.values())))

    return work


def rows_postgresql(folder: Path) -> Work:
    """The same by COPY of tuples into a schema of its own, in the texts that COPY takes."""
    with psycopg.connect(address(folder)) as desk:
        rows = {table: _texts(desk, table) for table in TABLES}
        listed = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)"
        indexes = [sql for (sql,) in desk.execute(listed, [list(TABLES)]).fetchall()]

    def work() -> str:
        with psycopg.connect(address(folder)) as db:
            db.execute("DROP SCHEMA IF EXISTS own CASCADE")
            db.execute("CREATE SCHEMA own")
            for table, told in rows.items():
                db.execute(f"CREATE TABLE own.{table} (LIKE public.{table} INCLUDING DEFAULTS)")
                with db.cursor().copy(f"COPY own.{table} FROM STDIN") as into:
                    for row in told:
                        into.write_row(row)
            for statement in indexes:
                db.execute(statement.replace(" ON public.", " ON own."))
        return _told(sum(map(len, rows.values())))

    return work


def _texts(desk: psycopg.Connection, table: str) -> list[tuple[object, ...]]:
    """Rows with JSON as texts, as ours are when they are stored."""
    columns = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s "
    found = desk.execute(columns + "AND table_schema = 'public' ORDER BY ordinal_position", [table]).fetchall()
    shown = ", ".join(f'"{name}"::text' if kind == "jsonb" else f'"{name}"' for name, kind in found)
    return desk.execute(f"SELECT {shown} FROM {table}").fetchall()


def _told(rows: int) -> str:
    return f"{rows:,} rows"
