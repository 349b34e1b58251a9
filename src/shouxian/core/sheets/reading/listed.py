"""Foreign lists of other subjects (businesses, toilets, earlier problems), one row each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from shouxian.core.dataset.columns import value_columns, value_type
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.sheets.guard.book import open_book
from shouxian.core.sheets.reading.households import Persons
from shouxian.core.sheets.reading.lists import taken
from shouxian.core.sheets.reading.roster_sheet import filled_rows, found_sheet, parse_columns, village_columns


@dataclass(frozen=True)
class Listed:
    """``rows``: ``source_sheet``, ``row``, ``village`` (code), ``name``, ``number``, ``parent`` (head of the household
    it stands in), ``confirmed``, ``key`` (null: foreign lists have none of ours), and facts of the subject."""

    path: Path
    sha256: str
    rows: pa.Table
    asked: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    heading_rows: Mapping[str, int] = field(default_factory=dict)


def read_listed(
    path: Path, spec: ImportSpec, dictionary: Dictionary, villages: Mapping[str, str], towns: Mapping[str, str]
) -> Listed:
    """Read a list of one subject. ``villages``: code → name; ``towns``: 9-digit code → name.

    Raises ``ShouxianError`` SHEET_GUARD_… or SHEET_READ_NO_SHEET; faults of cells stand in the result.
    """
    book = open_book(path)
    found = found_sheet(book, spec, dictionary)
    rows = filled_rows(found)
    parsed = parse_columns(found, rows, path.name, dictionary)
    facts = Persons(rows, {})
    for item in parsed:
        facts.add(item)
    places, unknown = village_columns(found, rows, villages, towns, path.name)
    where = Where(path.name, sheet=found.sheet.name, row=found.header)
    strange = [fault("SHEET_READ_EXTRA_COLUMN", where, blocking=False, column=text) for text in found.strange]
    subject = dictionary.subjects[spec.rows]
    count = len(rows)
    index = pa.array([row - 1 for row in rows], pa.int64())
    nothing = pa.nulls(count, pa.string())
    told = {
        "source_sheet": pa.array([found.sheet.name] * count, pa.string()),
        "row": pa.array(rows, pa.int64()),
        "village": places["village"],
        "key": nothing,
        "name": facts.columns.get(subject.named_by or "", nothing),
        "number": facts.columns.get(subject.numbered_by or "", nothing),
        "parent": taken(found.sheet, found.home, index) if found.home else nothing,
        "confirmed": places["confirmed"],
    }
    for variable in subject.variables:
        for name in value_columns(variable):
            if name in facts.columns:
                told[name] = facts.columns[name].cast(value_type(variable))
    asked = tuple(dict.fromkeys(name for item in parsed for name in item.asked))
    faults = sorted((*unknown, *(f for item in parsed for f in item.faults)), key=lambda f: f.where.row or 0)
    remarks = (*strange, *(f for item in parsed for f in item.remarks))
    heading_rows = {found.sheet.name: found.header}
    return Listed(path, book.sha256, pa.table(told), asked, tuple(faults), remarks, heading_rows)
