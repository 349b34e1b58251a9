"""A checked expression as XPath over the nodes of a form: what can be written is, anything else raises ``CannotWrite``.

Truths are three-valued as in the engines. Over members a phone is stricter: unknown ("") as soon as it is unknown of
one of them. So a note on a phone never says more than the rules would.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shouxian.core.expressions.nodes import (
    DAYS,
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
_EVERYONE = f"count(${{{names.MEMBER_KEY}}})"


class CannotWrite(Exception):  # noqa: N818 - no error: the form goes without it
    """A part that this form does not ask, or that XPath has no word for."""


@dataclass(frozen=True)
class Piece:
    """A number, text or day, and the conditions under which it is known."""

    value: str
    known: tuple[str, ...] = ()

    def stored(self) -> str:
        """The calculation of a hidden node, "" where unknown."""
        return f"if({' and '.join(self.known)}, {self.value}, '')" if self.known else self.value


@dataclass(frozen=True)
class Truth:
    """Two conditions: when it is true, and when it is false. Where neither holds it is unknown."""

    yes: str
    no: str

    def stored(self, yes: str = "'true'", no: str = "'false'") -> str:
        return f"if({self.yes}, {yes}, if({self.no}, {no}, ''))"

    @staticmethod
    def of(condition: str, known: tuple[str, ...]) -> "Truth":
        """True or false by ``condition`` where everything in it is known."""
        if not known:
            return Truth(condition, f"not({condition})")
        told = " and ".join(known)
        return Truth(f"({told} and {condition})", f"({told} and not({condition}))")


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

    def stored(self, node: Node) -> str:
        """The calculation of a hidden node that holds the value; raises ``CannotWrite``."""
        return self.truth(node).stored() if node.type.kind == "bool" else self.piece(node).stored()

    def piece(self, node: Node) -> Piece:
        match node:
            case Literal():
                return Piece(_constant(node))
            case FactRef():
                reference = self._reference(node.name)
                return Piece(reference, (f"{reference} != ''",))
            case ParamRef():
                return self._parameter(node)
            case Sum():
                left, right = self.piece(node.left), self.piece(node.right)
                return Piece(f"({left.value} {'-' if node.minus else '+'} {right.value})", _known(left, right))
            case Call():
                return self._call(node)
            case Aggregate():
                return self._total(node)
            case _:
                raise CannotWrite(type(node).__name__)

    def truth(self, node: Node) -> Truth:
        match node:
            case FactRef():
                reference = self._reference(node.name)
                return Truth(f"({reference} = 'true')", f"({reference} = 'false')")
            case Not():
                item = self.truth(node.item)
                return Truth(item.no, item.yes)
            case And() | Or():
                return _joined([self.truth(item) for item in node.items], isinstance(node, Or))
            case Compare():
                return self._compare(node)
            case IsIn():
                among = self.piece(node.item)
                told = " or ".join(f"{among.value} = {_constant(value)}" for value in node.values)
                return Truth.of(f"({told})", among.known)
            case Has():
                reference = self._reference(node.item.name)
                return Truth.of(f"selected({reference}, '{node.code}')", (f"{reference} != ''",))
            case Call() if node.function == "share_over":
                part, whole, percent = (self.piece(arg) for arg in node.args)
                condition = f"({part.value} * 100 > {whole.value} * {percent.value})"
                return Truth.of(condition, (*_known(part, whole, percent), f"{whole.value} > 0"))
            case Quantified():
                return self._quantified(node)
            case _:
                raise CannotWrite(type(node).__name__)

    def _reference(self, fact: str) -> str:
        if fact not in self.nodes:
            raise CannotWrite(fact)
        return f"${{{self.nodes[fact]}}}"

    def _parameter(self, node: ParamRef) -> Piece:
        value = self.parameters.get(node.name)
        if value is None or node.name in self.lines:
            raise CannotWrite(node.name)
        return Piece(_constant(Literal(value, node.type)))

    def _compare(self, node: Compare) -> Truth:
        if node.left.type.kind == "bool":
            raise CannotWrite("bool")
        left, right = self.piece(node.left), self.piece(node.right)
        if node.left.type.kind in DAYS:
            left, right = (Piece(f"date({piece.value})", piece.known) for piece in (left, right))
        operator = "!=" if node.operator == "<>" else node.operator
        return Truth.of(f"({left.value} {operator} {right.value})", _known(left, right))

    def _call(self, node: Call) -> Piece:
        args = [self.piece(arg) for arg in node.args]
        if node.function == "per_head":
            total, people = args
            value = _half_up(total.value, people.value, SCALES[node.type.kind])
            return Piece(value, (*_known(*args), f"{people.value} > 0"))
        if node.function == "age_on":
            born, day = (f"number(format-date({arg.value}, {_DIGITS}))" for arg in args)
            return Piece(f"int(({day} - {born}) div 10000)", (*_known(*args), f"{born} <= {day}"))
        raise CannotWrite(node.function)

    # --- over members: through a hidden node in every member, known only where it is known of each -------------------

    def _total(self, node: Aggregate) -> Piece:
        self._look_inside(node.child)
        if node.body is None:
            return Piece(_EVERYONE, (f"{_EVERYONE} > 0",))
        if node.body.type.kind not in {*QUANTITIES, "bool"}:
            raise CannotWrite(node.how)
        each = self._each(node.body)
        return Piece(f"{'sum' if node.how == 'count' else node.how}({each})", _of_everyone(each))

    def _quantified(self, node: Quantified) -> Truth:
        self._look_inside(node.child)
        each = self._each(node.body)
        n = self._number(node)
        compared = {"any": "> 0", "all": f"= {_EVERYONE}", "at_least": f">= {n}", "at_most": f"<= {n}"}
        return Truth.of(f"(sum({each}) {compared[node.how]})", _of_everyone(each))

    def _number(self, node: Quantified) -> str:
        """The n of at_least and at_most; a parameter that asks nothing is unknown everywhere, so it is left out."""
        if isinstance(node.n, int):
            return str(node.n)
        value = self.parameters.get(node.n.name)
        if not isinstance(value, int) or value < node.least_n:
            raise CannotWrite(node.n.name)
        return str(value)

    def _look_inside(self, child: str) -> None:
        if self.inner is None or child != self.child:
            raise CannotWrite(child)

    def _each(self, body: Node) -> str:
        """A reference to the hidden node of every member; a truth counts as 1 and 0."""
        assert self.inner is not None
        truth = body.type.kind == "bool"
        calculation = self.inner.truth(body).stored("1", "0") if truth else self.inner.piece(body).stored()
        for row in self.each:
            if row.calculation == calculation:
                return f"${{{row.name}}}"
        name = f"each__{len(self.each) + 1}"
        self.each.append(Row("calculate", name, calculation=calculation))
        return f"${{{name}}}"


def _half_up(total: str, people: str, scale: int) -> str:
    """``total`` over ``people`` in the smallest unit, rounded half up as the rules do it; XPath's own rounding takes a
    negative half away from zero. The floor of a fraction of whole numbers: cut off, and one less below zero."""
    upper, lower = f"(2 * round({total} * {scale}, 0) + {people})", f"(2 * {people})"
    floor = f"(int({upper} div {lower}) - if({upper} < 0 and {upper} mod {lower} != 0, 1, 0))"
    return f"({floor} div {scale})" if scale > 1 else floor


def _joined(sides: list[Truth], as_or: bool) -> Truth:
    yes, no = (" or ", " and ") if as_or else (" and ", " or ")
    return Truth(f"({yes.join(side.yes for side in sides)})", f"({no.join(side.no for side in sides)})")


def _of_everyone(each: str) -> tuple[str, ...]:
    return (f"{_EVERYONE} > 0", f"count-non-empty({each}) = {_EVERYONE}")


def _known(*pieces: Piece) -> tuple[str, ...]:
    return tuple(dict.fromkeys(condition for piece in pieces for condition in piece.known))


def _constant(node: Literal) -> str:
    """A constant in the written unit."""
    if isinstance(node.value, date):
        return f"date('{node.value.isoformat()}')"
    if isinstance(node.value, int):
        return yuan(node.value) if SCALES[node.type.kind] == 100 else str(node.value)
    if "'" in node.value:
        raise CannotWrite("quote")
    return f"'{node.value}'"
