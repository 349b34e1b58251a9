"""A new workbook with only the wrong rows of a large or foreign file: its headings, their reasons and row numbers.

It has the shape of the file it answers (place line, headings, hidden stamp), so it can be corrected and sent back.
"""

from pathlib import Path
from typing import Any

import xlsxwriter

from shouxian.core.kernel.faults import Fault
from shouxian.core.sheets.annotate.explanation import SHEET_NAME, explanation
from shouxian.core.sheets.annotate.model import Findings
from shouxian.core.sheets.guard.book import Book, Sheet
from shouxian.core.sheets.guard.scan import column_number
from shouxian.core.sheets.reading.headings import CONFIRM_HEAD, KEY_HEAD, REASON_HEAD, ROW_HEAD
from shouxian.core.sheets.reading.returns import STAMP_SHEET

_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_wrong_rows(book: Book, findings: Findings, into: Path) -> None:
    """Only text is written; a value that looks like a formula is marked as text."""
    workbook = xlsxwriter.Workbook(str(into), _PLAIN)
    try:
        formats = {
            "text": workbook.add_format({"num_format": "@"}),
            "quoted": workbook.add_format({"num_format": "@", "quote_prefix": True}),
            "red": workbook.add_format({"num_format": "@", "bg_color": "#FFC7CE", "quote_prefix": True}),
            "yellow": workbook.add_format({"num_format": "@", "bg_color": "#FFEB9C", "quote_prefix": True}),
            "head": workbook.add_format({"bold": True}),
            "reason": workbook.add_format({"text_wrap": True, "valign": "top"}),
        }
        first = workbook.add_worksheet(SHEET_NAME)
        first.set_column(0, 2, 50)
        for number, texts in enumerate(explanation(findings, book.path.name, only_wrong_rows=True)):
            for column, text in enumerate(texts):
                first.write_string(number, column, text, formats["reason"])
        for sheet in book.sheets:
            if sheet.name == STAMP_SHEET or sheet.name in findings.heading_rows:
                _copy(workbook, sheet, findings, formats)
    finally:
        workbook.close()


def _copy(workbook: Any, sheet: Sheet, findings: Findings, formats: dict[str, Any]) -> None:
    name = sheet.name if sheet.name != SHEET_NAME else f"{sheet.name}1"
    target = workbook.add_worksheet(name[:31])
    if sheet.name == STAMP_SHEET:
        target.very_hidden()
        _rows(target, sheet, range(1, sheet.height + 1), 0, formats, {})
        return
    head_row = findings.heading_rows[sheet.name]
    _rows(target, sheet, range(1, head_row + 1), 0, formats, {})
    reasons = findings.reasons(sheet.name)
    confirmations = {c.row: c for c in findings.confirmations if c.sheet == sheet.name}
    wrong = sorted({*reasons, *confirmations} - {head_row})
    _rows(target, sheet, wrong, head_row, formats, _fills(sheet, findings))
    width = len(sheet.columns)
    for offset, heading in enumerate((ROW_HEAD, REASON_HEAD, CONFIRM_HEAD)):
        target.write_string(head_row - 1, width + offset, heading, formats["head"])
    target.set_column(width + 1, width + 1, 60)
    for number, row in enumerate(wrong, start=head_row):
        target.write_string(number, width, str(row))
        target.write_string(number, width + 1, "\n".join(reasons.get(row, [])), formats["reason"])
        if row in confirmations:
            texts = list(confirmations[row].texts())
            if sum(map(len, texts)) + len(texts) <= 255:
                target.data_validation(number, width + 2, number, width + 2, {"validate": "list", "source": texts})
    target.autofilter(head_row - 1, 0, head_row - 1 + len(wrong), width + 2)
    for column in range(1, width + 1):
        if any(sheet.text(row, column) == KEY_HEAD for row in range(head_row, head_row + 3)):
            target.write_string(head_row - 1, column - 1, KEY_HEAD, formats["text"])
            target.set_column(column - 1, column - 1, None, None, {"hidden": True})


def _rows(target: Any, sheet: Sheet, rows: Any, top: int, formats: dict[str, Any], fills: dict[Any, str]) -> None:
    for number, row in enumerate(rows, start=top):
        for column in range(1, len(sheet.columns) + 1):
            text = sheet.text(row, column)
            plain = "quoted" if text.startswith(("=", "+", "-", "@")) else "text"
            if text or (row, column) in fills:
                target.write_string(number, column - 1, text, formats[fills.get((row, column), plain)])


def _fills(sheet: Sheet, findings: Findings) -> dict[tuple[int, int], str]:
    fills: dict[tuple[int, int], str] = {}
    for doubt in findings.doubts:
        _fill(fills, sheet, doubt.what, "yellow")
    for found in findings.faults:
        _fill(fills, sheet, found, "red")
    return fills


def _fill(fills: dict[tuple[int, int], str], sheet: Sheet, found: Fault, colour: str) -> None:
    letters = found.where.column.partition(" ")[0]
    if found.where.sheet == sheet.name and found.where.row is not None and letters:
        fills[(found.where.row, column_number(letters))] = colour
