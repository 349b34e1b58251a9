"""Functions over members in SQL: one grouped pass counts for all of them, the parent's step makes verdicts of it."""

from collections.abc import Sequence

from shouxian.core.expressions import columns
from shouxian.core.expressions.nodes import BOOL, Aggregate, Node, Quantified
from shouxian.core.expressions.sql_text import Hoisted, SqlWriter, quoted


def pass_columns(
    batch: Sequence[Quantified | Aggregate], bodies: Sequence[Node], writer: SqlWriter
) -> tuple[list[str], list[str]]:
    """(columns per member, columns per parent) of the pass; the n-th node of ``batch`` counts in ``y{n}`` …

    ``b``, ``c``: a value, its two ends, or a verdict; ``d``, ``e``: that it is unknown.
    """
    each: list[str] = []
    for number, body in enumerate(bodies):
        if body.type == BOOL:
            pair = writer.pair(body)
            each += [f"{pair.yes} AS b{number}", f"{pair.unknown} AS d{number}"]
            continue
        for value, column, unknown in zip(writer.two(body), "bc", "de", strict=True):
            each += [f"{value.text} AS {column}{number}", f"NOT {value.is_known} AS {unknown}{number}"]
    counted = ["count(*) AS n"]
    for index, node in enumerate(batch):
        if node.body is None:
            continue
        number = bodies.index(node.body)
        if isinstance(node, Quantified) or node.how == "count":
            counted += [f"count(*) FILTER (WHERE {c}{number}) AS {s}{index}" for c, s in (("b", "y"), ("d", "u"))]
            continue
        for column, unknown, side in (("b", "d", "y"), ("c", "e", "z")):
            cast = "::BIGINT" if node.how == "sum" else ""
            counted.append(f"{node.how}({column}{number}){cast} AS {side}{index}")
            counted.append(f"count(*) FILTER (WHERE {unknown}{number}) AS {side}u{index}")
    return each, counted


def hoisted(node: Quantified | Aggregate, alias: str, index: int) -> Hoisted:
    """Columns of the parent for the ``index``-th function over members counted in the pass ``alias``."""
    whole = f"s.{quoted(columns.complete(node.members))}"
    total = f"coalesce({alias}.n, 0)"
    name = f"{alias}__{index}"
    if isinstance(node, Quantified):
        told = _quantifier(node, alias, index, whole, total)
        if not isinstance(node.n, int):
            told = f"CASE WHEN s.{quoted(columns.parameter(node.n.name))} >= {node.least_n} THEN {told} END"
        return _selected([told], [name])
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
    n = str(node.n) if isinstance(node.n, int) else f"s.{quoted(columns.parameter(node.n.name))}"
    match node.how:
        case "any":
            return f"CASE WHEN {yes} > 0 THEN TRUE WHEN {whole} AND {unknown} = 0 THEN FALSE END"
        case "all":
            return f"CASE WHEN {total} > {yes} + {unknown} THEN FALSE WHEN {whole} AND {unknown} = 0 THEN TRUE END"
        case "at_least":
            few = f"{whole} AND {yes} + {unknown} < {n}"
            return f"CASE WHEN {yes} >= {n} THEN TRUE WHEN {few} THEN FALSE END"
        case _:
            few = f"{whole} AND {yes} + {unknown} <= {n}"
            return f"CASE WHEN {yes} > {n} THEN FALSE WHEN {few} THEN TRUE END"
