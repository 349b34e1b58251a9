"""A county, a province, the nation by shards: households of the table of lives in the columns of a snapshot, by SQL.

    ground = open_ground(dictionary, villages, parameters, counted, limits, today)
    write_shard(folder, ground, number=7, households=100_000, seed=1, blank_share=0.0, every_life=False)

``villages``: 12-digit codes; ``parameters(village)``: values in force there; ``counted``: identifiers whose occurrences
some rule reads; ``limits``, ``today``: the campaign's. Of an opened campaign::

    open_ground(opened.catalogue.dictionary, [v.code for v in opened.villages], opened.resolved,
                counted_facts(programme), opened.pack.campaign.limits, opened.reference_date)

A shard writes ``household.parquet``, ``person.parquet`` (sorted by key), ``village.parquet``, ``town.parquet`` and
``truth.parquet`` (key of the household, life, rule, subject, who: key of the household or member to be found; lives
of which nothing is found stand with no rule). Every value comes from hash(seed, shard, number of the household), so any
shard is made alone, and the same again. ``blank_share``: of the ordinary answers, how many were left blank; households
with something planted and clean edges keep theirs. ``every_life``: the first households live each life once.
``columns``: subject → columns to be written (and the keys), where not all are needed: half of them, twice as fast.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouxian.core.dataset.engine import own_engine
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, TOWN, VILLAGE
from shouxian.core.dataset.snapshot import Snapshot, take_snapshot
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.campaign import Limit
from shouxian.core.packs.resolve import Resolved
from shouxian.core.synthetic.life.rows import RowMaker, Rows
from shouxian.core.synthetic.life.table import LifeTable, life_table
from shouxian.core.synthetic.life.values import Moment
from shouxian.core.synthetic.shard_sql import (
    Line,
    Literals,
    Shard,
    amounts_sql,
    drawn_sql,
    household_sql,
    people_sql,
    person_sql,
    truth_sql,
)

LINE = "monitoring_line"
TRUTH, NUMBERED = "truth", "numbered"
_ROW_GROUP = 32_768
_LINKS = frozenset({"key", "village_key", "household_key"})
_SQL_TYPES = {"bool": "BOOLEAN", "int64": "BIGINT", "string": "VARCHAR", "date32[day]": "DATE"}


@dataclass(frozen=True)
class Ground:
    """Where and when lives are lived: an empty snapshot (columns, villages, parameters) and the lives as relations."""

    dictionary: Dictionary
    empty: Snapshot
    rows: Rows
    same: Literals
    today: date
    line: Line


def open_ground(
    dictionary: Dictionary, villages: Iterable[str], parameters: Callable[[str], Mapping[str, Resolved | None]],
    counted: Iterable[str], limits: Iterable[Limit], today: date, table: LifeTable | None = None,
) -> Ground:  # fmt: skip
    """Everything that the shards of one place have in common; raises ``ValueError`` for a life that cannot be."""
    codes, limits, table = sorted(villages), list(limits), table or life_table()
    empty = take_snapshot(None, dictionary, codes, parameters, counted, limits)
    known = parameters(codes[0]).get(LINE)
    in_force = isinstance(known, int)
    line = Line(known if isinstance(known, int) else int(table.usual.without_line) * 100, in_force)
    fields = {s: {f.name: f.type for f in empty.tables[s].schema} for s in (HOUSEHOLD, PERSON)}
    due = {limit.due: limit for limit in limits if limit.due is not None}
    rows = RowMaker(table, Moment(dictionary, today, line.value), fields, due).rows()
    same = {name: _literals(table) for name, table in vars(rows).items() if isinstance(table, pa.Table)}
    return Ground(dictionary, empty, rows, same | {NUMBERED: _literals(empty.tables[VILLAGE])}, today, line)


def write_shard(
    folder: Path, ground: Ground, number: int, households: int, seed: int = 1, blank_share: float = 0.0, *,
    every_life: bool = False, columns: Mapping[str, Collection[str]] | None = None,
) -> None:  # fmt: skip
    """Write the five files of a shard into ``folder`` (made where it is missing); see the module."""
    folder.mkdir(parents=True, exist_ok=True)
    for subject in (VILLAGE, TOWN):
        pq.write_table(ground.empty.tables[subject], folder / f"{subject}.parquet", compression="zstd")
    shard = Shard(seed, number, households, ground.today, round(blank_share * 1000), every_life)
    with _drawn(ground, shard) as db:
        for name, sql in _columns(ground, shard, columns or {}):
            target = (folder / f"{name}.parquet").as_posix().replace("'", "''")
            db.execute(
                f"COPY ({sql}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, "
                f"ROW_GROUP_SIZE {_ROW_GROUP})"
            )


@contextmanager
def _drawn(ground: Ground, shard: Shard) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that knows the relations and what was drawn of them."""
    villages = ground.empty.tables[VILLAGE]
    numbers = pa.array(range(villages.num_rows), pa.int64())
    with own_engine(threads=1) as db:  # row groups fall alike; shards side by side use the other cores
        for name, table in vars(ground.rows).items():
            if isinstance(table, pa.Table):
                db.register(name, table)
        db.register(NUMBERED, villages.append_column("n", numbers))
        made = {"drawn": drawn_sql(shard, villages.num_rows), "people": people_sql(shard)}
        made["amounts"] = amounts_sql(shard, ground.line)
        for name, sql in made.items():
            db.execute(f"CREATE TEMP TABLE {name} AS {sql}")
        yield db


def _columns(ground: Ground, shard: Shard, wanted: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str]]:
    """Table → its SQL."""
    schemas = {s: _only(ground.empty.tables[s].schema, wanted.get(s)) for s in (HOUSEHOLD, PERSON)}
    yield HOUSEHOLD, household_sql(shard, ground.dictionary, schemas[HOUSEHOLD], ground.line, ground.same)
    yield PERSON, person_sql(shard, ground.dictionary, schemas[PERSON], ground.rows.aged, ground.same)
    yield TRUTH, truth_sql(shard)


def _only(schema: pa.Schema, names: Collection[str] | None) -> pa.Schema:
    return schema if names is None else pa.schema([f for f in schema if f.name in names or f.name in _LINKS])


def _literals(table: pa.Table) -> dict[str, str]:
    """Column → its value as SQL, where all rows have the same."""
    found = {}
    for field in table.schema:
        values = table[field.name]
        if values.null_count == len(values):
            found[field.name] = f"NULL::{_SQL_TYPES.get(str(field.type), 'VARCHAR[]')}"
        elif str(field.type) in _SQL_TYPES and values.null_count == 0 and len(pc.unique(values)) == 1:
            text = str(values[0].as_py()).replace("'", "''")
            found[field.name] = f"'{text}'::{_SQL_TYPES[str(field.type)]}"
    return found


def read_shard(folder: Path, ground: Ground) -> Snapshot:
    """A shard as a snapshot; subjects that lives do not tell of are empty."""
    told = {s: pq.read_table(folder / f"{s}.parquet") for s in (HOUSEHOLD, PERSON, VILLAGE, TOWN)}
    return Snapshot({**ground.empty.tables, **told}, "")
