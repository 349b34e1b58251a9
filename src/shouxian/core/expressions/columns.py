"""The names of columns that both engines read, and the values parameters put there."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from shouxian.core.packs.models.dictionary import SCALES
from shouxian.core.packs.models.parameters import AtLine, Parameter

REFERENCE_DATE = "reference_date"
_PARAMETER = "p__"

Record = Mapping[str, Any]
"""One subject as Python values under the column names of this module; members as a list of records under the name of
their collection."""


def low(fact: str) -> str:
    return f"{fact}__lo"


def high(fact: str) -> str:
    return f"{fact}__hi"


def asked(fact: str) -> str:
    return f"{fact}__asked"


def occurrences(fact: str) -> str:
    return f"{fact}__occurrences"


def parameter(name: str) -> str:
    return _PARAMETER + name


def complete(members: str) -> str:
    return f"{members}__complete"


def parent_key(parent: str) -> str:
    return f"{parent}_key"


def smallest(text: str, kind: str) -> int:
    """``text`` in the written unit of ``kind`` as smallest units; ``ValueError`` if it is no number or too fine."""
    try:
        scaled = Decimal(text) * SCALES[kind]
    except InvalidOperation:
        raise ValueError(f"not a number: {text!r}") from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"finer than the smallest unit: {text!r}")
    return int(scaled)


def parameter_value(declared: Parameter, text: str, reading: AtLine = "not_below") -> int | date:
    """The column value of a parameter written as ``text``; ``ValueError`` for what its type does not hold.

    Smallest units for quantities. A line whose amount itself counts as ``below`` is one smallest unit higher, so that
    ``x < line`` is right whichever reading is in use.
    """
    if declared.type == "date":
        return date.fromisoformat(text)
    amount = smallest(text, declared.type)
    return amount + 1 if declared.kind == "line" and reading == "below" else amount


def parameters_into(record: Mapping[str, Any], parent: Record) -> dict[str, Any]:
    """A copy of ``record`` that has the parameters of its parent where it brings none of its own."""
    return {**{k: v for k, v in parent.items() if k.startswith(_PARAMETER) and k not in record}, **record}
