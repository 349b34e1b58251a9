"""Stored values as people read them, in either language; identifiers that lie sealed only masked."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from shouxian.core.kernel.faults import Lang
from shouxian.core.kernel.money import yuan
from shouxian.core.kernel.resident_ids import masked_id, masked_phone
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.sheets.answers.masking import masked as masked

_NUMBER = re.compile(r"(?<![\dXx])(?:\d{17}[\dXx]|1\d{10})(?![\dXx])")
_WORDS: dict[str, tuple[str, str]] = {
    "yes": ("是", "yes"), "no": ("否", "no"), "from": ("不低于{0}", "{0} or more"), "to": ("不高于{0}", "{0} or less"),
    "between": ("{0} 至 {1}", "{0} to {1}"), "money": ("元", "yuan"),
}  # fmt: skip


def hide_numbers(text: str) -> str:
    """A sentence with every id and phone in it masked."""
    return _NUMBER.sub(lambda found: masked_id(found[0]) if len(found[0]) > 11 else masked_phone(found[0]), text)


def worded(variable: Variable, value: Any, codelists: Mapping[str, CodeList], lang: Lang) -> str:
    """``value`` as the registry keeps it (JSON): a day as ISO text, a band as (low, high) in the smallest unit."""
    place = 0 if lang == "zh" else 1
    if isinstance(value, tuple):
        return _between(variable, value[0], value[1], place)
    if isinstance(value, bool):
        return _WORDS["yes" if value else "no"][place]
    if isinstance(value, int):
        return _amount(variable, value, place)
    names = {c.code: (c.zh, c.en)[place] for c in codelists[variable.codelist].codes} if variable.codelist else {}
    if isinstance(value, list):
        return ("、" if lang == "zh" else ", ").join(str(names.get(code, code)) for code in value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text[:7] if variable.type == "month" else names.get(text, text)


def _between(variable: Variable, low: int | None, high: int | None, place: int) -> str:
    """A band by its ends, of which one may be open; an exact amount where they are one."""
    if low is None:
        return _WORDS["to"][place].format(_amount(variable, high or 0, place))
    if high is None:
        return _WORDS["from"][place].format(_amount(variable, low, place))
    texts = _amount(variable, low, place), _amount(variable, high, place)
    return texts[0] if low == high else _WORDS["between"][place].format(*texts)


def _amount(variable: Variable, value: int, place: int) -> str:
    number = yuan(value) if variable.scale == 100 else str(value)
    unit = variable.unit or ("元" if variable.type == "money" else "")
    if not unit:
        return number
    if place == 0:
        return f"{number}{unit}"
    return f"{number} {_WORDS['money'][1]}" if unit == "元" else number
