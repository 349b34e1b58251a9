"""What is missing for a verdict: the facts, parameters and lists whose knowledge could decide an unknown."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from shouxian.core.expressions.derive import Definitions
from shouxian.core.expressions.evaluate import Frames, value
from shouxian.core.expressions.nodes import (
    Aggregate,
    And,
    FactRef,
    Has,
    Literal,
    Missing,
    Node,
    Occurrences,
    Or,
    ParamRef,
    Quantified,
    walk,
)

Found = Iterator["Need | ParamRef | str"]


@dataclass(frozen=True, order=True)
class Need:
    """A raw fact that is not known well enough; ``key`` names the member it is missing of, "" the record."""

    subject: str
    fact: str
    key: str = ""


@dataclass(frozen=True)
class Needs:
    """``facts`` are questions for the next visit, ``parameters`` are told to the office, ``lists`` are collections of
    members not known to be complete. All sorted; all empty where the verdict is known."""

    facts: tuple[Need, ...] = ()
    parameters: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tracer:
    """Follows unknown parts of one record down to raw facts, through derived facts of it, its parent and its members.
    What a derived fact waits for is followed once, however many rules read it."""

    definitions: Definitions
    _followed: dict[tuple[str, str, int], list["Need | ParamRef | str"]] = field(default_factory=dict)

    def trace(self, node: Node, frames: Frames, key: str = "") -> Found:
        """What ``node``, if it is not decided, waits for: facts, parameters, names of incomplete lists."""
        if _known(node, frames):
            return
        match node:
            case FactRef():
                yield from self._fact(node, frames, key)
            case ParamRef():
                yield node
            case Occurrences():
                yield Need(node.fact.subject, node.fact.name, key)
            case Has():
                yield from self._fact(node.item, frames, key)
            case Quantified() | Aggregate():
                yield from self._members(node, frames)
            case And() | Or():
                for item in node.items:
                    yield from self.trace(item, frames, key)
            case Literal() | Missing():  # pragma: no cover - always known
                return
            case _:
                yield from self._parts(node, frames, key)

    def _parts(self, node: Node, frames: Frames, key: str) -> Found:
        """Unknown parts; where all are known (a household of no people), every fact below is in doubt."""
        found = [need for part in node.parts for need in self.trace(part, frames, key)]
        yield from found or self._raw_facts(node, key)

    def _raw_facts(self, node: Node, key: str) -> Found:
        for part in walk(node):
            if isinstance(part, FactRef) and part.name in self.definitions:
                yield from self._raw_facts(self.definitions[part.name], key)
            elif isinstance(part, FactRef):
                yield Need(part.subject, part.name, key)

    def _fact(self, fact: FactRef, frames: Frames, key: str) -> Found:
        if fact.name not in self.definitions:
            yield Need(fact.subject, fact.name, key)
            return
        at = (fact.name, key, id(frames.by_subject[fact.subject]))
        if at not in self._followed:
            self._followed[at] = list(self.trace(self.definitions[fact.name], frames.inside(fact.subject), key))
        yield from self._followed[at]

    def _members(self, node: Quantified | Aggregate, frames: Frames) -> Found:
        if not frames.complete(node.members):
            yield node.members
        if isinstance(node, Quantified) and isinstance(node.n, ParamRef):
            yield from self.trace(node.n, frames)
        if node.body is None:
            return
        for member in frames.members(node.members):
            yield from self.trace(node.body, frames.with_member(node.child, member), str(member.get("key") or ""))


def _known(node: Node, frames: Frames) -> bool:
    return value(node, frames) is not None


def needs_of(tracer: Tracer, node: Node, frames: Frames) -> Needs:
    """The needs of ``node`` on the wide record of ``frames``."""
    facts: set[Need] = set()
    parameters: set[str] = set()
    lists: set[str] = set()
    for found in tracer.trace(node, frames):
        if isinstance(found, Need):
            facts.add(found)
        elif isinstance(found, ParamRef):
            parameters.add(found.name)
        else:
            lists.add(found)
    return Needs(tuple(sorted(facts)), tuple(sorted(parameters)), tuple(sorted(lists)))
