"""Take back: a workbook that a village returned becomes observations, or comes back with its cells marked.

All or nothing per file. What stands against storing it (faults, doubtful households, unnamed columns) is told in the
user's own workbook, and the same file is read again once it is answered. Free words that need one tick do not stop a
file: they are kept, and a small workbook asks for the ticks.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.remembered import remember_columns, remembered_columns
from shouxian.core.campaigns.ticks import ask_ticks
from shouxian.core.campaigns.whose_rows import Resolved, resolve_rows
from shouxian.core.dataset.columns import value_columns
from shouxian.core.dataset.model import Changes, Import, Incoming
from shouxian.core.dataset.plan import plan, plan_import
from shouxian.core.dataset.roles import GROUP, HOUSEHOLD, SURVEYED, SURVEYED_ON, SURVEYOR, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, fault
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.annotate.answer import annotate
from shouxian.core.sheets.annotate.model import Confirmation, Findings
from shouxian.core.sheets.reading.model import ColumnQuestion, Expected, Returned
from shouxian.core.sheets.reading.returns import read_return
from shouxian.core.sheets.writing.names import file_name

State = Literal["stored", "same", "held", "refused"]
_BOOKKEEPING = ("source_sheet", "name", "number", "parent", "group", "surveyor", "confirmed", "answered")


@dataclass(frozen=True)
class Outcome:
    """What became of one file. ``answer``: the user's workbook with marks (held, refused); ``ticks``: the workbook
    that asks for ticks; ``number``: the import, for undo."""

    path: Path
    state: State
    number: int | None = None
    sheets: tuple[str, ...] = ()
    changes: tuple[Changes, ...] = ()
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Confirmation, ...] = ()
    questions: tuple[ColumnQuestion, ...] = ()
    remarks: tuple[Fault, ...] = ()
    answer: Path | None = None
    ticks: Path | None = None
    unsigned: int = 0

    @property
    def file(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Source:
    """Who hands in a file, of which day, for which village, and where answers to it go."""

    by: str
    as_of: date | None = None
    village: Region | None = None
    answers: Path | None = None
    columns: Mapping[str, str] | None = None  # heading → column id, named by a person just now


def take_back(opened: OpenedCampaign, store: Store, path: Path, source: Source) -> Outcome:
    """Read, match, plan and store one returned file. Faults of the whole file (not a workbook, another campaign's,
    two villages) come as a refused outcome too, never as an exception."""
    if not path.exists():
        raise ShouxianError(fault("CAMPAIGN_FILE_MISSING", path=path))
    earlier = already_stored(store, path)
    if earlier is not None:
        return Outcome(path, "same", earlier)
    try:
        returned = preview(opened, store, path, source)
    except ShouxianError as error:
        return Outcome(path, "refused", faults=error.faults)
    read = [resolve_rows(opened, store, part) for part in returned]
    outcome = Outcome(
        path,
        "stored",
        sheets=tuple(part.sheet for part in returned),
        faults=tuple(f for part, item in zip(returned, read, strict=True) for f in (*part.faults, *item.faults)),
        doubts=tuple(c for item in read for c in item.doubts),
        questions=tuple(q for part in returned for q in part.column_questions),
        remarks=tuple(r for part, item in zip(returned, read, strict=True) for r in (*part.remarks, *item.remarks)),
    )
    if not (outcome.faults or outcome.doubts or outcome.questions):
        return _store(opened, store, path, source, returned, read, outcome)
    found = Findings.of(returned, outcome.doubts)
    found = replace(found, faults=outcome.faults, doubts=())  # words to tick do not stop a file
    answered = annotate(path, found, answer_path(path, source, _village_name(opened, returned)))
    return replace(outcome, state="refused" if outcome.faults else "held", answer=answered.path)


def preview(opened: OpenedCampaign, store: Store, path: Path, source: Source) -> tuple[Returned, ...]:
    """What a file says, with everything wrong in it; stores nothing."""
    village = source.village.code if source.village else None
    known = remembered_columns(store) | dict(source.columns or {})
    return read_return(path, expected(opened, village), known)


def expected(opened: OpenedCampaign, village: str | None) -> Expected:
    """What may come back: the campaign's lists and cards, its villages and towns."""
    layouts = {name: layout for name, layout in opened.layouts.items() if layout.kind != "table"}
    towns = {v.code[:9] for v in opened.villages}
    names = {code: region.name for code in towns if (region := opened.regions.at(code))}
    return Expected(
        opened.id,
        layouts,
        opened.questions(village or opened.pack.campaign.place),
        opened.catalogue.dictionary,
        {v.code: v.short for v in opened.villages},
        names,
        village,
    )


