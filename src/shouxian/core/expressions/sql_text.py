"""Nodes as DuckDB expressions. Names are quoted, constants are ours, every integer is a BIGINT."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shouxian.core.expressions import columns
from shouxian.core.expressions.functions import SQL
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

Two = tuple[str, str]


@dataclass(frozen=True)
class Hoisted:
    """A function over members as columns of its parent: how they are selected, and their names."""

    selects: tuple[str, ...]
    columns: tuple[str, ...]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def select(what: Sequence[str], source: str) -> str:
    """Every part is written by this room from checked names; no text of an author is among them."""
    return f"SELECT {', '.join(what)}\nFROM {source}"


def constant(value: bool | int | str | date) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{value}::BIGINT"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class SqlWriter:
    """Writes expressions over one step of the chain; ``hoists`` names the columns of functions over members."""

    hoists: Mapping[Node, tuple[str, ...]]

    def one(self, node: Node) -> str:
        """An expression with the exact value of ``node``, NULL for unknown."""
        if node.bounded:
            low, high = self.two(node)
            return f"(CASE WHEN {low} = {high} THEN {low} END)"
        match node:
            case Literal():
                return constant(node.value)
            case FactRef():
                return quoted(node.name)
            case ParamRef():
                return quoted(columns.parameter(node.name))
            case Quantified() | Aggregate():
                return quoted(self.hoists[node][0])
            case Missing():
                return self._missing(node)
            case Occurrences():
                return quoted(columns.occurrences(node.fact.name))
            case Sum():
                return f"({self.one(node.left)} {'-' if node.minus else '+'} {self.one(node.right)})"
            case Call():
                return self._call(node)
            case _:
                return self._truth(node)

    def two(self, node: Node) -> Two:
        """Expressions with the two closed ends of a quantity."""
        match node:
            case _ if not node.bounded:
                exact = self.one(node)
                return exact, exact
            case FactRef():
                return quoted(columns.low(node.name)), quoted(columns.high(node.name))
            case Aggregate():
                low, high = self.hoists[node]
                return quoted(low), quoted(high)
            case Sum():
                (a, b), (c, d) = self.two(node.left), self.two(node.right)
                return (f"({a} - {d})", f"({b} - {c})") if node.minus else (f"({a} + {c})", f"({b} + {d})")
            case Call():
                a, b = self.two(node.args[0])
                people = self.one(node.args[1])
                return SQL[node.function](a, people), SQL[node.function](b, people)
            case _:  # pragma: no cover - every bounded node is listed
                raise TypeError(node)

    def _truth(self, node: Node) -> str:
        match node:
            case And() | Or():
                word = " AND " if isinstance(node, And) else " OR "
                return f"({word.join(self.one(item) for item in node.items)})"
            case Not():
                return f"(NOT {self.one(node.item)})"
            case Compare():
                return self._compare(node)
            case IsIn():
                return f"({self.one(node.item)} IN ({', '.join(constant(v.value) for v in node.values)}))"
            case Has():
                return f"list_contains({quoted(node.item.name)}, {constant(node.code)})"
            case _:  # pragma: no cover - every node is listed
                raise TypeError(node)

    def _compare(self, node: Compare) -> str:
        if not (node.left.bounded or node.right.bounded):
            return f"({self.one(node.left)} {node.operator} {self.one(node.right)})"
        x, y = self.two(node.left), self.two(node.right)
        if node.operator in ("=", "<>"):
            same, apart = ("TRUE", "FALSE") if node.operator == "=" else ("FALSE", "TRUE")
            exact = " AND ".join(f"{a} = {b}" for a, b in ((x[0], x[1]), (y[0], y[1]), (x[0], y[0])) if a != b)
            return f"(CASE WHEN {exact} THEN {same} WHEN {x[1]} < {y[0]} OR {x[0]} > {y[1]} THEN {apart} END)"
        if node.operator in (">", "<="):
            x, y = y, x
        below, not_below = ("TRUE", "FALSE") if node.operator in ("<", ">") else ("FALSE", "TRUE")
        return f"(CASE WHEN {x[1]} < {y[0]} THEN {below} WHEN {x[0]} >= {y[1]} THEN {not_below} END)"

    def _call(self, node: Call) -> str:
        if node.function == "share_over":
            part, whole = self.two(node.args[0]), self.two(node.args[1])
            return SQL["share_over"](part, whole, self.one(node.args[2]), node.scale)
        return SQL[node.function](*(self.one(arg) for arg in node.args))

    def _missing(self, node: Missing) -> str:
        name = node.fact.name
        if node.identifier:
            read = [columns.occurrences(name)]
        else:
            read = [columns.low(name), columns.high(name)] if node.fact.bounded else [name]
        unknown = " AND ".join(f"{quoted(column)} IS NULL" for column in read)
        return f"(coalesce({quoted(columns.asked(name))}, FALSE) AND {unknown})"
