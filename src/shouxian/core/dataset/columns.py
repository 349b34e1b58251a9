"""How facts lie in a table: the column contract shared by workbooks, store, snapshot and both engines.

A fact ``x`` is column ``x`` (bool, int64 in the smallest unit, string, date32, list of strings). A fact declared with
``bounds: true`` is ``x__lo`` and ``x__hi`` instead: closed ends, null = open on that side, both null = unknown.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable

LOW, HIGH, ASKED, FROM, OCCURRENCES, COMPLETE = "__lo", "__hi", "__asked", "__from", "__occurrences", "__complete"
PARAMETER = "p__"

_TYPES: dict[str, pa.DataType] = {
    "bool": pa.bool_(),
    "int": pa.int64(),
    "money": pa.int64(),
    "decimal": pa.int64(),
    "text": pa.string(),
    "date": pa.date32(),
    "month": pa.date32(),
    "choice": pa.string(),
    "choices": pa.list_(pa.string()),
}


def value_columns(variable: Variable) -> tuple[str, ...]:
    """The names of the columns that hold the fact: one, or two for a quantity known within bounds."""
    return (variable.name + LOW, variable.name + HIGH) if variable.bounds else (variable.name,)


def value_type(variable: Variable) -> pa.DataType:
    return _TYPES[variable.type]


def to_columns(variable: Variable, fact: Fact | None) -> dict[str, object]:
    """A typed fact as column values."""
    if not variable.bounds:
        return {variable.name: list(fact) if isinstance(fact, tuple) else fact}
    if isinstance(fact, Bounds):
        return {variable.name + LOW: fact.low, variable.name + HIGH: fact.high}
    return {variable.name + LOW: fact, variable.name + HIGH: fact}


def from_columns(variable: Variable, row: Mapping[str, object]) -> Fact | None:
    """The typed fact of a row, None where unknown or absent. A bounded quantity comes back as :class:`Bounds`."""
    if variable.bounds:
        low, high = row.get(variable.name + LOW), row.get(variable.name + HIGH)
        assert low is None or isinstance(low, int)
        assert high is None or isinstance(high, int)
        return None if low is None and high is None else Bounds(low, high)
    value = row.get(variable.name)
    if isinstance(value, list):
        return tuple(str(code) for code in value)
    assert value is None or isinstance(value, bool | int | str | date)
    return value


def facts_in(names: Iterable[str], variables: Mapping[str, Variable]) -> tuple[Variable, ...]:
    """The facts that a table with these column names holds, in the order of the dictionary."""
    present = set(names)
    return tuple(v for v in variables.values() if value_columns(v)[0] in present)


def table_of(rows: Iterable[Mapping[str, object]], fields: Mapping[str, pa.DataType]) -> pa.Table:
    """A table with exactly ``fields``; keys missing in a row are null."""
    listed = list(rows)
    return pa.table({name: pa.array([row.get(name) for row in listed], kind) for name, kind in fields.items()})
