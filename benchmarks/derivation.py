"""Derived facts of a county made from its members, apart from any rule, against the bare join and aggregate."""

import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.counties import CAMPAIGN, made, opened
from benchmarks.expressions_masks import columns_read, query, row
from benchmarks.measure import Step, Table, Work, interleaved, verdict

BARE, WIDE = "bare: join, one aggregate a column", "wide table: every derived fact"


def _sql() -> str:
    return opened()[1].programme.sql("household").derive


def _shown(folder: Path) -> Path:
    return next((folder / "data").glob("*"))


def bare(folder: Path) -> Work:
    """Every column of members and households that derived facts read, taken up once; members grouped and joined."""
    there = _shown(folder)
    links = ("key", "household_key", "village_key")
    told = [c for c in columns_read(_sql(), there / "person.parquet") if c not in links]
    homes = [c for c in columns_read(_sql(), there / "household.parquet") if c not in links]
    inner = ", ".join(f'max("{c}") AS m{n}' for n, c in enumerate(told))
    grouped = f"SELECT household_key AS home, count(*) AS n, {inner} FROM person GROUP BY household_key"
    shown = ", ".join([*(f'h."{c}"' for c in homes), "n", *(f"m{n}" for n in range(len(told)))])
    return query(there, f"SELECT key, {shown} FROM household AS h LEFT JOIN ({grouped}) ON key = home", "bare")


def wide(folder: Path) -> Work:
    return query(_shown(folder), _sql(), "wide")


def run(quick: bool) -> Table:
    return table(made(1, 200), 1, fresh=False) if quick else table(made(5, 200_000), 5, fresh=True)


def table(folder: Path, rounds: int, *, fresh: bool) -> Table:
    """Over the first partition of ``folder``."""
    households = pq.ParquetFile(_shown(folder) / "household.parquet").metadata.num_rows
    steps = [Step(BARE, "benchmarks.derivation:bare"), Step(WIDE, "benchmarks.derivation:wide")]
    with tempfile.TemporaryDirectory() as name:
        here = Path(name) / "data" / "one"
        here.mkdir(parents=True)
        for subject in ("household", "person"):
            (here / f"{subject}.parquet").symlink_to(_shown(folder) / f"{subject}.parquet")
        found = interleaved(steps, Path(name), rounds, fresh=fresh)
    programme = opened()[1].programme
    derived = [fact for fact in programme.definitions if programme.schema.owner[fact] == "household"]
    return Table(
        f"Derived facts of {households:,} households from their members",
        f"{len(derived)} derived facts of households in {CAMPAIGN}, written as a table; {rounds} rounds. Bare: the "
        "same columns of members and households read, grouped with `max` a column, joined and written.",
        ("step", "median s", "CPU s", "× bare (CPU)", "× bare (clock)", "peak MB"),
        tuple(row(label, result, found[BARE]) for label, result in found.items()),
        (verdict("wide table ÷ bare join and aggregate (CPU)", found[WIDE].cpu / max(found[BARE].cpu, 1e-9), 3),),
    )
