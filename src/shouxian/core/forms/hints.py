"""Notes that show what the dictionary computes from the answers given: income per head from its parts, ages, counts.

A derived fact is shown where the form asks every part of it and XPath can say it; all others are left out. Numbers are
shown as they are; a truth about the subject (nobody able to work) only where it is so, and none about each member.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouxian.core.expressions.derive import define, needed_facts
from shouxian.core.expressions.nodes import QUANTITIES
from shouxian.core.expressions.schema import Schema
from shouxian.core.forms import names
from shouxian.core.forms.rows import Row
from shouxian.core.forms.xpath import CannotWrite, Writer
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.resolve import Resolved


@dataclass(frozen=True)
class Hints:
    """Rows by place: hidden ones and notes of the subject, and of each member inside the repeat."""

    hidden: tuple[Row, ...]
    notes: tuple[Row, ...]
    inside_hidden: tuple[Row, ...]
    inside_notes: tuple[Row, ...]


def hints(
    schema: Schema,
    subject: str,
    nodes: Mapping[str, str],
    child: str,
    child_nodes: Mapping[str, str] | None,
    parameters: Mapping[str, Resolved | None],
) -> Hints:
    """``nodes``: facts of the subject this form asks → their nodes; ``child_nodes`` those of its member repeat."""
    definitions = define(schema)
    lines = frozenset(name for name, p in schema.parameters.items() if p.kind == "line")
    inner_nodes = {**nodes, **(child_nodes or {})}
    inner = Writer(inner_nodes, parameters, lines)
    own_nodes = dict(nodes)
    outer = Writer(own_nodes, parameters, lines, inner if child_nodes is not None else None, child)
    written: dict[str, Row] = {}
    for name, node in definitions.items():
        owner = schema.owner[name]
        if owner not in (subject, child) or (owner == child and child_nodes is None):
            continue
        try:
            stored = (outer if owner == subject else inner).stored(node)
        except CannotWrite:
            continue
        written[name] = Row("calculate", names.derived(name), calculation=stored)
        inner_nodes[name] = names.derived(name)
        if owner == subject:
            own_nodes[name] = names.derived(name)
    shown = [name for name in written if _worth_showing(schema, name, subject)]
    needed = _with_parts(shown, {name: needed_facts(definitions[name]) for name in written})
    each = [row for row in outer.each if any(f"${{{row.name}}}" in written[n].calculation for n in needed)]
    notes = [(schema.owner[name], _note(schema.facts[name])) for name in shown]
    hidden = [(schema.owner[name], row) for name, row in written.items() if name in needed]
    return Hints(
        tuple(row for owner, row in hidden if owner == subject),
        tuple(row for owner, row in notes if owner == subject),
        (*(row for owner, row in hidden if owner == child), *each),
        tuple(row for owner, row in notes if owner == child),
    )


def _with_parts(shown: Iterable[str], parts: Mapping[str, set[str]]) -> set[str]:
    needed: set[str] = set()
    left = list(shown)
    while left:
        name = left.pop()
        if name in parts and name not in needed:
            needed.add(name)
            left.extend(parts[name])
    return needed


def _worth_showing(schema: Schema, name: str, subject: str) -> bool:
    kind = schema.facts[name].type
    return kind in QUANTITIES or (kind == "bool" and schema.owner[name] == subject)


def _note(variable: Variable) -> Row:
    value = f"${{{names.derived(variable.name)}}}"
    if variable.type == "bool":
        yes = Label(zh=f"{variable.zh}:是", en=f"{variable.en}: yes")
        return Row("note", f"{names.derived(variable.name)}__note", yes, relevant=f"{value} = 'true'")
    label = Label(zh=f"{variable.zh}:{value}{variable.unit}", en=f"{variable.en}: {value} {variable.unit}".strip())
    return Row("note", f"{names.derived(variable.name)}__note", label, relevant=f"{value} != ''")
