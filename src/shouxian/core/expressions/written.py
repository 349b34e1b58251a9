"""A node as text again, for messages; what it writes is read back as the same node."""

from datetime import date

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
from shouxian.core.packs.models.dictionary import SCALES


def written(node: Node) -> str:
    """The text of ``node`` in the language of rules, with brackets wherever they could matter."""
    match node:
        case Literal():
            return _constant(node)
        case FactRef() | ParamRef():
            return node.name
        case Not():
            return f"NOT ({written(node.item)})"
        case And() | Or():
            word = " AND " if isinstance(node, And) else " OR "
            return f"({word.join(written(item) for item in node.items)})"
        case Compare():
            return f"{written(node.left)} {node.operator} {written(node.right)}"
        case IsIn():
            return f"{written(node.item)} IN ({', '.join(_constant(v) for v in node.values)})"
        case Sum():
            return f"({written(node.left)} {'-' if node.minus else '+'} {written(node.right)})"
        case Call():
            return f"{node.function}({', '.join(written(arg) for arg in node.args)})"
        case _:
            return _call(node)


def _call(node: Node) -> str:
    match node:
        case Has():
            return f"has({node.item.name}, '{node.code}')"
        case Missing():
            return f"missing({node.fact.name})"
        case Occurrences():
            return f"occurrences({node.fact.name})"
        case Quantified():
            least = node.n if isinstance(node.n, int) else node.n.name
            n = f"{least}, " if node.how in ("at_least", "at_most") else ""
            return f"{node.how}({n}{node.members}, {written(node.body)})"
        case Aggregate():
            body = f", {written(node.body)}" if node.body is not None else ""
            return f"{node.how}({node.members}{body})"
        case _:  # pragma: no cover - every node is listed
            raise TypeError(node)


def _constant(node: Literal) -> str:
    if isinstance(node.value, bool):
        return "TRUE" if node.value else "FALSE"
    if isinstance(node.value, date):
        return f"DATE '{node.value.isoformat()}'"
    if isinstance(node.value, int):
        return str(node.value // SCALES[node.type.kind])
    return "'" + node.value.replace("'", "''") + "'"
