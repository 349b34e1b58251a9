"""One DuckDB projection per subject: every rule as a bit, over millions of records.

A query is a chain of named steps. Each subject that a rule reads becomes one step of joins (its table, the facts of its
parent, one pass over its members for all functions over them), one that makes its columns free of NULL, and for every
depth of derived facts one of comparisons and one of facts; the last steps are verdicts and masks. Only what is read is
selected.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shouxian.core.expressions import columns
from shouxian.core.expressions.derive import Definitions
from shouxian.core.expressions.nodes import (
    BOOL,
    Aggregate,
    FactRef,
    Missing,
    Node,
    Occurrences,
    ParamRef,
    Quantified,
    Type,
    is_over_members,
    outside_members,
    walk,
)
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.sql_members import hoisted, pass_columns
from shouxian.core.expressions.sql_text import (
    TEXTS,
    WORD,
    SqlWriter,
    Value,
    as_value,
    bits,
    quoted,
    select,
    value_of,
)


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

    def relation(self, subject: str, roots: tuple[Node, ...], carry: tuple[str, ...] = ()) -> _Relation:
        """A step whose columns let :class:`SqlWriter` write every one of ``roots`` as an expression."""
        key = (subject, roots)
        if key not in self.made:
            self.made[key] = self._relation(subject, roots, carry)
        return self.made[key]

    def _relation(self, subject: str, roots: tuple[Node, ...], carry: tuple[str, ...]) -> _Relation:
        derived = self._closure(subject, roots)
        nodes = [*roots, *(self.definitions[name] for name in derived)]
        selected = [quoted("key")]
        parent = self.schema.parent(subject)
        if parent is not None:
            selected.append(quoted(columns.parent_key(parent)))
        selected += [quoted(column) for column in carry]
        read = self._raw_columns(subject, nodes)
        selected += [quoted(column) for column in read]
        joins: list[str] = []
        above = self._facts_of(parent, nodes) if parent is not None else ()
        if parent is not None and above:
            joins.append(self._join_parent(parent, above))
            told = {column: type_ for fact in above for column, type_ in column_types(fact).items()}
            selected += [f"p.{quoted(column)}" for column in told]
            read |= told
        over = {n: None for node in nodes for n in walk(node) if isinstance(n, Quantified | Aggregate)}
        hoists: dict[Node, tuple[str, ...]] = {}
        made: list[str] = []
        for number, collection in enumerate(self.schema.collections_of(subject).values()):
            batch = [n for n in over if n.members == collection.name]
            if batch:
                joins.append(self._join_members(subject, collection.child, batch, number))
                for index, node in enumerate(batch):
                    item = hoisted(node, f"a{number}", index, _bodies(batch))
                    hoists[node] = item.columns
                    selected += item.selects
                    made += item.values
                    read |= {} if item.values else dict.fromkeys(item.columns, node.type)
        plain = [f"s.{item}" if item.startswith('"') else item for item in dict.fromkeys(selected)]
        name = self.step(subject, "\n".join([select(plain, f"{quoted(subject)} AS s"), *joins]))
        values = [*(part for column, type_ in read.items() for part in as_value(column, type_)), *made]
        name = self.step(subject, select(["*", *values], quoted(name)))
        writer = SqlWriter(hoists)
        name = self._add_derived(subject, name, derived, writer)
        return _Relation(self._add_tests(subject, name, roots, writer), writer)

    def _raw_columns(self, subject: str, nodes: Sequence[Node]) -> dict[str, Type]:
        found: dict[str, Type] = {}
        for root in nodes:
            for node in outside_members(root):
                match node:
                    case FactRef() if node.subject == subject and node.name not in self.definitions:
                        found |= column_types(node)
                    case ParamRef():
                        found[columns.parameter(node.name)] = node.type
                    case Missing() | Occurrences() if node.fact.subject == subject:
                        found |= column_types(node)
                    case _:
                        pass
        return found

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
        bodies = _bodies(batch)
        inner = self.relation(child, bodies)
        key = quoted(columns.parent_key(subject))
        each, packed, counted = pass_columns(batch, bodies, inner.writer)
        source = f"({select([f'{key} AS k', *each], quoted(inner.name))})"
        if packed:
            source = f"({select(['*', *packed], source)})"
        name = self.step(child, select([quoted("k"), *counted], source) + "\nGROUP BY k")
        alias = f"a{number}"
        return f"LEFT JOIN {quoted(name)} AS {alias} ON s.{quoted('key')} = {alias}.k"

    def _add_derived(self, subject: str, name: str, derived: list[str], writer: SqlWriter) -> str:
        """One step per depth: a derived fact may use others of the same subject."""
        depths: dict[str, int] = {}
        for fact in derived:
            inner = self._closure(subject, (self.definitions[fact],))
            depths[fact] = 1 + max((depths[other] for other in inner), default=0)
        for depth in sorted(set(depths.values())):
            facts = [self.schema.fact(fact) for fact in derived if depths[fact] == depth]
            name = self._add_tests(subject, name, [self.definitions[fact.name] for fact in facts], writer)
            adds = [part for fact in facts for part in derived_columns(fact, self.definitions[fact.name], writer)]
            name = self.step(subject, select(["*", *adds], quoted(name)))
        return name

    def _add_tests(self, subject: str, name: str, nodes: Sequence[Node], writer: SqlWriter) -> str:
        """A step with the comparisons in ``nodes``, each once; those of earlier steps are there already."""
        done = len(writer.tests)
        for node in nodes:
            if node.type == BOOL:
                writer.pair(node)
            else:
                writer.two(node)
        fresh = [f"{text} AS {test}" for text, test in list(writer.tests.items())[done:]]
        return self.step(subject, select(["*", *fresh], quoted(name))) if fresh else name


def _bodies(batch: Sequence[Quantified | Aggregate]) -> tuple[Node, ...]:
    """What functions over members ask of each member, each once."""
    return tuple(dict.fromkeys(node.body for node in batch if node.body is not None))


def column_types(node: Node) -> dict[str, Type]:
    """The columns that hold what ``node`` (a fact, or what is asked about one) reads, with the type of each."""
    match node:
        case Missing():
            read = Occurrences(node.fact) if node.identifier else node.fact
            return {columns.asked(node.fact.name): BOOL} | column_types(read)
        case Occurrences():
            return {columns.occurrences(node.fact.name): node.type}
        case FactRef() if node.bounded:
            return {columns.low(node.name): node.type, columns.high(node.name): node.type}
        case FactRef():
            return {node.name: node.type}
        case _:  # pragma: no cover - callers pass only these
            raise TypeError(node)


def derived_columns(fact: FactRef, definition: Node, writer: SqlWriter) -> list[str]:
    """A derived fact as value and known, and as the nullable column that others join."""
    if fact.type == BOOL:
        pair = writer.pair(definition)
        values: tuple[Value, ...] = (Value(pair.yes, (f"({pair.yes} OR {pair.no})",)),)
    else:
        values = writer.two(definition) if fact.bounded else (writer.one(definition),)
    found = []
    for column, value in zip(column_types(fact), values, strict=True):
        named = value_of(column, fact.type)
        found.append(f"{value.is_known} AS {named.is_known}")
        if fact.type.kind not in TEXTS:
            found.append(f"{value.text} AS {named.text}")
        found.append(f"CASE WHEN {value.is_known} THEN {value.text} END AS {quoted(column)}")
    return found


def compile_sql(
    schema: Schema,
    definitions: Definitions,
    subject: str,
    rules: Sequence[tuple[str, Node]],
    carry: tuple[str, ...] = (),
) -> SubjectSql:
    """The queries of ``subject``; bit k of word w is ``rules[62 * w + k]``.

    They read tables (or views) named after subjects, in the columns of ``columns.py``. ``carry``: columns of the
    subject's table that no rule reads and that masks shall have beside the key (its village, its household).
    """
    ids = tuple(rule_id for rule_id, _ in rules)
    roots = tuple(node for _, node in rules)
    return SubjectSql(
        _derive(schema, definitions, subject),
        _masks(_Chain(schema, definitions), subject, roots, carry, unknowns=True),
        _masks(_Chain(schema, definitions), subject, roots, carry, unknowns=False),
        ids,
    )


def _derive(schema: Schema, definitions: Definitions, subject: str) -> str:
    chain = _Chain(schema, definitions)
    facts = tuple(schema.fact(name) for name in definitions if schema.owner[name] == subject)
    names = [quoted(column) for fact in facts for column in column_types(fact)]
    last = chain.relation(subject, facts).name
    return chain.query(select([quoted("key"), *names], quoted(last)))


def _masks(chain: _Chain, subject: str, roots: tuple[Node, ...], carry: tuple[str, ...], *, unknowns: bool) -> str:
    told = [quoted(column) for column in ("key", *carry)]
    relation = chain.relation(subject, roots, carry)
    pairs = [relation.writer.pair(node) for node in roots]
    verdicts = [f"{pair.yes} AS y{number}" for number, pair in enumerate(pairs)]
    if unknowns:
        verdicts += [f"{pair.no} AS n{number}" for number, pair in enumerate(pairs)]
    inner = select([*told, *verdicts], quoted(relation.name))
    words: list[str] = []
    for word in range(max(1, -(-len(roots) // WORD))):
        numbers = range(word * WORD, min(len(roots), (word + 1) * WORD))
        yes, no = (bits([f"{letter}{n}" for n in numbers]) for letter in "yn")
        words.append(f"{yes} AS hits_{word}")
        if unknowns:  # neither yes nor no: two bit operations a word instead of a look at both a rule
            words.append(f"xor({(1 << len(numbers)) - 1}::BIGINT, {yes} | {no}) AS unknowns_{word}")
    return chain.query(select([*told, *words], f"({inner})"))
