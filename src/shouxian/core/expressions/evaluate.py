"""The plain meaning of a node: one record, one value, no compiling. Slow, and the yardstick for both engines.

Needs, explanations and the mutation of rules are built on it. Derived facts are read as columns (a *wide* record).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import eq, ge, gt, le, lt, ne
from typing import Any, cast

from shouxian.core.expressions import columns
from shouxian.core.expressions.functions import PYTHON, Ends
from shouxian.core.expressions.nodes import (
    Aggregate,
    And,
    Call,
    Compare,
    FactRef,
    Has,
    IsIn,
    Literal,
    Missing,
    Node,
    Not,
    Occurrences,
    Or,
    ParamRef,
    Quantified,
    Sum,
)
from shouxian.core.kernel.logic import Verdict, kleene_and, kleene_not, kleene_or
from shouxian.core.kernel.money import per_head

_EXACT = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True)
class Frames:
    """Where facts are looked up: a record per subject, the record whose members count, and inside a function over
    members the one looked at, whose own parameters come before those of ``own``."""

    own: columns.Record
    by_subject: Mapping[str, columns.Record]
    member: columns.Record = field(default_factory=dict)

    def with_member(self, child: str, member: columns.Record) -> "Frames":
        return Frames(self.own, {**self.by_subject, child: member}, member)

    def inside(self, subject: str) -> "Frames":
        """Where the definition of a derived fact of ``subject`` is looked up: its own parameters, members and lists
        count there, whoever reads it."""
        record = self.by_subject[subject]
        if record is self.own:
            return Frames(self.own, self.by_subject)
        return Frames(columns.parameters_into(record, self.own), self.by_subject)

    def parameter(self, name: str) -> Any:
        """A parameter of the member looked at; one that does not carry it at all has its parent's."""
        column = columns.parameter(name)
        return (self.member if column in self.member else self.own).get(column)

    def members(self, name: str) -> Sequence[columns.Record]:
        return cast(Sequence[columns.Record], self.own.get(name) or ())

    def complete(self, name: str) -> bool:
        return self.own.get(columns.complete(name)) is True


def ends(node: Node, frames: Frames) -> Ends:
    """The closed ends of a quantity; an exact value has two equal ends, an unknown none."""
    if not node.bounded:
        exact = cast("int | None", value(node, frames))
        return exact, exact
    match node:
        case FactRef():
            record = frames.by_subject[node.subject]
            return (
                cast("int | None", record.get(columns.low(node.name))),
                cast("int | None", record.get(columns.high(node.name))),
            )
        case Sum():
            (a, b), (c, d) = ends(node.left, frames), ends(node.right, frames)
            if node.minus:
                c, d = _negative(d), _negative(c)
            return _plus(a, c), _plus(b, d)
        case Call():
            a, b = ends(node.args[0], frames)
            people = cast("int | None", value(node.args[1], frames))
            return per_head(a, people), per_head(b, people)
        case Aggregate():
            return _total_ends(node, frames)
        case _:  # pragma: no cover - check.py builds no other bounded node
            raise TypeError(node)


def _negative(end: int | None) -> int | None:
    return None if end is None else -end


def _plus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def value(node: Node, frames: Frames) -> Any:
    """The value of a node: a verdict, an int in smallest units, a date, a text, or None for unknown.

    A bounded node has a value only where its two ends are one.
    """
    if node.bounded:
        a, b = ends(node, frames)
        return a if a is not None and a == b else None
    match node:
        case Literal():
            return node.value
        case FactRef():
            return frames.by_subject[node.subject].get(node.name)
        case ParamRef():
            return frames.parameter(node.name)
        case Missing() | Occurrences():
            return _about_fact(node, frames)
        case Sum():
            right = value(node.right, frames)
            return _plus(value(node.left, frames), _negative(right) if node.minus else right)
        case Call() if node.function == "share_over":
            part, whole, percent = node.args
            return PYTHON["share_over"](ends(part, frames), ends(whole, frames), value(percent, frames), node.scale)
        case Call():
            return PYTHON[node.function](*(value(arg, frames) for arg in node.args))
        case Aggregate():
            return _total(node, frames)
        case _:
            return verdict(node, frames)


