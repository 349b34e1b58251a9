"""One DuckDB projection per subject: every rule as a bit, over millions of records.

A query is a chain of named steps. Each subject that a rule reads becomes one step of joins (its table, the facts of its
parent, one pass over its members for all functions over them) and one step per depth of derived facts; the last step
puts verdicts into masks. Only what is read is selected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shouxian.core.expressions import columns
from shouxian.core.expressions.derive import Definitions
from shouxian.core.expressions.nodes import (
    Aggregate,
    FactRef,
    Missing,
    Node,
    Occurrences,
    ParamRef,
    Quantified,
    is_over_members,
    outside_members,
    walk,
)
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.sql_members import hoisted, pass_columns
from shouxian.core.expressions.sql_text import Hoisted, SqlWriter, quoted, select

WORD = 62
"""Rules per BIGINT mask; the sign bit and one more stay free."""


@dataclass(frozen=True)
class SubjectSql:
    """Queries over raw tables. ``derive``: key and derived columns. ``masks``: key, hits_0, unknowns_0, hits_1, …;
    ``hits``: the same without unknowns. ``rules``: the ids by bit, word after word."""

    derive: str
    masks: str
    hits: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class _Relation:
    name: str
    writer: SqlWriter


@dataclass
class _Chain:
    """The WITH chain under construction."""

    schema: Schema
    definitions: Definitions
    steps: list[tuple[str, str]] = field(default_factory=list)
    made: dict[tuple[str, tuple[Node, ...]], _Relation] = field(default_factory=dict)

    def step(self, subject: str, sql: str) -> str:
        name = f"{subject}__{len(self.steps) + 1}"
        self.steps.append((name, sql))
        return name

    def query(self, last: str) -> str:
        if not self.steps:
            return last
        return "WITH " + ",\n".join(f"{quoted(name)} AS (\n{sql}\n)" for name, sql in self.steps) + f"\n{last}"

    # --- what a relation must hold -----------------------------------------------------------------------------------

    def _closure(self, subject: str, roots: Sequence[Node]) -> list[str]:
        """Derived facts of ``subject`` that ``roots`` need outside functions over members, in order of computing."""
        wanted: set[str] = set()

        def visit(node: Node) -> None:
            if is_over_members(node):
                return
            if isinstance(node, FactRef) and node.subject == subject and node.name in self.definitions:
                if node.name not in wanted:
                    wanted.add(node.name)
                    visit(self.definitions[node.name])
                return
            for part in node.parts:
                visit(part)

        for root in roots:
            visit(root)
        return [name for name in self.definitions if name in wanted]

    def relation(self, subject: str, roots: tuple[Node, ...]) -> _Relation:
        """A step whose columns let :class:`SqlWriter` write every one of ``roots`` as an expression."""
        key = (subject, roots)
        if key not in self.made:
            self.made[key] = self._relation(subject, roots)
        return self.made[key]

    def _relation(self, subject: str, roots: tuple[Node, ...]) -> _Relation:
        derived = self._closure(subject, roots)
        nodes = [*roots, *(self.definitions[name] for name in derived)]
        selected = [quoted("key")]
        parent = self.schema.parent(subject)
        if parent is not None:
            selected.append(quoted(columns.parent_key(parent)))
        selected += [quoted(column) for column in self._raw_columns(subject, nodes)]
        joins: list[str] = []
        above = self._facts_of(parent, nodes) if parent is not None else ()
        if parent is not None and above:
            joins.append(self._join_parent(parent, above))
            selected += [f"p.{quoted(column)}" for fact in above for column in fact_columns(fact)]
        over = {n: None for node in nodes for n in walk(node) if isinstance(n, Quantified | Aggregate)}
        hoists: dict[Node, Hoisted] = {}
        for number, collection in enumerate(self.schema.collections_of(subject).values()):
            batch = [n for n in over if n.members == collection.name]
            if batch:
                joins.append(self._join_members(subject, collection.child, batch, number))
                for index, node in enumerate(batch):
                    hoists[node] = hoisted(node, f"a{number}", index)
                    selected += hoists[node].selects
        plain = [f"s.{item}" if item.startswith('"') else item for item in dict.fromkeys(selected)]
        name = self.step(subject, "\n".join([select(plain, f"{quoted(subject)} AS s"), *joins]))
        writer = SqlWriter({node: item.columns for node, item in hoists.items()})
        return _Relation(self._add_derived(subject, name, derived, writer), writer)

    def _raw_columns(self, subject: str, nodes: Sequence[Node]) -> list[str]:
        found: dict[str, None] = {}
        for root in nodes:
            for node in outside_members(root):
                match node:
                    case FactRef() if node.subject == subject and node.name not in self.definitions:
                        found.update(dict.fromkeys(fact_columns(node)))
                    case ParamRef():
                        found.setdefault(columns.parameter(node.name))
                    case Missing() if node.fact.subject == subject:
                        found.update(dict.fromkeys(missing_columns(node)))
                    case Occurrences() if node.fact.subject == subject:
                        found.setdefault(columns.occurrences(node.fact.name))
                    case _:
                        pass
        return list(found)

    def _facts_of(self, subject: str, nodes: Sequence[Node]) -> tuple[Node, ...]:
        """Facts of the parent (and what missing and occurrences ask of it), sorted so that equal needs share a step."""
        found: dict[Node, None] = {}
        for root in nodes:
            for node in outside_members(root):
                if isinstance(node, Missing | Occurrences):
                    if node.fact.subject == subject:
                        found.setdefault(node)
                elif isinstance(node, FactRef) and node.subject == subject:
                    found.setdefault(node)
        return tuple(sorted(found, key=repr))

    # --- steps -------------------------------------------------------------------------------------------------------

    def _join_parent(self, parent: str, facts: tuple[Node, ...]) -> str:
        name = self.relation(parent, facts).name
        key = quoted(columns.parent_key(parent))
        return f"LEFT JOIN {quoted(name)} AS p ON s.{key} = p.{quoted('key')}"

    def _join_members(self, subject: str, child: str, batch: Sequence[Quantified | Aggregate], number: int) -> str:
        bodies = tuple(dict.fromkeys(node.body for node in batch if node.body is not None))
        inner = self.relation(child, bodies)
        key = quoted(columns.parent_key(subject))
        each, counted = pass_columns(batch, bodies, inner.writer)
        name = self.step(
            child,
            select([quoted("k"), *counted], f"({select([f'{key} AS k', *each], quoted(inner.name))})") + "\nGROUP BY k",
        )
        alias = f"a{number}"
        return f"LEFT JOIN {quoted(name)} AS {alias} ON s.{quoted('key')} = {alias}.k"

    def _add_derived(self, subject: str, name: str, derived: list[str], writer: SqlWriter) -> str:
        """One step per depth: a derived fact may use others of the same subject."""
        depths: dict[str, int] = {}
        for fact in derived:
            inner = self._closure(subject, (self.definitions[fact],))
            depths[fact] = 1 + max((depths[other] for other in inner), default=0)
        for depth in sorted(set(depths.values())):
            adds: list[str] = []
            for fact in (f for f in derived if depths[f] == depth):
                adds += derived_columns(self.schema.fact(fact), self.definitions[fact], writer)
            name = self.step(subject, select(["*", *adds], quoted(name)))
        return name


def fact_columns(node: Node) -> tuple[str, ...]:
    """The columns that hold what ``node`` (a fact, or what is asked about one) reads."""
    match node:
        case Missing():
            return missing_columns(node)
        case Occurrences():
            return (columns.occurrences(node.fact.name),)
        case FactRef() if node.bounded:
            return columns.low(node.name), columns.high(node.name)
        case FactRef():
            return (node.name,)
        case _:  # pragma: no cover - callers pass only these
            raise TypeError(node)


def missing_columns(node: Missing) -> tuple[str, ...]:
    asked = columns.asked(node.fact.name)
    if node.identifier:
        return asked, columns.occurrences(node.fact.name)
    return asked, *fact_columns(node.fact)


def derived_columns(fact: FactRef, definition: Node, writer: SqlWriter) -> list[str]:
    if not fact.bounded:
        return [f"{writer.one(definition)} AS {quoted(fact.name)}"]
    low, high = writer.two(definition)
    return [f"{low} AS {quoted(columns.low(fact.name))}", f"{high} AS {quoted(columns.high(fact.name))}"]


def compile_sql(
    schema: Schema, definitions: Definitions, subject: str, rules: Sequence[tuple[str, Node]]
) -> SubjectSql:
    """The queries of ``subject``; bit k of word w is ``rules[62 * w + k]``.

    They read tables (or views) named after subjects, in the columns of ``columns.py``.
    """
    ids = tuple(rule_id for rule_id, _ in rules)
    roots = tuple(node for _, node in rules)
    return SubjectSql(
        _derive(schema, definitions, subject),
        _masks(schema, definitions, subject, roots, unknowns=True),
        _masks(schema, definitions, subject, roots, unknowns=False),
        ids,
    )


def _derive(schema: Schema, definitions: Definitions, subject: str) -> str:
    chain = _Chain(schema, definitions)
    facts = tuple(schema.fact(name) for name in definitions if schema.owner[name] == subject)
    names = [quoted(column) for fact in facts for column in fact_columns(fact)]
    last = chain.relation(subject, facts).name
    return chain.query(select([quoted("key"), *names], quoted(last)))


def _masks(schema: Schema, definitions: Definitions, subject: str, roots: tuple[Node, ...], *, unknowns: bool) -> str:
    chain = _Chain(schema, definitions)
    relation = chain.relation(subject, roots)
    verdicts = [f"{relation.writer.one(node)} AS r{number}" for number, node in enumerate(roots)]
    inner = select([quoted("key"), *verdicts], quoted(relation.name))
    words: list[str] = []
    for word in range(max(1, -(-len(roots) // WORD))):
        bits = range(word * WORD, min(len(roots), (word + 1) * WORD))
        words.append(f"{_bits(bits, word, 'r{}')} AS hits_{word}")
        if unknowns:
            words.append(f"{_bits(bits, word, 'r{} IS NULL')} AS unknowns_{word}")
    return chain.query(select([quoted("key"), *words], f"({inner})"))


def _bits(numbers: range, word: int, condition: str) -> str:
    """Typed constants on both sides: a fifth faster than letting DuckDB widen each sum."""
    terms = [
        f"CASE WHEN {condition.format(n)} THEN {1 << (n - word * WORD)}::BIGINT ELSE 0::BIGINT END" for n in numbers
    ]
    return f"({' + '.join(terms) if terms else '0::BIGINT'})"
