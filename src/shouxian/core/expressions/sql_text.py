"""Nodes as DuckDB expressions that are never NULL. Names are quoted, constants are ours, every integer is a BIGINT.

A value is two columns, ``x__v`` and ``x__k``: what it is (a default where unknown) and whether it is known. A verdict
is two plain conditions, yes and no; where neither holds it is unknown. DuckDB computes such columns many times faster
than nullable ones. Comparisons become columns of an earlier step (``tests``), each computed once however many rules ask
(docs/adr/0008).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shouxian.core.expressions import columns
from shouxian.core.expressions.functions import DEFINED, SQL, sql_share_over
from shouxian.core.expressions.nodes import (
    BOOL,
    DAYS,
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
    Type,
)


@dataclass(frozen=True)
class Hoisted:
    """A function over members as columns of its parent: how they are selected, and their names. ``values``: how value
    and known are made of what was selected, where that is simpler than by a nullable column."""

    selects: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """``text`` is worth something where every one of ``known`` holds, and never NULL."""

    text: str
    known: tuple[str, ...] = ()

    @property
    def is_known(self) -> str:
        return both(self.known)


@dataclass(frozen=True)
class Pair:
    """Conditions that are never NULL: TRUE for sure, FALSE for sure; neither where it is unknown."""

    yes: str
    no: str

    @property
    def unknown(self) -> str:
        return f"(NOT ({self.yes} OR {self.no}))"


WORD = 62
"""Rules per BIGINT mask; the sign bit and one more stay free."""

TEXTS = frozenset({"text", "choice", "choices"})


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def select(what: Sequence[str], source: str) -> str:
    """Every part is written by this room from checked names; no text of an author is among them."""
    return f"SELECT {', '.join(what)}\nFROM {source}"


def both(conditions: Iterable[str]) -> str:
    """All of the conditions, each once."""
    listed = list(dict.fromkeys(conditions))
    if len(listed) == 1:
        return listed[0]
    return f"({' AND '.join(listed)})" if listed else "TRUE"


def constant(value: bool | int | str | date) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{value}::BIGINT"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


def value_of(column: str, type_: Type) -> Value:
    name = column if type_.kind in TEXTS else f"{column}__v"
    return Value(quoted(name), (quoted(f"{column}__k"),))


def as_value(column: str, type_: Type) -> list[str]:
    """A nullable column as value and known. Texts stay as they are: to copy them costs more than :func:`sure` does."""
    name = quoted(column)
    known = f"{name} IS NOT NULL AS {quoted(f'{column}__k')}"
    if type_.kind in TEXTS:
        return [known]
    if type_.kind == "bool":
        text = f"{name} IS TRUE"
    else:
        some = "DATE '2000-01-01'" if type_.kind in DAYS else "0::BIGINT"
        text = f"coalesce({name}, {some})"
    return [f"{text} AS {quoted(f'{column}__v')}", known]


def bits(conditions: Sequence[str]) -> str:
    """Conditions that are never NULL as bits of a BIGINT, the first as bit 0; at most ``WORD``. Twenty make a number,
    numbers make the word: small floats are exact and added without a look at overflow, which costs integers more than
    the sum."""
    terms = []
    for first in range(0, len(conditions), 20):
        part = conditions[first : first + 20]
        number = " + ".join(f"{condition}::FLOAT * {1 << n}::FLOAT" for n, condition in enumerate(part))
        terms.append(f"({number})::BIGINT * {1 << first}::BIGINT")
    return f"({' + '.join(terms) if terms else '0::BIGINT'})"


def sure(condition: str, type_: Type) -> str:
    """A comparison of values of ``type_`` that is never NULL."""
    return f"({condition}) IS TRUE" if type_.kind in TEXTS else condition


@dataclass(frozen=True)
class SqlWriter:
    """Writes expressions over one chain of steps; ``hoists`` names the columns of functions over members, ``tests`` the
    columns of comparisons by their text."""

    hoists: Mapping[Node, tuple[str, ...]]
    tests: dict[str, str] = field(default_factory=dict)

    def test(self, text: str) -> str:
        """The column of a comparison, which an earlier step computes."""
        return self.tests.setdefault(text, quoted(f"t__{len(self.tests)}"))

    # --- values ------------------------------------------------------------------------------------------------------

    def one(self, node: Node) -> Value:
        """The exact value of ``node``."""
        if node.bounded:
            low, high = self.two(node)
            return Value(low.text, (*low.known, *high.known, self.test(f"{low.text} = {high.text}")))
        match node:
            case Literal():
                return Value(constant(node.value))
            case FactRef():
                return value_of(node.name, node.type)
            case ParamRef():
                return value_of(columns.parameter(node.name), node.type)
            case Aggregate() | Quantified():
                return value_of(self.hoists[node][0], node.type)
            case Occurrences():
                return value_of(columns.occurrences(node.fact.name), node.type)
            case Sum():
                return self._sum(self.one(node.left), self.one(node.right), node.minus)
            case Call():
                return self._called(node, [self.one(arg) for arg in node.args])
            case _:  # pragma: no cover - every value is listed
                raise TypeError(node)

    def two(self, node: Node) -> tuple[Value, Value]:
        """The two closed ends of a quantity."""
        match node:
            case _ if not node.bounded:
                exact = self.one(node)
                return exact, exact
            case FactRef():
                low, high = columns.low(node.name), columns.high(node.name)
                return value_of(low, node.type), value_of(high, node.type)
            case Aggregate():
                low, high = self.hoists[node]
                return value_of(low, node.type), value_of(high, node.type)
            case Sum():
                (a, b), (c, d) = self.two(node.left), self.two(node.right)
                if node.minus:
                    c, d = d, c
                return self._sum(a, c, node.minus), self._sum(b, d, node.minus)
            case Call():
                people = self.one(node.args[1])
                least, most = (self._called(node, [end, people]) for end in self.two(node.args[0]))
                return least, most
            case _:  # pragma: no cover - every bounded node is listed
                raise TypeError(node)

    @staticmethod
    def _sum(left: Value, right: Value, minus: bool) -> Value:
        return Value(f"({left.text} {'-' if minus else '+'} {right.text})", (*left.known, *right.known))

    def _called(self, node: Call, args: Sequence[Value]) -> Value:
        texts = [arg.text for arg in args]
        known = [flag for arg in args for flag in arg.known]
        if node.function in DEFINED:
            known.append(self.test(DEFINED[node.function](*texts)))
        return Value(SQL[node.function](*texts), tuple(known))

    # --- verdicts ----------------------------------------------------------------------------------------------------

    def pair(self, node: Node) -> Pair:
        """When ``node`` is TRUE for sure, and when FALSE."""
        match node:
            case And() | Or():
                pairs = [self.pair(item) for item in node.items]
                yes, no = (" AND ", " OR ") if isinstance(node, And) else (" OR ", " AND ")
                return Pair(f"({yes.join(p.yes for p in pairs)})", f"({no.join(p.no for p in pairs)})")
            case Not():
                inner = self.pair(node.item)
                return Pair(inner.no, inner.yes)
            case Literal():
                return Pair(constant(node.value), constant(not node.value))
            case Missing():
                return self._missing(node)
            case Compare():
                return self._compare(node)
            case IsIn():
                return self.pair(Or(tuple(Compare("=", node.item, value) for value in node.values)))
            case Has():
                item = self.one(node.item)
                listed = f"list_contains({item.text}, {constant(node.code)})"
                return self._tested(sure(listed, node.item.type), item.known)
            case Call():
                return self._share_over(node)
            case _:
                value = self.one(node)
                return Pair(value.text, f"({value.is_known} AND NOT {value.text})")

    def _tested(self, text: str, known: tuple[str, ...]) -> Pair:
        test = self.test(text)
        return Pair(both((*known, test)), both((*known, f"NOT {test}")))

    def _when(self, text: str, *values: Value) -> str:
        """The comparison holds, and everything in it is known."""
        return both((*(flag for value in values for flag in value.known), self.test(text)))

    def _compare(self, node: Compare) -> Pair:
        if node.left.type == BOOL:
            return self._same_verdict(node)
        if not (node.left.bounded or node.right.bounded):
            left, right = self.one(node.left), self.one(node.right)
            test = sure(f"{left.text} {node.operator} {right.text}", node.left.type)
            return self._tested(test, (*left.known, *right.known))
        x, y = self.two(node.left), self.two(node.right)
        if node.operator in (">", "<="):
            x, y = y, x
        below = self._when(f"{x[1].text} < {y[0].text}", x[1], y[0])
        if node.operator in ("=", "<>"):
            left, right = self.one(node.left), self.one(node.right)
            same = self._when(f"{left.text} = {right.text}", left, right)
            apart = f"({below} OR {self._when(f'{x[0].text} > {y[1].text}', x[0], y[1])})"
            return Pair(same, apart) if node.operator == "=" else Pair(apart, same)
        not_below = self._when(f"{x[0].text} >= {y[1].text}", x[0], y[1])
        return Pair(below, not_below) if node.operator in ("<", ">") else Pair(not_below, below)

    def _same_verdict(self, node: Compare) -> Pair:
        left, right = self.pair(node.left), self.pair(node.right)
        same = f"({left.yes} AND {right.yes} OR {left.no} AND {right.no})"
        apart = f"({left.yes} AND {right.no} OR {left.no} AND {right.yes})"
        return Pair(same, apart) if node.operator == "=" else Pair(apart, same)

    def _share_over(self, node: Call) -> Pair:
        part, whole, percent = self.two(node.args[0]), self.two(node.args[1]), self.one(node.args[2])
        texts = (part[0].text, part[1].text), (whole[0].text, whole[1].text), percent.text
        over, under = sql_share_over(*texts, node.scale)
        defined = self._when(DEFINED["share_over"](*texts), whole[0], percent)
        return Pair(both((defined, self._when(over, part[0], whole[1]))), both((defined, self._when(under, part[1]))))

    def _missing(self, node: Missing) -> Pair:
        name = node.fact.name
        if node.identifier:
            read = [columns.occurrences(name)]
        else:
            read = [columns.low(name), columns.high(name)] if node.fact.bounded else [name]
        known = (quoted(f"{column}__k") for column in read)
        missing = both((value_of(columns.asked(name), BOOL).text, *(f"NOT {flag}" for flag in known)))
        return Pair(missing, f"(NOT {missing})")
