"""Pages of cells become an .xlsx file. Every text is written as text: no formula, link or number is born from data."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.packs.models.layouts import Paper
from shouxian.core.sheets.writing.grid import Cell, Choice, Page, Stamp
from shouxian.core.sheets.writing.names import sheet_name
from shouxian.core.sheets.writing.paper import (
    MARGIN_BOTTOM,
    MARGIN_SIDE,
    MARGIN_TOP,
    paper_code,
)
from shouxian.core.sheets.writing.styles import LOOKS, Style

STAMP_SHEET = "_shouxian"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_TITLE_LENGTH, _MESSAGE_LENGTH = 32, 255  # Excel's walls for the note shown at a cell


def save_pages(pages: Sequence[Page], stamp: Stamp, path: Path) -> None:
    """Write the workbook; raises ``ShouxianError`` SHEET_WRITE_TOO_LONG for a text no cell can hold."""
    book = xlsxwriter.Workbook(str(path), _PLAIN)
    try:
        book.set_properties({"created": datetime.combine(stamp.made, time())})  # nobody's name, no clock
        _Writer(book, stamp).write(pages)
    finally:
        book.close()


class _Writer:
    """Holds the formats and the hidden sheet of one workbook."""

    def __init__(self, book: Any, stamp: Stamp) -> None:
        self.book = book
        self.stamp = stamp
        self.formats: dict[tuple[Style, bool], Any] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.hidden: Any = None

    def write(self, pages: Sequence[Page]) -> None:
        taken = {STAMP_SHEET}
        sheets = []
        for page in pages:
            name = sheet_name(page.name, taken)
            taken.add(name)
            sheets.append(self.book.add_worksheet(name))
        self._write_stamp()
        for sheet, page in zip(sheets, pages, strict=True):
            self._write_page(sheet, page)

    def _write_stamp(self) -> None:
        self.hidden = self.book.add_worksheet(STAMP_SHEET)
        self.hidden.very_hidden()
        for row, (name, value) in enumerate(self.stamp.items()):
            self._text(self.hidden, row, 0, name, "hidden")
            self._text(self.hidden, row, 1, value, "hidden")

    def _write_page(self, sheet: Any, page: Page) -> None:
        for column, width in enumerate(page.widths):
            sheet.set_column(column, column, width)
        if page.hidden_column is not None:
            sheet.set_column(page.hidden_column, page.hidden_column, 18, None, {"hidden": True})
        for row, height in page.heights.items():
            sheet.set_row(row, round(height, 1))
        for cell in page.cells:
            self._write_cell(sheet, cell)
        for choice in page.choices:
            self._write_choice(sheet, choice)
        self._set_up_print(sheet, page)

    def _write_cell(self, sheet: Any, cell: Cell) -> None:
        if cell.merged:
            sheet.merge_range(cell.row, cell.column, cell.last_row, cell.last_column, "", self._format(cell.style))
        if isinstance(cell.value, int):
            sheet.write_number(cell.row, cell.column, cell.value, self._format(cell.style))
        elif cell.value == "":
            sheet.write_blank(cell.row, cell.column, None, self._format(cell.style))
        else:
            self._text(sheet, cell.row, cell.column, cell.value, cell.style)

    def _text(self, sheet: Any, row: int, column: int, text: str, style: Style) -> None:
        done = sheet.write_string(row, column, text, self._format(style, quoted=text.startswith(FORMULA_STARTS)))
        if done != 0:
            where = Where(sheet=sheet.get_name(), row=row + 1)
            raise ShouxianError(fault("SHEET_WRITE_TOO_LONG", where, length=len(text)))

    def _format(self, style: Style, *, quoted: bool = False) -> Any:
        key = (style, quoted)
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**LOOKS[style].properties(), "quote_prefix": quoted})
        return self.formats[key]

    def _write_choice(self, sheet: Any, choice: Choice) -> None:
        rule: dict[str, object] = {
            "validate": "any",
            "input_title": choice.title[:_TITLE_LENGTH],
            "input_message": choice.message[:_MESSAGE_LENGTH],
        }
        if choice.options:
            rule |= {"validate": "list", "source": self._list(choice.options), "show_error": False}
        sheet.data_validation(choice.first_row, choice.column, choice.last_row, choice.column, rule)

    def _list(self, options: tuple[str, ...]) -> str:
        """The options' place on the hidden sheet (texts with commas cannot stand in the rule itself)."""
        if options not in self.lists:
            column = 3 + len(self.lists)
            for row, text in enumerate(options):
                self._text(self.hidden, row, column, text, "hidden")
            self.lists[options] = f"={STAMP_SHEET}!{_absolute(0, column)}:{_absolute(len(options) - 1, column)}"
        return self.lists[options]

    def _set_up_print(self, sheet: Any, page: Page) -> None:
        _set_paper(sheet, page.paper)
        last_row, last_column = page.printed
        sheet.print_area(0, 0, last_row, last_column)
        if page.repeated:
            sheet.repeat_rows(0, page.repeated - 1)
            sheet.freeze_panes(page.repeated, 0)
        sheet.fit_to_pages(1, 0 if page.breaks else 1)  # to the width whatever fonts are installed; height is ours
        if page.breaks:
            sheet.set_h_pagebreaks(list(page.breaks))
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_absolute(last_row, last_column).replace('$', '')}"})


def _set_paper(sheet: Any, paper: Paper) -> None:
    sheet.set_paper(paper_code(paper))
    sheet.set_landscape() if paper.orientation == "landscape" else sheet.set_portrait()
    sheet.set_margins(MARGIN_SIDE, MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM)
    sheet.center_horizontally()
    sheet.set_footer("&C第 &P 页,共 &N 页")


def _absolute(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
