"""Writing a list that leaves the desk: marked on every sheet that prints, and inside where nobody looks."""

from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.sheets.exported import (
    CODES_ROW,
    DIGESTS,
    HEADS_ROW,
    MARK_ROW,
    SHEET,
    Cell,
    ExportSheet,
    digests,
)
from shouxian.core.sheets.writing.ledger import MOST_ROWS
from shouxian.core.sheets.writing.styles import text_units

PROPERTY = "导出标记"
_FORMULA_START = tuple("=+-@\t\r")
_LONGEST, _HEADER = 32_767, 200  # letters of a cell, and of a header beside the page's number
_A4 = 9
_SAMPLE, _WIDEST = 100, 42.0


def write_exported(sheet: ExportSheet, path: Path) -> int:
    """How many rows were written. Raises ``ShouxianError`` SHEET_WRITE_TOO_MANY_ROWS, SHEET_WRITE_TOO_LONG."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_custom_property(PROPERTY, sheet.mark)
        book.set_properties({"title": sheet.title, "comments": sheet.line})
        return _Writing(book, sheet).write()


class _Writing:
    def __init__(self, book: xlsxwriter.Workbook, sheet: ExportSheet) -> None:
        self._sheet = sheet
        self._page: Worksheet = book.add_worksheet(SHEET)
        self._head: Format = book.add_format(
            {
                "bold": True,
                "border": 1,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
                "bg_color": "#E8EEF4",
            }
        )
        self._line: Format = book.add_format({"font_color": "#9C2F2F", "font_size": 10, "bold": True})
        self._text: Format = book.add_format({"num_format": "@", "border": 1})
        self._quoted: Format = book.add_format({"num_format": "@", "border": 1, "quote_prefix": True})
        self._number: Format = book.add_format({"border": 1})
        self._codes = [column.code for column in sheet.columns]
        self._from = 1 if sheet.comes_back else 0  # column A holds the keys

    def write(self) -> int:
        self._dress()
        widths = [text_units(column.head, 11) for column in self._sheet.columns]
        count = 0
        for row in self._sheet.rows:
            place = HEADS_ROW + count
            count += 1
            if count > MOST_ROWS - HEADS_ROW:
                raise ShouxianError(fault("SHEET_WRITE_TOO_MANY_ROWS", rows=count, most=MOST_ROWS - HEADS_ROW))
            if self._sheet.comes_back:
                self._page.write_string(place, 0, row.key)
            for number, cell in enumerate(row.cells):
                self._cell(place, number, cell)
                if count <= _SAMPLE:
                    widths[number] = max(widths[number], text_units(str(cell), 11))
            if self._sheet.comes_back:
                told = digests(self._sheet.mark, row.key, self._codes, row.cells)
                self._page.write_string(place, len(self._codes) + 1, told)
        for number, width in enumerate(widths):
            self._page.set_column(number + self._from, number + self._from, min(_WIDEST, width + 3))
        self._page.autofilter(HEADS_ROW - 1, self._from, HEADS_ROW - 1 + count, self._from + len(self._codes) - 1)
        return count

    def _dress(self) -> None:
        """Hidden row and columns, the line that says whose it is, headings; all of it repeated on every page."""
        sheet, page = self._sheet, self._page
        page.set_row(CODES_ROW - 1, None, None, {"hidden": True})
        page.write_string(CODES_ROW - 1, 0, sheet.mark)
        if sheet.comes_back:
            for number, code in enumerate((*self._codes, DIGESTS), start=1):
                page.write_string(CODES_ROW - 1, number, code)
            page.set_column(0, 0, None, None, {"hidden": True})
            page.set_column(len(self._codes) + 1, len(self._codes) + 1, None, None, {"hidden": True})
        page.set_row(MARK_ROW - 1, 20)
        page.write_string(MARK_ROW - 1, self._from, sheet.line, self._line)
        for number, column in enumerate(sheet.columns):
            page.write_string(HEADS_ROW - 1, number + self._from, column.head, self._head)
        page.freeze_panes(HEADS_ROW, self._from)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(MARK_ROW - 1, HEADS_ROW - 1)
        told = sheet.line[:_HEADER].replace("&", "&&")
        page.set_header(f"&C{told}")
        page.set_footer(f"&L{sheet.mark}&R&P/&N")

    def _cell(self, place: int, number: int, cell: Cell) -> None:
        at = number + self._from
        if isinstance(cell, int | Decimal):
            self._page.write_number(place, at, cell if isinstance(cell, int) else float(cell), self._number)
            return
        if len(cell) > _LONGEST:
            where = Where(column=self._sheet.columns[number].head)
            raise ShouxianError(fault("SHEET_WRITE_TOO_LONG", where, length=len(cell)))
        quoted = cell.startswith(_FORMULA_START)
        self._page.write_string(place, at, cell, self._quoted if quoted else self._text)
