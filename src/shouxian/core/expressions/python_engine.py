"""One generated Python function per subject: every rule and derived fact of a record in microseconds.

The text of the function holds only literal column names from the checked schema, local names of our own and constants
passed in by name; nothing an author wrote reaches it, so no rule can become code. Equal conditions are computed once.
All functions over members of one level share one pass over the list.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from shouxian.core.expressions import columns
from shouxian.core.expressions.derive import Definitions
from shouxian.core.expressions.functions import PYTHON
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
    sees,
)
from shouxian.core.expressions.python_members import Scope, pass_over_members
from shouxian.core.expressions.schema import Schema

Masks = Callable[[columns.Record, columns.Record], tuple[int, int]]
Widen = Callable[[dict[str, Any], columns.Record], None]
_PYTHON_OPERATORS = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
Two = tuple[str, str]


@dataclass
class PythonEmitter:
    """Writes the body of one function for ``subject``; ``roots`` are everything it will be asked for."""

    schema: Schema
    definitions: Definitions
    subject: str
    roots: Sequence[Node]
    constants: dict[str, object] = field(default_factory=dict)
    count: int = 0
    own: Scope = field(default_factory=lambda: Scope("g", "    "))
    member: Scope | None = None
    child: str = ""

    def expands(self, fact: FactRef) -> bool:
        """Derived facts of this subject and of its leaf members are computed here; others are read as columns."""
        if fact.name not in self.definitions:
            return False
        if fact.subject == self.subject:
            return True
        return self.schema.parent(fact.subject) == self.subject and self.schema.is_leaf(fact.subject)

    def fresh(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def constant(self, value: object) -> str:
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    # --- scopes -------------------------------------------------------------------------------------------------------

    def scope_of(self, node: Node) -> Scope:
        """The pass over members only for what looks at a member; everything else stands before it."""
        return self.member if self.member is not None and sees(node, self.child) else self.own

    def assign(self, scope: Scope, expression: str) -> str:
        name = self.fresh()
        scope.lines.append(f"{scope.indent}{name} = {expression}")
        return name

    def column(self, fact: FactRef, column: str) -> str:
        if fact.subject == self.child and self.member is not None:
            scope, getter = self.member, "m"
        else:
            scope, getter = self.own, "g" if fact.subject == self.subject else "h"
        return self.read(scope, getter, column)

    def parameter(self, column: str) -> str:
        """A parameter of the member in a pass over members, else of this record; a member without it has ours."""
        own = self.read(self.own, "g", column)
        return own if self.member is None else self.read(self.member, "m", column, f", {own}")

    def read(self, scope: Scope, getter: str, column: str, otherwise: str = "") -> str:
        key = (getter, column)
        if key not in scope.known:
            scope.known[key] = self.assign(scope, f"{getter}({column!r}{otherwise})")
        return cast(str, scope.known[key])

    @contextmanager
    def inside(self, fact: FactRef) -> Iterator[Node]:
        """The definition of ``fact``; that of this record stands outside the pass, with this record's parameters."""
        saved = self.member, self.child
        if fact.subject == self.subject:
            self.member, self.child = None, ""
        yield self.definitions[fact.name]
        self.member, self.child = saved

    # --- values -------------------------------------------------------------------------------------------------------

    def one(self, node: Node) -> str:
        """A local name or constant holding the exact value of ``node`` (None for unknown)."""
        if node.bounded:
            low, high = self.two(node)
            return self.assign(self.scope_of(node), f"{low} if {low} == {high} else None")
        if isinstance(node, Literal):
            return self.constant(node.value)
        if isinstance(node, ParamRef):
            return self.parameter(columns.parameter(node.name))
        scope = self.scope_of(node)
        if node not in scope.known:
            scope.known[node] = self._one(node, scope)
        return cast(str, scope.known[node])

    def one_defined(self, fact: FactRef) -> str:
        with self.inside(fact) as definition:
            return self.one(definition)

    def _one(self, node: Node, scope: Scope) -> str:
        match node:
            case FactRef():
                return self.one_defined(node) if self.expands(node) else self.column(node, node.name)
            case Quantified() | Aggregate():
                pass_over_members(self, node)
                return cast(str, self.own.known[node])
            case Missing():
                return self._missing(node, scope)
            case Occurrences():
                return self.column(node.fact, columns.occurrences(node.fact.name))
            case And() | Or():
                return self._joined(node, scope)
            case Not():
                item = self.one(node.item)
                return self.assign(scope, f"None if {item} is None else not {item}")
            case Compare():
                return self._compare(node, scope)
            case IsIn():
                item, values = self.one(node.item), self.constant(frozenset(v.value for v in node.values))
                return self.assign(scope, f"None if {item} is None else {item} in {values}")
            case Has():
                item, code = self.one(node.item), self.constant(node.code)
                return self.assign(scope, f"None if {item} is None else {code} in {item}")
            case Sum():
                sign = "-" if node.minus else "+"
                return self._strict(scope, self.one(node.left), self.one(node.right), sign)
            case Call():
                return self._call(node, scope)
            case _:  # pragma: no cover - every exact node is listed
                raise TypeError(node)

    def two(self, node: Node) -> Two:
        """Local names of the two closed ends; an exact node gives its value twice."""
        if not node.bounded:
            exact = self.one(node)
            return exact, exact
        scope = self.scope_of(node)
        key = ("ends", node)
        if key not in scope.known:
            scope.known[key] = self._two(node, scope)
        return cast(Two, scope.known[key])

    def _two(self, node: Node, scope: Scope) -> Two:
        match node:
            case FactRef() if self.expands(node):
                with self.inside(node) as definition:
                    return self.two(definition)
            case FactRef():
                return self.column(node, columns.low(node.name)), self.column(node, columns.high(node.name))
            case Sum():
                (a, b), (c, d) = self.two(node.left), self.two(node.right)
                sign = "-" if node.minus else "+"
                c, d = (d, c) if node.minus else (c, d)
                return self._strict(scope, a, c, sign), self._strict(scope, b, d, sign)
            case Call():
                a, b = self.two(node.args[0])
                people = self.one(node.args[1])
                return self.assign(scope, f"per_head({a}, {people})"), self.assign(scope, f"per_head({b}, {people})")
            case Aggregate():
                pass_over_members(self, node)
                return cast(Two, self.own.known[("ends", node)])
            case _:  # pragma: no cover - every bounded node is listed
                raise TypeError(node)

    def _strict(self, scope: Scope, a: str, b: str, operator: str) -> str:
        unknown = " or ".join(f"{x} is None" for x in dict.fromkeys((a, b)) if not x.startswith("K"))
        return self.assign(scope, f"None if {unknown} else {a} {operator} {b}" if unknown else f"{a} {operator} {b}")

    def _joined(self, node: And | Or, scope: Scope) -> str:
        names = [self.one(item) for item in node.items]
        strong, weak = ("False", "True") if isinstance(node, And) else ("True", "False")
        decided = " or ".join(f"{name} is {strong}" for name in names)
        unknown = " or ".join(f"{name} is None" for name in names)
        return self.assign(scope, f"{strong} if {decided} else None if {unknown} else {weak}")

    def _compare(self, node: Compare, scope: Scope) -> str:
        if not (node.left.bounded or node.right.bounded):
            return self._strict(scope, self.one(node.left), self.one(node.right), _PYTHON_OPERATORS[node.operator])
        x, y = self.two(node.left), self.two(node.right)
        if node.operator in ("=", "<>"):
            return self.assign(scope, f"{'same' if node.operator == '=' else 'differ'}({', '.join((*x, *y))})")
        if node.operator in (">", "<="):
            x, y = y, x
        true, false = ("True", "False") if node.operator in ("<", ">") else ("False", "True")
        below = f"{x[1]} is not None and {y[0]} is not None and {x[1]} < {y[0]}"
        above = f"{x[0]} is not None and {y[1]} is not None and {x[0]} >= {y[1]}"
        return self.assign(scope, f"{true} if {below} else {false} if {above} else None")

    def _call(self, node: Call, scope: Scope) -> str:
        if node.function == "share_over":
            part, whole = self.two(node.args[0]), self.two(node.args[1])
            percent = self.one(node.args[2])
            ends = f"({part[0]}, {part[1]}), ({whole[0]}, {whole[1]})"
            return self.assign(scope, f"share_over({ends}, {percent}, {node.scale})")
        return self.assign(scope, f"{node.function}({', '.join(self.one(arg) for arg in node.args)})")

    def _missing(self, node: Missing, scope: Scope) -> str:
        name = node.fact.name
        was_asked = self.column(node.fact, columns.asked(name))
        if node.identifier:
            read = [columns.occurrences(name)]
        else:
            read = [columns.low(name), columns.high(name)] if node.fact.bounded else [name]
        unknown = " and ".join(f"{self.column(node.fact, column)} is None" for column in read)
        return self.assign(scope, f"{was_asked} is True and {unknown}")


