"""The same households and members out of the registry, as a run screens them, against bare fetching of the rows."""

import importlib.util
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import psycopg

from benchmarks import registry_in
from benchmarks.dataset_import import generate
from benchmarks.desks import KINDS, POSTGRESQL, SQLITE, old_desk, place, uri
from benchmarks.measure import Measured, Step, Table, Work, interleaved, verdict
from benchmarks.registry_in import opened, store
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON

FETCH = {kind: f"bare fetch from {kind}" for kind in KINDS}
ADBC = {kind: f"ADBC from {kind} into Arrow" for kind in KINDS}
READ = {kind: f"current state from {kind} (ours)" for kind in KINDS}
SNAPSHOT = {kind: f"snapshot from {kind} (ours)" for kind in KINDS}
BY_ROWS = {kind: f"snapshot from {kind}, row by row (ours)" for kind in KINDS}
_NEEDS = {SQLITE: "adbc_driver_sqlite", POSTGRESQL: "adbc_driver_postgresql"}
_HERE = "benchmarks.registry_out"


def fetch_sqlite(folder: Path) -> Work:
    """As Python tuples, from tables that hold nothing else."""

    def work() -> int:
        with sqlite3.connect(folder / "bare.sqlite") as db:
            return sum(len(db.execute(f"SELECT * FROM {subject}").fetchall()) for subject in (HOUSEHOLD, PERSON))

    return work


def fetch_postgresql(folder: Path) -> Work:
    def work() -> int:
        with psycopg.connect(uri(folder)) as db:
            return sum(len(db.execute(f"SELECT * FROM {subject}").fetchall()) for subject in (HOUSEHOLD, PERSON))

    return work


def adbc_sqlite(folder: Path) -> Work:
    from adbc_driver_sqlite import dbapi

    return _arrow(lambda: dbapi.connect(str(folder / "bare.sqlite")))


def adbc_postgresql(folder: Path) -> Work:
    from adbc_driver_postgresql import dbapi

    return _arrow(lambda: dbapi.connect(uri(folder)))


def _arrow(connect: object) -> Work:
    def work() -> int:
        rows = 0
        with connect() as db, db.cursor() as cursor:  # type: ignore[operator]
            for subject in (HOUSEHOLD, PERSON):
                cursor.execute(f"SELECT * FROM {subject}")
                rows += cursor.fetch_arrow_table().num_rows
        return rows

    return work


def read_sqlite(folder: Path) -> Work:
    return _read(folder, SQLITE)


def read_postgresql(folder: Path) -> Work:
    return _read(folder, POSTGRESQL)


def _read(folder: Path, kind: str) -> Work:
    old_desk(folder, kind)
    known = store()
    return lambda: sum(known.read_current(subject).num_rows for subject in (HOUSEHOLD, PERSON))


def snapshot_sqlite(folder: Path) -> Work:
    return _snapshot(folder, SQLITE)


def snapshot_postgresql(folder: Path) -> Work:
    return _snapshot(folder, POSTGRESQL)


def _snapshot(folder: Path, kind: str, *, by_rows: bool = False) -> Work:
    """``by_rows``: as where no village has its rows in one piece, because something was written in every one."""
    old_desk(folder, kind)
    known = store()
    if by_rows:
        known._blocks.holds = lambda subject: False

    def work() -> int:
        tables = campaign_snapshot(opened(), known).tables
        return sum(int(tables[subject].num_rows) for subject in (HOUSEHOLD, PERSON))

    return work


def by_rows_sqlite(folder: Path) -> Work:
    return _snapshot(folder, SQLITE, by_rows=True)


def by_rows_postgresql(folder: Path) -> Work:
    return _snapshot(folder, POSTGRESQL, by_rows=True)


def run(quick: bool) -> Table:
    households, rounds = (300, 1) if quick else (150_000, 3)
    kinds = (SQLITE,) if quick else KINDS
    with place(postgresql=not quick) as folder:
        generate(folder, households)
        loading = [step for kind in kinds for step in registry_in.steps(kind)]
        interleaved(loading, folder, 1, fresh=not quick)
        found = interleaved(_steps(kinds), folder, rounds, fresh=not quick)
    return _told(found, kinds, households, rounds)


def _steps(kinds: Sequence[str]) -> list[Step]:
    steps = []
    for kind in kinds:
        names = {FETCH[kind]: "fetch", READ[kind]: "read", SNAPSHOT[kind]: "snapshot", BY_ROWS[kind]: "by_rows"}
        if importlib.util.find_spec(_NEEDS[kind]):
            names = {ADBC[kind]: "adbc", **names}
        steps += [Step(t, f"{_HERE}:{name}_{kind.lower()}", once=t == BY_ROWS[kind]) for t, name in names.items()]
    return steps


def _told(found: dict[str, Measured], kinds: Sequence[str], households: int, rounds: int) -> Table:
    rows, verdicts = [], []
    for kind in kinds:
        floor = ADBC[kind] if ADBC[kind] in found else FETCH[kind]
        for label in (ADBC[kind], FETCH[kind], READ[kind], SNAPSHOT[kind], BY_ROWS[kind]):
            if label in found:
                m, ratio = found[label], found[label].seconds / max(found[floor].seconds, 1e-9)
                rows.append((label, f"{m.seconds:.2f}", f"{m.cpu:.2f}", f"{ratio:.2f}", f"{m.peak:.0f}", m.done))
        verdicts.append(verdict(f"snapshot ÷ {floor}", found[SNAPSHOT[kind]].seconds / found[floor].seconds, 2))
        if ADBC[kind] not in found:
            verdicts.append(f"ADBC for {kind}: not installed here (`make peers`), not measured")
    return Table(
        f"{households:,} households and {households * 10 // 3:,} people out of the registry",
        "What bare writing wrote is fetched bare: typed columns, no more. Ours hold the source of every fact besides, "
        "are unsealed, and for the snapshot stripped of identities and joined with parameters; they come from the "
        "pieces that the import left of every village, sealed, which stay until somebody writes there. Row by row (one "
        "round) is what a snapshot takes where somebody has written in every village since, once, as the run then "
        f"makes the pieces anew. {rounds} rounds, every step in a process of its own.",
        ("step", "median s", "CPU s", "× floor (clock)", "peak MB", "rows"),
        tuple(rows),
        tuple(verdicts),
    )
