"""Partitions of invented counties for the benchmarks: some made by the generator, more copied under other keys."""

import tempfile
from functools import cache
from pathlib import Path

import duckdb

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
    for number in range(times * len(partitions)):
        part = partitions[number % len(partitions)]
        target = folder / "data" / f"{number:05}"
        target.mkdir(parents=True)
        for subject in ("household", "person", "village", "town"):
            _copy(part / f"{subject}.parquet", target / f"{subject}.parquet", f"{int(COUNTY) + number}", number)
    return folder


def _copy(source: Path, target: Path, county: str, number: int) -> None:
    with duckdb.connect(config={"threads": 2}) as db:
        names = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM '{source}'").fetchall()]
        places = [name for name in ("village_key", "town_key") if name in names]
        new = [f"'{county}' || substr({name}, 7) AS {name}" for name in places]
        people = [name for name in ("key", "household_key") if name in names]
        if source.stem in ("village", "town"):
            new.append(f"'{county}' || substr(key, 7) AS key")
        else:
            new += [f"left({name}, 1) || '{number:03}' || substr({name}, 2) AS {name}" for name in people]
        options = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"
        db.execute(f"COPY (SELECT * REPLACE ({', '.join(new)}) FROM '{source}') TO '{target}' ({options})")


def change_of(folder: Path, one_in: int) -> Path:
    """One household in so many with its members, changed; to be put into ``data/changes`` when its time comes."""
    target = folder / "pending" / "0001"
    target.mkdir(parents=True)
    with duckdb.connect(config={"threads": 2}) as db:
        homes = f"SELECT * REPLACE (NOT housing_safe AS housing_safe) FROM '{folder}/data/*/household.parquet'"
        db.execute(f"COPY ({homes} WHERE hash(key) % {one_in} = 0) TO '{target}/household.parquet'")
        people = f"SELECT * FROM '{folder}/data/*/person.parquet'"
        db.execute(f"COPY ({people} WHERE hash(household_key) % {one_in} = 0) TO '{target}/person.parquet'")
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
