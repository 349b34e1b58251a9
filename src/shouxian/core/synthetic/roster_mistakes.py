"""Dirty rows of rosters and exports: ids, phones, dates and words as other offices send them, and what is said of each.

A roster is spoilt as it lies on disk, cell by cell; which column tells what is known from its headings.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.dataset.roles import RESIDENT_ID
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.synthetic.mistakes import Made, Mistake, Row, make_mistakes

HEADINGS = 3  # the row of headings of an export


def spoil_roster(
    path: Path, spec: ImportSpec, dictionary: Dictionary, mistakes: Sequence[str], random: Random
) -> list[Made]:
    """Make each of ``mistakes`` once in a roster with one row per person, on rows of their own."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = _heads(sheet, spec, dictionary)
    rows = [_row(sheet, number, heads) for number in range(HEADINGS + 1, sheet.max_row + 1)]
    made = make_mistakes(rows, mistakes, random, ROSTER_MISTAKES)
    book.save(path)
    return made


def _heads(sheet: Worksheet, spec: ImportSpec, dictionary: Dictionary) -> dict[str, int]:
    """Fact, or ``village``, → column."""
    named = {head: column.gives for column in spec.columns if column.gives for head in column.heads}
    named |= {variable.zh: name for name, variable in dictionary.variables.items()}
    named |= dict.fromkeys(spec.village_heads, "village")
    places = range(1, sheet.max_column + 1)
    texts = {place: str(sheet.cell(HEADINGS, place).value) for place in places}
    return {named[text]: place for place, text in texts.items() if text in named}


def _row(sheet: Worksheet, number: int, heads: dict[str, int]) -> Row:
    cells: dict[str, Cell] = {name: sheet.cell(number, place) for name, place in heads.items()}  # type: ignore[misc]
    return Row(cells, sheet.cell(number, sheet.max_column + 1))  # type: ignore[arg-type]  # no merged cells below


def _change(fact: str, change: Callable[[str], object]) -> Callable[[Row, Random], bool]:
    """A mistake that writes something else into the cell of a fact, where it tells something."""

    def do(row: Row, _: Random) -> bool:
        cell = row.cells.get(fact)
        if cell is None or not cell.value or change(str(cell.value)) == cell.value:
            return False
        cell.value = change(str(cell.value))  # type: ignore[assignment]  # texts and numbers
        return True

    return do


def _other_check_digit(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def _full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def _spaced(text: str) -> str:
    return f"{text[:6]} {text[6:14]} {text[14:]}"


def _no_head(row: Row, _: Random) -> bool:
    cell = row.cells.get("relation")
    if cell is None or cell.value != "户主":
        return False
    cell.value = "其他"
    return True


_ID = RESIDENT_ID
ROSTER_MISTAKES: dict[str, Mistake] = {
    m.name: m
    for m in (
        Mistake("id_full_width", "tolerated", "证件号码是全角数字", _change(_ID, _full_width)),
        Mistake("id_with_spaces", "tolerated", "证件号码中间有空格", _change(_ID, _spaced)),
        Mistake("id_check_digit", "tolerated", "证件号码校验位错", _change(_ID, _other_check_digit),
                "SHEET_READ_ID_DOUBTFUL"),
        Mistake("id_birth_date", "tolerated", "证件号码里没有这一天", _change(_ID, lambda t: f"{t[:10]}1332{t[14:]}"),
                "SHEET_READ_ID_DOUBTFUL"),
        Mistake("id_placeholder", "tolerated", "证件号码是 999999 占位号", _change(_ID, lambda t: f"999999{t[6:]}"),
                "SHEET_READ_ID_DOUBTFUL"),
        Mistake("id_too_short", "refused", "证件号码少一位", _change(_ID, lambda t: t[:-1]), "SHEET_READ_ID_LENGTH"),
        Mistake("id_with_letters", "refused", "零写成字母 O", _change(_ID, lambda t: t.replace("0", "O")),
                "SHEET_READ_ID_CHARACTERS"),
        Mistake("id_as_number", "refused", "证件号码成了数字，尾数已丢", _change(_ID, lambda t: float(t[:15]) * 1000),
                "SHEET_READ_LONG_NUMBER"),
        Mistake("phone_too_short", "tolerated", "电话少一位", _change("phone", lambda t: t[:-1]), "SHEET_READ_PHONE"),
        Mistake("impossible_date", "refused", "出生日期是二月三十日", _change("birth_date", lambda t: f"{t[:4]}-02-30"),
                "SHEET_READ_NOT_DATE"),
        Mistake("unknown_word", "refused", "与户主关系不在代码表里", _change("relation", lambda _: "邻居家的"),
                "SHEET_READ_UNKNOWN_OPTION"),
        Mistake("village_elsewhere", "refused", "村名不在本镇", _change("village", lambda _: "乌有村"),
                "SHEET_READ_UNKNOWN_VILLAGE"),
        Mistake("no_head", "tolerated", "一户没有户主", _no_head, "SHEET_READ_NO_HEAD"),
    )
}  # fmt: skip
