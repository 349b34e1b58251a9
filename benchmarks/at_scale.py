"""The product's own run over partitions: a million households with all rules of a campaign, three subjects and more."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.counties import CAMPAIGN, first, made, opened, scan
from benchmarks.expressions_masks import row
from benchmarks.measure import Step, Table, Work, interleaved, verdict
from shouxian.core.screening.at_scale import screen_parts

FLOOR, MASKS, LONG = "floor: read the columns of all rules", "run: masks of every subject", "run: masks and long hits"


def floor(folder: Path) -> Work:
    return scan(folder, ("household", "person", "village"))


def masks(folder: Path) -> Work:
    return _run(folder, "none")


def long(folder: Path) -> Work:
    return _run(folder, "all")


def _run(folder: Path, rows: str) -> Work:
    target, job = folder / f"run_{rows}", opened()[1]
    shutil.rmtree(target, ignore_errors=True)

    def work() -> str:
        run = screen_parts(job, folder / "data", target, rows)  # type: ignore[arg-type]
        long = sum(pq.read_metadata(path).num_rows for path in target.glob("parts/*/long_*.parquet"))
        return f"{sum(run.about['rows'].values()):,} rows screened" + (f", {long:,} hits" if long else "")

    return work


def run(quick: bool) -> Table:
    if quick:
        return table(made(1, 200), 1, 200, 1, fresh=False)
    return table(made(5, 200_000), 2, 200_000, 3, fresh=True)


def table(source: Path, partitions: int, households: int, rounds: int, *, fresh: bool) -> Table:
    """Over the first ``partitions`` of ``source``."""
    folder = first(source, partitions)
    steps = [
        Step(label, f"benchmarks.at_scale:{name}")
        for label, name in ((FLOOR, "floor"), (MASKS, "masks"), (LONG, "long"))
    ]
    found = interleaved(steps, folder, rounds, fresh=fresh)
    job = opened()[1]
    told = ", ".join(
        f"{len(job.rules(subject))} of {subject}" for subject in ("household", "person", "village", "town")
    )
    return Table(
        f"A run of {CAMPAIGN} over {partitions * households:,} households",
        f"Rules: {told}; {partitions} partitions of invented counties (lives with their members), hits and unknowns "
        f"and household types written; {rounds} rounds. Planning of several hundred rules for each partition is in it.",
        ("step", "median s", "CPU s", "× floor (CPU)", "× floor (clock)", "peak MB", "done"),
        tuple((*row(label, result, found[FLOOR]), str(result.done or "")) for label, result in found.items()),
        (verdict("peak memory", max(result.peak for result in found.values()), 350, "MB"),),
    )
