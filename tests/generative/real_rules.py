"""The third check over the rules of the packs: on all their cases, and on an invented town that went the whole way."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from third_check import ThirdCheck

from shouxian.cli.demo_steps import Demo
from shouxian.core.campaigns.opened import open_campaign, open_packs
from shouxian.core.campaigns.runs import campaign_rules
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.programme import Programme
from shouxian.core.kernel.logic import Verdict
from shouxian.core.screening.case_records import raw_columns
from shouxian.core.screening.cases import CasedRule, prepare
from shouxian.core.screening.run import Masks, run_masks

_EXPECTED: dict[str, Verdict] = {"hit": True, "clear": False, "unknown": None}
HOUSEHOLDS, VILLAGES = 40, 2


@dataclass
class Compared:
    """``pairs`` of a rule and a record asked of DuckDB and SQLite; ``cases`` asked for what they expect;
    ``left_out``: rules SQLite cannot say, with the reason."""

    campaign: str
    rules: int = 0
    pairs: int = 0
    cases: int = 0
    hits: int = 0
    left_out: dict[str, str] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)

    def text(self, of: str) -> str:
        left = f", left out: {self.left_out}" if self.left_out else ""
        return (
            f"{self.campaign}, {of}: {self.rules} rules, {self.pairs:,} pairs, {self.hits:,} hits, {self.cases} cases, "
            f"{len(self.differences)} differences{left}"
        )


def over_cases(name: str, *, shared: bool = True) -> Compared:
    """Every rule of a campaign (with the ``shared`` ones or without) on the records of every case of them, and every
    case for its own verdict."""
    opened = open_campaign(name)
    rules = list((campaign_rules(opened) if shared else opened.pack.rules).values())
    programme = Programme.compile(opened.schema, rules)
    prepared, _ = prepare(programme, [CasedRule.of(rule) for rule in rules])
    tables = {}
    for subject in opened.schema.subjects:
        rows = [row for case in prepared for row in case.records.rows.get(subject, ())]
        tables[subject] = pa.Table.from_pylist(rows, raw_columns(opened.schema, subject))
    check = _check(programme)
    compared = Compared(name, len(rules), left_out=check.left_out)
    said = _compare(programme, check, tables, run_masks(programme, Snapshot(tables, "")), compared)
    for case in prepared:
        rule = case.rule.rule
        if rule.id not in check.left_out:
            compared.cases += 1
            told = said[rule.subject][case.key][rule.id]
            if told is not _EXPECTED[case.expected]:
                compared.differences.append(f"{case.key}: expects {case.expected}, SQLite says {told}")
    return compared


def over_a_town(name: str, seed: int = 1) -> Compared:
    """The rules as they run, on what a demo town handed in."""
    opened = open_campaign(name)
    with tempfile.TemporaryDirectory() as folder:
        done = Demo(opened, Path(folder) / name, HOUSEHOLDS, VILLAGES, seed, lambda zh, en: None).run()
    assert done.report is not None
    run = done.report.run
    check = _check(run.programme)
    compared = Compared(name, len(run.rules), left_out=check.left_out)
    _compare(run.programme, check, run.snapshot.tables, run.screened.masks, compared)
    return compared


def every_campaign(told: Callable[[str], None]) -> Iterator[str]:
    """Differences of all campaigns, as found; ``told`` hears what was compared."""
    for name in sorted(open_packs().campaigns):
        for of, compared in (("cases", over_cases(name)), ("a town", over_a_town(name))):
            told(compared.text(of))
            yield from compared.differences


def _check(programme: Programme) -> ThirdCheck:
    nodes = {rule: (programme.subjects[rule], node) for rule, node in programme.nodes.items()}
    return ThirdCheck.of(programme.schema, programme.definitions, nodes)


def _compare(
    programme: Programme,
    check: ThirdCheck,
    tables: Mapping[str, pa.Table],
    masks: Mapping[str, Masks],
    compared: Compared,
) -> dict[str, dict[str, dict[str, Verdict]]]:
    said = check.verdicts(tables)
    for subject, made in masks.items():
        for key, *words in zip(*(column.to_pylist() for column in made.table.columns), strict=True):
            hits = sum(word << (62 * n) for n, word in enumerate(words[0::2]))
            unknowns = sum(word << (62 * n) for n, word in enumerate(words[1::2]))
            for bit, rule in enumerate(made.rules):
                if rule in check.left_out:
                    continue
                compared.pairs += 1
                compared.hits += hits >> bit & 1
                verdict = True if hits >> bit & 1 else None if unknowns >> bit & 1 else False
                if said[subject][key][rule] is not verdict:
                    told = f"{rule} on {key}: DuckDB {verdict}, SQLite {said[subject][key][rule]}"
                    compared.differences.append(told)
    return said
