"""Text → a bare tree of our own. sqlglot reads; everything that is not on the short list here is refused by name.

Its dialect knows no functions at all, so ``sum(members, x)`` stays a plain call and no foreign function has a meaning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from sqlglot import TokenType, exp, parser
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError

from shouxian.core.kernel.faults import ShouxianError, Where, fault

LONGEST = 8_000
"""Characters of one expression; anything longer is a mistake, and deep nesting would exhaust the parser."""


@dataclass(frozen=True)
class Bare:
    """A piece of text with a shape but no types yet. ``word`` is a name, operator, function or constant."""

    shape: str  # and or not compare in sum name number text day truth call
    at: int
    word: str = ""
    items: "tuple[Bare, ...]" = ()


@dataclass(frozen=True)
class Text:
    """An expression as written, and where it stands."""

    text: str
    where: Where = field(default_factory=Where)

    def refuse(self, code: str, at: int, piece: str = "", **params: str) -> ShouxianError:
        """The error EXPR_``code`` at character ``at`` (0-based); shows ``piece`` or the text from there on."""
        shown = piece or self.text[at : at + 40]
        told: dict[str, object] = {"at": at + 1, "text": shown, **params}
        return ShouxianError(fault(f"EXPR_{code}", self.where, blocking=True, **told))


class _Rules(Dialect):
    class Parser(parser.Parser):
        FUNCTIONS: ClassVar[dict[str, Callable[..., exp.Expr]]] = {}
        FUNCTION_PARSERS: ClassVar = {k: v for k, v in parser.Parser.FUNCTION_PARSERS.items() if "CAST" in k}
        NO_PAREN_FUNCTION_PARSERS: ClassVar = {"CASE": parser.Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]}
        NO_PAREN_FUNCTIONS: ClassVar = {}
        SUBQUERY_PREDICATES: ClassVar = {TokenType.EXISTS: exp.Exists}


_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_REFUSED: tuple[tuple[tuple[type[exp.Expr], ...], str], ...] = (
    ((exp.Is, exp.Null, exp.NullSafeEQ, exp.NullSafeNEQ), "NULL_TEST"),
    ((exp.Case, exp.If), "CASE"),
    ((exp.Div, exp.IntDiv, exp.Mod), "DIVISION"),
    ((exp.Mul, exp.Pow), "MULTIPLICATION"),
    ((exp.Like, exp.ILike, exp.SimilarTo, exp.RegexpLike, exp.RegexpILike), "LIKE"),
    ((exp.Cast, exp.TryCast), "CAST"),
    ((exp.Query, exp.Exists, exp.Command, exp.Block), "SUBQUERY"),
)
_REFUSED_CALLS = {"coalesce": "COALESCE", "ifnull": "COALESCE", "nvl": "COALESCE", "nullif": "COALESCE",
                  "if": "CASE", "iff": "CASE", "mod": "DIVISION", "cast": "CAST"}  # fmt: skip


def parse(source: Text) -> Bare:
    """The bare tree of an expression; raises ``ShouxianError`` with EXPR_SYNTAX or the name of what is forbidden."""
    try:
        return _Reader(source).read(_tree(source))
    except RecursionError:
        raise _unreadable(source, 0, "too deep") from None


def _tree(source: Text) -> exp.Expr:
    if len(source.text) > LONGEST:
        raise _unreadable(source, LONGEST, f"longer than {LONGEST} characters")
    try:
        dialect = _Rules()
        trees = dialect.parser().parse(dialect.tokenize(source.text), source.text)
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        at = _offset(source.text, int(first.get("line") or 1), int(first.get("col") or 1))
        raise _unreadable(source, at, str(first.get("description") or error)) from None
    except SqlglotError as error:
        raise _unreadable(source, 0, str(error)) from None
    if len(trees) != 1 or trees[0] is None:
        raise _unreadable(source, 0, "one expression is wanted")
    return trees[0]


def _unreadable(source: Text, at: int, reason: str) -> ShouxianError:
    plain = reason.split("<class")[0].strip()
    return ShouxianError(fault("EXPR_SYNTAX", source.where, at=at + 1, reason=plain))


def _offset(text: str, line: int, column: int) -> int:
    before = text.split("\n")[: line - 1]
    return min(sum(len(part) + 1 for part in before) + max(column - 1, 0), len(text))


def _start(tree: exp.Expr) -> int:
    """The first character of ``tree`` as far as sqlglot remembers one."""
    return min((int(node.meta["start"]) for node in tree.walk() if "start" in node.meta), default=0)


def _flat(tree: exp.Expr, kind: type[exp.Expr]) -> Iterator[exp.Expr]:
    for side in (tree.this, tree.expression):
        inner = side.unnest()
        if isinstance(inner, kind):
            yield from _flat(inner, kind)
        else:
            yield inner


class _Reader:
    def __init__(self, source: Text) -> None:
        self._source = source

    def read(self, tree: exp.Expr) -> Bare:
        tree = tree.unnest()
        at = _start(tree)
        for kind, shape in ((exp.And, "and"), (exp.Or, "or")):
            if isinstance(tree, kind):
                return Bare(shape, at, items=tuple(self.read(item) for item in _flat(tree, kind)))
        if type(tree) in _COMPARISONS:
            return Bare("compare", at, _COMPARISONS[type(tree)], (self.read(tree.this), self.read(tree.expression)))
        if isinstance(tree, exp.Add | exp.Sub):
            word = "+" if isinstance(tree, exp.Add) else "-"
            return Bare("sum", at, word, (self.read(tree.this), self.read(tree.expression)))
        if isinstance(tree, exp.Not):
            return Bare("not", at, items=(self.read(tree.this),))
        if isinstance(tree, exp.In):
            return self._in(tree, at)
        return self._leaf(tree, at)

    def _in(self, tree: exp.In, at: int) -> Bare:
        if tree.args.get("query") is not None:
            raise self._source.refuse("SUBQUERY", at)
        if tree.args.get("field") is not None or tree.args.get("unnest") is not None or not tree.expressions:
            raise self._source.refuse("CONSTRUCT", at)
        return Bare("in", at, items=(self.read(tree.this), *(self.read(value) for value in tree.expressions)))

    def _leaf(self, tree: exp.Expr, at: int) -> Bare:
        if isinstance(tree, exp.Column):
            return self._name(tree, at)
        if isinstance(tree, exp.Boolean):
            return Bare("truth", at, "true" if tree.this else "false")
        if isinstance(tree, exp.Literal):
            return Bare("text" if tree.is_string else "number", at, str(tree.this))
        if isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal):
            return Bare("number", at, f"-{tree.this.this}")
        if isinstance(tree, exp.Anonymous):
            return self._call(tree, at)
        if _is_date(tree, self._source.text):
            return Bare("day", at, str(tree.this.this))
        for kinds, code in _REFUSED:
            if isinstance(tree, kinds):
                raise self._source.refuse(code, at)
        raise self._source.refuse("CONSTRUCT", at)

    def _name(self, tree: exp.Column, at: int) -> Bare:
        identifier = tree.this
        if isinstance(identifier, exp.Star) or tree.args.get("table") is not None:
            raise self._source.refuse("CONSTRUCT", at)
        if identifier.args.get("quoted"):
            raise self._source.refuse("QUOTED", at)
        return Bare("name", at, str(identifier.this))

    def _call(self, tree: exp.Anonymous, at: int) -> Bare:
        word = str(tree.this).lower()
        if word in _REFUSED_CALLS:
            raise self._source.refuse(_REFUSED_CALLS[word], at)
        return Bare("call", at, word, tuple(self.read(item) for item in tree.expressions))


def _is_date(tree: exp.Expr, text: str) -> bool:
    """DATE '…' and CAST('…' AS DATE) arrive as one node; only the former, written with the keyword, is ours."""
    if not (isinstance(tree, exp.Cast) and isinstance(tree.this, exp.Literal) and tree.this.is_string):
        return False
    before = text[: _start(tree)].rstrip().lower()
    return tree.to.this == exp.DataType.Type.DATE and before.endswith("date") and type(tree) is exp.Cast
