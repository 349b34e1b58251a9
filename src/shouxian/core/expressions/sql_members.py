"""Functions over members in SQL: one grouped pass counts for all of them, the parent's step makes verdicts of it."""

from collections.abc import Sequence

from shouxian.core.expressions import columns
from shouxian.core.expressions.nodes import Aggregate, Node, Quantified
from shouxian.core.expressions.sql_text import Hoisted, SqlWriter, quoted


def pass_columns(
    batch: Sequence[Quantified | Aggregate], bodies: Sequence[Node], writer: SqlWriter
) -> tuple[list[str], list[str]]:
    """(columns per member, columns per parent) of the pass; the n-th node of ``batch`` counts in ``y{n}`` …"""
    each: list[str] = []
    names: dict[Node, tuple[str, ...]] = {}
    for number, body in enumerate(bodies):
        if body.bounded:
            names[body] = (f"b{number}", f"c{number}")
            each += [f"{text} AS {name}" for text, name in zip(writer.two(body), names[body], strict=True)]
        else:
            names[body] = (f"b{number}",)
            each.append(f"{writer.one(body)} AS b{number}")
    counted = ["count(*) AS n"]
    for index, node in enumerate(batch):
        if node.body is None:
            continue
        if isinstance(node, Quantified) or node.how == "count":
            truth = names[node.body][0]
            counted += [f"count(*) FILTER (WHERE {truth}) AS y{index}", f"count(*) - count({truth}) AS u{index}"]
            continue
        for side, name in zip("yz", names[node.body], strict=False):
            cast = "::BIGINT" if node.how == "sum" else ""
            counted += [f"{node.how}({name}){cast} AS {side}{index}", f"count(*) - count({name}) AS {side}u{index}"]
    return each, counted


def hoisted(node: Quantified | Aggregate, alias: str, index: int) -> Hoisted:
    """Columns of the parent for the ``index``-th function over members counted in the pass ``alias``."""
    whole = f"s.{quoted(columns.complete(node.members))}"
    total = f"coalesce({alias}.n, 0)"
    name = f"{alias}__{index}"
    if isinstance(node, Quantified):
        return _selected([_quantifier(node, alias, index, whole, total)], [name])
    if node.body is None:
        return _selected([f"CASE WHEN {whole} THEN {total} END"], [name])
    if node.how == "count":
        known = f"coalesce({alias}.u{index}, 0) = 0"
        return _selected([f"CASE WHEN {whole} AND {known} THEN coalesce({alias}.y{index}, 0) END"], [name])
    texts = []
    for side in "yz"[: 2 if node.bounded else 1]:
        amount = f"coalesce({alias}.{side}{index}, 0)" if node.how == "sum" else f"{alias}.{side}{index}"
        texts.append(f"CASE WHEN {whole} AND coalesce({alias}.{side}u{index}, 0) = 0 THEN {amount} END")
    return _selected(texts, [f"{name}__lo", f"{name}__hi"] if node.bounded else [name])


def _selected(texts: list[str], names: list[str]) -> Hoisted:
    selects = (f"({text}) AS {quoted(name)}" for text, name in zip(texts, names, strict=True))
    return Hoisted(tuple(selects), tuple(names))


def _quantifier(node: Quantified, alias: str, index: int, whole: str, total: str) -> str:
    yes, unknown = f"coalesce({alias}.y{index}, 0)", f"coalesce({alias}.u{index}, 0)"
    match node.how:
        case "any":
            return f"CASE WHEN {yes} > 0 THEN TRUE WHEN {whole} AND {unknown} = 0 THEN FALSE END"
        case "all":
            return f"CASE WHEN {total} > {yes} + {unknown} THEN FALSE WHEN {whole} AND {unknown} = 0 THEN TRUE END"
        case "at_least":
            few = f"{whole} AND {yes} + {unknown} < {node.n}"
            return f"CASE WHEN {yes} >= {node.n} THEN TRUE WHEN {few} THEN FALSE END"
        case _:
            few = f"{whole} AND {yes} + {unknown} <= {node.n}"
            return f"CASE WHEN {yes} > {node.n} THEN FALSE WHEN {few} THEN TRUE END"
