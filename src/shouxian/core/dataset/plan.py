"""One merge for every source: what would change (``plan``), and the current state after it (``fold``). Both pure.

A blank never overwrites. A value wins over one told before it, with two exceptions: a band never replaces an exact
amount it agrees with (knowing less is no news), and what is older than the present value leaves it alone
(:func:`standing_against`). ``x__from`` keeps the number of the import that gave the value, ``x__asked`` whether the
fact was ever asked.
"""

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.columns import ASKED, COMPLETE, FROM, facts_in, value_columns, value_type
from shouxian.core.dataset.model import Changes, FieldChange, Import, Incoming
from shouxian.core.dataset.pairs import Pair, differ, known, whole
from shouxian.core.dataset.roles import SURVEYED
from shouxian.core.dataset.store import Store
from shouxian.core.packs.models.dictionary import Variable

Variables = Mapping[str, Variable]
_LINKS = ("village_key", "household_key")


def standing_against(record: Import, others: Iterable[Import]) -> tuple[int, ...]:
    """Numbers of the imports before ``record`` whose values it does not replace: those of a later day, where both days
    are stated, and visits where it is an export of the national system, which learns of a visit only afterwards."""
    return tuple(
        other.number
        for other in others
        if (not record.number or other.number < record.number)
        and (
            (record.national and other.kind == "return")
            or (record.as_of is not None and other.as_of is not None and other.as_of > record.as_of)
        )
    )


def plan_import(store: Store, record: Import, parts: Sequence[Incoming], variables: Variables) -> tuple[Changes, ...]:
    """What storing ``record`` with these parts would change, part by part."""
    standing = standing_against(record, store.imports())
    return tuple(plan(store.read_current(part.subject), part, variables, standing) for part in parts)


def plan(current: pa.Table | None, incoming: Incoming, variables: Variables, standing: Collection[int] = ()) -> Changes:
    """Compare incoming rows with the current table of their subject.

    ``current`` has ``key`` and fact columns (None: nothing is known yet). Values that imports numbered in ``standing``
    gave stay. Order of keys follows the incoming rows.
    """
    keys = incoming.table["key"].to_pylist()
    if current is None or current.num_rows == 0:
        return Changes(incoming.subject, tuple(keys), (), (), ())
    facts = facts_in(incoming.table.column_names, variables)
    known = set(current["key"].to_pylist())
    fields = [*_field_changes(current, incoming, facts, standing), *_erasures(current, incoming)]
    touched = {change.key for change in fields}
    return Changes(
        incoming.subject,
        new=tuple(k for k in keys if k not in known),
        changed=tuple(k for k in keys if k in touched),
        same=tuple(k for k in keys if k in known and k not in touched),
        fields=tuple(fields),
    )


def answered_keys(table: pa.Table, variables: Variables) -> list[str]:
    """Keys of the rows that tell any fact at all; one that was visited counts by its ``surveyed``."""
    if SURVEYED in table.column_names:
        return [str(key) for key in table.filter(pc.fill_null(table[SURVEYED], False))["key"].to_pylist()]
    told = [table[column] for v in facts_in(table.column_names, variables) for column in value_columns(v)]
    if not told:
        return []
    some = functools.reduce(pc.or_, (pc.is_valid(column) for column in told))
    return [str(key) for key in table.filter(some)["key"].to_pylist()]


def fold(
    current: pa.Table | None, incoming: Incoming, number: int, variables: Variables, standing: Collection[int] = ()
) -> pa.Table:
    """The current table after import ``number``: one row per key, facts with ``__from`` and ``__asked`` beside them.
    ``standing`` as in :func:`plan`."""
    table = incoming.table
    before = current if current is not None else table.slice(0, 0).select(["key"])
    pair = Pair.of(before, table, _all_keys(before, table))
    columns: dict[str, pa.ChunkedArray] = {"key": pair.keys}
    names = (*table.column_names, *before.column_names)
    for name in dict.fromkeys(n for n in names if n in _LINKS or n.endswith(COMPLETE)):
        columns[name] = pair.newest(name)
    for variable in facts_in(names, variables):
        columns |= _merged(variable, pair, incoming, number, standing)
    return _erased(pa.table(columns), incoming, variables)


