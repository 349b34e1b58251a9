"""What a rule reads, by name, and those values in words: for messages and fingerprints."""

from collections.abc import Iterable, Mapping

from shouxian.core.expressions.derive import needed_facts
from shouxian.core.expressions.evaluate import Frames
from shouxian.core.expressions.explain import Teller
from shouxian.core.expressions.nodes import FactRef, Missing, Occurrences, ParamRef, walk
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.schema import Schema


def names_read(programme: Programme, rule_id: str) -> set[str]:
    """Facts of the rule's own record and of its parent, and parameters, that the rule names itself."""
    node = programme.nodes[rule_id]
    subject = programme.subjects[rule_id]
    within = {subject, programme.schema.parent(subject)}
    facts = {name for name in needed_facts(node) if programme.schema.owner[name] in within}
    return facts | {part.name for part in walk(node) if isinstance(part, ParamRef)}


def counted_facts(programme: Programme) -> set[str]:
    """Facts whose occurrences are read: by name, or to tell whether an identifier was left blank."""
    nodes = [*programme.nodes.values(), *programme.definitions.values()]
    found = {part.fact.name for node in nodes for part in walk(node) if isinstance(part, Occurrences)}
    blank = {part.fact.name for node in nodes for part in walk(node) if isinstance(part, Missing)}
    return found | {name for name in blank if programme.schema.facts[name].identifier}


Named = Mapping[str, FactRef | ParamRef]


def named(schema: Schema, names: Iterable[str]) -> Named:
    """Facts and parameters by name, to be shown of many records."""
    return {name: schema.fact(name) if name in schema.facts else schema.param(name) for name in names}


def shown_values(teller: Teller, wanted: Named, frames: Frames) -> dict[str, str]:
    """The values of facts and parameters in the teller's words; a line is shown as its document writes it. ``frames``:
    of the record that is told of (:meth:`Programme.frames`)."""
    return {name: teller.plain(node, frames) for name, node in wanted.items()}
