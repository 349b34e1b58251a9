"""A checked expression as XPath over the nodes of a form: what can be written is, anything else raises ``CannotWrite``.

Stricter than the engines on purpose: a value is unknown ("") as soon as one of its parts is, so a note on a phone never
says more than the rules would.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shouxian.core.expressions.nodes import (
    QUANTITIES,
    Aggregate,
    And,
    Call,
    Compare,
    FactRef,
    Has,
    IsIn,
    Literal,
    Node,
    Not,
    Or,
    ParamRef,
    Quantified,
    Sum,
)
from shouxian.core.forms import names
from shouxian.core.forms.rows import Row
from shouxian.core.kernel.money import yuan
from shouxian.core.packs.models.dictionary import SCALES
from shouxian.core.packs.resolve import Resolved

_DIGITS = "'%Y%m%d'"


class CannotWrite(Exception):  # noqa: N818 - no error: the form goes without it
    """A part that this form does not ask, or that XPath has no word for."""


@dataclass(frozen=True)
class Piece:
    """An expression (a number, a truth or a text) and the conditions under which it is known."""

    value: str
    known: tuple[str, ...] = ()

    def stored(self, truth: bool) -> str:
        """The calculation of a hidden node: "" where unknown, true and false for a truth."""
        value = f"if({self.value}, 'true', 'false')" if truth else self.value
        return f"if({' and '.join(dict.fromkeys(self.known))}, {value}, '')" if self.known else value


@dataclass
class Writer:
    """Writes expressions of one subject. ``nodes``: fact → its node in this form; ``inner``: the writer of the member
    repeat; ``each`` collects the hidden rows that have to stand inside it."""

    nodes: Mapping[str, str]
    parameters: Mapping[str, Resolved | None]
    lines: frozenset[str]
    inner: "Writer | None" = None
    child: str = ""
    each: list[Row] = field(default_factory=list)

    def write(self, node: Node) -> Piece:
        match node:
            case Literal():
                return Piece(_constant(node))
            case FactRef():
                return self._fact(node)
            case ParamRef():
                return self._parameter(node)
            case Not():
                item = self.write(node.item)
                return Piece(f"not({item.value})", item.known)
            case And() | Or():
                pieces = [self.write(item) for item in node.items]
                word = " and " if isinstance(node, And) else " or "
                return Piece(f"({word.join(piece.value for piece in pieces)})", _known(*pieces))
            case Compare():
                return self._compare(node)
            case IsIn():
                item = self.write(node.item)
                told = " or ".join(f"{item.value} = {_constant(value)}" for value in node.values)
                return Piece(f"({told})", item.known)
            case Has():
                reference = self._reference(node.item.name)
                return Piece(f"selected({reference}, '{node.code}')", (f"{reference} != ''",))
            case Sum():
                left, right = self.write(node.left), self.write(node.right)
                return Piece(f"({left.value} {'-' if node.minus else '+'} {right.value})", _known(left, right))
            case Call():
                return self._call(node)
            case Aggregate() | Quantified():
                return self._over_members(node)
            case _:
                raise CannotWrite(type(node).__name__)

    def _reference(self, fact: str) -> str:
        if fact not in self.nodes:
            raise CannotWrite(fact)
        return f"${{{self.nodes[fact]}}}"

    def _fact(self, node: FactRef) -> Piece:
        reference = self._reference(node.name)
        known = (f"{reference} != ''",)
        return Piece(f"({reference} = 'true')" if node.type.kind == "bool" else reference, known)

    def _parameter(self, node: ParamRef) -> Piece:
        value = self.parameters.get(node.name)
        if value is None or node.name in self.lines:
            raise CannotWrite(node.name)
        return Piece(_constant(Literal(value, node.type)))

    def _compare(self, node: Compare) -> Piece:
        left, right = self.write(node.left), self.write(node.right)
        if node.left.type.kind in ("date", "month"):
            left, right = (Piece(f"date({piece.value})", piece.known) for piece in (left, right))
        operator = "!=" if node.operator == "<>" else node.operator
        return Piece(f"({left.value} {operator} {right.value})", _known(left, right))

    def _call(self, node: Call) -> Piece:
        args = [self.write(arg) for arg in node.args]
        known = _known(*args)
        if node.function == "per_head":
            total, people = args
            places = 2 if SCALES[node.type.kind] == 100 else 0
            return Piece(f"round({total.value} div {people.value}, {places})", (*known, f"{people.value} > 0"))
        if node.function == "share_over":
            part, whole, percent = (arg.value for arg in args)
            return Piece(f"({part} * 100 > {whole} * {percent})", (*known, f"{whole} > 0"))
        if node.function == "age_on":
            born, day = (f"number(format-date({arg.value}, {_DIGITS}))" for arg in args)
            return Piece(f"int(({day} - {born}) div 10000)", (*known, f"{born} <= {day}"))
        raise CannotWrite(node.function)

    def _over_members(self, node: Aggregate | Quantified) -> Piece:
        """Through a hidden node in every member: its value there, 1 and 0 for a truth."""
        if self.inner is None or node.child != self.child:
            raise CannotWrite(node.members)
        everyone = f"count(${{{names.MEMBER_KEY}}})"
        if node.body is None or not node.parts:
            return Piece(everyone, (f"{everyone} > 0",))
        each = self._inside(node.body)
        known = (f"{everyone} > 0", f"count-non-empty({each}) = {everyone}")
        if isinstance(node, Quantified):
            if not isinstance(node.n, int):
                raise CannotWrite(node.n.name)
            compared = {"any": "> 0", "all": f"= {everyone}", "at_least": f">= {node.n}", "at_most": f"<= {node.n}"}
            return Piece(f"(sum({each}) {compared[node.how]})", known)
        function = "sum" if node.how == "count" else node.how
        if node.body.type.kind not in {*QUANTITIES, "bool"}:
            raise CannotWrite(node.how)
        return Piece(f"{function}({each})", known)

    def _inside(self, body: Node) -> str:
        assert self.inner is not None
        piece = self.inner.write(body)
        value = f"if({piece.value}, 1, 0)" if body.type.kind == "bool" else piece.value
        calculation = Piece(value, piece.known).stored(truth=False)
        for row in self.each:
            if row.calculation == calculation:
                return f"${{{row.name}}}"
        name = f"each__{len(self.each) + 1}"
        self.each.append(Row("calculate", name, calculation=calculation))
        return f"${{{name}}}"


def _known(*pieces: Piece) -> tuple[str, ...]:
    return tuple(dict.fromkeys(condition for piece in pieces for condition in piece.known))


def _constant(node: Literal) -> str:
    """A constant in the written unit."""
    if isinstance(node.value, bool):
        return "true()" if node.value else "false()"
    if isinstance(node.value, date):
        return f"date('{node.value.isoformat()}')"
    if isinstance(node.value, int):
        return yuan(node.value) if SCALES[node.type.kind] == 100 else str(node.value)
    if "'" in node.value:
        raise CannotWrite("quote")
    return f"'{node.value}'"
