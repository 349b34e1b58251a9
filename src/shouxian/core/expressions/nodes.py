"""What an expression means: frozen, typed nodes. An ill-typed one is never built (``check.py`` builds them all).

A node's ``at`` is its 0-based place in the rule's text and takes no part in equality, so that the same condition in
two rules is the same node and is computed once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal as OneOf

Kind = OneOf["bool", "int", "money", "decimal", "text", "date", "month", "choice", "choices"]
Operator = OneOf["=", "<>", "<", "<=", ">", ">="]
Quantifier = OneOf["any", "all", "at_least", "at_most"]
Total = OneOf["count", "sum", "min", "max"]

QUANTITIES: frozenset[str] = frozenset({"int", "money", "decimal"})
DAYS: frozenset[str] = frozenset({"date", "month"})


@dataclass(frozen=True)
class Type:
    """A kind of value; choices carry the id of their code list. A month is a date on its first day."""

    kind: Kind
    codelist: str | None = None

    def fits(self, other: "Type") -> bool:
        """True where both may be compared: the same kind and code list, or two kinds of days."""
        return self == other or (self.kind in DAYS and other.kind in DAYS)


BOOL, INT, MONEY, DATE, TEXT = Type("bool"), Type("int"), Type("money"), Type("date"), Type("text")


@dataclass(frozen=True)
class Node:
    """One piece of a checked expression."""

    at: int = field(default=0, compare=False, kw_only=True)

    @property
    def type(self) -> Type:
        return BOOL

    @property
    def bounded(self) -> bool:
        """True for a quantity known as two closed ends instead of one value."""
        return False

    @property
    def parts(self) -> "tuple[Node, ...]":
        return ()


@dataclass(frozen=True)
class Literal(Node):
    """A constant in smallest units (fen, hundredths); ``sort`` is the type the other side gave it."""

    value: bool | int | str | date
    sort: Type

    @property
    def type(self) -> Type:
        return self.sort


@dataclass(frozen=True)
class FactRef(Node):
    name: str
    subject: str
    sort: Type
    banded: bool = False

    @property
    def type(self) -> Type:
        return self.sort

    @property
    def bounded(self) -> bool:
        return self.banded


@dataclass(frozen=True)
class ParamRef(Node):
    """A parameter. A ``line`` holds the smallest amount that is not below it, whatever its reading."""

    name: str
    sort: Type
    line: bool = False

    @property
    def type(self) -> Type:
        return self.sort


@dataclass(frozen=True)
class Not(Node):
    item: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True)
class And(Node):
    items: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True)
class Or(Node):
    items: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True)
class Compare(Node):
    operator: Operator
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class IsIn(Node):
    """``item IN (literals)`` for an exact item; a bounded one becomes an :class:`Or` of comparisons."""

    item: Node
    values: tuple[Literal, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True)
class Sum(Node):
    """``left + right``, or ``left - right`` where ``minus``; both of one type of quantity."""

    left: Node
    right: Node
    minus: bool = False

    @property
    def type(self) -> Type:
        return self.left.type

    @property
    def bounded(self) -> bool:
        return self.left.bounded or self.right.bounded

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Call(Node):
    """A named function of ``functions.py``; ``scale`` are the smallest units per written unit of a percentage."""

    function: str
    args: tuple[Node, ...]
    sort: Type
    banded: bool = False
    scale: int = 1

    @property
    def type(self) -> Type:
        return self.sort

    @property
    def bounded(self) -> bool:
        return self.banded

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.args


@dataclass(frozen=True)
class Has(Node):
    """A code is among the chosen ones; an empty list is known to hold none."""

    item: FactRef
    code: str

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.item,)


@dataclass(frozen=True)
class Missing(Node):
    """The fact was asked and left blank. Never unknown. An identifier is known by its count of occurrences."""

    fact: FactRef
    identifier: bool = False


@dataclass(frozen=True)
class Occurrences(Node):
    """On how many subjects the same value stands, counted at import; unknown for an unknown value."""

    fact: FactRef

    @property
    def type(self) -> Type:
        return INT


@dataclass(frozen=True)
class Quantified(Node):
    """``any``, ``all``, ``at_least(n, …)``, ``at_most(n, …)`` over the members, in Kleene logic. ``n`` is a number or
    a parameter of kind count; without a sensible value of the parameter the verdict is unknown."""

    how: Quantifier
    n: "int | ParamRef"
    members: str
    child: str
    body: Node

    @property
    def least_n(self) -> int:
        """The smallest n that asks anything: at least none, or at most fewer than none, is no question."""
        return 1 if self.how == "at_least" else 0

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.body,) if isinstance(self.n, int) else (self.n, self.body)


@dataclass(frozen=True)
class Aggregate(Node):
    """``count sum min max`` over the members: unknown if an input is unknown or the list may lack somebody."""

    how: Total
    members: str
    child: str
    body: Node | None

    @property
    def type(self) -> Type:
        return INT if self.how == "count" or self.body is None else self.body.type

    @property
    def bounded(self) -> bool:
        return self.how != "count" and self.body is not None and self.body.bounded

    @property
    def parts(self) -> tuple[Node, ...]:
        return () if self.body is None else (self.body,)


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, a parent before its parts; the facts of missing() and occurrences() too."""
    yield node
    for part in node.parts:
        yield from walk(part)
    if isinstance(node, Missing | Occurrences):
        yield node.fact


def is_over_members(node: Node) -> bool:
    return isinstance(node, Quantified | Aggregate)


def outside_members(node: Node) -> Iterator[Node]:
    """Like :func:`walk`, without functions over members and what stands inside them."""
    if is_over_members(node):
        return
    yield node
    for part in node.parts:
        yield from outside_members(part)


def sees(node: Node, subject: str) -> bool:
    """True where the value of ``node`` inside a function over members hangs on the member, of ``subject``: on a fact of
    it or on a parameter, directly and not through another function over members."""
    for part in outside_members(node):
        fact = part.fact if isinstance(part, Missing | Occurrences) else part
        if isinstance(fact, ParamRef) or (isinstance(fact, FactRef) and fact.subject == subject):
            return True
    return False
