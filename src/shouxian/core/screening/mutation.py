"""Are the cases of a rule good enough? Each one-node change of its expression must fail at least one of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from shouxian.core.expressions import columns
from shouxian.core.expressions.evaluate import Frames, verdict
from shouxian.core.expressions.nodes import (
    BOOL,
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
    Operator,
    Or,
    ParamRef,
    Quantified,
    Sum,
    walk,
)
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.written import written
from shouxian.core.kernel.faults import Fault, fault
from shouxian.core.packs.models.dictionary import SCALES
from shouxian.core.screening.cases import CasedRule, PreparedCase, prepare

_AT_THE_EDGE: dict[Operator, Operator] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_FLIPPED: dict[Operator, Operator] = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_VERDICTS = {True: "hit", False: "clear", None: "unknown"}


@dataclass(frozen=True)
class Mutant:
    """A changed rule: another node, or the same with a parameter moved by ``shift`` smallest units (days for dates)."""

    change: str
    node: Node
    parameter: str = ""
    shift: int = 0


@dataclass(frozen=True)
class Mutation:
    """``killed`` of ``total`` changes fail a case; ``survivors`` tell the rest as remarks at the rule's place."""

    total: int
    killed: int
    survivors: tuple[Fault, ...]


def mutate(schema: Schema, rules: Sequence[CasedRule]) -> Mutation:
    """Run every change of every rule against the rule's own cases, in Python only."""
    programme = Programme.compile(schema, [rule.text() for rule in rules])
    prepared, _ = prepare(programme, rules)
    survivors: list[Fault] = []
    total = 0
    for cased in rules:
        cases = [case for case in prepared if case.rule is cased]
        for mutant in mutants(schema, programme.nodes[cased.rule.id]):
            total += 1
            if not any(_fails(mutant, case) for case in cases):
                survivors.append(
                    fault("CASE_MUTANT", cased.where, blocking=False, rule=cased.rule.id, change=mutant.change)
                )
    return Mutation(total, total - len(survivors), tuple(survivors))


def _fails(mutant: Mutant, case: PreparedCase) -> bool:
    frames = case.frames
    if mutant.parameter:
        column = columns.parameter(mutant.parameter)
        lists = {part.members for part in walk(mutant.node) if isinstance(part, Quantified | Aggregate)}
        moved = _with_moved(frames.own, column, mutant.shift)
        moved |= {name: [_with_moved(one, column, mutant.shift) for one in frames.members(name)] for name in lists}
        frames = Frames(moved, {s: moved if r is frames.own else r for s, r in frames.by_subject.items()})
    return _VERDICTS[verdict(mutant.node, frames)] != case.expected


def _with_moved(record: columns.Record, column: str, shift: int) -> dict[str, Any]:
    return {**record, column: _moved(record[column], shift)} if column in record else dict(record)


def _moved(known: Any, shift: int) -> Any:
    if known is None:
        return None
    return known + timedelta(days=shift) if isinstance(known, date) else known + shift


def mutants(schema: Schema, node: Node) -> Iterator[Mutant]:
    """Every one-node change of ``node``; the reference date is left alone."""
    for changed, old, new in _changes(schema, node):
        yield Mutant(f"{written(old)} → {written(new)}", changed)
    named = dict.fromkeys(part for part in walk(node) if isinstance(part, ParamRef))
    for parameter in named:
        if parameter.name != columns.REFERENCE_DATE:
            unit = SCALES.get(parameter.type.kind, 1)
            for shift in (unit, -unit):
                yield Mutant(f"{parameter.name} {'+' if shift > 0 else '-'} 1", node, parameter.name, shift)


def _changes(schema: Schema, node: Node) -> Iterator[tuple[Node, Node, Node]]:
    """(whole node after the change, the part before, the part after)."""
    for new in _own_changes(schema, node):
        yield new, node, new
    for number, part in enumerate(node.parts):
        for changed, old, new in _changes(schema, part):
            yield _with_part(node, number, changed), old, new


def _with_part(node: Node, number: int, part: Node) -> Node:
    match node:
        case And() | Or():
            return replace(node, items=(*node.items[:number], part, *node.items[number + 1 :]))
        case Call():
            return replace(node, args=(*node.args[:number], part, *node.args[number + 1 :]))
        case Compare() | Sum():
            return replace(node, left=part) if number == 0 else replace(node, right=part)
        case Not() | IsIn() | Has():
            return replace(node, item=cast(Any, part))
        case Quantified() | Aggregate():
            return replace(node, body=part)
        case _:  # pragma: no cover - no other node has parts
            raise TypeError(node)


def _own_changes(schema: Schema, node: Node) -> Iterator[Node]:
    match node:
        case Compare():
            yield from _other_comparisons(schema, node)
        case And() | Or():
            yield Or(node.items) if isinstance(node, And) else And(node.items)
            for number in range(len(node.items)):
                rest = (*node.items[:number], *node.items[number + 1 :])
                yield rest[0] if len(rest) == 1 else replace(node, items=rest)
        case Not():
            yield node.item
        case FactRef() if node.type == BOOL:
            yield Not(node)
        case Has():
            for code in _other_codes(schema, node.item.type.codelist, {node.code}):
                yield replace(node, code=code)
        case IsIn():
            yield from _other_values(schema, node)
        case Quantified():
            yield from _other_quantifiers(node)
        case Sum():
            yield replace(node, minus=not node.minus)
        case Aggregate() if node.how in ("min", "max"):
            yield replace(node, how="max" if node.how == "min" else "min")
        case _:
            return


def _other_comparisons(schema: Schema, node: Compare) -> Iterator[Node]:
    for side, swap in ((node.left, "left"), (node.right, "right")):
        if isinstance(side, Literal) and isinstance(side.value, bool):
            yield replace(node, **cast(Any, {swap: replace(side, value=not side.value)}))
            return
        if isinstance(side, Literal) and side.type.kind == "choice":
            for code in _other_codes(schema, side.type.codelist, {str(side.value)}):
                yield replace(node, **cast(Any, {swap: replace(side, value=code)}))
    if node.operator in _AT_THE_EDGE:
        yield replace(node, operator=_AT_THE_EDGE[node.operator])
    yield replace(node, operator=_FLIPPED[node.operator])


def _other_values(schema: Schema, node: IsIn) -> Iterator[Node]:
    yield Not(node)
    for number in range(len(node.values) if len(node.values) > 1 else 0):
        yield replace(node, values=(*node.values[:number], *node.values[number + 1 :]))
    if node.item.type.kind == "choice":
        used = {str(literal.value) for literal in node.values}
        for code in _other_codes(schema, node.item.type.codelist, used):
            yield replace(node, values=(Literal(code, node.item.type), *node.values[1:]))


def _other_codes(schema: Schema, codelist: str | None, used: set[str]) -> Iterator[str]:
    """One other code is enough: a case that tells one wrong code apart tells the rest apart too."""
    yield from [code for code in schema.codes(codelist or "") if code not in used][:1]


def _other_quantifiers(node: Quantified) -> Iterator[Node]:
    other: dict[str, Callable[[], Quantified]] = {
        "any": lambda: replace(node, how="all"),
        "all": lambda: replace(node, how="any"),
    }
    if node.how in other:
        yield other[node.how]()
        return
    if not isinstance(node.n, int):
        yield replace(node, n=1)
        return
    yield replace(node, n=node.n + 1)
    if node.n > (1 if node.how == "at_least" else 0):
        yield replace(node, n=node.n - 1)
