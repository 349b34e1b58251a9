"""The face of this room: rules of a campaign, compiled once, run on one record or on millions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, cast

from shouxian.core.expressions import columns
from shouxian.core.expressions.check import check_rule
from shouxian.core.expressions.columns import parameters_into
from shouxian.core.expressions.derive import Definitions, define, refuse_true_on_nothing
from shouxian.core.expressions.evaluate import Frames
from shouxian.core.expressions.explain import Explanation, explain_rule
from shouxian.core.expressions.needs import Needs, Tracer, needs_of
from shouxian.core.expressions.nodes import Aggregate, FactRef, Node, Quantified, walk
from shouxian.core.expressions.parse import Text
from shouxian.core.expressions.python_engine import (
    Masks,
    Widen,
    compile_masks,
    compile_widen,
)
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.sql_engine import SubjectSql, compile_sql
from shouxian.core.kernel.faults import Fault, Lang, ShouxianError, Where, fault
from shouxian.core.kernel.logic import Verdict
from shouxian.core.kernel.text import nearest
from shouxian.core.packs.models.parameters import AtLine
from shouxian.core.packs.models.rules import Rule

NOTHING: columns.Record = {}


@dataclass(frozen=True)
class RuleText:
    """A rule as far as this room needs it."""

    id: str
    subject: str
    kind: str
    when: str
    where: Where

    @staticmethod
    def of(rule: Rule, where: Where | None = None) -> "RuleText":
        return RuleText(rule.id, rule.subject, rule.kind, rule.when, where or Where(rule.id))


@dataclass(frozen=True)
class Verdicts:
    """Bit k of ``hits`` and ``unknowns`` belongs to ``rules[k]``; a rule in neither is clear."""

    rules: tuple[str, ...]
    hits: int
    unknowns: int

    def of(self, rule_id: str) -> Verdict:
        """True for a hit, False for clear, None for unknown; ``ValueError`` for a rule of another subject."""
        bit = self.rules.index(rule_id)
        return True if self.hits >> bit & 1 else None if self.unknowns >> bit & 1 else False

    def hit_ids(self) -> tuple[str, ...]:
        return tuple(rule for bit, rule in enumerate(self.rules) if self.hits >> bit & 1)

    def unknown_ids(self) -> tuple[str, ...]:
        return tuple(rule for bit, rule in enumerate(self.rules) if self.unknowns >> bit & 1)


@lru_cache(maxsize=4)
def _prepared(schema: Schema) -> tuple[Definitions, Mapping[str, Widen]]:
    """Derived facts and the functions that compute them: the same for every set of rules over a schema."""
    definitions = define(schema)
    return definitions, {s: compile_widen(schema, definitions, s) for s in schema.subjects}


@dataclass(frozen=True)
class Programme:
    """Checked rules and derived facts. Mask bits follow rule ids in order, per subject."""

    schema: Schema
    definitions: Definitions
    nodes: Mapping[str, Node]
    subjects: Mapping[str, str]
    by_subject: Mapping[str, tuple[str, ...]]
    _masks: Mapping[str, Masks]
    _widen: Mapping[str, Widen]

    @staticmethod
    def compile(schema: Schema, rules: Iterable[Rule | RuleText]) -> "Programme":
        """Check every rule and compile the Python functions; raises ``ShouxianError`` with everything wrong."""
        definitions, widen = _prepared(schema)
        nodes: dict[str, Node] = {}
        subjects: dict[str, str] = {}
        faults: list[Fault] = []
        for given in rules:
            rule = RuleText.of(given) if isinstance(given, Rule) else given
            try:
                nodes[rule.id] = check_one(schema, definitions, rule, nodes)
                subjects[rule.id] = rule.subject
            except ShouxianError as error:
                faults.extend(error.faults)
        if faults:
            raise ShouxianError(faults)
        by_subject = {s: tuple(sorted(i for i in nodes if subjects[i] == s)) for s in schema.subjects}
        masks = {s: compile_masks(schema, definitions, s, [nodes[i] for i in ids]) for s, ids in by_subject.items()}
        return Programme(schema, definitions, nodes, subjects, by_subject, masks, widen)

    @cached_property
    def _parameters(self) -> tuple[str, ...]:
        return tuple(map(columns.parameter, self.schema.parameters))

    def widened(self, subject: str, record: columns.Record, parent: columns.Record | None = None) -> dict[str, Any]:
        """A copy of ``record`` with the derived facts of it and of its leaf members; raw columns are not touched.

        Members that have members of their own (the households of a village) must come widened already, and so must
        ``parent`` (the household of a person).
        """
        wide = parameters_into(record, parent or NOTHING, self._parameters)
        for collection in self.schema.collections_of(subject).values():
            if self.schema.is_leaf(collection.child) and wide.get(collection.name):
                members = cast(Sequence[Mapping[str, Any]], wide[collection.name])
                wide[collection.name] = [dict(member) for member in members]
        self._widen[subject](wide, parent or NOTHING)
        return wide

    def run_python(self, subject: str, record: columns.Record, parent: columns.Record | None = None) -> Verdicts:
        """Verdicts of every rule of ``subject`` on one record; see :meth:`widened` for members and ``parent``."""
        own = record if parent is None else parameters_into(record, parent, self._parameters)
        hits, unknowns = self._masks[subject](own, parent or NOTHING)
        return Verdicts(self.by_subject[subject], hits, unknowns)

    def masks(self, subject: str) -> Masks:
        """The compiled function itself: ``(record, parent record or {}) -> (hits, unknowns)``."""
        return self._masks[subject]

    def sql(self, subject: str, carry: tuple[str, ...] = ()) -> SubjectSql:
        """DuckDB queries over tables named after subjects; see :class:`SubjectSql`. ``carry``: columns beside the key
        that masks shall have."""
        rules = [(rule, self.nodes[rule]) for rule in self.by_subject[subject]]
        return compile_sql(self.schema, self.definitions, subject, rules, carry)

    def members_read(self, subject: str) -> set[str]:
        """The subjects whose records rules of ``subject`` count or look at, also through derived facts."""
        waiting = [self.nodes[rule] for rule in self.by_subject[subject]]
        read: set[str] = set()
        followed: set[str] = set()
        while waiting:
            for part in walk(waiting.pop()):
                if isinstance(part, Quantified | Aggregate):
                    read.add(part.child)
                elif isinstance(part, FactRef) and part.name in self.definitions and part.name not in followed:
                    followed.add(part.name)
                    waiting.append(self.definitions[part.name])
        return read

    def frames(self, subject: str, record: columns.Record, parent: columns.Record | None = None) -> Frames:
        """Where nodes of ``subject`` read their facts, over a widened copy of ``record``."""
        wide = self.widened(subject, record, parent)
        above = self.schema.parent(subject)
        return Frames(wide, {subject: wide, **({above: parent or NOTHING} if above else {})})

    def needs(self, rule_id: str, record: columns.Record, parent: columns.Record | None = None) -> Needs:
        """What an unknown of ``rule_id`` waits for; empty where the verdict is known."""
        return self.all_needs([rule_id], record, parent)[rule_id]

    def all_needs(
        self, rule_ids: Sequence[str], record: columns.Record, parent: columns.Record | None = None
    ) -> dict[str, Needs]:
        """The same for several rules of one subject, which is read once."""
        frames = self.frames(self.subjects[rule_ids[0]], record, parent)
        tracer = Tracer(self.definitions)
        return {rule_id: needs_of(tracer, self.nodes[rule_id], frames) for rule_id in rule_ids}

    def explain(
        self,
        rule_id: str,
        record: columns.Record,
        lang: Lang = "zh",
        parent: columns.Record | None = None,
        readings: Mapping[str, AtLine] | None = None,
    ) -> Explanation:
        """Why ``rule_id`` came out as it did, as a tree of plain sentences with the values used.

        ``readings`` says what holds exactly at each line (``not_below`` where it says nothing).
        """
        frames = self.frames(self.subjects[rule_id], record, parent)
        return explain_rule(self.schema, self.definitions, self.nodes[rule_id], frames, lang, readings or {})


def check_one(schema: Schema, definitions: Definitions, rule: RuleText, known: Iterable[str] = ()) -> Node:
    """The node of one rule; raises ``ShouxianError`` also for an id in ``known`` and for TRUE on nothing known."""
    if rule.subject not in schema.subjects:
        near = nearest(rule.subject, schema.subjects) or "-"
        raise ShouxianError(fault("EXPR_SUBJECT", rule.where, name=rule.subject, nearest=near))
    if rule.id in known:
        raise ShouxianError(fault("EXPR_DUPLICATE", rule.where, name=rule.id, first=rule.id, second=rule.id))
    source = Text(rule.when, rule.where)
    node = check_rule(schema, source, rule.subject, rule.kind)
    refuse_true_on_nothing(node, definitions, source)
    return node
