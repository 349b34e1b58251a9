"""150,000 households with 500,000 members into the registry, against bare writing of the same rows."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.dataset_import import CAMPAIGN, HOUSEHOLD_FACTS, PERSON_FACTS, generate
from benchmarks.desks import KINDS, POSTGRESQL, SQLITE, new_desk, place, uri
from benchmarks.measure import Measured, Step, Table, Work, interleaved, verdict
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.dataset.columns import value_columns
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan_import
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.kernel import clock

BARE = {SQLITE: "bare write, SQLite executemany", POSTGRESQL: "bare write, PostgreSQL COPY"}
OWN = {kind: f"the registry's own rows, bare, on {kind}" for kind in KINDS}
OURS = {kind: f"planned and stored on {kind} (ours)" for kind in KINDS}
_TYPES = {pa.bool_(): "boolean", pa.int64(): "bigint", pa.date32(): "date"}


def steps(kind: str) -> list[Step]:
    """Bare writing and ours."""
    bare = "benchmarks.dataset_import:bare_sqlite" if kind == SQLITE else "benchmarks.registry_in:bare_postgresql"
    return [Step(BARE[kind], bare), Step(OURS[kind], f"benchmarks.registry_in:ours_{kind.lower()}")]


@cache
def opened() -> OpenedCampaign:
    return open_campaign(CAMPAIGN)


def read(folder: Path) -> dict[str, pa.Table]:
    return {subject: pq.read_table(folder / f"{subject}.parquet") for subject in (HOUSEHOLD, PERSON)}


def store() -> Any:
    """The registry of the desk in use, as the campaign sees all of it."""
    from shouxian.server.campaigns.queries import registry_of

    return registry_of(opened())


def bare_postgresql(folder: Path) -> Work:
    """Typed columns and a primary key, nothing else; lists as texts, rows as Python has them."""
    tables = read(folder)
    rows = {
        subject: list(zip(*(map(str, c.to_pylist()) if pa.types.is_list(c.type) else c.to_pylist()
                            for c in table.columns), strict=True))
        for subject, table in tables.items()
    }  # fmt: skip

    def work() -> int:
        with psycopg.connect(uri(folder)) as connection:
            for subject, table in tables.items():
                told = ", ".join(
                    f'"{f.name}" {_TYPES.get(f.type, "text")}' + (" PRIMARY KEY" if f.name == "key" else "")
                    for f in table.schema
                )
                connection.execute(f"DROP TABLE IF EXISTS {subject}")
                connection.execute(f"CREATE TABLE {subject} ({told})")
                with connection.cursor().copy(f"COPY {subject} FROM STDIN") as into:
                    for row in rows[subject]:
                        into.write_row(row)
        return sum(map(len, rows.values()))

    return work


def ours_sqlite(folder: Path) -> Work:
    return _ours(folder, SQLITE)


def ours_postgresql(folder: Path) -> Work:
    return _ours(folder, POSTGRESQL)


def _ours(folder: Path, kind: str) -> Work:
    new_desk(folder, kind)
    variables = opened().catalogue.dictionary.variables
    tables = read(folder)
    known = {subject: set(table.column_names) for subject, table in tables.items()}
    parts = [
        Incoming(s, table, tuple(v.name for v in variables.values() if value_columns(v)[0] in known[s]))
        for s, table in tables.items()
    ]
    day = date(2022, 3, 1)
    record = Import(0, "roster", "bench", "0" * 64, clock.now(), "示例", CAMPAIGN, as_of=day)
    into = store()

    def work() -> str:
        changes = plan_import(into, record, parts, variables)
        into.apply(record, parts)
        return f"{sum(len(c.new) for c in changes):,} new"

    return work


def run(quick: bool) -> Table:
    households, rounds = (300, 1) if quick else (150_000, 1)
    told = [
        step for kind in KINDS for step in (*steps(kind), Step(OWN[kind], f"benchmarks.own_rows:rows_{kind.lower()}"))
    ]
    with place() as folder:
        generate(folder, households)
        found = interleaved(told, folder, rounds, fresh=not quick)
    return _told(found, households)


def _told(found: dict[str, Measured], households: int) -> Table:
    rows, verdicts = [], []
    for kind in KINDS:
        own, bare = found[OWN[kind]].seconds, found[BARE[kind]].seconds
        for label in (BARE[kind], OWN[kind], OURS[kind]):
            m = found[label]
            times = (f"{m.seconds / max(floor, 1e-9):.2f}" for floor in (own, bare))
            rows.append((label, f"{m.seconds:.1f}", f"{m.cpu:.1f}", *times, f"{m.peak:.0f}", m.done))
        verdicts.append(verdict(f"stored ÷ the same rows bare, {kind}", found[OURS[kind]].seconds / max(own, 1e-9), 4))
    return Table(
        f"{households:,} households and {households * 10 // 3:,} people into the registry",
        f"{HOUSEHOLD_FACTS} facts a household, {PERSON_FACTS} a person, from Arrow in memory. Ours plans, seals ids "
        "and phones, keeps what was observed beside what stands, the lines that lists and searches go by, and what "
        "stands in every village in one piece, in one transaction. Two floors, both from Python tuples that are there "
        "before the clock starts: the very rows that the registry then holds, with all their indexes, which are made "
        "last; and no more than what came in, in columns with a key and no other index. PostgreSQL is set up as its "
        "wheel does it. One round, every step in a process of its own.",
        ("step", "s", "CPU s", "× the same rows", "× columns and a key", "peak MB", "done"),
        tuple(rows),
        tuple(verdicts),
    )