def verdict(node: Node, frames: Frames) -> Verdict:
    """TRUE, FALSE or unknown of a truth."""
    match node:
        case And():
            return kleene_and(verdict(item, frames) for item in node.items)
        case Or():
            return kleene_or(verdict(item, frames) for item in node.items)
        case Not():
            return kleene_not(verdict(node.item, frames))
        case Compare():
            return compare(node, frames)
        case IsIn():
            item = value(node.item, frames)
            return None if item is None else item in [literal.value for literal in node.values]
        case Has():
            chosen = frames.by_subject[node.item.subject].get(node.item.name)
            return None if chosen is None else node.code in cast(Sequence[str], chosen)
        case Quantified():
            return quantified(node, frames)
        case _:
            return cast(Verdict, value(node, frames))


def _about_fact(node: Missing | Occurrences, frames: Frames) -> bool | int | None:
    record, name = frames.by_subject[node.fact.subject], node.fact.name
    counted = cast("int | None", record.get(columns.occurrences(name)))
    if isinstance(node, Occurrences):
        return counted
    if record.get(columns.asked(name)) is not True:
        return False
    if node.identifier:
        return counted is None
    if node.fact.bounded:
        return record.get(columns.low(name)) is None and record.get(columns.high(name)) is None
    return record.get(name) is None


def compare(node: Compare, frames: Frames) -> Verdict:
    """A comparison; over ends it is decided only where every value within them agrees."""
    if not (node.left.bounded or node.right.bounded):
        left, right = value(node.left, frames), value(node.right, frames)
        return None if left is None or right is None else bool(_EXACT[node.operator](left, right))
    left_ends, right_ends = ends(node.left, frames), ends(node.right, frames)
    match node.operator:
        case "<":
            return _below(left_ends, right_ends)
        case ">=":
            return kleene_not(_below(left_ends, right_ends))
        case ">":
            return _below(right_ends, left_ends)
        case "<=":
            return kleene_not(_below(right_ends, left_ends))
        case "=":
            return _equal(left_ends, right_ends)
        case _:
            return kleene_not(_equal(left_ends, right_ends))


def _below(x: Ends, y: Ends) -> Verdict:
    if x[1] is not None and y[0] is not None and x[1] < y[0]:
        return True
    if x[0] is not None and y[1] is not None and x[0] >= y[1]:
        return False
    return None


def _equal(x: Ends, y: Ends) -> Verdict:
    if None not in (*x, *y) and x[0] == x[1] == y[0] == y[1]:
        return True
    if _below(x, y) is True or _below(y, x) is True:
        return False
    return None


def quantified(node: Quantified, frames: Frames) -> Verdict:
    """any, all, at_least, at_most over the members known so far and the completeness of their list."""
    bodies = [verdict(node.body, frames.with_member(node.child, m)) for m in frames.members(node.members)]
    hits, open_ones = bodies.count(True), bodies.count(None)
    complete = frames.complete(node.members)
    n = node.n if isinstance(node.n, int) else value(node.n, frames)
    if n is None or n < node.least_n:
        return None
    match node.how:
        case "any":
            return kleene_or([*bodies, False if complete else None])
        case "all":
            return kleene_and([*bodies, True if complete else None])
        case "at_least":
            return True if hits >= n else False if complete and hits + open_ones < n else None
        case _:
            return False if hits > n else True if complete and hits + open_ones <= n else None


def _total(node: Aggregate, frames: Frames) -> Any:
    members = frames.members(node.members)
    if not frames.complete(node.members):
        return None
    if node.body is None:
        return len(members)
    values = [value(node.body, frames.with_member(node.child, m)) for m in members]
    if None in values:
        return None
    if node.how in ("count", "sum"):
        return sum(values)
    return (min if node.how == "min" else max)(values, default=None)


def _total_ends(node: Aggregate, frames: Frames) -> Ends:
    if node.body is None or not frames.complete(node.members):
        return None, None
    each = [ends(node.body, frames.with_member(node.child, m)) for m in frames.members(node.members)]
    lows, highs = [low for low, _ in each], [high for _, high in each]
    return _fold(node.how, lows), _fold(node.how, highs)


def _fold(how: str, items: list[int | None]) -> int | None:
    known = [item for item in items if item is not None]
    if len(known) < len(items):
        return None
    if how == "sum":
        return sum(known)
    return (min if how == "min" else max)(known, default=None)
