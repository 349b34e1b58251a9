"""A small workbook that asks one tick for each free text: the clerk chooses an option, nothing is typed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.kernel.keys import is_key
from shouxian.core.sheets.guard.book import Book, open_book
from shouxian.core.sheets.writing.grid import Stamp
from shouxian.core.sheets.writing.workbook import STAMP_SHEET

TICKS = "ticks"
_HEADS = ("行政村", "户主", "项目", "表上所写", "请选择结论")
_WIDTHS = (14, 12, 18, 52, 18)
_KEY, _QUESTION = 5, 6  # hidden columns behind the visible ones


@dataclass(frozen=True)
class Tick:
    """One free text: whose, of which question, the words, and the options to choose from (printed texts)."""

    key: str
    question: str
    village: str
    name: str
    label: str
    words: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Ticked:
    """A tick that was made; ``option`` is the printed text chosen."""

    row: int
    key: str
    question: str
    option: str


def write_ticks(ticks: Sequence[Tick], stamp: Stamp, path: Path) -> None:
    """One row per free text with a drop-down; the clerk's words are shown, never asked again."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), plain) as book:
        book.set_properties({"created": datetime.combine(stamp.made, time())})
        sheet = book.add_worksheet("待打勾")
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"})
        answer = book.add_format({"border": 1, "bg_color": "#FFF7CC", "valign": "vcenter", "num_format": "@"})
        for column, (text, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, text, head)
        sheet.set_column(_KEY, _QUESTION, 4, None, {"hidden": True})
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for row, tick in enumerate(ticks, start=1):
            for column, text in enumerate((tick.village, tick.name, tick.label, tick.words)):
                sheet.write_string(row, column, text, cell)
            sheet.write_blank(row, 4, None, answer)
            sheet.data_validation(row, 4, row, 4, {"validate": "list", "source": list(tick.options)})
            sheet.write_string(row, _KEY, tick.key)
            sheet.write_string(row, _QUESTION, tick.question)
        hidden = book.add_worksheet(STAMP_SHEET)
        hidden.very_hidden()
        for row, (name, value) in enumerate(stamp.items()):
            hidden.write_string(row, 0, name)
            hidden.write_string(row, 1, value)


def read_ticks(path: Path) -> tuple[list[Ticked], list[Fault]]:
    """The ticks made so far (empty ones are left for later) and rows that lost their hidden columns."""
    book = open_book(path)
    sheet = next(s for s in book.sheets if s.name != STAMP_SHEET)
    ticked, faults = [], []
    for row in range(2, sheet.height + 1):
        option = sheet.text(row, 5).strip()
        key, question = sheet.text(row, _KEY + 1), sheet.text(row, _QUESTION + 1)
        if not option:
            continue
        if not is_key(key) or not question:
            faults.append(fault("TICKS_KEY_LOST", Where(path.name, None, sheet.name, row)))
            continue
        ticked.append(Ticked(row, key, question, option))
    return ticked, faults


def are_ticks(book: Book) -> bool:
    """True for a workbook that :func:`write_ticks` made."""
    sheet = next((s for s in book.sheets if s.name == STAMP_SHEET), None)
    return sheet is not None and any(
        (sheet.text(row, 1), sheet.text(row, 2)) == ("sheet", TICKS) for row in range(1, sheet.height + 1)
    )
