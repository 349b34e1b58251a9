"""The names of columns that both engines read."""

from collections.abc import Mapping
from typing import Any

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


def parameters_into(record: Mapping[str, Any], parent: Record) -> dict[str, Any]:
    """A copy of ``record`` that has the parameters of its parent where it brings none of its own."""
    return {**{k: v for k, v in parent.items() if k.startswith(_PARAMETER) and k not in record}, **record}
