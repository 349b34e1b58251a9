"""Rows of a file that name who is no longer there: what they say is kept, and whoever left stays away until a person
says otherwise at the desk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.member_changes import GOES
from shouxian.core.dataset.model import Import
from shouxian.core.dataset.present import gone
from shouxian.core.dataset.records import texts_of
from shouxian.core.dataset.roles import CHANGED_ON, HOUSEHOLD, MEMBER_NAME, PERSON, RESIDENT_ID
from shouxian.core.dataset.store import Store
from shouxian.core.kernel.faults import Fault, Where, fault

_CODES = {HOUSEHOLD: "DATA_ROW_CLOSED", PERSON: "DATA_ROW_LEFT"}
_MOVES = ("married_in", "moved_in", "split", *GOES)  # changes that put somebody into a household
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
    def moves(record: Import) -> bool:
        return record.kind == "change" and record.retracted is None and record.sheet in _MOVES

    current, told = store.read_current(PERSON), store.as_told(PERSON, moves)
    placed = set(gone(current, PERSON))
    if told is not None and CHANGED_ON in told.column_names:
        placed |= set(told.filter(pc.is_valid(told[CHANGED_ON]))["key"].to_pylist())
    if current is None or not placed:
        return Settled({}, {})
    rows = current.filter(pc.is_in(current["key"], pa.array(sorted(placed), pa.string())))
    texts = (texts_of(rows, name) for name in ("key", "household_key", RESIDENT_ID, MEMBER_NAME))
    by_number, by_name = dict[str, tuple[str, str]](), dict[tuple[str, str], tuple[str, str]]()
    for key, home, number, name in zip(*texts, strict=True):
        if number:
            by_number[number] = key, home
            continue
        for row in store.observations(key, PERSON).values():
            by_name[str(row.get("household_key") or ""), name] = key, home
    return Settled(by_number, by_name)
