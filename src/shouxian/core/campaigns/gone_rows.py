"""Rows of a file that name who is no longer there: what they say is kept, and whoever left stays away until a person
says otherwise at the desk."""

from collections.abc import Callable, Sequence

import pyarrow.compute as pc

from shouxian.core.dataset.present import gone
from shouxian.core.dataset.records import texts_of
from shouxian.core.dataset.roles import CHANGED_ON, HOUSEHOLD, PERSON, RESIDENT_ID
from shouxian.core.dataset.store import Store
from shouxian.core.kernel.faults import Fault, Where, fault

_CODES = {HOUSEHOLD: "DATA_ROW_CLOSED", PERSON: "DATA_ROW_LEFT"}
DOUBTFUL = frozenset({*_CODES.values(), "DATA_ROW_ELSEWHERE"})  # remarks that somebody should look into


def named_though_gone(
    store: Store, subject: str, keys: Sequence[str | None], names: Sequence[str], where: Callable[[int], Where]
) -> list[Fault]:
    """A remark for every row whose member left or whose household is closed. ``where``: of a row by its position."""
    days = gone(store.read_current(subject), subject) if subject in _CODES else {}
    return [
        fault(_CODES[subject], where(position), blocking=False, name=name, day=days[key])
        for position, (key, name) in enumerate(zip(keys, names, strict=True))
        if key is not None and key in days
    ]


def settled(store: Store) -> dict[str, tuple[str, str]]:
    """Identity number → key and household of every member whom a change registered at the desk put there or took away:
    no list moves him again."""
    told = store.as_told(PERSON, lambda record: record.kind == "change" and record.retracted is None)
    current = store.read_current(PERSON)
    if told is None or current is None or CHANGED_ON not in told.column_names:
        return {}
    placed = set(told.filter(pc.is_valid(told[CHANGED_ON]))["key"].to_pylist())
    columns = (current["key"].to_pylist(), current["household_key"].to_pylist())
    rows = zip(texts_of(current, RESIDENT_ID), *columns, strict=True)
    return {number: (key, home) for number, key, home in rows if number and key in placed}
