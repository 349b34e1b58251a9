"""Ten million households by the product's own run: growth, a change of 1 %, statistics from masks, one explained."""

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.counties import change_of, copied, first, made, opened
from benchmarks.measure import Measured, Step, Table, Work, interleaved, verdict
from shouxian.core.campaigns.scaled_explaining import explain_at_scale
from shouxian.core.screening.at_scale import screen_parts
from shouxian.core.screening.mask_statistics import count_masks
from shouxian.core.screening.run_folder import RunFolder

SMALL, FULL = "run of the first part", "run of all"
TOWNS = "the same, one town in a hundred has changed since"
SPREAD = "the same, one household in a hundred has changed since, in every village"
COUNTY, VILLAGE = "rules of households × county × type", "rules of households × village × type"
EXPLAIN = "one household explained (of 20, the slowest)"
NATION = 230  # million households


def small(folder: Path) -> Work:
    few = first(folder, max(1, len(list((folder / "data").glob("0*"))) // 10))
    return lambda: screen_parts(opened()[1], few / "data", few / "run").about["rows"]["household"]


def full(folder: Path) -> Work:
    job = opened()[1]
    return lambda: screen_parts(job, folder / "data", folder / "run").about["rows"]["household"]


def towns(folder: Path) -> Work:
    return _changed(folder, "towns")


def spread(folder: Path) -> Work:
    return _changed(folder, "spread")


def _changed(folder: Path, name: str) -> Work:
    changes = folder / "data" / "changes"
    for place in (changes, folder / "run" / "changes"):
        shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder / name, changes)
    return full(folder)


def by_county(folder: Path) -> Work:
    return lambda: count_masks(RunFolder(folder / "run"), "household", 6).num_rows


def by_village(folder: Path) -> Work:
    return lambda: count_masks(RunFolder(folder / "run"), "household", 12).num_rows


def explain(folder: Path) -> Work:
    """Seconds of the slowest of twenty; the campaign is open, the files are not."""
    import duckdb

    campaign, job = opened()
    asked = f"SELECT key FROM '{folder}/data/0*/household.parquet' USING SAMPLE 20 (reservoir, 7)"
    keys = [key for (key,) in duckdb.sql(asked).fetchall()]

    def work() -> str:
        slowest = 0.0
        for key in keys:
            start = time.perf_counter()
            explain_at_scale(campaign, job, RunFolder(folder / "run"), folder / "data", key, "zh")
            slowest = max(slowest, time.perf_counter() - start)
        return f"{slowest:.3f}"

    return work


def _each(result: Measured) -> float:
    """Processor seconds for one household."""
    return result.cpu / int(result.done)


def _share(found: Mapping[str, Measured], label: str) -> float:
    return 100 * found[label].cpu / found[FULL].cpu


def run(quick: bool) -> Table:
    return table(1, 200, 2, 1, fresh=False) if quick else table(5, 200_000, 10, 3, fresh=True)


def table(partitions: int, households: int, times: int, rounds: int, *, fresh: bool) -> Table:
    """``partitions`` of so many ``households`` invented, and copied to ``times`` as many."""
    folder = copied(made(partitions, households), times)
    change_of(folder, "towns", "hash(left(village_key, 9)) % 100 = 0")
    change_of(folder, "spread", "hash(key) % 100 = 0")
    works = {
        SMALL: "small",
        FULL: "full",
        TOWNS: "towns",
        SPREAD: "spread",
        COUNTY: "by_county",
        VILLAGE: "by_village",
        EXPLAIN: "explain",
    }
    steps = [
        Step(label, f"benchmarks.large_run:{name}", once=label in (SMALL, FULL, TOWNS, SPREAD))
        for label, name in works.items()
    ]
    found = interleaved(steps, folder, rounds, fresh=fresh)
    million = partitions * households * times / 1_000_000
    slowest = float(found[EXPLAIN].done)
    rows = [
        (label, f"{r.seconds:.2f}", f"{r.cpu:.2f}", f"{r.peak:.0f}", f"{r.done}" + (" s" if label == EXPLAIN else ""))
        for label, r in found.items()
    ]
    nation = found[FULL].seconds * NATION / million / 60, found[FULL].cpu * NATION / million / 60
    rows.append(
        (
            f"{NATION} million households: **extrapolated**, not run",
            f"{nation[0]:.0f} min",
            f"{nation[1]:.0f} min",
            "",
            "",
        )
    )
    return Table(
        f"{million:g} million households, partition by partition",
        f"The run of the table before over {partitions * times} partitions; the facts of the first {partitions} repeat "
        "under other keys and in other counties. Runs and changes once, the rest three times; masks of "
        f"every subject with types. The nation is the same job {NATION / million:.0f} times (`shouxian run make`, "
        "`shouxian run shards`).",
        ("step", "median s", "CPU s", "peak MB", "done"),
        tuple(rows),
        (
            verdict("CPU a household of all ÷ of the first part", _each(found[FULL]) / _each(found[SMALL]), 1.1),
            verdict("peak memory of the run", found[FULL].peak, 350, "MB"),
            verdict("one town in a hundred ÷ full run (CPU)", _share(found, TOWNS), 5, "%"),
            verdict("one household in a hundred, everywhere ÷ full run (CPU)", _share(found, SPREAD), 5, "%"),
            verdict("statistics by village, a million households", found[VILLAGE].seconds / million, 1, "s"),
            verdict("explained, the slowest of 20", slowest, 1, "s"),
        ),
    )