def already_stored(store: Store, path: Path) -> int | None:
    """The number of the standing import of this very file, if there is one."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return next((r.number for r in store.imports() if r.sha256 == digest and r.retracted is None), None)


def answer_path(path: Path, source: Source, village: str = "", mark: str = "退回") -> Path:
    """Where the answer to a file goes: always a workbook, named after the village where the annexes of all villages
    are called alike; an answer that is there already is kept."""
    folder = source.answers or path.parent
    folder.mkdir(parents=True, exist_ok=True)
    stem = file_name(f"{village} {path.stem}({mark})".strip())
    for number in count(1):
        target = folder / (f"{stem}.xlsx" if number == 1 else f"{stem}-{number}.xlsx")
        if not target.exists():
            return target
    raise AssertionError("counting never ends")


def _village_name(opened: OpenedCampaign, returned: Sequence[Returned]) -> str:
    return next((v.short for v in opened.villages if v.code == returned[0].village), "")


def _store(
    opened: OpenedCampaign, store: Store, path: Path, source: Source,
    returned: Sequence[Returned], read: Sequence[Resolved], outcome: Outcome,
) -> Outcome:  # fmt: skip
    day = source.as_of or clock.today()
    parts = [_incoming(opened, store, p, r, day) for p, r in zip(returned, read, strict=True)]
    unsigned = sum(not name for part in returned for name in part.rows["surveyor"].to_pylist())
    counts = {"rows": sum(part.table.num_rows for part in parts), "unsigned": unsigned}
    record = Import(
        0, "return", path.name, returned[0].sha256, clock.now(), source.by, opened.id,
        ",".join(outcome.sheets), day, counts, village=returned[0].village or "",
    )  # fmt: skip
    changes = plan_import(store, record, parts, opened.catalogue.dictionary.variables)
    counts |= {"new": sum(len(c.new) for c in changes), "changed": sum(len(c.changed) for c in changes)}
    stored = store.apply(replace(record, counts=counts), parts)
    remember_columns(store, {k: v for part in returned for k, v in part.remembered.items()})
    keyed = [(part, resolved.keys) for part, resolved in zip(returned, read, strict=True)]
    ticks = ask_ticks(opened, keyed, answer_path(path, source, _village_name(opened, returned), "待打勾"))
    return replace(outcome, number=stored.number, changes=changes, ticks=ticks, unsigned=unsigned)


def _incoming(opened: OpenedCampaign, store: Store, part: Returned, read: Resolved, day: date) -> Incoming:
    """Rows with their keys. A household counts as visited when its row was answered and signed, or answered anew."""
    rows = part.rows.drop_columns([c for c in (*_BOOKKEEPING, "key", "phone") if c in part.rows.column_names])
    facts = {name: part.rows[name] for name in ("phone",) if name in part.asked}
    keys = pa.array(read.keys, pa.string())
    layout = opened.layouts[part.sheet]
    table = rows.append_column("key", keys)
    for name, column in facts.items():
        table = table.append_column(name, column)
    if layout.subject != HOUSEHOLD:
        return _other(opened, layout, table, part, read)
    if GROUP not in table.column_names:
        table = table.append_column(GROUP, part.rows["group"])
    table = table.append_column("village_key", pa.array([part.village] * len(read.keys), pa.string()))
    incoming = Incoming(HOUSEHOLD, table, part.asked, _erased(part, read), layout.id)
    variables = opened.catalogue.dictionary.variables
    change = plan(store.read_current(HOUSEHOLD), incoming, variables)
    touched = {*change.new, *change.changed}
    signed, answered = part.rows["surveyor"].to_pylist(), part.rows["answered"].to_pylist()
    visited = [
        True if count and (name or key in touched) else None
        for key, name, count in zip(read.keys, signed, answered, strict=True)
    ]
    table = _with(table, SURVEYED, pa.array(visited, pa.bool_()))
    table = _with(table, SURVEYED_ON, pa.array([day if v else None for v in visited], pa.date32()))
    table = _with(table, SURVEYOR, part.rows["surveyor"])
    asked = tuple(dict.fromkeys((*part.asked, GROUP, SURVEYED, SURVEYED_ON)))  # who signed, where the sheet asks it
    return replace(incoming, table=table, asked=asked)


def _other(opened: OpenedCampaign, layout: Layout, table: pa.Table, part: Returned, read: Resolved) -> Incoming:
    """Rows of a village or of anything in one; a row that a better one stands for is left out, and what the sheet
    repeats of the household (the head's name) only told whose row it is."""
    dictionary = opened.catalogue.dictionary
    repeated = {v.name: v for v in dictionary.variables.values() if dictionary.subject_of[v.name] != layout.subject}
    columns = [column for v in repeated.values() for column in value_columns(v) if column in table.column_names]
    table = table.drop_columns(columns)
    parent = dictionary.subjects[layout.subject].parent
    if parent == HOUSEHOLD:
        table = table.append_column("household_key", pa.array(read.homes, pa.string()))
    elif layout.subject != VILLAGE:
        table = table.append_column("village_key", pa.array([part.village] * table.num_rows, pa.string()))
    kept = table.filter(pc.is_valid(table["key"]))
    asked = tuple(name for name in part.asked if name not in repeated)
    erased = tuple((key, fact) for key, fact in _erased(part, read) if fact not in repeated)
    return Incoming(layout.subject, kept, asked, erased, layout.id)


def _with(table: pa.Table, name: str, column: pa.Array) -> pa.Table:
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def _erased(part: Returned, read: Resolved) -> tuple[tuple[str, str], ...]:
    return tuple((key, fact) for place, fact in part.erased if (key := read.keys[place]) is not None)
