"""Reading an exported list that comes back: whose each row is, and which of its cells somebody has changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.sheets.exported import (
    CODES_ROW,
    DIGESTS,
    HEADS_ROW,
    MARK,
    Column,
    digest,
    split_digests,
)
from shouxian.core.sheets.guard.book import Book, Sheet, open_book
from shouxian.core.sheets.reading.cells import FLAG_FAULTS


@dataclass(frozen=True)
class Change:
    """A cell that is not as it was written. ``digest``: of what was written there."""

    row: int
    key: str
    column: Column
    text: str
    digest: str


@dataclass(frozen=True)
class ExportedList:
    """``rows``: key → Excel row, every row that names somebody."""

    mark: str
    sha256: str
    sheet: Sheet
    columns: tuple[Column, ...]
    rows: Mapping[str, int]
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]


def mark_of(path: Path) -> str:
    """The mark of an exported list, "" for any other file; a file that cannot be opened is none."""
    try:
        return next((mark for sheet in open_book(path).sheets if (mark := _mark(sheet))), "")
    except ShouxianError:
        return ""


def read_exported(path: Path) -> ExportedList:
    """Raises ``ShouxianError`` SHEET_GUARD_… and EXPORT_STRANGE; faults of rows and cells stand in the result."""
    book = open_book(path)
    sheet = next((one for one in book.sheets if _mark(one)), None)
    if sheet is None or DIGESTS not in (codes := _codes(sheet)).values():
        raise ShouxianError(fault("EXPORT_STRANGE", Where(path.name)))
    return _read(path.name, book, sheet, codes)


def _mark(sheet: Sheet) -> str:
    text = sheet.text(CODES_ROW, 1).strip()
    return text if MARK.fullmatch(text) else ""


def _codes(sheet: Sheet) -> dict[int, str]:
    """Excel column → code, of the columns that have one; a column that somebody put in has none."""
    found = {n: sheet.text(CODES_ROW, n).strip() for n in range(2, len(sheet.columns) + 1)}
    return {number: code for number, code in found.items() if code}


def _read(file: str, book: Book, sheet: Sheet, codes: Mapping[int, str]) -> ExportedList:
    told_in = next(number for number, code in codes.items() if code == DIGESTS)
    columns = {n: Column(code, sheet.text(HEADS_ROW, n)) for n, code in codes.items() if n != told_in}
    rows: dict[str, int] = {}
    changes: list[Change] = []
    faults: list[Fault] = []
    for row in range(HEADS_ROW + 1, sheet.height + 1):
        key = sheet.text(row, 1).strip()
        where = Where(file, sheet=sheet.name, row=row)
        told = split_digests(sheet.text(row, told_in).strip())
        if not key:
            if any(sheet.text(row, number).strip() for number in columns):
                faults.append(fault("EXPORT_NO_KEY", where))
        elif key in rows:
            faults.append(fault("EXPORT_TWICE", where, other=rows[key]))
        elif len(told) != len(columns):
            faults.append(fault("EXPORT_STRANGE", where))
        else:
            rows[key] = row
            changes += _changed(sheet, row, key, columns, told)
            faults += _flagged(sheet, where, columns)
    return ExportedList(_mark(sheet), book.sha256, sheet, tuple(columns.values()), rows, tuple(changes), tuple(faults))


def _changed(sheet: Sheet, row: int, key: str, columns: Mapping[int, Column], told: Sequence[str]) -> Iterator[Change]:
    """An emptied cell says nothing: a blank never overwrites."""
    mark = _mark(sheet)
    for (number, column), before in zip(columns.items(), told, strict=True):
        text = sheet.text(row, number).strip()
        flagged = (row, number) in sheet.flags
        if column.fact and text and not flagged and digest(mark, key, column.code, text) != before:
            yield Change(row, key, column, text, before)


def _flagged(sheet: Sheet, where: Where, columns: Mapping[int, Column]) -> Iterator[Fault]:
    """Cells that hold a formula, an error or a number too long, whatever they show."""
    for number, column in columns.items():
        flag = sheet.flags.get((where.row or 0, number))
        if flag and column.fact:
            yield fault(FLAG_FAULTS[flag], replace(where, column=column.head))
