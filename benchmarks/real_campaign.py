"""The real rules of a campaign over a county of invented households, made by SQL in the columns of a snapshot."""

import tempfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.expressions_masks import columns_read, query, row, scan_of
from benchmarks.measure import Step, Table, Work, interleaved, verdict
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.runs import programme_of
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.columns import ASKED, COMPLETE, HIGH, LOW
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.dataset.snapshot import PARAMETER, Snapshot
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.values import counted_facts

CAMPAIGN = "zhanqiao-2022-income"
FLOOR, HITS, MASKS, PEOPLE = "floor: read", "households, hits", "households, hits and unknowns", "persons, both"
_LINKS = ("key", "village_key", "household_key")


class _Empty:
    """A store in which nothing was ever stored: its snapshot has every column and the parameters of every village."""

    def read_current(self, subject: str) -> pa.Table | None:
        return None


@cache
def _opened() -> tuple[OpenedCampaign, Programme]:
    opened = open_campaign(CAMPAIGN)
    return opened, programme_of(opened)


def generate(folder: Path, households: int) -> None:
    opened, programme = _opened()
    empty = campaign_snapshot(opened, _Empty(), counted_facts(programme))  # type: ignore[arg-type]
    pq.write_table(empty.tables["village"], folder / "village.parquet")
    codes = {name: _codes(opened, name) for name in opened.catalogue.dictionary.variables}
    _write(folder, HOUSEHOLD, households, empty, codes)
    _write(folder, PERSON, households * 7 // 2, empty, codes)


def _codes(opened: OpenedCampaign, name: str) -> list[str]:
    variable = opened.catalogue.dictionary.variables[name]
    lists = opened.catalogue.dictionary.codelists
    return [code.code for code in lists[variable.codelist].codes] if variable.codelist else []


def _write(folder: Path, subject: str, count: int, empty: Snapshot, codes: Mapping[str, list[str]]) -> None:
    villages = empty.tables["village"].num_rows
    home = "i" if subject == HOUSEHOLD else "(i * 2 // 7)"
    columns = []
    for number, field in enumerate(empty.tables[subject].schema):
        name = field.name
        if name == "key":
            text = f"'{subject[0].upper()}-' || i"
        elif name == "household_key":
            text = "'H-' || (i * 2 // 7)"
        elif name == "village_key" or name.startswith(PARAMETER):
            text = f'v."{name}"'
        else:
            text = _value(name, field.type, number, codes)
        columns.append(f'{text} AS "{name}"')
    with duckdb.connect() as db:
        db.sql(f"CREATE VIEW v AS SELECT *, row_number() OVER () - 1 AS n FROM '{folder / 'village.parquet'}'")
        source = f"range({count}) t(i) JOIN v ON v.n = {home} % {villages}"
        db.sql(f"COPY (SELECT {', '.join(columns)} FROM {source}) TO '{folder / f'{subject}.parquet'}'")


def _value(name: str, kind: pa.DataType, salt: int, codes: Mapping[str, list[str]]) -> str:
    """An expression from the number of the row: one in seven blank; a band is the exact amount or 1,000 wide."""
    fact = name.removesuffix(LOW).removesuffix(HIGH)
    if fact != name:
        salt = sum(map(ord, fact))  # both ends from one number
    drawn = f"(hash(i * 1000 + {salt}) >> 8)"
    if name.endswith((ASKED, COMPLETE)):
        return f"{drawn} % 20 > 0"
    listed = [f"'{code}'" for code in codes.get(fact, [])]
    if pa.types.is_boolean(kind):
        text = f"{drawn} % 11 > 1"
    elif pa.types.is_date(kind):
        text = f"DATE '{date(2020, 1, 1)}' + ({drawn} % 900)::INTEGER"
    elif pa.types.is_list(kind):
        text = f"[[{', '.join(listed)}][1 + ({drawn} % {len(listed)})::BIGINT]]"
    elif pa.types.is_string(kind):
        text = f"[{', '.join(listed or [chr(39) + 'x' + chr(39)])}][1 + ({drawn} % {max(len(listed), 1)})::BIGINT]"
    elif fact != name:
        text = f"({drawn} % 2000000)::BIGINT" + (f" + ({drawn} % 2)::BIGINT * 100000" if name.endswith(HIGH) else "")
    else:
        text = f"({drawn} % 9)::BIGINT"
    return f"CASE WHEN hash(i * 1000 + {salt} + 500) % 7 > 0 THEN {text} END"


def floor(folder: Path) -> Work:
    sql = _opened()[1].sql(HOUSEHOLD).masks
    tables = [t for t in (HOUSEHOLD, PERSON) if f'"{t}" AS s' in sql]
    scans = [scan_of(columns_read(sql, folder / f"{table}.parquet"), table) for table in tables]
    works = [query(folder, scan) for scan in scans]
    return lambda: [work() for work in works]


def hits(folder: Path) -> Work:
    return query(folder, _opened()[1].sql(HOUSEHOLD).hits, "hits")


def masks(folder: Path) -> Work:
    return query(folder, _opened()[1].sql(HOUSEHOLD).masks, "masks")


def people(folder: Path) -> Work:
    return query(folder, _opened()[1].sql(PERSON).masks, "people")


def run(quick: bool) -> Table:
    households, rounds = (2_000, 1) if quick else (200_000, 3)
    names = {FLOOR: "floor", HITS: "hits", MASKS: "masks", PEOPLE: "people"}
    steps = [Step(label, f"benchmarks.real_campaign:{name}") for label, name in names.items()]
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), households)
        found = interleaved(steps, Path(folder), rounds, fresh=not quick)
    programme = _opened()[1]
    count = {subject: len(programme.by_subject[subject]) for subject in (HOUSEHOLD, PERSON)}
    return Table(
        f"The rules of {CAMPAIGN} over {households:,} households",
        f"{count[HOUSEHOLD]} rules of households and {count[PERSON]} of persons, {households * 7 // 2:,} persons, one "
        f"value in seven blank; {rounds} rounds. The floor reads the same columns, also those of members.",
        ("step", "median s", "CPU s", "× floor (CPU)", "× floor (clock)", "peak MB"),
        tuple(row(label, result, found[FLOOR]) for label, result in found.items()),
        (verdict("peak memory of hits and unknowns", found[MASKS].peak, 350, "MB"),),
    )
