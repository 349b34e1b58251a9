"""Rosters and national exports in: households and their members become known, with keys of our own.

A household is known again by its national number, else by village, name and phone (and group); a member by the
identity number, else by household and name. A second export of the same households changes only what changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.gone_rows import named_though_gone, settled
from shouxian.core.campaigns.listed_subjects import places_of, take_listed
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.take_back import Outcome, Source, already_stored, answer_path
from shouxian.core.dataset.columns import COMPLETE
from shouxian.core.dataset.matching import Wanted, match_rows
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan_import
from shouxian.core.dataset.records import known_households, texts_of
from shouxian.core.dataset.roles import (
    GROUP,
    HEAD_NAME,
    HOUSEHOLD,
    HOUSEHOLD_NUMBER,
    MEMBER_NAME,
    PERSON,
    PHONE,
    RESIDENT_ID,
)
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.sheets.annotate.answer import annotate
from shouxian.core.sheets.annotate.model import Confirmation, Findings
from shouxian.core.sheets.reading.rosters import Roster, read_roster

MEMBERS_COMPLETE = "members" + COMPLETE
_LINES = ("village", "village_name", "town_name", "group_key", "confirmed")


def take_roster(opened: OpenedCampaign, store: Store, path: Path, spec: str, source: Source) -> Outcome:
    """Store a roster, or a list of any other subject; all or nothing. ``spec``: id of a layout in
    ``packs/imports``. Member lists of a file with one
    row per person count as complete: what a roster does not list is not a member."""
    if not path.exists():
        raise ShouxianError(fault("CAMPAIGN_FILE_MISSING", path=path))
    earlier = already_stored(store, path)
    if earlier is not None:
        return Outcome(path, "same", earlier)
    villages, names = places_of(opened)
    try:
        layout = _spec(opened, spec)
        if layout.rows not in (HOUSEHOLD, PERSON):
            return take_listed(opened, store, path, layout, source)
        roster = read_roster(path, layout, opened.catalogue.dictionary, villages, names)
    except ShouxianError as error:
        return Outcome(path, "refused", faults=error.faults)
    keys, doubts, faults = _household_keys(opened, store, roster)
    persons, remarks = _persons(store, roster, keys)
    remarks = (*roster.remarks, *_closed(store, roster, keys), *remarks)
    outcome = Outcome(path, "stored", None, (spec,), (), (*roster.faults, *faults), tuple(doubts), (), remarks)
    if outcome.faults or doubts:
        found = Findings(
            faults=outcome.faults, remarks=remarks, confirmations=doubts, heading_rows=roster.heading_rows,
            households=roster.households.num_rows,
        )  # fmt: skip
        answered = annotate(path, found, answer_path(path, source))
        return replace(outcome, state="refused" if outcome.faults else "held", answer=answered.path)
    parts = [_households(roster, keys, layout), *persons]
    counts = {"rows": roster.households.num_rows, "people": roster.persons.num_rows}
    record = Import(
        0, "roster", path.name, roster.sha256, clock.now(), source.by, opened.id, spec, source.as_of, counts,
        national=layout.national,
    )  # fmt: skip
    changes = plan_import(store, record, parts, opened.catalogue.dictionary.variables)
    record = replace(record, counts=counts | {"new": len(changes[0].new), "changed": len(changes[0].changed)})
    return replace(outcome, number=store.apply(record, parts).number, changes=changes)


def _spec(opened: OpenedCampaign, name: str) -> ImportSpec:
    known = opened.catalogue.imports
    if name not in known:
        raise ShouxianError(fault("CAMPAIGN_IMPORT_SPEC", name=name, known="、".join(known)))
    return known[name]


def _household_keys(
    opened: OpenedCampaign, store: Store, roster: Roster
) -> tuple[list[str | None], list[Confirmation], list[Fault]]:
    """A key for every household of the roster, in order; None where a person has to say who it is."""
    table = roster.households
    known = known_households(store)
    labels = {k.key: f"{k.name} {k.group}".strip() for k in known}
    numbers = _numbers(store)
    texts = {n: texts_of(table, n) for n in (HEAD_NAME, PHONE, GROUP, HOUSEHOLD_NUMBER, "village", "confirmed")}
    rows = table["row"].to_pylist()
    wanted = [
        Wanted(row, numbers.get(number, ""), village, name, phone, group, confirmed)
        for row, name, phone, group, number, village, confirmed in zip(rows, *texts.values(), strict=True)
    ]
    keys: list[str | None] = []
    doubts: list[Confirmation] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    sheet = next(iter(roster.heading_rows), "")
    for match, row in zip(match_rows(wanted, known), wanted, strict=True):
        key = match.key
        where = Where(roster.path.name, None, sheet, row.row)
        if key is None and match.candidates:
            told = ";".join(labels[c] for c in match.candidates)
            what = fault("DATA_ROW_DOUBTFUL", where, name=row.name, candidates=told)
            doubts.append(Confirmation(sheet, row.row, what, tuple((c, labels[c]) for c in match.candidates)))
        elif key is None:
            key = new_key("H")
        elif key in seen:
            faults.append(fault("DATA_ROW_TWICE", where, name=row.name, other=seen[key]))
        if key is not None:
            seen.setdefault(key, row.row)
        keys.append(key)
    return keys, doubts, faults


def _numbers(store: Store) -> dict[str, str]:
    """National household number → key."""
    current = store.read_current(HOUSEHOLD)
    if current is None or HOUSEHOLD_NUMBER not in current.column_names:
        return {}
    pairs = zip(current[HOUSEHOLD_NUMBER].to_pylist(), current["key"].to_pylist(), strict=True)
    return {number: key for number, key in pairs if number}


def _households(roster: Roster, keys: Sequence[str | None], spec: ImportSpec) -> Incoming:
    table = roster.households
    table = table.append_column("key", pa.array(keys, pa.string()))
    table = table.append_column("village_key", table["village"])
    if spec.rows == "person":
        table = table.append_column(MEMBERS_COMPLETE, pa.array([True] * table.num_rows, pa.bool_()))
    return Incoming(HOUSEHOLD, _without(table), roster.asked_household)


def _persons(store: Store, roster: Roster, keys: Sequence[str | None]) -> tuple[list[Incoming], tuple[Fault, ...]]:
    """The members with their keys, and remarks on those whom a change put elsewhere or took away: they stay there."""
    table = roster.persons
    if not table.num_rows:
        return [], ()
    homes = dict(zip(roster.households["group_key"].to_pylist(), keys, strict=True))
    households = [homes[group] for group in table["group_key"].to_pylist()]
    by_id, by_name = _known_members(store)
    elsewhere = settled(store)
    taken: set[str] = set()
    found: list[str] = []
    remarks: list[Fault] = []
    names = texts_of(table, MEMBER_NAME)
    where = _places(roster, table["row"].to_pylist())
    for place, (household, number) in enumerate(zip(households, texts_of(table, RESIDENT_ID), strict=True)):
        key = by_id.get((household or "", number)) if number else None
        key = key or by_name.get((household or "", names[place]))
        known = elsewhere.find(household, number, names[place]) if key is None and household is not None else None
        if known is not None:
            key, households[place] = known
            remarks.append(fault("DATA_ROW_ELSEWHERE", where(place), blocking=False, name=names[place]))
        if key is None or key in taken:
            key = new_key("P")
        taken.add(key)
        found.append(key)
    remarks += named_though_gone(store, PERSON, found, names, where)
    table = table.append_column("key", pa.array(found, pa.string()))
    table = table.append_column("household_key", pa.array(households, pa.string()))
    return [Incoming(PERSON, _without(table), roster.asked_person)], tuple(remarks)


def _closed(store: Store, roster: Roster, keys: Sequence[str | None]) -> list[Fault]:
    where = _places(roster, roster.households["row"].to_pylist())
    return named_though_gone(store, HOUSEHOLD, keys, texts_of(roster.households, HEAD_NAME), where)


def _places(roster: Roster, rows: Sequence[int]) -> Callable[[int], Where]:
    sheet = next(iter(roster.heading_rows), "")
    return lambda place: Where(roster.path.name, None, sheet, rows[place])


def _known_members(store: Store) -> tuple[Mapping[tuple[str, str], str], Mapping[tuple[str, str], str]]:
    """(household, identity number) → key and (household, name) → key."""
    current = store.read_current(PERSON)
    if current is None:
        return {}, {}
    keys, homes = current["key"].to_pylist(), current["household_key"].to_pylist()
    numbers, names = texts_of(current, RESIDENT_ID), texts_of(current, MEMBER_NAME)
    by_id = {(h, n): k for k, h, n in zip(keys, homes, numbers, strict=True) if n}
    by_name = {(h, n): k for k, h, n in zip(keys, homes, names, strict=True) if n}
    return by_id, by_name


def _without(table: pa.Table) -> pa.Table:
    """Without the columns that only helped to find keys; rows as small integers."""
    kept = table.drop_columns([c for c in _LINES if c in table.column_names])
    return kept.set_column(kept.column_names.index("row"), "row", pc.cast(kept["row"], pa.int64()))
