"""Marks in the user's own workbook: coloured cells with comments, 错误原因 and 请确认 at the right, a first sheet.

Nothing of the user's is changed but formulas, which become text: what was refused must not calculate again.
"""

import warnings
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.kernel.faults import Fault
from shouxian.core.sheets.annotate.explanation import SHEET_NAME, explanation
from shouxian.core.sheets.annotate.model import Findings, sentence
from shouxian.core.sheets.guard.book import Book
from shouxian.core.sheets.guard.scan import column_number
from shouxian.core.sheets.reading.headings import CONFIRM_HEAD, REASON_HEAD
from shouxian.core.sheets.reading.returns import EXPLANATION_TITLE

_AUTHOR = "守线"
_RED = PatternFill("solid", fgColor="FFC7CE")
_YELLOW = PatternFill("solid", fgColor="FFEB9C")
_NO_FILL = PatternFill()
_LIST_LENGTH = 255  # Excel's wall for choices written into the rule


def mark(book: Book, findings: Findings, into: Path) -> None:
    """Write the marked copy. Raises what openpyxl raises on a part it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of extensions it leaves out
        workbook = openpyxl.load_workbook(book.path)
        for sheet in book.sheets:
            worksheet = workbook[sheet.name]
            if not isinstance(worksheet, Worksheet) or sheet.hidden:
                continue
            _forget_marks(worksheet)
            _formulas_to_text(worksheet, sheet.flags)
            _mark_sheet(worksheet, findings)
        _explain(workbook, findings, book.path.name)
        workbook.save(into)


def _forget_marks(worksheet: Worksheet) -> None:
    """Take off what an earlier answer put on."""
    for row in worksheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment = None
                cell.fill = _NO_FILL


def _formulas_to_text(worksheet: Worksheet, flags: Mapping[tuple[int, int], str]) -> None:
    for (row, column), flag in flags.items():
        cell = worksheet.cell(row, column)
        if flag in ("formula", "hyperlink_formula") and isinstance(cell, Cell) and cell.data_type == "f":
            cell.value = str(getattr(cell.value, "text", cell.value))
            cell.data_type = "s"
            cell.quotePrefix = True


def _mark_sheet(worksheet: Worksheet, findings: Findings) -> None:
    here = worksheet.title
    for fault in findings.faults:
        if fault.where.sheet == here:
            _put(worksheet, fault, _RED)
    for doubt in findings.doubts:
        if doubt.where.sheet == here:
            _put(worksheet, doubt.what, _YELLOW)
            _offer_codes(worksheet, doubt.what, doubt.candidates)
    reasons = findings.reasons(here)
    confirmations = [c for c in findings.confirmations if c.sheet == here]
    if not reasons and not confirmations:
        return
    head_row = findings.heading_rows.get(here, 1)
    column = _own_column(worksheet, head_row, REASON_HEAD)
    for row in range(head_row + 1, worksheet.max_row + 1):
        worksheet.cell(row, column).value = None
    for row, texts in reasons.items():
        cell = worksheet.cell(row, column)
        cell.value = "\n".join(texts)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    worksheet.column_dimensions[get_column_letter(column)].width = 60
    last = column
    if confirmations:
        last = _own_column(worksheet, head_row, CONFIRM_HEAD)
        worksheet.column_dimensions[get_column_letter(last)].width = 36
        for confirmation in confirmations:
            cell = worksheet.cell(confirmation.row, last)
            cell.fill = _YELLOW
            _offer(worksheet, cell.coordinate, confirmation.texts())
    if here in findings.heading_rows:
        worksheet.auto_filter.ref = f"A{head_row}:{get_column_letter(last)}{worksheet.max_row}"


def _own_column(worksheet: Worksheet, head_row: int, heading: str) -> int:
    """The column of an earlier answer with this heading, else a new one at the right of everything."""
    for column in range(worksheet.max_column, 0, -1):
        if worksheet.cell(head_row, column).value == heading:
            return column
    column = worksheet.max_column + 1
    cell = worksheet.cell(head_row, column)
    cell.value = heading
    cell.font = Font(bold=True)
    return column


def _put(worksheet: Worksheet, fault: Fault, fill: PatternFill) -> None:
    if fault.where.row is None:
        return
    letters = fault.where.column.partition(" ")[0]
    column = column_number(letters) if letters.isascii() and letters.isalpha() else 1
    cell = _anchor(worksheet, fault.where.row, column)
    cell.fill = fill
    before = f"{cell.comment.text}\n" if cell.comment is not None and cell.comment.author == _AUTHOR else ""
    comment = Comment(f"{before}{fault.where.text('zh')}:{sentence(fault)}", _AUTHOR)
    comment.width, comment.height = 320, 120
    cell.comment = comment


def _anchor(worksheet: Worksheet, row: int, column: int) -> Cell:
    """The cell itself, or the first of the merged block it lies in."""
    cell = worksheet.cell(row, column)
    if isinstance(cell, MergedCell):
        block = next(b for b in worksheet.merged_cells.ranges if cell.coordinate in b)
        cell = worksheet.cell(block.min_row, block.min_col)
    assert isinstance(cell, Cell)
    return cell


def _offer_codes(worksheet: Worksheet, fault: Fault, candidates: tuple[str, ...]) -> None:
    """At a cell of free words: each option with the clerk's words behind it, so that one pick codes the answer."""
    if fault.where.row is None or not candidates:
        return
    words = dict(fault.params).get("text", "")
    texts = tuple(f"{option.partition('.')[2] or option};{words}" for option in candidates)
    letters = fault.where.column.partition(" ")[0]
    cell = _anchor(worksheet, fault.where.row, column_number(letters))
    _offer(worksheet, cell.coordinate, texts)


def _offer(worksheet: Worksheet, coordinate: str, texts: tuple[str, ...]) -> None:
    """A drop-down at one cell; left out where its texts are too long for the rule (the comment tells them)."""
    listed = ",".join(text.replace(",", "，").replace('"', "”").replace("\n", " ") for text in texts)
    if len(listed) <= _LIST_LENGTH:
        for rule in list(worksheet.data_validations.dataValidation):
            if str(rule.sqref) == coordinate:
                worksheet.data_validations.dataValidation.remove(rule)
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        rule.add(coordinate)
        worksheet.add_data_validation(rule)


def _explain(workbook: Workbook, findings: Findings, file: str) -> None:
    for name in list(workbook.sheetnames):
        sheet = workbook[name]
        if isinstance(sheet, Worksheet) and sheet["A1"].value == EXPLANATION_TITLE:
            workbook.remove(sheet)
    name = SHEET_NAME if SHEET_NAME not in workbook.sheetnames else f"{SHEET_NAME}(退回)"
    sheet = workbook.create_sheet(name, 0)
    for number, texts in enumerate(explanation(findings, file, only_wrong_rows=False), start=1):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(number, column)
            cell.value = text
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)
    for letters, width in (("A", 44), ("B", 60), ("C", 44)):
        sheet.column_dimensions[letters].width = width
    workbook.active = 0
