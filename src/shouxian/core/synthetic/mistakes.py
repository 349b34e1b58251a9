"""Mistakes that clerks make on a filled list, and what the import has to make of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.dataset.roles import HEAD_NAME, SURVEYOR
from shouxian.core.kernel.keys import is_key

Fate = Literal["tolerated", "asked", "refused"]


@dataclass(frozen=True)
class Mistake:
    """Something a clerk does to a row; ``fate`` is what the import must make of it, ``says`` the code of the fault,
    doubt or remark it must say of that row ("" for nothing)."""

    name: str
    fate: Fate
    zh: str
    do: Callable[["Row", Random], bool]  # False where the row gives no occasion
    says: str = ""


@dataclass(frozen=True)
class Row:
    """A filled row of a list: its cells by column id, its hidden key cell, and the columns where one picks."""

    cells: Mapping[str, Cell]
    key: Cell
    picks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A mistake that was made: where, and which."""

    sheet: str
    row: int
    mistake: Mistake


def make_mistakes(
    rows: Sequence[Row], mistakes: Sequence[str], random: Random, known: Mapping[str, Mistake] | None = None
) -> list[Made]:
    """Make each mistake (of those ``known``) once, on the first rows that give occasion, a row for each."""
    made = []
    known = MISTAKES if known is None else known
    free = list(rows)
    random.shuffle(free)
    for name in mistakes:
        mistake = known[name]
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


def _other_name(row: Row, _: Random) -> bool:
    """A new name and no key, on a list without phones: nobody knows who this is."""
    if HEAD_NAME not in row.cells or "phone" in row.cells:
        return False
    row.key.value = None
    row.cells[HEAD_NAME].value = "改名户示例"
    return True


def _unknown_option(row: Row, _: Random) -> bool:
    for name in row.picks:
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


def homophone(name: str) -> str:
    """The name as somebody writes it who only heard it; the same where no character has a homophone here."""
    place = next((n for n, character in enumerate(name) if character in _HOMOPHONES and n > 0), None)
    return name if place is None else name[:place] + _HOMOPHONES[name[place]] + name[place + 1 :]


def _heard_name(row: Row, _: Random) -> bool:
    cell = row.cells.get(HEAD_NAME)
    heard = homophone(str(cell.value)) if cell is not None and cell.value else None
    if cell is None or heard is None or heard == cell.value:
        return False
    cell.value = heard
    return True


def _heard_name_and_key_lost(row: Row, random: Random) -> bool:
    """The phone still tells which household may be meant; without one it is another name (:func:`_other_name`)."""
    if "phone" not in row.cells or not _heard_name(row, random):
        return False
    row.key.value = None
    return True


def _copied_over(row: Row, _: Random) -> bool:
    """The row above copied over this one: a household stands twice and another is gone."""
    sheet = row.key.parent
    assert isinstance(sheet, Worksheet)
    if row.key.row < 2 or not is_key(str(sheet.cell(row.key.row - 1, row.key.column).value or "")):
        return False
    for cell in (*row.cells.values(), row.key):
        cell.value = sheet.cell(row.key.row - 1, cell.column).value
    return True


def _half_filled(row: Row, _: Random) -> bool:
    """Called away in the middle of the row: the second half of what is picked stays empty."""
    left = row.picks[len(row.picks) // 2 :]
    for name in left:
        row.cells[name].value = None
    return bool(left)


def _name_erased(row: Row, _: Random) -> bool:
    """The name is gone, and the key with it; the answers stay."""
    if HEAD_NAME not in row.cells:
        return False
    row.cells[HEAD_NAME].value = None
    row.key.value = None
    return True


def _error_value(row: Row, _: Random) -> bool:
    for name in row.picks:
        row.cells[name].value = "#N/A"
        row.cells[name].data_type = "e"
        return True
    return False


_HOMOPHONES = dict(
    zip(
        "伟强军勇杰涛明超辉华飞波芳娜静丽娟英玉梅红玲燕洁萍",
        "玮墙君永洁滔鸣朝晖骅非博方那净莉涓瑛钰楣虹铃艳捷平",
        strict=True,
    )
)
MISTAKES: dict[str, Mistake] = {
    m.name: m
    for m in (
        Mistake("full_width_digits", "tolerated", "数字写成全角", _full_width),
        Mistake("spaces_in_the_name", "tolerated", "姓名中间加了空格", _spaces),
        Mistake("hidden_key_lost", "tolerated", "整行复制粘贴,隐藏标识丢失", _key_lost),
        Mistake("unsigned", "tolerated", "漏了排查人员签字", _unsigned, "SHEET_READ_SURVEYOR_MISSING"),
        Mistake("another_phone", "asked", "换了电话且隐藏标识丢失", _other_phone, "DATA_ROW_DOUBTFUL"),
        Mistake("another_name", "asked", "改了姓名且隐藏标识丢失", _other_name, "DATA_ROW_NOT_ON_ROSTER"),
        Mistake("unknown_option", "refused", "填了没有的选项 9", _unknown_option, "SHEET_READ_UNKNOWN_OPTION"),
        Mistake("negative_people", "refused", "人口写成负数", _negative_people, "SHEET_READ_OUT_OF_RANGE"),
        Mistake("formula", "refused", "单元格里是公式链接", _formula, "SHEET_READ_HYPERLINK"),
        Mistake("homophone", "tolerated", "姓名写成同音字", _heard_name),
        Mistake(
            "homophone_and_key_lost",
            "asked",
            "姓名写成同音字且隐藏标识丢失",
            _heard_name_and_key_lost,
            "DATA_ROW_DOUBTFUL",
        ),
        Mistake("half_filled", "tolerated", "一行只填了一半", _half_filled),
        Mistake("row_copied", "refused", "上一户整行复制到本行", _copied_over, "SHEET_READ_KEY_TWICE"),
        Mistake("name_erased", "refused", "户主姓名漏填", _name_erased, "SHEET_READ_HALF_ROW"),
        Mistake("error_value", "refused", "单元格是 #N/A", _error_value, "SHEET_READ_ERROR_VALUE"),
    )
}
