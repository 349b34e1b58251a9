"""A bare tree and a schema → typed nodes, or the first reason why not."""

from dataclasses import dataclass, replace
from datetime import date

from shouxian.core.expressions.check_calls import check_call
from shouxian.core.expressions.nodes import (
    BOOL,
    DATE,
    DAYS,
    INT,
    QUANTITIES,
    TEXT,
    And,
    Compare,
    FactRef,
    IsIn,
    Literal,
    Node,
    Not,
    Operator,
    Or,
    ParamRef,
    Sum,
    Type,
)
from shouxian.core.expressions.parse import Bare, Text, parse
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.text import nearest
from shouxian.core.packs.models.dictionary import SCALES

_FLEXIBLE = frozenset({"text", "number"})
_MIRRORED: dict[str, Operator] = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Checker:
    """Reads names for one subject; inside a function over members ``member`` is the subject of the members."""

    schema: Schema
    source: Text
    subject: str
    may_miss: bool = False
    member: str | None = None

    def inside(self, child: str) -> "Checker":
        return replace(self, member=child)

    def truth(self, bare: Bare) -> Node:
        """The node of ``bare``, which must be true, false or unknown."""
        node = self.node(bare)
        if node.type != BOOL:
            raise self.source.refuse("BOOLEAN", bare.at, bare.word, got=node.type.kind)
        return node

    def node(self, bare: Bare, wanted: Type | None = None) -> Node:
        """The node of ``bare``; ``wanted`` is the type a bare constant takes from its other side."""
        match bare.shape:
            case "and":
                return And(tuple(self.truth(item) for item in bare.items), at=bare.at)
            case "or":
                return Or(tuple(self.truth(item) for item in bare.items), at=bare.at)
            case "not":
                return Not(self.truth(bare.items[0]), at=bare.at)
            case "truth":
                return Literal(bare.word == "true", BOOL, at=bare.at)
            case "compare":
                return self._compare(bare)
            case "in":
                return self._in(bare)
            case "sum":
                return self._sum(bare, wanted)
            case "name":
                return self._name(bare)
            case "call":
                return check_call(self, bare)
            case _:
                return self._constant(bare, wanted)

    def _pair(self, bare: Bare, wanted: Type | None = None) -> tuple[Node, Node]:
        """Both sides; a constant takes the type of the side that has one."""
        left, right = bare.items
        if left.shape in _FLEXIBLE and right.shape not in _FLEXIBLE:
            second = self.node(right, wanted)
            return self.node(left, second.type), second
        first = self.node(left, wanted)
        return first, self.node(right, first.type)

    def _compare(self, bare: Bare) -> Node:
        operator: Operator = bare.word  # type: ignore[assignment]  # parse.py lets only operators through
        left, right = self._pair(bare)
        if not left.type.fits(right.type):
            raise self.source.refuse("TYPES", bare.at, left=_shown(left.type), right=_shown(right.type))
        if left.type.kind == "choices":
            raise self.source.refuse("OPERATOR", bare.at, got=left.type.kind)
        if operator not in ("=", "<>") and left.type.kind not in QUANTITIES | DAYS:
            raise self.source.refuse("OPERATOR", bare.at, got=left.type.kind)
        self._check_line(bare, operator, left, right)
        return Compare(operator, left, right, at=bare.at)

    def _check_line(self, bare: Bare, operator: Operator, left: Node, right: Node) -> None:
        for line, other, seen in ((right, left, operator), (left, right, _MIRRORED[operator])):
            if not (isinstance(line, ParamRef) and line.line):
                continue
            if seen not in ("<", ">=") or isinstance(other, ParamRef | Literal):
                raise self.source.refuse("LINE", bare.at)

    def _in(self, bare: Bare) -> Node:
        item = self.node(bare.items[0])
        if item.type.kind in ("bool", "choices") or isinstance(item, Literal | ParamRef):
            raise self.source.refuse("OPERATOR", bare.at, got=item.type.kind)
        values = []
        for given in bare.items[1:]:
            value = self.node(given, item.type)
            if not isinstance(value, Literal):
                raise self.source.refuse("CONSTRUCT", given.at, given.word)
            if not value.type.fits(item.type):
                raise self.source.refuse("TYPES", given.at, left=_shown(item.type), right=_shown(value.type))
            values.append(value)
        if item.bounded:
            return Or(tuple(Compare("=", item, value, at=bare.at) for value in values), at=bare.at)
        return IsIn(item, tuple(values), at=bare.at)

    def _sum(self, bare: Bare, wanted: Type | None) -> Node:
        left, right = self._pair(bare, wanted)
        if not left.type.fits(right.type):
            raise self.source.refuse("TYPES", bare.at, left=_shown(left.type), right=_shown(right.type))
        for side in (left, right):
            if side.type.kind not in QUANTITIES:
                raise self.source.refuse("OPERATOR", bare.at, got=side.type.kind)
            if isinstance(side, ParamRef) and side.line:
                raise self.source.refuse("LINE", bare.at)
        return Sum(left, right, bare.word == "-", at=bare.at)

    def _name(self, bare: Bare) -> Node:
        name = bare.word
        if name in self.schema.parameters:
            return self.schema.param(name, bare.at)
        node = self.fact(bare)
        if self.schema.facts[name].identifier:
            raise self.source.refuse("IDENTIFIER", bare.at, name)
        return node

    def fact(self, bare: Bare) -> FactRef:
        """The fact a name stands for, identifiers too; EXPR_NAME or EXPR_SCOPE where there is none within reach."""
        name = bare.word
        if bare.shape != "name" or name not in self.schema.facts:
            known = [*self.schema.facts, *self.schema.parameters]
            raise self.source.refuse("NAME", bare.at, name, nearest=nearest(name, known) or "-")
        owner = self.schema.owner[name]
        reach = (self.member, self.subject) if self.member else (self.subject, self.schema.parent(self.subject))
        if owner not in reach:
            raise self.source.refuse("SCOPE", bare.at, name, subject=owner)
        return self.schema.fact(name, bare.at)

    def _constant(self, bare: Bare, wanted: Type | None) -> Literal:
        if bare.shape == "number":
            return self._number(bare, wanted)
        if bare.shape == "day" or (wanted is not None and wanted.kind in DAYS):
            return Literal(self._day(bare), DATE, at=bare.at)
        if wanted is not None and wanted.kind in ("choice", "choices"):
            return Literal(self.code(bare, wanted), wanted, at=bare.at)
        return Literal(bare.word, TEXT, at=bare.at)

    def _number(self, bare: Bare, wanted: Type | None) -> Literal:
        if bare.word not in ("0", "1"):
            raise self.source.refuse("NUMBER", bare.at, bare.word)
        sort = wanted if wanted is not None and wanted.kind in QUANTITIES else INT
        return Literal(int(bare.word) * SCALES[sort.kind], sort, at=bare.at)

    def _day(self, bare: Bare) -> date:
        try:
            if len(bare.word) != len("2022-01-01"):
                raise ValueError
            return date.fromisoformat(bare.word)
        except ValueError:
            raise self.source.refuse("DATE", bare.at, bare.word) from None

    def code(self, bare: Bare, wanted: Type) -> str:
        """A text as a code of the list of ``wanted``; EXPR_CODE with the nearest one otherwise."""
        codes = self.schema.codes(wanted.codelist or "")
        if bare.shape != "text" or bare.word not in codes:
            near = nearest(bare.word, codes) or ", ".join(codes[:12])
            raise self.source.refuse("CODE", bare.at, bare.word, codelist=wanted.codelist or "", nearest=near)
        return bare.word


def _shown(sort: Type) -> str:
    return f"{sort.kind}({sort.codelist})" if sort.codelist else sort.kind


def check(schema: Schema, source: Text, subject: str, *, may_miss: bool = False) -> Node:
    """The typed node of any expression on ``subject``; ``may_miss`` allows missing(); raises ``ShouxianError``."""
    return Checker(schema, source, subject, may_miss).node(parse(source))


def check_rule(schema: Schema, source: Text, subject: str, kind: str) -> Node:
    """Like :func:`check` for the ``when`` of a rule of ``kind``: must be a truth; missing() by kind only."""
    return Checker(schema, source, subject, kind in ("quality", "procedure")).truth(parse(source))
