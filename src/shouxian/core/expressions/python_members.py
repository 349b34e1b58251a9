"""How the generated function counts over members: what stands before, inside and after the pass."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from shouxian.core.expressions import columns
from shouxian.core.expressions.nodes import Aggregate, FactRef, Node, Quantified, is_over_members, walk

if TYPE_CHECKING:  # the emitter calls this module; only its name is needed here
    from shouxian.core.expressions.python_engine import PythonEmitter


@dataclass
class Scope:
    """Lines of one block of the function, and the local names of what is already computed in it."""

    getter: str
    indent: str
    lines: list[str] = field(default_factory=list)
    known: dict[object, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Counters:
    """Local names: ``yes`` and ``open`` counts, or one or two running values with their own count of unknowns."""

    before: tuple[str, ...]
    each: tuple[str, ...]
    values: tuple[tuple[str, str], ...]  # (running value or hits, unknowns)


def member_step(emitter: "PythonEmitter", node: Quantified | Aggregate) -> Counters:
    """Emit the body for one member (into the emitter's member scope) and the counting lines."""
    if node.body is None:
        return Counters((), (), ())
    if isinstance(node, Quantified) or node.how == "count":
        name = emitter.one(node.body)
        yes, unknown = emitter.fresh(), emitter.fresh()
        each = (f"if {name}: {yes} += 1", f"elif {name} is None: {unknown} += 1")
        return Counters((f"{yes} = {unknown} = 0",), each, ((yes, unknown),))
    names = emitter.two(node.body) if node.body.bounded else (emitter.one(node.body),)
    before, each_lines, values = [], [], []
    for name in names:
        running, unknown = emitter.fresh(), emitter.fresh()
        before.append(f"{running} = {0 if node.how == 'sum' else None}; {unknown} = 0")
        each_lines.append(f"if {name} is None: {unknown} += 1")
        if node.how == "sum":
            each_lines.append(f"else: {running} += {name}")
        else:
            better = "<" if node.how == "min" else ">"
            each_lines.append(f"elif {running} is None or {name} {better} {running}: {running} = {name}")
        values.append((running, unknown))
    return Counters(tuple(before), tuple(each_lines), tuple(values))


def member_result(
    emitter: "PythonEmitter", node: Quantified | Aggregate, step: Counters, whole: str, listed: str
) -> None:
    """After the pass: the value of ``node`` under a local name of the emitter's own scope."""
    own = emitter.own
    if isinstance(node, Quantified):
        n = str(node.n) if isinstance(node.n, int) else emitter.read(own, "g", columns.parameter(node.n.name))
        verdict = _quantifier(node, n, *step.values[0], whole, listed)
        if not isinstance(node.n, int):
            verdict = f"None if {n} is None or {n} < {node.least_n} else {verdict}"
        own.known[node] = emitter.assign(own, verdict)
    elif node.body is None:
        own.known[node] = emitter.assign(own, f"len({listed}) if {whole} is True else None")
    else:
        names = [emitter.assign(own, f"{v} if {whole} is True and {u} == 0 else None") for v, u in step.values]
        if node.bounded:
            own.known[("ends", node)] = (names[0], names[1])
        else:
            own.known[node] = names[0]


def _quantifier(node: Quantified, n: str, yes: str, unknown: str, whole: str, listed: str) -> str:
    match node.how:
        case "any":
            return f"True if {yes} else False if {whole} is True and {unknown} == 0 else None"
        case "all":
            no = f"len({listed}) > {yes} + {unknown}"
            return f"False if {no} else True if {whole} is True and {unknown} == 0 else None"
        case "at_least":
            return f"True if {yes} >= {n} else False if {whole} is True and {yes} + {unknown} < {n} else None"
        case _:
            return f"False if {yes} > {n} else True if {whole} is True and {yes} + {unknown} <= {n} else None"


def level(emitter: "PythonEmitter", node: Node) -> int:
    """How many passes over members must come before and with ``node``."""
    deepest = max((level(emitter, part) for part in node.parts), default=0)
    if isinstance(node, FactRef) and emitter.expands(node):
        deepest = level(emitter, emitter.definitions[node.name])
    return deepest + 1 if is_over_members(node) else deepest


def all_over_members(emitter: "PythonEmitter") -> list[Quantified | Aggregate]:
    """Every function over members that the roots of the emitter need, through derived facts too."""
    found: dict[Node, None] = {}
    seen: set[str] = set()

    def visit(node: Node) -> None:
        for part in walk(node):
            if isinstance(part, Quantified | Aggregate):
                found.setdefault(part)
            elif isinstance(part, FactRef) and emitter.expands(part) and part.name not in seen:
                seen.add(part.name)
                visit(emitter.definitions[part.name])

    for root in emitter.roots:
        visit(root)
    return cast("list[Quantified | Aggregate]", list(found))


def pass_over_members(emitter: "PythonEmitter", wanted: Quantified | Aggregate) -> None:
    """One loop for every function over this collection at the level of ``wanted``; results into own scope."""
    depth = level(emitter, wanted)
    together = [n for n in all_over_members(emitter) if n.members == wanted.members and level(emitter, n) == depth]
    saved = emitter.member, emitter.child
    loop = emitter.member = Scope("m", "        ")
    emitter.child = wanted.child
    steps = [member_step(emitter, node) for node in together]
    emitter.member, emitter.child = saved
    own = emitter.own
    whole = emitter.read(own, "g", columns.complete(wanted.members))
    listed = emitter.assign(own, f"g({wanted.members!r}) or ()")
    own.lines.extend(f"    {line}" for step in steps for line in step.before)
    if loop.lines or any(step.each for step in steps):
        own.lines += [f"    for r_ in {listed}:", "        m = r_.get", *loop.lines]
        own.lines.extend(f"        {line}" for step in steps for line in step.each)
    for node, step in zip(together, steps, strict=True):
        member_result(emitter, node, step, whole, listed)
