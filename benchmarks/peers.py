"""The same rules on the same Parquet by others: a pandas script, polars, SQLite. Each is written by hand from what the
rules of ``expressions_rules`` mean, and what each hits is compared rule by rule.

Five of the six forms of rules (no months between dates: every engine counts those its own way).
"""

import importlib.util
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from benchmarks import expressions_rules as made
from benchmarks.expressions_masks import HOME, columns_read, generate, query, row, scan_of
from benchmarks.measure import Measured, Step, Table, Work, interleaved, verdict
from shouxian.core.expressions.programme import Programme

FLOOR, OURS, POLARS = "floor: read the columns", "Shouxian: masks of hits", "polars: the same mask"
PANDAS, SQLITE = "pandas script: the same mask", "SQLite: the same mask (rows already in its table)"
NUMBERS = [n for n in range(60) if n % 6 != 5]
LINE, PERCENT, LIMIT, DAY = 650_001, 40, 3, "2022-02-28"
PARTS = {OURS: "ours", POLARS: "polars", PANDAS: "pandas", SQLITE: "sqlite"}


@cache
def programme() -> Programme:
    return Programme.compile(made.schema(), [made.rules()[n] for n in NUMBERS])


def floor(folder: Path) -> Work:
    return query(folder, scan_of(columns_read(programme().sql("household").hits, folder / HOME), "household"))


def ours(folder: Path) -> Work:
    return query(folder, programme().sql("household").hits, "ours")


def _of(n: int) -> dict[str, str]:
    """The columns that rule ``n`` reads, by the part they play."""
    a, b = n % 8, (n * 3 + 1) % 8
    return {
        "flag_a": f"flag{a}", "flag_b": f"flag{b}", "flag_n": f"flag{n % 10}", "code": f"code{a}", "day": f"day{a % 6}",
        "high": f"amount{b}__hi" if b < 2 else f"amount{b}", "part": f"amount{2 + a % 6}",
        "whole": f"amount{2 + b % 6}", "number_a": f"number{a}", "number_b": f"number{b}", "mark": made.CODES[n % 6],
    }  # fmt: skip


def polars(folder: Path) -> Work:
    import polars as pl

    def rule(n: int) -> Any:
        c = _of(n)
        col = pl.col
        people, total = col(c["number_a"]), col(c["whole"])
        head = (2 * total + people) // (2 * people)
        forms: tuple[Callable[[], Any], ...] = (
            lambda: col(c["flag_a"]) & (col(c["high"]) < LINE),
            lambda: col(c["code"]).is_in(["a", "b", c["mark"]]) & (col(c["number_b"]) > LIMIT),
            lambda: ~col(c["flag_b"]) & ((col(c["code"]) == c["mark"]) | (col(c["day"]) < pl.lit(DAY).str.to_date())),
            lambda: pl.when(people > 0).then(head) < LINE,
            lambda: (
                ((col(c["whole"]) > 0) & (col(c["part"]) * 100 > col(c["whole"]) * PERCENT))
                | (col(c["flag_a"]) & col(c["flag_n"]) & (col(c["number_b"]) <= 0))
            ),
        )
        found = forms[n % 6]()
        return found & ~col(c["flag_n"]) if n % 6 == 3 else found

    bits = [rule(n).fill_null(False).cast(pl.Int64) * (1 << k) for k, n in enumerate(NUMBERS)]
    frame = pl.scan_parquet(folder / HOME).select("key", pl.sum_horizontal(bits).alias("hits_0"))
    return lambda: frame.sink_parquet(folder / "out_polars.parquet")


