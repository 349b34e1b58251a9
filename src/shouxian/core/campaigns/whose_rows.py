"""Whose rows these are: a key for every row of a returned annex.

A household is found by its hidden key, else by village, name, phone and group. Anything else is found by its key, its
number or its name, within its village or within the household it stands in; what is not known yet is new. Where a list
tells two of one name in one household and the dictionary says which is better (两个厕所报较好的), the better is kept.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from shouxian.core.campaigns.gone_rows import named_though_gone
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.matching import Known, Match, Wanted, match_rows
from shouxian.core.dataset.records import known_households, known_subjects
from shouxian.core.dataset.roles import HOUSEHOLD, PROBLEM, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.kernel.keys import new_key
from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.sheets.annotate.model import Confirmation
from shouxian.core.sheets.reading.model import Returned


@dataclass(frozen=True)
class Resolved:
    """Keys of the rows of one annex; None where it is not certain, or where a better row stands for it. ``homes``:
    the household each row stands in, for subjects of a household."""

    keys: tuple[str | None, ...]
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Confirmation, ...] = ()
    homes: tuple[str | None, ...] = ()
    remarks: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Lines:
    """Rows of one subject in a file: ``source_sheet``, ``row``, ``village``, ``key``, ``name``, ``number``, ``parent``
    (head of the household it stands in), ``confirmed``, and facts."""

    file: str
    table: pa.Table

    def texts(self, name: str) -> list[str]:
        if name not in self.table.column_names:
            return [""] * self.table.num_rows
        return [text or "" for text in self.table[name].to_pylist()]

    def where(self, position: int) -> Where:
        sheets, rows = self.table["source_sheet"], self.table["row"]
        return Where(self.file, None, sheets[position].as_py(), rows[position].as_py())


def resolve_rows(opened: OpenedCampaign, store: Store, part: Returned) -> Resolved:
    """A key for every row of an annex, and what a person has to say first."""
    layout = opened.layouts[part.sheet]
    if layout.subject == VILLAGE:
        return Resolved(tuple(part.village for _ in range(part.rows.num_rows)))
    village = pa.array([part.village] * part.rows.num_rows, pa.string())
    lines = Lines(part.path.name, part.rows.append_column("village", village))
    if layout.subject == HOUSEHOLD:
        found = _households(opened, store, part)
    else:
        found = resolve_lines(opened, store, lines, opened.catalogue.dictionary.subjects[layout.subject])
    remarks = named_though_gone(store, layout.subject, found.keys, lines.texts("name"), lines.where)
    return replace(found, remarks=(*found.remarks, *remarks))


def _households(opened: OpenedCampaign, store: Store, part: Returned) -> Resolved:
    lines = Lines(part.path.name, part.rows)
    texts = [lines.texts(name) for name in ("key", "name", "phone", "group", "confirmed")]
    wanted = [
        Wanted(row, key, part.village or "", name, phone, group, confirmed)
        for row, key, name, phone, group, confirmed in zip(part.rows["row"].to_pylist(), *texts, strict=True)
    ]
    known = known_households(store)
    listed = any(k.village == part.village for k in known)
    labels = {k.key: f"{k.name} {k.group} {k.phone}".strip() for k in known}
    keys: list[str | None] = []
    faults: list[Fault] = []
    doubts: list[Confirmation] = []
    seen: dict[str, int] = {}
    for position, (match, row) in enumerate(zip(match_rows(wanted, known), wanted, strict=True)):
        where = lines.where(position)
        key = match.key
        if match.certainty == "unknown_key":
            faults.append(fault("DATA_ROW_UNKNOWN_KEY", where, key=row.key))
        elif key is not None and key in seen:
            faults.append(fault("DATA_ROW_TWICE", where, name=row.name, other=seen[key]))
        elif match.certainty == "new" and (not listed or row.confirmed):
            key = new_key("H")
        elif key is None:
            doubts.append(_doubt(match, row, where, labels))
        if key is not None:
            seen.setdefault(key, row.row)
        keys.append(key)
    return Resolved(tuple(keys), tuple(faults), tuple(doubts))


def _doubt(match: Match, row: Wanted, where: Where, labels: Mapping[str, str]) -> Confirmation:
    if not match.candidates:
        what = fault("DATA_ROW_NOT_ON_ROSTER", where, name=row.name)
    else:
        told = ";".join(labels[key] for key in match.candidates)
        what = fault("DATA_ROW_DOUBTFUL", where, name=row.name, candidates=told)
    return Confirmation(where.sheet, row.row, what, tuple((key, labels[key]) for key in match.candidates))


def resolve_lines(opened: OpenedCampaign, store: Store, part: Lines, subject: SubjectFile) -> Resolved:
    """Keys of subjects other than households, and the households they stand in."""
    if subject.subject == VILLAGE:
        return Resolved(tuple(code or None for code in part.texts("village")))
    variables = opened.catalogue.dictionary.variables
    known = known_subjects(store, subject, variables)
    inside = subject.parent == HOUSEHOLD
    homes, faults, doubts = _homes(opened, store, part, known) if inside else ([], [], [])
    by_key = {k.key: k for k in known}
    scoped = [replace(k, village=k.group, group="") if inside else k for k in known]
    keys: list[str | None] = []
    new: dict[tuple[str, str], str] = {}
    wanted = _wanted(part, homes if inside else part.texts("village"))
    for position, (match, row) in enumerate(zip(match_rows(wanted, scoped), wanted, strict=True)):
        key = match.key
        if match.certainty == "unknown_key" and subject.subject == PROBLEM:
            key = row.key  # a line of the ledger that was written from a run and is on record from now on
        elif match.certainty == "unknown_key":
            faults.append(fault("DATA_ROW_UNKNOWN_KEY", part.where(position), key=row.key))
        elif key is None and match.candidates:
            labels = {k: by_key[k].name for k in match.candidates}
            doubts.append(_doubt(match, row, part.where(position), labels))
        elif key is None and row.village:
            key = new.setdefault((row.village, squeezed(row.name)), new_key(subject.letter))
        keys.append(key)
    resolved = Resolved(tuple(keys), tuple(faults), tuple(doubts), tuple(homes))
    return _without_twins(opened, part, subject, resolved)


def _wanted(part: Lines, places: Sequence[str | None]) -> list[Wanted]:
    texts = [part.texts(name) for name in ("key", "name", "number", "confirmed")]
    return [
        Wanted(row, key, place or "", number or name, "", "", confirmed)
        for row, place, key, name, number, confirmed in zip(part.table["row"].to_pylist(), places, *texts, strict=True)
    ]


def _homes(
    opened: OpenedCampaign, store: Store, part: Lines, known: Sequence[Known]
) -> tuple[list[str | None], list[Fault], list[Confirmation]]:
    """The household each row stands in: that of its key, else the one its head's name tells in this village."""
    by_key = {k.key: k.group for k in known}
    households = known_households(store)
    labels = {h.key: f"{h.name} {h.group} {h.phone}".strip() for h in households}
    by_name: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for known_home in households:
        by_name[(known_home.village, squeezed(known_home.name))].append(known_home.key)
    homes: list[str | None] = []
    faults: list[Fault] = []
    doubts: list[Confirmation] = []
    columns = zip(*(part.texts(name) for name in ("key", "parent", "confirmed", "village")), strict=True)
    for position, (key, head, confirmed, village) in enumerate(columns):
        named = by_name.get((village, squeezed(head)), [])
        home = by_key.get(key) or (confirmed if confirmed in labels else named[0] if len(named) == 1 else None)
        where = part.where(position)
        if home is None and named:
            told = ";".join(labels[candidate] for candidate in named)
            what = fault("DATA_ROW_DOUBTFUL", where, name=head, candidates=told)
            doubts.append(Confirmation(where.sheet, where.row or 0, what, tuple((c, labels[c]) for c in named)))
        elif home is None:
            faults.append(fault("DATA_ROW_HOME_UNKNOWN", where, name=head or "—"))
        homes.append(home)
    return homes, faults, doubts


