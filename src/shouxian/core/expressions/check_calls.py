"""Checks of calls: named functions, has, missing, occurrences, and the functions over members."""

from typing import TYPE_CHECKING

from shouxian.core.expressions.functions import FUNCTIONS, USAGES, nearest_function
from shouxian.core.expressions.nodes import (
    BOOL,
    DATE,
    DAYS,
    INT,
    QUANTITIES,
    Aggregate,
    Call,
    FactRef,
    Has,
    Missing,
    Node,
    Occurrences,
    ParamRef,
    Quantified,
)
from shouxian.core.expressions.parse import Bare
from shouxian.core.expressions.schema import Collection
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.models.dictionary import SCALES

if TYPE_CHECKING:  # the checker calls this module; only its name is needed here
    from shouxian.core.expressions.check import Checker

_SIZES = {"has": (2,), "missing": (1,), "occurrences": (1,), "any": (2,), "all": (2,), "at_least": (3,),
          "at_most": (3,), "count": (1, 2), "sum": (2,), "min": (2,), "max": (2,)}  # fmt: skip
_MOST = 1000
"""The largest n of at_least and at_most; no household and no village has more members to count one by one."""


def check_call(checker: "Checker", bare: Bare) -> Node:
    """The node of a call; raises EXPR_FUNCTION, EXPR_ARGUMENT, EXPR_NESTED and what its arguments raise."""
    if bare.word not in USAGES:
        raise checker.source.refuse("FUNCTION", bare.at, bare.word, nearest=nearest_function(bare.word))
    sizes = (len(FUNCTIONS[bare.word].takes),) if bare.word in FUNCTIONS else _SIZES[bare.word]
    if len(bare.items) not in sizes:
        raise _misused(checker, bare)
    if bare.word in FUNCTIONS:
        return _named(checker, bare)
    if bare.word == "has":
        return _has(checker, bare)
    if bare.word in ("missing", "occurrences"):
        return _about_fact(checker, bare)
    if checker.member is not None:
        raise checker.source.refuse("NESTED", bare.at, bare.word)
    return _quantified(checker, bare) if bare.word in ("any", "all", "at_least", "at_most") else _total(checker, bare)


def _misused(checker: "Checker", bare: Bare) -> ShouxianError:
    return checker.source.refuse("ARGUMENT", bare.at, function=bare.word, usage=USAGES[bare.word])


def _named(checker: "Checker", bare: Bare) -> Call:
    function = FUNCTIONS[bare.word]
    args = tuple(
        checker.node(item, DATE if takes == "day" else INT)
        for item, takes in zip(bare.items, function.takes, strict=True)
    )
    for arg, takes in zip(args, function.takes, strict=True):
        allowed = {"day": DAYS, "quantity": QUANTITIES, "people": {"int"}, "percent": {"int", "decimal"}}[takes]
        if arg.type.kind not in allowed:
            raise _misused(checker, bare)
        if isinstance(arg, ParamRef) and arg.line:
            raise checker.source.refuse("LINE", bare.at)
    if bare.word == "per_head":
        return Call(bare.word, args, args[0].type, args[0].bounded, at=bare.at)
    if bare.word == "share_over":
        if args[0].type != args[1].type:
            raise _misused(checker, bare)
        return Call(bare.word, args, BOOL, scale=SCALES[args[2].type.kind], at=bare.at)
    return Call(bare.word, args, INT, at=bare.at)


def _has(checker: "Checker", bare: Bare) -> Has:
    item = checker.node(bare.items[0])
    if not isinstance(item, FactRef) or item.type.kind != "choices":
        raise _misused(checker, bare)
    return Has(item, checker.code(bare.items[1], item.type), at=bare.at)


def _about_fact(checker: "Checker", bare: Bare) -> Node:
    if bare.items[0].shape != "name" or bare.items[0].word in checker.schema.parameters:
        raise _misused(checker, bare)
    fact = checker.fact(bare.items[0])
    if bare.word == "occurrences":
        return Occurrences(fact, at=bare.at)
    if not checker.may_miss:
        raise checker.source.refuse("MISSING_KIND", bare.at)
    if checker.schema.facts[fact.name].derive is not None:
        raise _misused(checker, bare)
    return Missing(fact, checker.schema.facts[fact.name].identifier, at=bare.at)


def _collection(checker: "Checker", bare: Bare) -> Collection:
    known = checker.schema.collections_of(checker.subject)
    if bare.shape != "name" or bare.word not in known:
        names = ", ".join(sorted(known)) or "-"
        raise checker.source.refuse("MEMBERS", bare.at, bare.word, subject=checker.subject, known=names)
    return known[bare.word]


def _quantified(checker: "Checker", bare: Bare) -> Quantified:
    n: int | ParamRef = 0
    items = bare.items
    if bare.word in ("at_least", "at_most"):
        n, items = _threshold(checker, bare), bare.items[1:]
    found = _collection(checker, items[0])
    body = checker.inside(found.child).truth(items[1])
    how = bare.word
    return Quantified(how, n, found.name, found.child, body, at=bare.at)  # type: ignore[arg-type]  # one of the four


def _threshold(checker: "Checker", bare: Bare) -> int | ParamRef:
    first = bare.items[0]
    declared = checker.schema.parameters.get(first.word) if first.shape == "name" else None
    if declared is not None and declared.kind == "count" and declared.type == "int":
        return checker.schema.param(declared.name, first.at)
    if first.shape != "number" or not first.word.isdecimal():
        raise _misused(checker, bare)
    n = int(first.word)
    if n > _MOST or (n == 0 and bare.word == "at_least"):
        raise _misused(checker, bare)
    return n


def _total(checker: "Checker", bare: Bare) -> Aggregate:
    found = _collection(checker, bare.items[0])
    inner = checker.inside(found.child)
    if bare.word == "count":
        body = inner.truth(bare.items[1]) if len(bare.items) == 2 else None
        return Aggregate("count", found.name, found.child, body, at=bare.at)
    body = inner.node(bare.items[1])
    allowed = QUANTITIES if bare.word == "sum" else QUANTITIES | DAYS
    if body.type.kind not in allowed or isinstance(body, ParamRef):
        raise _misused(checker, bare)
    how = bare.word
    return Aggregate(how, found.name, found.child, body, at=bare.at)  # type: ignore[arg-type]  # sum, min or max
