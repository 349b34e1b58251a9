"""Derived facts: their definitions, the order to compute them in, circles, and what can be TRUE on nothing known."""

from collections.abc import Iterable, Mapping

from shouxian.core.expressions.check import check
from shouxian.core.expressions.nodes import (
    DAYS,
    Aggregate,
    And,
    Call,
    Compare,
    FactRef,
    IsIn,
    Literal,
    Missing,
    Node,
    Not,
    Or,
    ParamRef,
    Quantified,
    Sum,
    walk,
)
from shouxian.core.expressions.parse import Text
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.packs.models.dictionary import Variable

Definitions = Mapping[str, Node]
"""Derived fact → its expression, in an order in which each comes after all it needs."""

Possible = frozenset[bool | None]
_ANYTHING: Possible = frozenset({True, False, None})
_UNKNOWN: Possible = frozenset({None})


def define(schema: Schema) -> Definitions:
    """Every derived fact of ``schema``, checked and ordered.

    Raises ``ShouxianError`` with everything wrong: errors of the expressions, EXPR_DERIVE_TYPE, EXPR_CYCLE.
    """
    found: dict[str, Node] = {}
    faults: list[Fault] = []
    for name, variable in schema.facts.items():
        if variable.derive is None:
            continue
        where = schema.places.get(name, Where(schema.owner[name]))
        try:
            found[name] = _definition(schema, variable, where)
        except ShouxianError as error:
            faults.extend(error.faults)
    if faults:
        raise ShouxianError(faults)
    return _ordered(schema, found)


def _definition(schema: Schema, variable: Variable, where: Where) -> Node:
    assert variable.derive is not None  # the caller looks
    node = check(schema, Text(variable.derive, where), schema.owner[variable.name])
    declared = schema.fact_type(variable.name)
    same = node.type == declared or (node.type.kind in DAYS and declared.kind in DAYS)
    if not same or isinstance(node, Literal) or (node.bounded and not variable.bounds):
        got = node.type.kind + (" (bounds)" if node.bounded else "")
        kind = declared.kind + (" (bounds)" if variable.bounds else "")
        raise ShouxianError(fault("EXPR_DERIVE_TYPE", where, name=variable.name, declared=kind, got=got))
    return node


def needed_facts(node: Node) -> set[str]:
    return {part.name for part in walk(node) if isinstance(part, FactRef)}


def _ordered(schema: Schema, found: dict[str, Node]) -> Definitions:
    done: dict[str, Node] = {}
    path: list[str] = []

    def visit(name: str) -> None:
        if name in done or name not in found:
            return
        if name in path:
            cycle = " → ".join([*path[path.index(name) :], name])
            raise ShouxianError(fault("EXPR_CYCLE", schema.places.get(name, Where(schema.owner[name])), cycle=cycle))
        path.append(name)
        for other in sorted(needed_facts(found[name])):
            visit(other)
        path.pop()
        done[name] = found[name]

    for name in sorted(found):
        visit(name)
    return done


def refuse_true_on_nothing(node: Node, definitions: Definitions, source: Text) -> None:
    """Raise EXPR_TRUE_ON_NOTHING where ``node`` may be TRUE although no fact is known, whatever the parameters are."""
    if True in possible(node, definitions):
        raise ShouxianError(fault("EXPR_TRUE_ON_NOTHING", source.where, text=source.text))


def possible(node: Node, definitions: Definitions) -> Possible:
    """Verdicts that a truth can have when no fact is known, no list complete, and parameters are anything."""
    match node:
        case Literal():
            return frozenset({bool(node.value)})
        case And() | Or():
            return _joined([possible(item, definitions) for item in node.items], isinstance(node, Or))
        case Not():
            return frozenset(None if v is None else not v for v in possible(node.item, definitions))
        case Compare() | IsIn() | Call():
            return _ANYTHING if all(_can_be_known(part, definitions) for part in node.parts) else _UNKNOWN
        case Quantified():
            return _over_members(node, possible(node.body, definitions))
        case Missing():
            return frozenset({False})  # nothing was asked
        case FactRef() if node.name in definitions:
            return possible(definitions[node.name], definitions)
        case _:
            return _UNKNOWN


def _joined(sides: Iterable[Possible], as_or: bool) -> Possible:
    strong = as_or  # TRUE decides an OR, FALSE an AND
    result: Possible = frozenset({not strong})
    for side in sides:
        mixed: set[bool | None] = set()
        for a in result:
            for b in side:
                mixed.add(strong if strong in (a, b) else None if None in (a, b) else not strong)
        result = frozenset(mixed)
    return result


def _over_members(node: Quantified, body: Possible) -> Possible:
    """The list may lack somebody, so only a verdict that one more member cannot change is possible."""
    if node.how in ("any", "at_least"):
        return frozenset({True, None}) if True in body else _UNKNOWN
    if node.how == "all":
        return frozenset({False, None}) if False in body else _UNKNOWN
    return frozenset({False, None}) if True in body else _UNKNOWN


def _can_be_known(node: Node, definitions: Definitions) -> bool:
    match node:
        case Literal() | ParamRef():
            return True
        case Sum() | Call():
            return all(_can_be_known(part, definitions) for part in node.parts)
        case FactRef() if node.name in definitions:
            definition = definitions[node.name]
            if definition.type.kind == "bool":
                return possible(definition, definitions) != _UNKNOWN
            return _can_be_known(definition, definitions)
        case Aggregate():
            return False
        case _ if node.type.kind == "bool":
            return possible(node, definitions) != _UNKNOWN
        case _:
            return False
