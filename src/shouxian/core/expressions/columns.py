"""The names of columns that both engines read: the column contract of the dataset, as functions."""

from collections.abc import Mapping
from typing import Any

from shouxian.core.dataset.columns import ASKED, COMPLETE, HIGH, LOW, OCCURRENCES, PARAMETER

REFERENCE_DATE = "reference_date"

Record = Mapping[str, Any]
"""One subject as Python values under the column names of this module; members as a list of records under the name of
their collection."""


def low(fact: str) -> str:
    return fact + LOW


def high(fact: str) -> str:
    return fact + HIGH


def asked(fact: str) -> str:
    return fact + ASKED


def occurrences(fact: str) -> str:
    return fact + OCCURRENCES


def parameter(name: str) -> str:
    return PARAMETER + name


def complete(members: str) -> str:
    return members + COMPLETE


def parent_key(parent: str) -> str:
    return f"{parent}_key"


def parameters_into(record: Mapping[str, Any], parent: Record) -> dict[str, Any]:
    """A copy of ``record`` that has the parameters of its parent where it brings none of its own."""
    return {**{k: v for k, v in parent.items() if k.startswith(PARAMETER) and k not in record}, **record}
