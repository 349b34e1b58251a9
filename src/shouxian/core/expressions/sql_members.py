"""Functions over members in SQL: one grouped pass counts for all of them, the parent's step makes verdicts of it.

``any`` and ``all`` need no count: whether there is one for sure, one for sure not, one of whom nobody knows. These are
bits of a word a member, and the pass joins 62 of them with one OR.
"""

from collections.abc import Sequence

from shouxian.core.expressions import columns
from shouxian.core.expressions.nodes import BOOL, Aggregate, Node, Quantified
from shouxian.core.expressions.sql_text import WORD, Hoisted, SqlWriter, bits, quoted


def pass_columns(
    batch: Sequence[Quantified | Aggregate], bodies: Sequence[Node], writer: SqlWriter
) -> tuple[list[str], list[str], list[str]]:
    """(columns per member, words made of them, columns per parent) of the pass; the n-th node of ``batch`` counts in
    ``y{n}`` … and the n-th body has its bits in ``yes_{n // WORD}``, ``no_…``, ``open_…``.

    ``b``, ``c``: a value, its two ends, or a verdict; ``d``, ``e``: that it is unknown; ``f``, ``g``: yes, no.
    """
    flags = [number for number, body in enumerate(bodies) if any(_as_bit(n) and n.body == body for n in batch)]
    each, told = [], {n.body for n in batch if not _as_bit(n)}
    for number, body in enumerate(bodies):
        if number in flags:
            pair = writer.pair(body)
            each += [f"{pair.yes} AS f{number}", f"{pair.no} AS g{number}"]
        if body in told:
            each += _of_member(number, body, writer)
    packed, counted = [], ["count(*) AS n"]
    for word in sorted({number // WORD for number in flags}):
        own = [number if number in flags else None for number in range(word * WORD, (word + 1) * WORD)]
        for letter in "fg":
            conditions = ["FALSE" if n is None else f"{letter}{n}" for n in own[: len(bodies) - word * WORD]]
            packed.append(f"{bits(conditions)} AS {letter}_{word}")
        counted += [f"bit_or(f_{word}) AS yes_{word}", f"bit_or(g_{word}) AS no_{word}"]
        counted.append(f"bit_or(~(f_{word} | g_{word})) AS open_{word}")
    for index, node in enumerate(batch):
        if node.body is not None and not _as_bit(node):
            counted += _counted(node, index, bodies.index(node.body))
    return each, packed, counted


def _as_bit(node: Quantified | Aggregate) -> bool:
    return isinstance(node, Quantified) and node.how in ("any", "all")


def _of_member(number: int, body: Node, writer: SqlWriter) -> list[str]:
    if body.type == BOOL:
        pair = writer.pair(body)
        return [f"{pair.yes} AS b{number}", f"{pair.unknown} AS d{number}"]
    found = []
    for value, column, unknown in zip(writer.two(body), "bc", "de", strict=True):
        found += [f"{value.text} AS {column}{number}", f"NOT {value.is_known} AS {unknown}{number}"]
    return found


def _counted(node: Quantified | Aggregate, index: int, number: int) -> list[str]:
    if isinstance(node, Quantified) or node.how == "count":
        return [f"count(*) FILTER (WHERE {c}{number}) AS {s}{index}" for c, s in (("b", "y"), ("d", "u"))]
    found = []
    for column, unknown, side in (("b", "d", "y"), ("c", "e", "z")):
        cast = "::BIGINT" if node.how == "sum" else ""
        found.append(f"{node.how}({column}{number}){cast} AS {side}{index}")
        found.append(f"count(*) FILTER (WHERE {unknown}{number}) AS {side}u{index}")
    return found


def hoisted(node: Quantified | Aggregate, alias: str, index: int, bodies: Sequence[Node]) -> Hoisted:
    """Columns of the parent for the ``index``-th function over members counted in the pass ``alias``; ``bodies`` as in
    :func:`pass_columns`."""
    whole = f"s.{quoted(columns.complete(node.members))}"
    total = f"coalesce({alias}.n, 0)"
    name = f"{alias}__{index}"
    if isinstance(node, Quantified) and _as_bit(node):
        return _one_or_all(node, alias, bodies.index(node.body), whole, name)
    if isinstance(node, Quantified):
        told = _quantifier(node, alias, index, whole)
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


def _one_or_all(node: Quantified, alias: str, number: int, whole: str, name: str) -> Hoisted:
    """One for sure decides; else nobody may be open and nobody may lack. The words are selected once for all."""
    word, bit = number // WORD, f"{1 << number % WORD}::BIGINT"
    read = ("yes" if node.how == "any" else "no", "open")
    selects = [f"coalesce({alias}.{column}_{word}, 0) AS {alias}__{column}_{word}" for column in read]
    one, left = (f"({alias}__{column}_{word} & {bit}) <> 0" for column in read)
    none = f"{alias}__whole AND NOT ({left})"
    known = f"(({one}) OR {none}) AS {quoted(f'{name}__k')}"
    value = one if node.how == "any" else f"{none} AND NOT ({one})"
    return Hoisted(
        (*selects, f"{whole} IS TRUE AS {alias}__whole"), (name,), (f"({value}) AS {quoted(f'{name}__v')}", known)
    )


def _quantifier(node: Quantified, alias: str, index: int, whole: str) -> str:
    yes, unknown = f"coalesce({alias}.y{index}, 0)", f"coalesce({alias}.u{index}, 0)"
    n = str(node.n) if isinstance(node.n, int) else f"s.{quoted(columns.parameter(node.n.name))}"
    match node.how:
        case "at_least":
            few = f"{whole} AND {yes} + {unknown} < {n}"
            return f"CASE WHEN {yes} >= {n} THEN TRUE WHEN {few} THEN FALSE END"
        case _:
            few = f"{whole} AND {yes} + {unknown} <= {n}"
            return f"CASE WHEN {yes} > {n} THEN FALSE WHEN {few} THEN TRUE END"