def _same(a: int | None, b: int | None, c: int | None, d: int | None) -> bool | None:
    if a is not None and a == b and c is not None and c == d:
        return a == c
    if (b is not None and c is not None and b < c) or (a is not None and d is not None and a > d):
        return False
    return None


def _differ(a: int | None, b: int | None, c: int | None, d: int | None) -> bool | None:
    same = _same(a, b, c, d)
    return None if same is None else not same


def _compiled(emitter: PythonEmitter, name: str, tail: Sequence[str]) -> Any:
    head = [f"def {name}(r, parent):", "    g = r.get", "    h = parent.get"]
    text = "\n".join([*head, *emitter.own.lines, *tail])
    names: dict[str, object] = {"__builtins__": {}, "len": len, "same": _same, "differ": _differ, **PYTHON}
    names.update(emitter.constants)
    exec(compile(text, f"<rules of {emitter.subject}>", "exec"), names)  # noqa: S102  # our own text, see the module
    return names[name]


def compile_masks(schema: Schema, definitions: Definitions, subject: str, rules: Sequence[Node]) -> Masks:
    """``(record, parent record) -> (hits, unknowns)``: bit k of each belongs to ``rules[k]``."""
    emitter = PythonEmitter(schema, definitions, subject, rules)
    tail = ["    hits = unknowns = 0"]
    for bit, rule in enumerate(rules):
        name = emitter.one(rule)
        tail += [f"    if {name}: hits |= {1 << bit}", f"    elif {name} is None: unknowns |= {1 << bit}"]
    return cast(Masks, _compiled(emitter, "masks", [*tail, "    return hits, unknowns"]))


