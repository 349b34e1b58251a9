"""What lists show, sort and seek: a line for every household and member, made from the same table as its current state
and written with it."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from shouxian.core.dataset.records import texts_of
from shouxian.core.dataset.roles import (
    CLOSED_ON,
    GROUP,
    HEAD_NAME,
    HOUSEHOLD,
    LEFT_ON,
    MEMBER_NAME,
    PEOPLE,
    PERSON,
)
from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.registry.initials import initials
from shouxian.server.registry.models import NAME

HOUSEHOLD_COLUMNS = (
    "key", "village", "group", "name", "initials", "people", "line", "id4", "phone4", "id_mark", "phone_mark",
    "account_mark", "closed_on",
)  # fmt: skip
MEMBER_COLUMNS = ("key", "household", "name", "initials", "id4", "phone4", "id_mark", "left_on")
CLOSED = "~"  # sorts after every village: no stretch of a list holds what is closed
Mark = Callable[[str], bytes]
_DIGITS = re.compile(r"\d+")
_NUMERALS = "零一二三四五六七八九"
_CHINESE = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")
_GROUP, _NAME = 60, 200  # letters of a group's and a head's name that sort; with the rest they fit a line


def household_lines(table: pa.Table, dictionary: Dictionary, mark: Mark) -> Iterator[tuple[Any, ...]]:
    """:data:`HOUSEHOLD_COLUMNS` for every row of a current table of households."""
    hidden = hidden_facts(dictionary, HOUSEHOLD)
    texts = [texts_of(table, name) for name in ("key", "village_key", GROUP, HEAD_NAME)]
    numbers = [texts_of(table, hidden.get(kind, "")) for kind in ("id", "phone", "account")]
    others = (_values(table, PEOPLE), _values(table, CLOSED_ON))
    for key, village, group, called, count, closed, own, phone, account in zip(*texts, *others, *numbers, strict=True):
        name = squeezed(called)[:NAME]
        marks = (mark(text) if text else None for text in (own, phone, account))
        line = ("" if closed is None else CLOSED) + line_of(village, group, name, key)
        yield key, village, group, name, initials(name), count, line, own[-4:], phone[-4:], *marks, closed


def member_lines(table: pa.Table, dictionary: Dictionary, mark: Mark) -> Iterator[tuple[Any, ...]]:
    """:data:`MEMBER_COLUMNS` for every row of a current table of persons."""
    hidden = hidden_facts(dictionary, PERSON)
    names = ("key", "household_key", MEMBER_NAME, hidden.get("id", ""), hidden.get("phone", ""))
    texts = (texts_of(table, name) for name in names)
    for key, household, called, own, phone, left in zip(*texts, _values(table, LEFT_ON), strict=True):
        name = squeezed(called)[:NAME]
        yield key, household, name, initials(name), own[-4:], phone[-4:], mark(own) if own else None, left


def _values(table: pa.Table, name: str) -> list[Any]:
    """A column as a database takes it, None where unknown or where there is no such column."""
    values = table[name].to_pylist() if name in table.column_names else [None] * table.num_rows
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def line_of(village: str, group: str, name: str, key: str) -> str:
    """What sorts a household among all: 2组 before 10组, 第二组 before 第三组, namesakes by key."""
    digits = _CHINESE.sub(lambda found: str(_number(found[0])), group)
    sorting = _DIGITS.sub(lambda found: found[0].zfill(4)[-9:], digits)[:_GROUP]
    return f"{village} {sorting} {name[:_NAME]} {key}"


def _number(text: str) -> int:
    """二 → 2, 十一 → 11, 二十 → 20."""
    tens, ten, ones = text.rpartition("十")
    return (_NUMERALS.index(tens) if tens else 1) * 10 * bool(ten) + (_NUMERALS.index(ones) if ones else 0)


def hidden_facts(dictionary: Dictionary, subject: str) -> Mapping[str, str]:
    """id, phone, account → the fact of the subject that is one; the first where there are several."""
    found: dict[str, str] = {}
    for variable in dictionary.subjects[subject].variables:
        if variable.hidden is not None:
            found.setdefault(variable.hidden, variable.name)
    return found
