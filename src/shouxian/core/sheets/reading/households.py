"""Rows of people become households: grouped by number, led by the head, told once what every row repeats."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.columns import value_columns, value_type
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, HOUSEHOLD_NUMBER, MEMBER_NAME, PERSON, PHONE, RESIDENT_ID
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.sheets.reading.cells import Parsed

HEAD_ID, MEMBER_PHONE, RELATION, IS_HEAD = "head_id", "member_phone", "relation", "head"


@dataclass
class Persons:
    """Facts of every row of a list, whatever their subject. ``from_head``: household facts taken from the head's."""

    rows: tuple[int, ...]
    columns: dict[str, pa.Array]
    from_head: list[str] = field(default_factory=list)

    def add(self, parsed: Parsed) -> None:
        """Another column of the sheet; several columns of one set of codes (风险1 … 风险5) are joined."""
        for name, array in parsed.columns.items():
            known = self.columns.get(name)
            if known is None:
                self.columns[name] = array
            elif pa.types.is_list(array.type):
                self.columns[name] = _joined(known, array)
            else:
                self.columns[name] = pc.coalesce(known, array)

    def table(self, groups: list[str], dictionary: Dictionary) -> pa.Table:
        """Person facts with ``row`` and ``group_key``."""
        own = _columns_of(PERSON, self.columns, dictionary)
        return pa.table({"row": pa.array(self.rows, pa.int64()), "group_key": pa.array(groups, pa.string())} | own)


def group_rows(persons: Persons, people: bool) -> tuple[list[str], dict[str, int]]:
    """The household of each row, and each household's leading row (its head's, else its first).

    By household number; rows without one belong to the last head above them; in a list of households each row is one.
    """
    count = len(persons.rows)
    relations = persons.columns[RELATION].to_pylist() if RELATION in persons.columns else [None] * count
    numbers = persons.columns[HOUSEHOLD_NUMBER].to_pylist() if HOUSEHOLD_NUMBER in persons.columns else [None] * count
    groups: list[str] = []
    heads: dict[str, int] = {}
    led: set[str] = set()
    for position in range(count):
        if numbers[position]:
            group = str(numbers[position])
        elif not people or relations[position] == IS_HEAD or RELATION not in persons.columns or not groups:
            group = f"row {persons.rows[position]}"
        else:
            group = groups[-1]
        groups.append(group)
        if relations[position] == IS_HEAD and group not in led:
            led.add(group)
            heads[group] = position
        heads.setdefault(group, position)
    return groups, heads


def household_table(
    persons: Persons, groups: list[str], heads: Mapping[str, int], places: Mapping[str, pa.Array],
    dictionary: Dictionary,
) -> pa.Table:  # fmt: skip
    """One row per household in the order of the list. A household fact is the head's; where his cell is empty, the
    first that another member's row tells. Name, id and phone come from the head where they have no column of their own
    and the list tells who is the head (a register of workers does not: its first row of a household may be anybody).
    """
    order = list(dict.fromkeys(groups))
    leading = pa.array([heads[group] for group in order], pa.int64())
    told = {**persons.columns}
    heads_known = RELATION in persons.columns or HOUSEHOLD_NUMBER not in persons.columns
    for fact, source in ((HEAD_NAME, MEMBER_NAME), (HEAD_ID, RESIDENT_ID), (PHONE, MEMBER_PHONE)):
        if heads_known and fact not in told and source in told and fact in dictionary.variables:
            told[fact] = told[source]
            persons.from_head.append(fact)
    columns = {
        "row": pc.take(pa.array(persons.rows, pa.int64()), leading),
        "group_key": pa.array(order, pa.string()),
        **{name: pc.take(array, leading) for name, array in places.items()},
    }
    own = _columns_of(HOUSEHOLD, told, dictionary)
    positions: dict[str, list[int]] = {}
    if len(order) < len(groups):
        for position, group in enumerate(groups):
            positions.setdefault(group, []).append(position)
    for name, array in own.items():
        taken = pc.take(array, leading)
        if taken.null_count and positions and name not in persons.from_head:
            taken = _filled(taken, array, order, positions)
        columns[name] = taken
    return pa.table(columns)


def _filled(taken: pa.Array, array: pa.Array, order: list[str], positions: Mapping[str, list[int]]) -> pa.Array:
    values, every = taken.to_pylist(), array.to_pylist()
    for number, group in enumerate(order):
        if values[number] is None:
            values[number] = next((every[p] for p in positions[group] if every[p] is not None), None)
    return pa.array(values, array.type)


def _columns_of(subject: str, columns: Mapping[str, pa.Array], dictionary: Dictionary) -> dict[str, pa.Array]:
    own = {}
    for variable in dictionary.subjects[subject].variables:
        for name in value_columns(variable):
            if name in columns:
                own[name] = columns[name].cast(value_type(variable))
    return own


def _joined(first: pa.Array, second: pa.Array) -> pa.Array:
    """The union of two columns of sets, row by row; null only where both are."""
    pairs = zip(first.to_pylist(), second.to_pylist(), strict=True)
    joined = [None if a is None and b is None else list(dict.fromkeys((*(a or ()), *(b or ())))) for a, b in pairs]
    return pa.array(joined, first.type)