def _all_keys(before: pa.Table, table: pa.Table) -> pa.Array:
    """Keys of both, sorted; a current table is sorted already."""
    mine, told = whole(before["key"]), whole(table["key"])
    fresh = told.filter(pc.invert(pc.is_in(told, mine)))
    return pa.concat_arrays([mine, fresh]).sort() if len(fresh) else mine


def _merged(
    variable: Variable, pair: Pair, incoming: Incoming, number: int, standing: Collection[int]
) -> dict[str, pa.ChunkedArray]:
    """The columns of one fact after the merge."""
    name, kind = variable.name, value_type(variable)
    asked = pair.old(name + ASKED, pa.bool_())
    if name in incoming.asked:
        asked = pc.or_(pc.fill_null(asked, False), pair.told)
    columns: dict[str, pa.ChunkedArray] = {name + ASKED: pc.fill_null(asked, False)}
    wins = _wins(variable, pair, standing) if value_columns(variable)[0] in incoming.table.column_names else None
    for column in value_columns(variable):
        old = pair.old(column, kind)
        columns[column] = old if wins is None else pc.if_else(wins, pair.new(column, kind), old)
    given_by = pair.old(name + FROM, pa.int32())
    columns[name + FROM] = given_by if wins is None else pc.if_else(wins, pa.scalar(number, pa.int32()), given_by)
    return columns


def _wins(variable: Variable, pair: Pair, standing: Collection[int]) -> pa.ChunkedArray:
    """Row by row: does the incoming value replace the current one?"""
    kind, names = value_type(variable), value_columns(variable)
    given = known([pair.new(name, kind) for name in names])
    if standing:
        given_by = pair.old(variable.name + FROM, pa.int32())
        given = pc.and_not(given, pc.is_in(given_by, pa.array(sorted(standing), pa.int32())))
    if not variable.bounds:
        return given
    (low, high), (new_low, new_high) = ([side(name, kind) for name in names] for side in (pair.old, pair.new))
    above = pc.or_kleene(pc.is_null(new_low), pc.greater_equal(low, new_low))
    below = pc.or_kleene(pc.is_null(new_high), pc.less_equal(high, new_high))
    inside = pc.and_(pc.fill_null(pc.and_kleene(above, below), False), known([low, high]))
    return pc.and_not(given, inside)


def _field_changes(
    current: pa.Table, incoming: Incoming, facts: Sequence[Variable], standing: Collection[int]
) -> list[FieldChange]:
    told = whole(incoming.table["key"])
    shared = told.filter(pc.is_in(told, whole(current["key"])))
    pair = Pair.of(current, incoming.table, shared.sort())
    changes: list[FieldChange] = []
    for variable in facts:
        kind, names = value_type(variable), value_columns(variable)
        old, new = ([side(name, kind) for name in names] for side in (pair.old, pair.new))
        other = functools.reduce(pc.or_, map(differ, old, new))
        rows = pc.indices_nonzero(pc.and_(_wins(variable, pair, standing), other))
        if len(rows):
            shown = [zip(*(column.take(rows).to_pylist() for column in side), strict=True) for side in (old, new)]
            for key, before, after in zip(pair.keys.take(rows).to_pylist(), *shown, strict=True):
                values = (before, after) if variable.bounds else (before[0], after[0])
                changes.append(FieldChange(incoming.subject, key, variable.name, *values))
    return changes


def _erasures(current: pa.Table, incoming: Incoming) -> list[FieldChange]:
    if not incoming.erased:
        return []
    rows = {row["key"]: row for row in current.to_pylist()}
    return [
        FieldChange(incoming.subject, key, fact, rows[key].get(fact), None)
        for key, fact in incoming.erased
        if key in rows and rows[key].get(fact + FROM) is not None
    ]


def _erased(merged: pa.Table, incoming: Incoming, variables: Variables) -> pa.Table:
    """Set erased facts to null; rare, so row by row over the touched columns only."""
    keys = merged["key"].to_pylist() if incoming.erased else []
    for fact in dict.fromkeys(fact for _, fact in incoming.erased):
        gone = {key for key, name in incoming.erased if name == fact}
        for column in (*value_columns(variables[fact]), fact + FROM):
            if column not in merged.column_names:
                continue
            values = [None if k in gone else v for k, v in zip(keys, merged[column].to_pylist(), strict=True)]
            kind = pa.int32() if column.endswith(FROM) else value_type(variables[fact])
            merged = merged.set_column(merged.column_names.index(column), column, pa.array(values, kind))
    return merged
