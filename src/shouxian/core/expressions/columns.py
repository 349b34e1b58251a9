"""The names of columns that both engines read: the column contract of the dataset, as functions."""

from collections.abc import Iterable, Mapping
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


def parameters_into(record: Mapping[str, Any], parent: Record, known: Iterable[str] | None = None) -> dict[str, Any]:
    """A copy of ``record`` that has the parameters of its parent where it brings none of its own. ``known``: columns of
    all parameters there are; who does not have them at hand lets the parent be looked through."""
    columns = [name for name in parent if name.startswith(PARAMETER)] if known is None else known
    return {**{name: parent[name] for name in columns if name not in record and name in parent}, **record}
