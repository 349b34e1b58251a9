"""One value from a clerk's cell, by the type of its fact. Nothing doubtful is guessed: it raises, saying what to do."""

import re
from collections.abc import Mapping
from datetime import date

from shouxian.core.kernel.faults import Fault, ShouxianError, fault
from shouxian.core.kernel.money import parse_yuan, yuan
from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.sheets.answers.marks import plain, shown

_YES = frozenset({"是", "有", "√", "对", "Y", "YES", "TRUE", "1.是", "☑", "已"})
_NO = frozenset({"否", "无", "×", "没有", "N", "NO", "FALSE", "2.否", "☒", "未", "不是"})
_COUNT = re.compile(r"^(-?\d{1,9})(?:\.0+)?(人|户|个|口|名|次|间|月|岁|天|元|%|组)?$")
_DECIMAL = re.compile(r"^(-?\d{1,9})(?:\.(\d{1,2})0*)?(亩|平方米|公里|千米|米|m2|㎡|%|人|个月|月)?$")
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]?0{1,2}:00(?::00(?:\.0+)?)?)?$")
_DATE_DIGITS = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})月?$")
_SPLIT = re.compile(r"[,;、/|\s]+")
_LARGEST = 10**15  # a column holds 64 bits; no count or amount of a village comes near
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def value_of(variable: Variable, text: str, codelists: Mapping[str, CodeList]) -> Fact:
    """The typed fact of a cell that is not blank. Raises ``ShouxianError`` with one SHEET_READ_… fault (no place)."""
    kind = variable.type
    if kind == "text":
        return text.strip()
    if kind == "bool":
        return _truth(text)
    if kind in ("date", "month"):
        return day_of(text, month=kind == "month")
    if kind == "choice":
        return _code(variable, text, codelists)
    if kind == "choices":
        parts = [part for part in _SPLIT.split(plain(text)) if part]
        return tuple(dict.fromkeys(_code(variable, part, codelists) for part in parts))
    amount = {"int": _count, "money": _money, "decimal": _hundredths}[kind](variable, text)
    return _possible(variable, amount, text)


def _truth(text: str) -> bool:
    word = squeezed(plain(text)).upper()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ShouxianError(fault("SHEET_READ_NOT_YES_NO", text=shown(text)))


def _count(variable: Variable, text: str) -> int:
    match = _COUNT.match(squeezed(text).replace(",", ""))
    if match is None:
        raise ShouxianError(_no_number(variable, text))
    return int(match[1])


def _money(variable: Variable, text: str) -> int:
    try:
        return parse_yuan(text)
    except ValueError:
        pass
    # A program's sum such as 5800.299999: refused too, nobody wrote that.
    raise ShouxianError(_no_number(variable, text))


def _hundredths(variable: Variable, text: str) -> int:
    match = _DECIMAL.match(squeezed(text).replace(",", ""))
    if match is None:
        raise ShouxianError(_no_number(variable, text))
    hundredths = abs(int(match[1])) * 100 + int((match[2] or "").ljust(2, "0"))
    return -hundredths if match[1].startswith("-") else hundredths


def _no_number(variable: Variable, text: str) -> Fault:
    return fault("SHEET_READ_NOT_NUMBER", text=shown(text), unit=f"(单位:{variable.unit})" if variable.unit else "")


def _possible(variable: Variable, amount: int, text: str) -> int:
    """Within the fact's minimum and maximum; a count or amount without a stated minimum is not negative."""
    low = (variable.minimum or 0) * variable.scale
    high = _LARGEST if variable.maximum is None else variable.maximum * variable.scale
    if not low <= amount <= high:
        possible = f"{_written(low, variable)} — {_written(high, variable)}"
        raise ShouxianError(fault("SHEET_READ_OUT_OF_RANGE", text=shown(text), range=f"{possible}{variable.unit}"))
    return amount


def _written(amount: int, variable: Variable) -> str:
    return yuan(amount) if variable.scale == 100 else str(amount)


def day_of(text: str, *, month: bool = False) -> date:
    """Raises ``ShouxianError`` SHEET_READ_NOT_DATE. ``month``: a month is enough, its first day is meant."""
    word = re.sub(r"\s+", " ", plain(text))
    tight = word.replace(" ", "")
    match = _DATE.match(word) or _DATE.match(tight) or _DATE_DIGITS.match(tight)
    try:
        if match is not None:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day.replace(day=1) if month else day
        elif month and (short := _MONTH.match(tight)) and _FIRST_YEAR <= int(short[1]) <= _LAST_YEAR:
            return date(int(short[1]), int(short[2]), 1)
    except ValueError:
        pass
    raise ShouxianError(fault("SHEET_READ_NOT_DATE", text=shown(text)))


def _code(variable: Variable, text: str, codelists: Mapping[str, CodeList]) -> str:
    """By Chinese name, synonym, English name or our own code. Numbers are never read: they belong to a form."""
    listed = codelists[variable.codelist or ""].codes
    wanted = squeezed(plain(text))
    for code in listed:
        if wanted in {squeezed(plain(name)) for name in (code.zh, *code.synonyms, code.en, code.code)}:
            return code.code
    options = "、".join(code.zh for code in listed)
    raise ShouxianError(fault("SHEET_READ_UNKNOWN_OPTION", text=shown(text), options=options))