def pandas(folder: Path) -> Work:
    import pandas as pd

    def work() -> None:
        columns = sorted({*columns_read(programme().sql("household").hits, folder / HOME), "key"})
        frame = pd.read_parquet(folder / HOME, columns=columns, dtype_backend="pyarrow")
        mask = pd.Series(0, index=frame.index, dtype="int64[pyarrow]")
        day = pd.Timestamp(DAY).date()
        for k, n in enumerate(NUMBERS):
            c = {part: frame.get(name, name) for part, name in _of(n).items()}
            if n % 6 == 0:
                found = c["flag_a"] & (c["high"] < LINE)
            elif n % 6 == 1:
                found = c["code"].isin(["a", "b", c["mark"]]) & (c["number_b"] > LIMIT)
            elif n % 6 == 2:
                found = ~c["flag_b"] & ((c["code"] == c["mark"]) | (c["day"] < day))
            elif n % 6 == 3:
                people = c["number_a"].where(c["number_a"] > 0)
                found = ((2 * c["whole"] + people) // (2 * people) < LINE) & ~c["flag_n"]
            else:
                over = (c["whole"] > 0) & (c["part"] * 100 > c["whole"] * PERCENT)
                found = over | (c["flag_a"] & c["flag_n"] & (c["number_b"] <= 0))
            mask = mask + found.fillna(False).astype("int64[pyarrow]") * (1 << k)
        pd.DataFrame({"key": frame["key"], "hits_0": mask}).to_parquet(folder / "out_pandas.parquet")

    return work


def sqlite_rule(n: int) -> str:
    c = _of(n)
    head = f"(CASE WHEN {c['number_a']} > 0 THEN (2 * {c['whole']} + {c['number_a']}) / (2 * {c['number_a']}) END)"
    return (
        f"{c['flag_a']} AND {c['high']} < {LINE}",
        f"{c['code']} IN ('a', 'b', '{c['mark']}') AND {c['number_b']} > {LIMIT}",
        f"NOT {c['flag_b']} AND ({c['code']} = '{c['mark']}' OR {c['day']} < '{DAY}')",
        f"{head} < {LINE} AND NOT {c['flag_n']}",
        f"({c['whole']} > 0 AND {c['part']} * 100 > {c['whole']} * {PERCENT}) "
        f"OR {c['flag_a']} AND {c['flag_n']} AND {c['number_b']} <= 0",
    )[n % 6]


def sqlite(folder: Path) -> Work:
    """The table is there already: only the rules are counted, as with a database that somebody has anyway."""
    path = folder / "household.sqlite"
    if not path.exists():
        _into_sqlite(folder / HOME, path)
    bits = " + ".join(f"(coalesce({sqlite_rule(n)}, 0) << {k})" for k, n in enumerate(NUMBERS))

    def work() -> None:
        with sqlite3.connect(path) as db:
            db.execute("DROP TABLE IF EXISTS masks")
            db.execute(f"CREATE TABLE masks AS SELECT key, {bits} AS hits_0 FROM household")

    return work


def _into_sqlite(source: Path, target: Path) -> None:
    with sqlite3.connect(target) as db:
        file = pq.ParquetFile(source)
        names = file.schema_arrow.names
        db.execute(f"CREATE TABLE household ({', '.join(names)})")
        for batch in file.iter_batches(20_000):
            columns = [
                [None if v is None else str(v) for v in column.to_pylist()]
                if str(column.type).startswith("date")
                else column.to_pylist()
                for column in batch.columns
            ]
            db.executemany(f"INSERT INTO household VALUES ({', '.join('?' * len(names))})", zip(*columns, strict=True))


def hits(folder: Path, part: str) -> list[int]:
    """Hits per rule out of what an engine has written."""
    bits = [f"sum((hits_0 >> {k}) & 1)::BIGINT" for k in range(len(NUMBERS))]
    if part == "sqlite":
        with sqlite3.connect(folder / "household.sqlite") as db:
            return list(
                db.execute(f"SELECT {', '.join(b.removesuffix('::BIGINT') for b in bits)} FROM masks").fetchone()
            )
    return list(duckdb.sql(f"SELECT {', '.join(bits)} FROM '{folder}/out_{part}.parquet'").fetchall()[0])


def run(quick: bool) -> Table:
    households, rounds = (2_000, 1) if quick else (1_000_000, 3)
    missing = [label for label in (POLARS, PANDAS) if importlib.util.find_spec(PARTS[label]) is None]
    labels = [label for label in (FLOOR, *PARTS) if label not in missing]
    steps = [Step(label, f"benchmarks.peers:{PARTS.get(label, 'floor')}") for label in labels]
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name), households)
        if not quick:
            _into_sqlite(Path(name) / HOME, Path(name) / "household.sqlite")
        found = interleaved(steps, Path(name), rounds, fresh=not quick)
        told = {label: hits(Path(name), PARTS[label]) for label in labels if label in PARTS}
    if any(counts != told[OURS] for counts in told.values()):
        raise AssertionError(f"engines disagree: {[k for k, v in told.items() if v != told[OURS]]}")
    return Table(
        f"{len(NUMBERS)} rules over {households:,} households by others",
        f"The same Parquet, hits as one mask a household, written; {rounds} rounds, each step in a process of its own. "
        f"All hit the same {sum(told[OURS]):,} times, rule by rule. The others are written by hand for these rules.",
        ("step", "median s", "CPU s", "× floor (CPU)", "× floor (clock)", "peak MB"),
        tuple(row(label, result, found[FLOOR]) for label, result in found.items()),
        (*_verdicts(found), *(f"{label}: not installed here (`make peers`), not measured" for label in missing)),
    )


def _verdicts(found: dict[str, Measured]) -> list[str]:
    told = []
    for label in PARTS:
        if label in found and label != OURS:
            cpu, clock = found[label].cpu / found[OURS].cpu, found[label].seconds / found[OURS].seconds
            memory = found[label].peak / found[OURS].peak
            told.append(
                f"{label}: {cpu:.1f} × our processor seconds, {clock:.1f} × our time, {memory:.1f} × our memory"
            )
    return [*told, verdict("peak memory of ours", found[OURS].peak, 350, "MB")]