def _without_twins(opened: OpenedCampaign, part: Lines, subject: SubjectFile, found: Resolved) -> Resolved:
    """One row for each key: the better one where the dictionary says which, else the second row is a fault."""
    order = _ranks(opened, subject)
    kept: dict[str, int] = {}
    keys = list(found.keys)
    faults: list[Fault] = list(found.faults)
    remarks: list[Fault] = []
    for position, key in enumerate(found.keys):
        if key is None or key not in kept:
            if key is not None:
                kept[key] = position
            continue
        first = kept[key]
        where = part.where(position)
        if subject.better_by is None:
            name = part.texts("name")[position]
            faults.append(fault("DATA_ROW_TWICE", where, name=name, other=part.where(first).row))
            continue
        values = part.table[subject.better_by].to_pylist() if subject.better_by in part.table.column_names else []
        rank = [order.get(value or "", len(order)) for value in values] or [0] * len(keys)
        better, worse = (position, first) if rank[position] < rank[first] else (first, position)
        kept[key], keys[worse] = better, None
        remarks.append(fault("DATA_ROW_BETTER_KEPT", where, blocking=False, row=part.where(better).row))
    return replace(found, keys=tuple(keys), faults=tuple(faults), remarks=tuple(remarks))


def _ranks(opened: OpenedCampaign, subject: SubjectFile) -> dict[str, int]:
    """Code → place in its list, the better first."""
    dictionary = opened.catalogue.dictionary
    if subject.better_by is None:
        return {}
    codelist = dictionary.codelists[dictionary.variables[subject.better_by].codelist or ""]
    return {code.code: number for number, code in enumerate(codelist.codes)}
