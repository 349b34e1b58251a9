"""Values of facts as a pack or a clerk writes them, typed: the one place where text becomes a fact.

Typed values: bool · int in the smallest unit · :class:`Bounds` · date (a month is its first day) · code · tuple of
codes · text. ``ValueError`` says in plain words what is wrong; callers add the place.
"""

import re
from collections.abc import Mapping
from datetime import date

from shouxian.core.kernel.bounds import Bounds, parse_bounds
from shouxian.core.kernel.text import nearest
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.packs.resolve import Resolved

Fact = bool | int | str | date | tuple[str, ...] | Bounds
_LINE = re.compile(r"^(<|>=)\s*([a-z][a-z0-9_]*)$")


def typed(variable: Variable, value: str | list[str] | tuple[str, ...], codelists: Mapping[str, CodeList]) -> Fact:
    """A pack's notation of a fact's value; codes must be in the fact's code list."""
    if variable.type == "choices":
        codes = (value,) if isinstance(value, str) else tuple(value)
        return tuple(_code(variable, code, codelists) for code in codes)
    if not isinstance(value, str):
        raise ValueError("one value expected, not a list")
    if variable.type == "choice":
        return _code(variable, value, codelists)
    if variable.type == "bool":
        if value not in ("true", "false"):
            raise ValueError("true or false expected")
        return value == "true"
    if variable.type == "date":
        return date.fromisoformat(value)
    if variable.type == "month":
        return date.fromisoformat(f"{value}-01" if len(value) == 7 else value)
    if variable.type == "text":
        return value
    return _quantity(variable, value)


def typed_given(
    variable: Variable,
    value: str | list[str] | tuple[str, ...],
    codelists: Mapping[str, CodeList],
    lines: Mapping[str, Resolved | None],
) -> Fact | None:
    """Like :func:`typed`, and also ``"< line"`` / ``">= line"``; None where that line has no value for the place."""
    match = _LINE.match(value) if isinstance(value, str) else None
    if match is None:
        return typed(variable, value, codelists)
    threshold = lines[match[2]]
    if threshold is None:
        return None
    assert isinstance(threshold, int)
    return Bounds(None, threshold - 1) if match[1] == "<" else Bounds(threshold, None)


def named_line(value: object) -> str | None:
    """The line a given value refers to, if any."""
    match = _LINE.match(value) if isinstance(value, str) else None
    return match[2] if match else None


def _code(variable: Variable, code: str, codelists: Mapping[str, CodeList]) -> str:
    known = [c.code for c in codelists[variable.codelist or ""].codes]
    if code not in known:
        raise ValueError(
            f"'{code}' is not in the code list {variable.codelist}; nearest: {nearest(code, known) or '—'}"
        )
    return code


def _quantity(variable: Variable, value: str) -> int | Bounds:
    if value[:1] in "([":
        if not variable.bounds:
            raise ValueError(f"{variable.name} is not declared to be known within bounds (bounds: true)")
        return parse_bounds(value, variable.scale)
    amount = parse_bounds(f"[{value},{value}]", variable.scale).low
    assert amount is not None
    return amount
