"""Tables of Arrow as rows of the database and back. The text of many rows is made and read by DuckDB at once.

A row holds its values as JSON (``values``), the source of each fact (``origin``), and beside them only exceptions
of ``__asked``: a fact with a source was asked, one without was not, unless ``asked`` says otherwise.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.columns import ASKED, COMPLETE, FROM, facts_in, value_columns, value_type
from shouxian.core.dataset.engine import engine
from shouxian.core.dataset.pairs import whole
from shouxian.core.packs.models.dictionary import Variable

_DUCK = {
    pa.bool_(): "BOOLEAN", pa.int64(): "BIGINT", pa.string(): "VARCHAR", pa.date32(): "DATE",
    pa.list_(pa.string()): ["VARCHAR"], pa.int32(): "INTEGER",
}  # fmt: skip
Variables = Mapping[str, Variable]
FEW = 300  # rows that are read and made without a query: planning one takes longer


@dataclass(frozen=True)
class Rows:
    """Lists of equal length, of texts in JSON but for the keys. ``sealed``: what lies sealed, not yet sealed."""

    keys: list[str]
    values: list[str]
    origin: list[str]
    asked: list[str]
    sealed: list[str]


def hidden_in(names: Iterable[str], variables: Variables) -> list[str]:
    return [variable.name for variable in facts_in(names, variables) if variable.hidden is not None]


def to_rows(table: pa.Table, variables: Variables, extra: Sequence[str] = ()) -> Rows:
    """``extra``: columns that are no facts and are kept with the values (row, surveyor, who a list is of)."""
    facts = [v for v in facts_in(table.column_names, variables) if v.hidden is None]
    table = _without_empty(table)
    hidden = hidden_in(table.column_names, variables)
    kept = [column for v in facts for column in value_columns(v) if column in table.column_names]
    kept += [name for name in table.column_names if name.endswith(COMPLETE) or name in extra]
    named = {n.removesuffix(FROM): n for n in table.column_names if n.endswith(FROM)}
    asked = {n.removesuffix(ASKED): n for n in table.column_names if n.endswith(ASKED)}
    exceptions = {name: _exception(table, named.get(name), column) for name, column in asked.items()}
    marks = pa.table({name: column for name, column in exceptions.items() if column.null_count < table.num_rows})
    return Rows(
        table["key"].to_pylist(),
        _texts(table.select(kept), table.num_rows),
        _texts(table.select(list(named.values())).rename_columns(list(named)), table.num_rows),
        _texts(marks, table.num_rows),
        _texts(table.select(hidden), table.num_rows),
    )


def _without_empty(table: pa.Table) -> pa.Table:
    """Most facts of a subject are known of nobody: what is empty needs no place in a query's plan."""
    full = [n for n in table.column_names if n == "key" or n.endswith(ASKED) or table[n].null_count < table.num_rows]
    return table.select(full)


def _exception(table: pa.Table, source: str | None, asked: str) -> pa.ChunkedArray:
    """True or false where being asked does not follow from having a source, else null."""
    has = pc.is_valid(table[source]) if source else pa.array([False] * table.num_rows)
    said = pc.fill_null(table[asked], False)
    return pc.if_else(pc.equal(said, has), pa.scalar(None, pa.bool_()), said)


def _texts(table: pa.Table, rows: int) -> list[str]:
    """Every row as JSON, unknown values left out."""
    if not table.column_names:
        return ["{}"] * rows
    if rows <= FEW:
        told = [{name: value for name, value in row.items() if value is not None} for row in table.to_pylist()]
        return [json.dumps(row, ensure_ascii=False, default=date.isoformat) for row in told]
    pairs = ", ".join(f"""'"{field.name}":' || {_as_json(field)}""" for field in table.schema)
    with engine() as connection:
        connection.register("told", table)
        sql = f"SELECT '{{' || concat_ws(',', {pairs}) || '}}' AS text FROM told"  # noqa: S608
        texts: list[str] = connection.sql(sql).to_arrow_table()["text"].to_pylist()
    return texts


def _as_json(field: pa.Field) -> str:
    """A column's values as texts of JSON, in SQL; what is unknown stays so, and joining texts leaves it out."""
    if pa.types.is_integer(field.type) or pa.types.is_boolean(field.type):
        return f'"{field.name}"::VARCHAR'
    return f'to_json("{field.name}")::VARCHAR'


def value_types(variables: Iterable[Variable]) -> dict[str, pa.DataType]:
    """Column → type of every fact that lies open."""
    return {c: value_type(v) for v in variables if v.hidden is None for c in value_columns(v)}


def from_texts(texts: Sequence[str], types: Mapping[str, pa.DataType]) -> pa.Table:
    """Rows of JSON as columns; those of which no row tells anything are left out."""
    if not types or not texts:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    if len(texts) <= FEW:
        return _from_few([json.loads(text) for text in texts], types)
    shape = json.dumps({name: _DUCK[kind] for name, kind in types.items()})
    with engine() as connection:
        connection.register("told", pa.table({"text": pa.array(texts, pa.string())}))
        read = connection.sql("SELECT json_transform(text, $shape) AS v FROM told", params={"shape": shape})
        struct = whole(read.to_arrow_table()["v"])
    flat = pa.Table.from_arrays(struct.flatten(), names=list(types))
    known = [name for name in types if flat[name].null_count < flat.num_rows]
    return pa.table({name: flat[name].cast(types[name]) for name in known})


def _from_few(rows: Sequence[Mapping[str, Any]], types: Mapping[str, pa.DataType]) -> pa.Table:
    known = {name for row in rows for name, value in row.items() if value is not None}
    columns = {}
    for name in (name for name in types if name in known):
        values = [row.get(name) for row in rows]
        if types[name] == pa.date32():
            values = [date.fromisoformat(value) if value else None for value in values]
        columns[name] = pa.array(values, types[name])
    return pa.table(columns)
