"""A change of members as observations, and what a household of the same kind takes over when it splits off."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from shouxian.core.campaigns.member_changes import Line
from shouxian.core.dataset.columns import COMPLETE, to_columns, value_columns, value_type
from shouxian.core.dataset.model import Incoming
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.checks.names import names_in
from shouxian.core.packs.models.campaign import HouseholdType


def parts_of(lines: Sequence[Line], dictionary: Dictionary) -> list[Incoming]:
    """One part per line, in their order: a fact that nobody tells of somebody counts as not asked of him."""
    return [_part(line, dictionary) for line in lines]


def _part(line: Line, dictionary: Dictionary) -> Incoming:
    columns: dict[str, pa.Array] = {"key": pa.array([line.key], pa.string())}
    if line.home:
        link = "village_key" if line.subject == HOUSEHOLD else "household_key"
        columns[link] = pa.array([line.home], pa.string())
    if line.complete:
        columns["members" + COMPLETE] = pa.array([True], pa.bool_())
    for name, value in line.facts.items():
        variable = dictionary.variables[name]
        told = to_columns(variable, value)
        for column in value_columns(variable):
            columns[column] = pa.array([told[column]], value_type(variable))
    erased = tuple((line.key, name) for name, value in line.facts.items() if value is None)
    return Incoming(line.subject, pa.table(columns), tuple(line.facts), erased)


def kind_facts(partition: Sequence[HouseholdType], dictionary: Dictionary) -> tuple[str, ...]:
    """The facts of a household by which a notice tells what kind of household it is."""
    found: dict[str, None] = {}
    for cell in partition:
        found |= dict.fromkeys(_told(cell.when or "", dictionary))
    return tuple(found)


def _told(text: str, dictionary: Dictionary) -> Iterator[str]:
    for name in sorted(names_in(text)):
        variable = dictionary.variables.get(name)
        if variable is not None and variable.derive is not None:
            yield from _told(variable.derive, dictionary)
        elif variable is not None and dictionary.subject_of[name] == HOUSEHOLD and not variable.identifier:
            yield name
