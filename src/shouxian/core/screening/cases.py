"""The cases of rules, run: every case in both engines, one DuckDB query per subject for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from shouxian.core.dataset.engine import engine
from shouxian.core.expressions.evaluate import Frames
from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.sql_text import WORD
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.kernel.logic import Verdict
from shouxian.core.packs.models.rules import Rule
from shouxian.core.packs.source import Path_, Source
from shouxian.core.screening.case_records import CaseError, CaseRecords, case_records, raw_columns

_WORDS: dict[Verdict, str] = {True: "hit", False: "clear", None: "unknown"}


@dataclass(frozen=True)
class CasedRule:
    """A rule with the place of its expression and of each of its cases."""

    rule: Rule
    where: Where
    cases: tuple[Where, ...]

    @staticmethod
    def of(rule: Rule, source: Source | None = None, path: Path_ = ()) -> "CasedRule":
        """Places from the file the rule was read from (``path`` leads to it); without one, the rule's id."""
        if source is None:
            return CasedRule(rule, Where(rule.id), tuple(Where(rule.id) for _ in rule.cases))
        places = tuple(source.where((*path, "cases", number)) for number in range(len(rule.cases)))
        return CasedRule(rule, source.where((*path, "when")), places)

    def text(self) -> RuleText:
        return RuleText.of(self.rule, self.where)


@dataclass(frozen=True)
class PreparedCase:
    """A case as records, ready for either engine; ``frames`` are over the widened record."""

    rule: CasedRule
    number: int
    records: CaseRecords
    frames: Frames
    parent: dict[str, object]

    @property
    def key(self) -> str:
        return str(self.records.record["key"])

    @property
    def expected(self) -> str:
        return self.rule.rule.cases[self.number].expect


def check_cases(schema: Schema, rules: Sequence[CasedRule]) -> list[Fault]:
    """What is wrong with the cases: CASE_VALUE, CASE_VERDICT, CASE_ENGINES, each at file and line of its case.

    Raises ``ShouxianError`` with the faults of the rules themselves where one does not compile.
    """
    programme = Programme.compile(schema, [rule.text() for rule in rules])
    prepared, faults = prepare(programme, rules)
    in_sql = _sql_verdicts(programme, prepared)
    for case in prepared:
        rule, where = case.rule.rule, case.rule.cases[case.number]
        run = programme.run_python(rule.subject, case.records.record, case.parent)
        got, by_sql = _WORDS[run.of(rule.id)], _WORDS[in_sql[case.key]]
        if got != by_sql:
            faults.append(fault("CASE_ENGINES", where, rule=rule.id, python=got, sql=by_sql))
        if got != case.expected:
            faults.append(fault("CASE_VERDICT", where, rule=rule.id, expected=case.expected, got=got))
    return faults


def prepare(programme: Programme, rules: Iterable[CasedRule]) -> tuple[list[PreparedCase], list[Fault]]:
    """Every case as records, and a CASE_VALUE for each that cannot be one."""
    prepared: list[PreparedCase] = []
    faults: list[Fault] = []
    for cased in rules:
        for number, case in enumerate(cased.rule.cases):
            try:
                records = case_records(programme.schema, cased.rule.subject, case, f"{cased.rule.id}#{number}")
            except CaseError as error:
                params = {"rule": cased.rule.id, "name": error.name, "value": error.value, "reason": error.reason}
                faults.append(fault("CASE_VALUE", cased.cases[number], blocking=True, **params))
                continue
            records.record.update(_wide_lists(programme, cased.rule.subject, records.record))
            parent = _wide_parent(programme, cased.rule.subject, records)
            frames = programme.frames(cased.rule.subject, records.record, parent)
            prepared.append(PreparedCase(cased, number, records, frames, parent))
    return prepared, faults


def _wide_lists(programme: Programme, subject: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Members that have members of their own come widened, from the innermost out; rows for DuckDB stay as they are."""
    lists: dict[str, Any] = {}
    for name, collection in programme.schema.collections_of(subject).items():
        if not programme.schema.is_leaf(collection.child) and record.get(name):
            whole = ({**m, **_wide_lists(programme, collection.child, m)} for m in record[name])
            lists[name] = [programme.widened(collection.child, member) for member in whole]
    return lists


def _wide_parent(programme: Programme, subject: str, records: CaseRecords) -> dict[str, object]:
    above = programme.schema.parent(subject)
    if records.parent is None or above is None:
        return {}
    parent = dict(records.parent)
    among = programme.schema.collection_to(subject)
    if among is not None and not programme.schema.is_leaf(subject):
        parent[among.name] = [programme.widened(subject, member) for member in parent[among.name]]
    return programme.widened(above, parent)


def _sql_verdicts(programme: Programme, prepared: Sequence[PreparedCase]) -> dict[str, Verdict]:
    """Key of a case → verdict of its own rule in DuckDB; all cases of all subjects stand in the same tables."""
    schema = programme.schema
    found: dict[str, Verdict] = {}
    with engine() as connection:
        for subject in schema.subjects:
            rows = [row for case in prepared for row in case.records.rows.get(subject, ())]
            connection.register(subject, pa.Table.from_pylist(rows, raw_columns(schema, subject)))
        for subject in schema.subjects:
            own = {case.key: case for case in prepared if case.rule.rule.subject == subject}
            ids = programme.by_subject[subject]
            for key, *words in connection.sql(programme.sql(subject).masks).fetchall() if own else ():
                if key in own:
                    word, bit = divmod(ids.index(own[key].rule.rule.id), WORD)
                    hit, unknown = words[2 * word] >> bit & 1, words[2 * word + 1] >> bit & 1
                    found[key] = True if hit else None if unknown else False
    return found
