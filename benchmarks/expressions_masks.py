"""Sixty rules over a million households in DuckDB, against the floor of reading the same columns.

Households are made by DuckDB from hash(i) into Parquet. The floor is the sum of hash(column) over every column that the
rules read: no metadata can answer it.
"""

import re
import tempfile
from pathlib import Path

import duckdb

from benchmarks import expressions_rules as made
from benchmarks.measure import Measured, Step, Table, Work, interleaved, verdict
from shouxian.core.screening.run_folder import long_rows

HOME, HEADS = "household.parquet", "person.parquet"
FLOOR, HITS, MASKS = "floor: read the columns of 60 rules", "60 rules, hits", "60 rules, hits and unknowns"
OVER = "40 + 20 rules over members, hits and unknowns"
LONG, DENSE = "60 rules that hit rarely, hits as rows (rule, household)", "60 rules, hits as rows: 21 a household"
TWICE = "120 rules, hits and unknowns"


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
        low = _random(62 + n, 3_000_000)
        found.append(f"{_holed(60 + n, low)} AS amount{n}__lo")
        found.append(f"{_holed(60 + n, f'{low} + {_random(64 + n, 2)} * 100000')} AS amount{n}__hi")
    found += [f"{_holed(70 + n, _random(80 + n, 9))} AS number{n}" for n in range(made.INTS)]
    found += [f"{_holed(90 + n, f'{codes}[1 + {_random(100 + n, 6)}]')} AS code{n}" for n in range(made.CHOICES)]
    for n in range(made.DATES):
        day = f"DATE '2020-01-01' + {_random(120 + n, 900)}::INTEGER"
        found.append(f"{_holed(110 + n, day)} AS day{n}")
    return found + _parameters()


def _parameters() -> list[str]:
    return [
        f"DATE '{value}' AS {name}" if name.endswith("date") else f"{value}::BIGINT AS {name}"
        for name, value in made.parameters().items()
    ]


def generate(folder: Path, households: int, *, people: bool = True) -> None:
    person = [
        "'P' || i AS key", "'H' || (i * 2 // 7) AS household_key",
        f"DATE '1940-01-01' + {_random(1, 29_000)}::INTEGER AS born", f"{_random(2, 20)} = 0 AS disabled",
        f"['a','b','c','d','e','f'][1 + {_random(3, 6)}] AS illness", f"{_random(4, 13)} AS months",
        f"{_random(5, 2_000_000)} AS wage", *_parameters(),
    ]  # fmt: skip
    with duckdb.connect() as db:
        db.sql(f"COPY (SELECT {', '.join(_household_columns())} FROM range({households}) t(i)) TO '{folder / HOME}'")
        if people:
            db.sql(f"COPY (SELECT {', '.join(person)} FROM range({households * 7 // 2}) t(i)) TO '{folder / HEADS}'")


def columns_read(sql: str, parquet: Path) -> list[str]:
    """The columns of a table that a query names."""
    with duckdb.connect() as db:
        known = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM '{parquet}'").fetchall()]
    named = set(re.findall(r'"(\w+)"', sql))
    return [column for column in known if column in named]


def query(folder: Path, sql: str, target: str | None = None) -> Work:
    """A query over every Parquet file of the folder as a table of its name, on two threads."""
    db = duckdb.connect(config={"threads": 2})
    db.sql("SET preserve_insertion_order = false; SET disabled_optimizers = 'statistics_propagation'")
    for file in sorted(folder.glob("*.parquet")):
        if not file.stem.startswith("out_"):
            db.sql(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
    if target is not None:
        sql = f"COPY ({sql}) TO '{folder / f'out_{target}.parquet'}' (FORMAT parquet, COMPRESSION zstd)"
    return lambda: db.execute(sql).fetchall()[0][0]


def scan_of(columns: list[str], table: str) -> str:
    return f"SELECT {', '.join(f'sum(hash({c})::HUGEINT)' for c in columns)} FROM {table}"


def floor(folder: Path) -> Work:
    return query(folder, scan_of(columns_read(made.programme(60).sql("household").hits, folder / HOME), "household"))


def hits(folder: Path) -> Work:
    return query(folder, made.programme(60).sql("household").hits, "hits")


def masks(folder: Path) -> Work:
    return query(folder, made.programme(60).sql("household").masks, "masks")


def long(folder: Path) -> Work:
    """About one row a household; a run of a campaign over invented counties gave 0.36."""
    return _long(folder, rare=True)


def dense(folder: Path) -> Work:
    return _long(folder, rare=False)


def _long(folder: Path, *, rare: bool) -> Work:
    sql = made.programme(60, rare=rare).sql("household")
    return query(folder, long_rows(f"({sql.hits})", sql.rules, "hits", ()), "long")


def twice(folder: Path) -> Work:
    return query(folder, made.programme(120).sql("household").masks, "twice")


def over(folder: Path) -> Work:
    return query(folder, made.programme(40, 20).sql("household").masks, "over")


def run(quick: bool) -> Table:
    households, rounds = (2_000, 1) if quick else (1_000_000, 5)
    names = {FLOOR: "floor", HITS: "hits", MASKS: "masks", LONG: "long", DENSE: "dense", TWICE: "twice", OVER: "over"}
    steps = [Step(label, f"benchmarks.expressions_masks:{name}") for label, name in names.items()]
    with tempfile.TemporaryDirectory() as name:
        generate(Path(name), households)
        found = interleaved(steps, Path(name), rounds, fresh=not quick)
    cpu = {label: result.cpu / max(found[FLOOR].cpu, 1e-9) for label, result in found.items()}
    return Table(
        f"Sixty rules over {households:,} households",
        f"DuckDB from Parquet, 2 threads, 8 % blanks a column, masks written as Parquet; {rounds} rounds, every step "
        "in a process of its own. Ratios are of processor seconds: on a shared machine the clock tells little. The "
        "sixty rules hit 21 things a household; made rare they hit about one, a campaign's own rules (below) fewer.",
        ("step", "median s", "CPU s", "× floor (CPU)", "× floor (clock)", "peak MB"),
        tuple(row(label, result, found[FLOOR]) for label, result in found.items()),
        (
            verdict("hits ÷ floor", cpu[HITS], 1.8),
            verdict("hits and unknowns ÷ hits", found[MASKS].cpu / max(found[HITS].cpu, 1e-9), 3),
            verdict("hits as rows ÷ floor, rules that hit rarely", cpu[LONG], 2.5),
            verdict("120 ÷ 60 rules", found[TWICE].cpu / max(found[MASKS].cpu, 1e-9), 1.6),
            verdict("peak memory of hits and unknowns", found[MASKS].peak, 350, "MB"),
        ),
    )


def row(label: str, result: Measured, least: Measured) -> tuple[str, ...]:
    ratios = result.cpu / max(least.cpu, 1e-9), result.seconds / max(least.seconds, 1e-9)
    numbers = [f"{result.seconds:.2f}", f"{result.cpu:.2f}", *(f"{ratio:.2f}" for ratio in ratios)]
    return (label, *numbers, f"{max(result.peak, result.child_peak):.0f}")