def compile_widen(schema: Schema, definitions: Definitions, subject: str) -> Widen:
    """``(record, parent record) -> None``: writes the derived facts of ``subject`` and of its leaf members in place."""
    mine = [schema.fact(name) for name in definitions if schema.owner[name] == subject]
    leaves = [c for c in schema.collections_of(subject).values() if schema.is_leaf(c.child)]
    theirs = {c.name: [schema.fact(name) for name in definitions if schema.owner[name] == c.child] for c in leaves}
    emitter = PythonEmitter(schema, definitions, subject, [*mine, *(f for facts in theirs.values() for f in facts)])
    tail = [line for fact in mine for line in _written(emitter, fact, "    r")]
    for collection in leaves:
        if theirs[collection.name]:
            emitter.member, emitter.child = Scope("m", "        "), collection.child
            writes = [line for fact in theirs[collection.name] for line in _written(emitter, fact, "        r_")]
            loop = [
                f"    for r_ in g({collection.name!r}) or ():",
                "        m = r_.get",
                *emitter.member.lines,
                *writes,
            ]
            emitter.member, emitter.child = None, ""
            tail += loop
    return cast(Widen, _compiled(emitter, "widen", [*tail, "    return None"]))


def _written(emitter: PythonEmitter, fact: FactRef, target: str) -> list[str]:
    if not fact.bounded:
        return [f"{target}[{fact.name!r}] = {emitter.one(fact)}"]
    low, high = emitter.two(fact)
    return [f"{target}[{columns.low(fact.name)!r}] = {low}", f"{target}[{columns.high(fact.name)!r}] = {high}"]
