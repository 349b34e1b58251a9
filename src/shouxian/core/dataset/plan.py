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

from shouxian.core.dataset.columns import ASKED, FROM, HIGH, LOW, facts_in, value_columns, value_type
from shouxian.core.dataset.engine import engine
from shouxian.core.dataset.model import Changes, FieldChange, Import, Incoming
from shouxian.core.dataset.roles import SURVEYED
from shouxian.core.dataset.store import Store
from shouxian.core.packs.models.dictionary import Variable

Variables = Mapping[str, Variable]
_LINKS = ("key", "village_key", "household_key")


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
    before = current if current is not None else incoming.table.slice(0, 0).select(["key"])
    links = [c for c in _LINKS if c in incoming.table.column_names or c in before.column_names]
    extra = [c for c in (*incoming.table.column_names, *before.column_names) if c.endswith("__complete")]
    selected = [_coalesced(name, incoming.table, before) for name in dict.fromkeys([*links, *extra])]
    for variable in _all_facts(before, incoming.table, variables):
        selected += _merged(variable, before, incoming, number, standing)
    with engine() as connection:
        connection.register("c", before)
        connection.register("i", incoming.table)
        merged = connection.sql(
            f"SELECT {', '.join(selected)} FROM c FULL JOIN i ON c.key = i.key ORDER BY coalesce(i.key, c.key)"  # noqa: S608
        ).to_arrow_table()
    return _erased(merged, incoming, variables)


def _all_facts(before: pa.Table, table: pa.Table, variables: Variables) -> tuple[Variable, ...]:
    return facts_in([*before.column_names, *table.column_names], variables)


def _coalesced(name: str, table: pa.Table, before: pa.Table) -> str:
    sides = [f'{side}."{name}"' for side, t in (("i", table), ("c", before)) if name in t.column_names]
    return f'coalesce({", ".join(sides)}) AS "{name}"'


def _gives(variable: Variable, side: str) -> str:
    """SQL: does this side know the fact?"""
    return "(" + " OR ".join(f'{side}."{c}" IS NOT NULL' for c in value_columns(variable)) + ")"


def _wins(variable: Variable, in_before: bool, standing: Collection[int]) -> str:
    """SQL: does the incoming value replace the current one?"""
    given = _gives(variable, "i")
    if in_before and standing:
        numbers = ", ".join(map(str, sorted(standing)))
        given = f'({given} AND (c."{variable.name}{FROM}" IN ({numbers})) IS NOT TRUE)'
    if not variable.bounds or not in_before:
        return given
    low, high = f'"{variable.name}{LOW}"', f'"{variable.name}{HIGH}"'
    inside = (
        f"(i.{low} IS NULL OR c.{low} >= i.{low}) IS TRUE AND (i.{high} IS NULL OR c.{high} <= i.{high}) IS TRUE"
        f" AND {_gives(variable, 'c')}"
    )
    return f"({given} AND NOT ({inside}))"


def _merged(
    variable: Variable, before: pa.Table, incoming: Incoming, number: int, standing: Collection[int]
) -> list[str]:
    """SQL columns of one fact after the merge."""
    name, first = variable.name, value_columns(variable)[0]
    in_before, in_new = first in before.column_names, first in incoming.table.column_names
    asked = f"i.key IS NOT NULL AND {str(name in incoming.asked).upper()}"
    if in_before:
        asked = f'coalesce(c."{name}{ASKED}", FALSE) OR ({asked})'
    columns = [f'({asked}) AS "{name}{ASKED}"']
    if not in_new:
        kept = [*value_columns(variable), name + FROM]
        return [f'c."{column}" AS "{column}"' for column in kept] + columns
    wins = _wins(variable, in_before, standing)
    for column in value_columns(variable):
        other = f'c."{column}"' if in_before else "NULL"
        columns.append(f'CASE WHEN {wins} THEN i."{column}" ELSE {other} END AS "{column}"')
    other = f'c."{name}{FROM}"' if in_before else "NULL"
    columns.append(f'CASE WHEN {wins} THEN {number}::INTEGER ELSE {other} END AS "{name}{FROM}"')
    return columns


def _field_changes(
    current: pa.Table, incoming: Incoming, facts: Sequence[Variable], standing: Collection[int]
) -> list[FieldChange]:
    if not facts:
        return []
    marks = [f"{_differs(variable, current, standing)} AS m{place}" for place, variable in enumerate(facts)]
    shown = [column for variable in facts for column in _shown(variable, current)]
    some = " OR ".join(f"m{place}" for place in range(len(facts)))
    with engine() as connection:
        connection.register("c", current)
        connection.register("i", incoming.table)
        rows = connection.execute(
            f"SELECT i.key, {', '.join([*marks, *shown])} FROM i JOIN c ON i.key = c.key WHERE {some} ORDER BY i.key"  # noqa: S608
        ).fetchall()
    changes: list[FieldChange] = []
    at = 1 + len(facts)
    for place, variable in enumerate(facts, start=1):
        width = len(value_columns(variable))
        for row in rows:
            if row[place]:
                values = _values(variable, row[at : at + width], row[at + width : at + 2 * width])
                changes.append(FieldChange(incoming.subject, row[0], variable.name, *values))
        at += 2 * width
    return changes


def _shown(variable: Variable, current: pa.Table) -> list[str]:
    """SQL: the current and the incoming value."""
    columns = value_columns(variable)
    known = columns[0] in current.column_names
    return [*(f'c."{c}"' if known else "NULL" for c in columns), *(f'i."{c}"' for c in columns)]


def _differs(variable: Variable, current: pa.Table, standing: Collection[int]) -> str:
    """SQL: does the incoming value win, and say something else?"""
    columns = value_columns(variable)
    known = columns[0] in current.column_names
    differs = " OR ".join(f'i."{c}" IS DISTINCT FROM c."{c}"' for c in columns) if known else "TRUE"
    return f"({_wins(variable, known, standing)} AND ({differs}))"


def _values(variable: Variable, before: tuple[object, ...], after: tuple[object, ...]) -> tuple[object, object]:
    return (before, after) if variable.bounds else (before[0], after[0])


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
