"""An exported list that comes back: what somebody changed in it is stored, what they left alone is not told at all.

A masked number that returns means unchanged. Where somebody else changed the same fact at the desk after the list was
written, the file is refused with that cell: nothing is overwritten unseen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.take_back import Outcome, Source, already_stored
from shouxian.core.dataset.columns import facts_in, from_columns, to_columns, value_columns, value_type
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan_import
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.resident_ids import read_id
from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.sheets.answers.cells import value_of
from shouxian.core.sheets.answers.parse import ERASE
from shouxian.core.sheets.exported import MASKED, cell_of, digest
from shouxian.core.sheets.reading.exported import Change, ExportedList, read_exported

LAYOUT = "exported"  # where a roster says its layout
Told = Mapping[str, dict[str, Fact | None]]  # key → fact → value


def take_exported(opened: OpenedCampaign, store: Store, path: Path, subject: str, source: Source) -> Outcome:
    """Store the cells that somebody changed; all or nothing. ``subject``: of the list. Raises ``ShouxianError``
    SHEET_GUARD_…, EXPORT_STRANGE."""
    earlier = already_stored(store, path)
    if earlier is not None:
        return Outcome(path, "same", earlier)
    read = read_exported(path)
    current = _current(store, subject, {change.key for change in read.changes})
    faults = [*read.faults, *_strangers(store, subject, read, path.name)]
    told, wrong = _told(opened, read, current, path.name)
    faults += wrong
    if faults:
        return Outcome(path, "refused", sheets=(LAYOUT,), faults=tuple(sorted(faults, key=_row)))
    parts = list(_parts(opened, subject, told, current))
    counts = {"rows": len(read.rows), "new": 0, "changed": len(told)}
    record = Import(
        0, "roster", path.name, read.sha256, clock.now(), source.by, opened.id, LAYOUT, source.as_of, counts
    )
    changes = plan_import(store, record, parts, opened.catalogue.dictionary.variables)
    outcome = Outcome(path, "stored", sheets=(LAYOUT,), changes=changes)
    return replace(outcome, number=store.apply(record, parts).number) if parts else replace(outcome, state="same")


def _current(store: Store, subject: str, keys: set[str]) -> dict[str, dict[str, Any]]:
    """Key → row of the current table."""
    table = store.read_current(subject) if keys else None
    rows = table.filter(pc.is_in(table["key"], pa.array(sorted(keys)))).to_pylist() if table is not None else []
    return {row["key"]: row for row in rows}


def _strangers(store: Store, subject: str, read: ExportedList, file: str) -> Iterable[Fault]:
    table = store.read_current(subject)
    known = set(table["key"].to_pylist()) if table is not None else set()
    for key, row in read.rows.items():
        if key not in known:
            yield fault("EXPORT_UNKNOWN_KEY", Where(file, sheet=read.sheet.name, row=row))


def _told(
    opened: OpenedCampaign, read: ExportedList, current: Mapping[str, dict[str, Any]], file: str
) -> tuple[Told, list[Fault]]:
    """What the changed cells say, and what is wrong with them."""
    dictionary = opened.catalogue.dictionary
    told: dict[str, dict[str, Fact | None]] = {}
    faults: list[Fault] = []
    for change in read.changes:
        variable = dictionary.variables.get(change.column.fact)
        if variable is None or change.key not in current:
            continue  # another version's fact; a stranger has been told
        where = Where(file, sheet=read.sheet.name, row=change.row, column=change.column.head)
        try:
            value = _value(opened, read.mark, variable, change, from_columns(variable, current[change.key]))
        except ShouxianError as error:
            faults += [replace(one, where=where) for one in error.faults]
        else:
            if value is not _UNCHANGED:
                told.setdefault(change.key, {})[variable.name] = value
    return told, faults


_UNCHANGED: Any = object()


def _value(opened: OpenedCampaign, mark: str, variable: Variable, change: Change, now: Fact | None) -> Fact | None:
    """The value that a changed cell wants, ``_UNCHANGED`` where it stands so already. Raises ``ShouxianError``
    EXPORT_STARS, EXPORT_MEANWHILE, SHEET_READ_…."""
    codelists = opened.catalogue.dictionary.codelists
    if change.column.masked and MASKED in change.text:
        raise ShouxianError(fault("EXPORT_STARS"))
    value = None if change.text == ERASE else _read(opened, variable, change.text)
    if to_columns(variable, value) == to_columns(variable, now):
        return _UNCHANGED  # type: ignore[no-any-return]
    stands = cell_of(variable, now, codelists, mask=change.column.masked)
    if digest(mark, change.key, change.column.code, stands) != change.digest:
        raise ShouxianError(fault("EXPORT_MEANWHILE"))
    return value


def _read(opened: OpenedCampaign, variable: Variable, text: str) -> Fact:
    if variable.hidden == "id":
        number = read_id(text)
        if number.wrong == "length":
            raise ShouxianError(fault("SHEET_READ_ID_LENGTH", length=len(number.number)))
        if number.wrong == "characters":
            raise ShouxianError(fault("SHEET_READ_ID_CHARACTERS"))
        return number.number
    if variable.hidden == "phone":
        return squeezed(text)
    return value_of(variable, text, opened.catalogue.dictionary.codelists)


def _parts(
    opened: OpenedCampaign, subject: str, told: Told, current: Mapping[str, dict[str, Any]]
) -> Iterable[Incoming]:
    """Rows that tell the same facts together: a fact that nobody touched is not asked."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for key, values in told.items():
        alike.setdefault(tuple(sorted(values)), []).append(key)
    link = "village_key" if subject == HOUSEHOLD else "household_key"
    for facts, keys in alike.items():
        variables = facts_in(
            [column for name in facts for column in value_columns(opened.catalogue.dictionary.variables[name])],
            opened.catalogue.dictionary.variables,
        )
        columns = {"key": pa.array(keys, pa.string())}
        columns[link] = pa.array([current[key].get(link) for key in keys], pa.string())
        for variable in variables:
            rows = [to_columns(variable, told[key][variable.name]) for key in keys]
            for name in value_columns(variable):
                columns[name] = pa.array([row[name] for row in rows], value_type(variable))
        erased = tuple((key, name) for key in keys for name in facts if told[key][name] is None)
        yield Incoming(subject, pa.table(columns), facts, erased)


def _row(told: Fault) -> int:
    return told.where.row or 0
