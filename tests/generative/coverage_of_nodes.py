"""Which kinds of nodes a run of expressions has met, by name; and the kinds there are."""

from typing import get_args

from shouxian.core.expressions import nodes as n
from shouxian.core.expressions.functions import FUNCTIONS

_WITHOUT_VARIANTS = (n.And, n.Or, n.Not, n.IsIn, n.Has, n.Missing, n.Occurrences)
_TYPES: tuple[n.Kind, ...] = get_args(n.Kind)


def kind_of(node: n.Node) -> str:
    """The class of a node with what makes it another case for an engine: operator, function, type, bounds."""
    band = " (bounds)" if node.bounded else ""
    match node:
        case n.Compare():
            band = " (bounds)" if node.left.bounded or node.right.bounded else ""
            return f"Compare {node.operator}{band}"
        case n.Sum():
            return f"Sum {'-' if node.minus else '+'}{band}"
        case n.Call():
            return f"Call {node.function}{band}"
        case n.Quantified():
            return f"Quantified {node.how}{'' if isinstance(node.n, int) else ' (parameter)'}"
        case n.Aggregate():
            return f"Aggregate {node.how}{'' if node.body else ' (no condition)'}{band}"
        case n.Literal() | n.FactRef():
            return f"{type(node).__name__} {node.type.kind}{band}"
        case n.ParamRef():
            return f"ParamRef {'line' if node.line else node.type.kind}"
        case _:
            return type(node).__name__


def every_kind() -> tuple[str, ...]:
    """All that the language can say, from its own lists: what a run never met is named too."""
    bands = ("", " (bounds)")
    quantities = [kind for kind in _TYPES if kind in n.QUANTITIES]
    found: list[str] = [node.__name__ for node in _WITHOUT_VARIANTS]
    found += [f"Compare {operator}{band}" for operator in get_args(n.Operator) for band in bands]
    found += [f"Sum {sign}{band}" for sign in "+-" for band in bands]
    found += [f"Call {name}" for name in FUNCTIONS] + ["Call per_head (bounds)"]
    found += [f"Quantified {how}" for how in get_args(n.Quantifier)]
    found += ["Quantified at_least (parameter)", "Quantified at_most (parameter)"]
    found += [f"Aggregate {how}{band}" for how in ("sum", "min", "max") for band in bands]
    found += ["Aggregate count", "Aggregate count (no condition)"]
    found += [f"FactRef {kind}" for kind in _TYPES]
    found += [f"FactRef {kind} (bounds)" for kind in quantities]
    found += [f"ParamRef {kind}" for kind in ("line", "money", "int", "decimal", "date")]
    found += [f"Literal {kind}" for kind in ("bool", "int", "money", "decimal", "text", "date", "choice")]
    return tuple(found)
