"""Mistakes that clerks make on a filled list, and what the import has to make of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from openpyxl.cell.cell import Cell

from shouxian.core.dataset.roles import HEAD_NAME, SURVEYOR

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


def make_mistakes(rows: Sequence[Row], mistakes: Sequence[str], random: Random) -> list[Made]:
    """Make each mistake once, on the first rows that give occasion, a row for each."""
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


MISTAKES: dict[str, Mistake] = {
    m.name: m
    for m in (
        Mistake("full_width_digits", "tolerated", "数字写成全角", _full_width),
        Mistake("spaces_in_the_name", "tolerated", "姓名中间加了空格", _spaces),
        Mistake("hidden_key_lost", "tolerated", "整行复制粘贴,隐藏标识丢失", _key_lost),
        Mistake("unsigned", "tolerated", "漏了排查人员签字", _unsigned),
        Mistake("another_phone", "asked", "换了电话且隐藏标识丢失", _other_phone),
        Mistake("another_name", "asked", "改了姓名且隐藏标识丢失", _other_name),
        Mistake("unknown_option", "refused", "填了没有的选项 9", _unknown_option),
        Mistake("negative_people", "refused", "人口写成负数", _negative_people),
        Mistake("formula", "refused", "单元格里是公式链接", _formula),
    )
}
