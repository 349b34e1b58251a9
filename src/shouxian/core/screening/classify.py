"""Which cell of the campaign's partition a household belongs to, and which groups and proposals hold for it.

The partition is ordered: the first condition that is TRUE decides and the last cell takes everyone else, so every
household counts once. A fact nobody knows puts a household into no special cell: the roster says who is special.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.schema import Schema
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.campaign import HouseholdType
from shouxian.core.packs.models.rules import Basis, Rule, RuleCase
from shouxian.core.screening.run import compiled, masks_of

_NOTHING = RuleCase(expect="unknown")


@dataclass(frozen=True)
class Condition:
    """A named condition over the facts of a subject: a cell, a priority group, a proposed verdict, a coverage."""

    id: str
    when: str
    clause: str
    subject: str = HOUSEHOLD


def holding(schema: Schema, snapshot: Snapshot, conditions: Iterable[Condition]) -> dict[str, set[str]]:
    """For each condition, the keys of the subjects for which it is TRUE."""
    return told(schema, snapshot, conditions, "hits")


def told(
    schema: Schema, snapshot: Snapshot, conditions: Iterable[Condition], which: Literal["hits", "unknowns"]
) -> dict[str, set[str]]:
    """For each condition, the keys for which it is TRUE (``hits``) or cannot be told (``unknowns``)."""
    listed = list(conditions)
    rules = [_as_rule(number, condition) for number, condition in enumerate(listed)]
    found: dict[str, set[str]] = {condition.id: set() for condition in listed}
    if not rules:
        return found
    names = {rule.id: condition.id for rule, condition in zip(rules, listed, strict=True)}
    for masks in masks_of(compiled(schema, rules), snapshot).values():
        long = masks.long(which)
        for rule, key in zip(long["rule"].to_pylist(), long["key"].to_pylist(), strict=True):
            found[names[rule]].add(key)
    return found


def household_types(schema: Schema, snapshot: Snapshot, partition: tuple[HouseholdType, ...]) -> dict[str, str]:
    """Household key → code of its cell."""
    cells = [Condition(cell.code, cell.when, cell.clause) for cell in partition if cell.when is not None]
    found: Mapping[str, set[str]] = holding(schema, snapshot, cells)
    rest = next(cell.code for cell in reversed(partition) if cell.when is None)
    return {
        key: next((cell.id for cell in cells if key in found[cell.id]), rest)
        for key in snapshot.tables[HOUSEHOLD]["key"].to_pylist()
    }


def _as_rule(number: int, condition: Condition) -> Rule:
    label = Label(zh=condition.id, en=condition.id)
    return Rule(
        id=f"condition.c{number:04}",
        subject=condition.subject,
        kind="procedure",
        basis=(Basis(document=condition.clause or condition.id),),
        when=condition.when,
        severity="hint",
        message=label,
        cases=(_NOTHING, _NOTHING),
    )
