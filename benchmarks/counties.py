"""Partitions of invented counties for the benchmarks: some made by the generator, more copied under other keys."""

import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.measure import Work
from shouxian.cli.shard_making import COUNTY, Making
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.scaled import scale_job
from shouxian.core.screening.part_masks import Job

CAMPAIGN = "zhanqiao-2022-income"
KEPT: list[tempfile.TemporaryDirectory[str]] = []  # until the process ends


@cache
def opened() -> tuple[OpenedCampaign, Job]:
    found = open_campaign(CAMPAIGN)
    return found, scale_job(found)


@cache
def made(partitions: int, households: int) -> Path:
    """A folder with ``data/<partition>``, kept until the process ends."""
    KEPT.append(tempfile.TemporaryDirectory(prefix="bench-"))
    folder = Path(KEPT[-1].name)
    making = Making.of(opened()[0])
    (folder / "data").mkdir()
    for number in range(partitions):
        making.write(folder / "data", number, households)
    return folder


def first(source: Path, count: int) -> Path:
    """A folder with links to the first partitions of ``source``."""
    folder = source / f"first_{count}"
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for part in sorted((source / "data").glob("0*"))[:count]:
        if not (folder / "data" / part.name).exists():
            (folder / "data" / part.name).symlink_to(part)
    return folder


def copied(source: Path, times: int) -> Path:
    """``source`` and copies of its partitions under other keys and in other counties, ``times`` as many in all."""
    KEPT.append(tempfile.TemporaryDirectory(prefix="bench-"))
    folder = Path(KEPT[-1].name)
    partitions = sorted((source / "data").glob("*"))
    jobs = []
    for number in range(times * len(partitions)):
        part = partitions[number % len(partitions)]
        target = folder / "data" / f"{number:05}"
        target.mkdir(parents=True)
        for subject in ("household", "person", "village", "town"):
            name = f"{subject}.parquet"
            jobs.append((part / name, target / name, f"{int(COUNTY) + number}", number))
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(_copy, *zip(*jobs, strict=True)))
    return folder


def _copy(source: Path, target: Path, county: str, number: int) -> None:
    """The same rows under other keys, in another county; a snapshot has hundreds of columns, most of them stay."""
    table = pq.read_table(source)
    for at, name in enumerate(table.column_names):
        if name in ("village_key", "town_key") or (name == "key" and source.stem in ("village", "town")):
            codes = pc.utf8_replace_slice(table[name], 0, 6, county)
        elif name in ("key", "household_key"):
            codes = pc.utf8_replace_slice(table[name], 1, 1, f"{number:03}")
        else:
            continue
        table = table.set_column(at, name, codes)
    group = pq.read_metadata(source).row_group(0).num_rows  # as the generator wrote it: groups are read in parallel
    pq.write_table(table, target, row_group_size=group, compression="zstd", compression_level=1)


def change_of(folder: Path, name: str, chosen: str) -> Path:
    """The households ``chosen`` by a condition with their members, changed; to be moved into ``data/changes/0001`` when
    its time comes."""
    target = folder / name / "0001"
    target.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2}) as db:
        homes = f"SELECT * REPLACE (NOT housing_safe AS housing_safe) FROM '{folder}/data/*/household.parquet'"
        db.execute(f"COPY ({homes} WHERE {chosen}) TO '{target}/household.parquet'")
        people = f"SELECT * FROM '{folder}/data/*/person.parquet'"
        keys = f"(SELECT key FROM '{target}/household.parquet')"
        db.execute(f"COPY ({people} WHERE household_key IN {keys}) TO '{target}/person.parquet'")
    return target


def scan(folder: Path, subjects: tuple[str, ...]) -> Work:
    """Read every column that the rules of ``subjects`` read, in all partitions: sums of hashes."""
    from benchmarks.expressions_masks import columns_read, scan_of

    job = opened()[1]
    db = duckdb.connect(config={"threads": 2})
    texts = []
    for table in ("household", "person"):
        files = f"{folder}/data/*/{table}.parquet"
        sql = " ".join(job.programme.sql(subject).masks for subject in subjects)
        texts.append(scan_of([f'"{c}"' for c in columns_read(sql, Path(files))], f"'{files}'"))
    return lambda: sum(len(db.execute(text).fetchall()) for text in texts)
