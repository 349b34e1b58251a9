"""Village clerks who fill a workbook that was handed out, on the xlsx itself: never through our writer.

They write what the households truly answer, in the manners of real clerks: full-width digits, options with their texts,
extra spaces; and, where asked to, mistakes that have to be found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.dataset.roles import SURVEYOR
from shouxian.core.kernel.keys import is_key
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.sheets.answers.bound import BoundQuestion, Facts
from shouxian.core.sheets.answers.compose import compose
from shouxian.core.sheets.writing.filling import fill_cell
from shouxian.core.sheets.writing.grid import SheetRow

Questions = Mapping[str, BoundQuestion]
Fate = Literal["tolerated", "asked", "refused"]


@dataclass(frozen=True)
class Mistake:
    """Something a clerk does to a row; ``fate`` is what the import must make of it."""

    name: str
    fate: Fate
    zh: str
    do: Callable[["Row", Random], bool]  # False where the row gives no occasion


@dataclass(frozen=True)
class Row:
    """A filled row of a list: its cells by column id, and its hidden key cell."""

    cells: Mapping[str, Cell]
    key: Cell


@dataclass(frozen=True)
class Made:
    """A mistake that was made: where, and which."""

    sheet: str
    row: int
    mistake: Mistake


def fill_list(
    path: Path, layout: Layout, questions: Questions, truth: Mapping[str, Facts], surveyor: str,
    mistakes: Sequence[str] = (), random: Random | None = None,
) -> list[Made]:  # fmt: skip
    """Fill every row of a list in place; make each of ``mistakes`` once, on different rows where there are enough."""
    book = load_workbook(path)
    rows = [row for sheet in book.worksheets for row in _rows(sheet, layout)]
    for row in rows:
        _fill_row(row, layout, questions, {**truth[str(row.key.value)], SURVEYOR: surveyor})
    if not any(column.id == SURVEYOR for column in layout.columns):
        for sheet in book.worksheets:
            _sign(sheet, surveyor)
    made = _make(rows, mistakes, random or Random(0))  # noqa: S311  # a demo, not a secret
    book.save(path)
    return made


def fill_cards(
    path: Path, layout: Layout, questions: Questions, truth: Mapping[str, Facts], surveyor: str, own_words: str = ""
) -> None:
    """Fill a book of cards in place; ``own_words`` replaces the printed sentence of the last row of the first card."""
    book = load_workbook(path)
    first = True
    for sheet in book.worksheets:
        key = str(sheet.cell(1, len(layout.head_widths) + 1).value or "")
        if key not in truth:
            continue
        cells = _card_cells(sheet, layout)
        for cell, row in zip(cells, layout.rows, strict=True):
            cell.value = fill_cell(row.template, layout, questions, SheetRow(key, {}, truth[key]))
        if first and own_words:
            cells[-1].value = own_words
            first = False
        _sign(sheet, surveyor)
    book.save(path)


def _rows(sheet: Worksheet, layout: Layout) -> list[Row]:
    hidden = len(layout.columns) + 1
    rows = []
    for number in range(1, sheet.max_row + 1):
        key = sheet.cell(number, hidden)
        if is_key(str(key.value or "")):
            cells = {column.id: sheet.cell(number, place) for place, column in enumerate(layout.columns, start=1)}
            rows.append(Row(cells, key))  # type: ignore[arg-type]  # merged cells have no key
    return rows


def _fill_row(row: Row, layout: Layout, questions: Questions, facts: Facts) -> None:
    for column in layout.columns:
        if column.question is not None:
            row.cells[column.id].value = compose(questions[column.question], facts, layout.writes) or None


def _card_cells(sheet: Worksheet, layout: Layout) -> list[Cell]:
    """The answer cells of a card: column B from the row of the first heading on."""
    first = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value == layout.rows[0].head)
    return [sheet.cell(first + n, 2) for n in range(len(layout.rows))]  # type: ignore[misc]


def _sign(sheet: Worksheet, surveyor: str) -> None:
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            if isinstance(cell.value, str) and cell.value.strip().endswith((":", "\uff1a")) and "签" in cell.value:
                cell.value = cell.value.rstrip() + surveyor


def _make(rows: Sequence[Row], mistakes: Sequence[str], random: Random) -> list[Made]:
    made = []
    free = list(rows)
    random.shuffle(free)
    for name in mistakes:
        mistake = MISTAKES[name]
        for row in free:
            if mistake.do(row, random):
                made.append(Made(str(row.key.parent.title), int(row.key.row), mistake))
                free.remove(row)
                break
    return made


def _full_width(row: Row, _: Random) -> bool:
    for cell in row.cells.values():
        if isinstance(cell.value, str) and cell.value.isascii() and cell.value.isdigit() and len(cell.value) < 3:
            cell.value = "".join(chr(ord(c) + 0xFEE0) for c in cell.value)
            return True
    return False


def _spaces(row: Row, _: Random) -> bool:
    cell = row.cells.get("head_name")
    if cell is None or not cell.value:
        return False
    cell.value = " " + "  ".join(str(cell.value)) + " "
    return True


def _key_lost(row: Row, _: Random) -> bool:
    row.key.value = None
    return True


def _unsigned(row: Row, _: Random) -> bool:
    if SURVEYOR not in row.cells:
        return False
    row.cells[SURVEYOR].value = None
    return True


def _other_phone(row: Row, random: Random) -> bool:
    """A new phone and no key: the import cannot be sure who this is."""
    if "phone" not in row.cells:
        return False
    row.key.value = None
    row.cells["phone"].value = f"140{random.randrange(10**8):08}"
    return True


def _unknown_option(row: Row, _: Random) -> bool:
    for name in ("housing", "water"):
        if name in row.cells:
            row.cells[name].value = "9"
            return True
    return False


def _negative_people(row: Row, _: Random) -> bool:
    if "people_count" not in row.cells:
        return False
    row.cells["people_count"].value = -3
    return True


def _formula(row: Row, _: Random) -> bool:
    cell = row.cells.get("survey_remark") or row.cells.get("head_name")
    if cell is None:
        return False
    cell.value = '=HYPERLINK("http://example.invalid","点我")'
    return True


MISTAKES: dict[str, Mistake] = {
    m.name: m
    for m in (
        Mistake("full_width_digits", "tolerated", "数字写成全角", _full_width),
        Mistake("spaces_in_the_name", "tolerated", "姓名中间加了空格", _spaces),
        Mistake("hidden_key_lost", "tolerated", "整行复制粘贴,隐藏标识丢失", _key_lost),
        Mistake("unsigned", "tolerated", "漏了排查人员签字", _unsigned),
        Mistake("another_phone", "asked", "换了电话且隐藏标识丢失", _other_phone),
        Mistake("unknown_option", "refused", "填了没有的选项 9", _unknown_option),
        Mistake("negative_people", "refused", "人口写成负数", _negative_people),
        Mistake("formula", "refused", "单元格里是公式链接", _formula),
    )
}
