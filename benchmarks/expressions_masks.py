"""Sixty rules over a million households in DuckDB, against the floor of reading the same columns.

python benchmarks/expressions_masks.py [--households 1000000] [--rounds 5] [--rules 60]

Households are made by DuckDB from hash(i) into Parquet. Rounds are interleaved; medians and ratios to the floor
(sum of hash(column) over every column that the rules read) are printed as a Markdown table.
"""

import argparse
import re
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent))

import expressions_rules as made

_HOME, _HEADS = "household.parquet", "person.parquet"


def _random(salt: int, limit: int) -> str:
    return f"(hash(i * 1000 + {salt}) % {limit})::BIGINT"


def _holed(salt: int, text: str, percent: int = 8) -> str:
    return f"CASE WHEN {_random(salt, 100)} >= {percent} THEN {text} END"


def _household_columns() -> list[str]:
    codes = "['a','b','c','d','e','f']"
    found = ["'H' || i AS key", f"{_random(1, 100)} > 2 AS members__complete"]
    found += [f"{_holed(10 + n, f'{_random(20 + n, 2)} = 1')} AS flag{n}" for n in range(made.BOOLS)]
    found += [f"{_holed(40 + n, _random(50 + n, 3_000_000))} AS amount{n}" for n in range(2, made.MONEYS)]
    for n in range(2):
        found.append(f"{_holed(60 + n, _random(62 + n, 3_000_000))} AS amount{n}__lo")
        found.append(
            f"{_holed(60 + n, f'{_random(62 + n, 3_000_000)} + {_random(64 + n, 2)} * 100000')} AS amount{n}__hi"
        )
    found += [f"{_holed(70 + n, _random(80 + n, 9))} AS number{n}" for n in range(made.INTS)]
    found += [f"{_holed(90 + n, f'{codes}[1 + {_random(100 + n, 6)}]')} AS code{n}" for n in range(made.CHOICES)]
    found += [
        f"{_holed(110 + n, f'''DATE '2020-01-01' + {_random(120 + n, 900)}::INTEGER''')} AS day{n}"
        for n in range(made.DATES)
    ]
    return found + _parameters()


def _parameters() -> list[str]:
    return [
        f"DATE '{value}' AS {name}" if name.endswith("date") else f"{value}::BIGINT AS {name}"
        for name, value in made.parameters().items()
    ]


def generate(folder: Path, households: int) -> None:
    with duckdb.connect() as db:
        db.sql(f"COPY (SELECT {', '.join(_household_columns())} FROM range({households}) t(i)) TO '{folder / _HOME}'")
        person = [
            "'P' || i AS key", "'H' || (i * 2 // 7) AS household_key",
            f"DATE '1940-01-01' + {_random(1, 29_000)}::INTEGER AS born", f"{_random(2, 20)} = 0 AS disabled",
            f"['a','b','c','d','e','f'][1 + {_random(3, 6)}] AS illness", f"{_random(4, 13)} AS months",
            f"{_random(5, 2_000_000)} AS wage", *_parameters(),
        ]  # fmt: skip
        db.sql(f"COPY (SELECT {', '.join(person)} FROM range({households * 7 // 2}) t(i)) TO '{folder / _HEADS}'")


def _floor(masks: str, folder: Path) -> str:
    """sum(hash(column)) over the household columns that ``masks`` reads."""
    with duckdb.connect() as db:
        known = [row[0] for row in db.sql(f"DESCRIBE SELECT * FROM '{folder / _HOME}'").fetchall()]
    named = set(re.findall(r'"(\w+)"', masks))
    return "SELECT " + ", ".join(f"sum(hash({c})::HUGEINT)" for c in known if c in named) + " FROM household"


def _timed(db: duckdb.DuckDBPyConnection, sql: str, target: Path | None) -> float:
    start = time.perf_counter()
    if target is None:
        db.sql(sql).fetchall()
    else:
        db.sql(f"COPY ({sql}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rules", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder, given.households)
        _measure(folder, given.rounds, given.rules)


def _measure(folder: Path, rounds: int, count: int) -> None:
    alone, over = made.programme(count).sql("household"), made.programme(count * 2 // 3, count // 3).sql("household")
    steps = {
        f"floor: read the columns of {count} rules": (_floor(alone.masks, folder), None),
        f"{count} rules, hits": (alone.hits, folder / "hits.parquet"),
        f"{count} rules, hits and unknowns": (alone.masks, folder / "masks.parquet"),
        f"{count * 2 // 3} + {count // 3} rules over members, hits and unknowns": (over.masks, folder / "over.parquet"),
    }
    times: dict[str, list[float]] = {step: [] for step in steps}
    with duckdb.connect(config={"threads": 2}) as db:
        db.sql("SET preserve_insertion_order = false")
        for table, file in (("household", _HOME), ("person", _HEADS)):
            db.sql(f"CREATE VIEW {table} AS SELECT * FROM '{folder / file}'")
        for _ in range(rounds):
            for step, (sql, target) in steps.items():
                times[step].append(_timed(db, sql, target))
    medians = {step: statistics.median(found) for step, found in times.items()}
    floor = next(iter(medians.values()))
    print("| step | median s | best s | x floor |\n|---|---|---|---|")
    for step, median in medians.items():
        print(f"| {step} | {median:.2f} | {min(times[step]):.2f} | {median / floor:.2f} |")
    print(f"\npeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
