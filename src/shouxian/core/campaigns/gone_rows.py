"""Rows of a file that name who is no longer there: what they say is kept, and whoever left stays away until a person
says otherwise at the desk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from shouxian.core.dataset.present import gone
from shouxian.core.dataset.records import texts_of
from shouxian.core.dataset.roles import CHANGED_ON, HOUSEHOLD, MEMBER_NAME, PERSON, RESIDENT_ID
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


@dataclass(frozen=True)
class Settled:
    """Members whom a change registered at the desk put somewhere or took away, as (key, household): no list moves them
    again. ``by_number``: by identity number; ``by_name``: without one, by (household that others tell of, name)."""

    by_number: Mapping[str, tuple[str, str]]
    by_name: Mapping[tuple[str, str], tuple[str, str]]

    def find(self, household: str, number: str, name: str) -> tuple[str, str] | None:
        return self.by_number.get(number) or self.by_name.get((household, name))


def settled(store: Store) -> Settled:
    told = store.as_told(PERSON, lambda record: record.kind == "change" and record.retracted is None)
    current = store.read_current(PERSON)
    if told is None or current is None or CHANGED_ON not in told.column_names:
        return Settled({}, {})
    placed = told.filter(pc.is_valid(told[CHANGED_ON]))["key"]
    rows = current.filter(pc.is_in(current["key"], placed.combine_chunks()))
    texts = (texts_of(rows, name) for name in ("key", "household_key", RESIDENT_ID, MEMBER_NAME))
    by_number, by_name = dict[str, tuple[str, str]](), dict[tuple[str, str], tuple[str, str]]()
    for key, home, number, name in zip(*texts, strict=True):
        if number:
            by_number[number] = key, home
            continue
        for row in store.observations(key, PERSON).values():
            by_name[str(row.get("household_key") or ""), name] = key, home
    return Settled(by_number, by_name)
