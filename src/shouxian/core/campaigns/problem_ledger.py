"""The ledger of problems: those found by this run and those of earlier inspections, each with deadline and state.

A found problem has a key of its own that is the same in every run, made of campaign, place and class: what a village
writes on its line (cause, measure, 销号) comes back to that line, whatever is found next time.
"""

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable
from random import Random

from shouxian.core.campaigns.hand_out import place_fields
from shouxian.core.campaigns.reported import Report
from shouxian.core.dataset.roles import (
    OWN_SCREENING,
    PROBLEM,
    PROBLEM_BUCKET,
    PROBLEM_CLASS,
    PROBLEM_CLOSED,
    PROBLEM_DUE,
    PROBLEM_FOUND,
    PROBLEM_HOUSEHOLD,
    PROBLEM_NUMBER,
    PROBLEM_SOURCE,
    PROBLEM_TEXT,
)
from shouxian.core.kernel.keys import new_key
from shouxian.core.outputs.ledgers import Ledger
from shouxian.core.outputs.problems import Problem, told
from shouxian.core.outputs.view import SubjectLine
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dates import in_use
from shouxian.core.sheets.answers.compose import value_text
from shouxian.core.sheets.writing.grid import SheetRow

_SHOWN = (
    PROBLEM_NUMBER, PROBLEM_HOUSEHOLD, PROBLEM_SOURCE, PROBLEM_CLASS, PROBLEM_TEXT, PROBLEM_FOUND, PROBLEM_BUCKET,
    PROBLEM_DUE, "problem_measure", "rectified", PROBLEM_CLOSED,
)  # fmt: skip


def problem_key(campaign: str, problem: Problem, letter: str) -> str:
    """The key of a found problem's line, the same whenever the same is found again."""
    text = f"{campaign}\n{problem.village}\n{problem.household}\n{problem.problem}"
    return new_key(letter, Random(hashlib.sha256(text.encode()).digest()))  # noqa: S311  # not a secret: an address


def ledger_rows(report: Report, villages: Iterable[str]) -> list[SheetRow]:
    """One row per problem of these villages: found ones with what was written on their line, then earlier ones."""
    opened = report.run.opened
    wanted = set(villages)
    kept = {k: o for k, o in report.view.others.items() if o.subject == PROBLEM and o.village in wanted}
    letter = opened.catalogue.dictionary.subjects[PROBLEM].letter
    rows: dict[str, tuple[str, dict[str, Fact]]] = {}
    for problem in report.problems:
        if problem.village in wanted and not _is_kept(report, problem):
            key = problem_key(opened.id, problem, letter)
            written = kept.pop(key, None)
            rows[key] = (problem.village, _found(report, problem) | dict(written.facts if written else {}))
    rows |= {key: (line.village, dict(line.facts)) for key, line in kept.items()}
    _number(rows)
    places = {code: place_fields(opened, region) for code in wanted if (region := opened.regions.at(code))}
    ordered = sorted(rows.items(), key=lambda item: (item[1][0], str(item[1][1].get(PROBLEM_NUMBER, "")).zfill(9)))
    return [SheetRow(key, places[village], facts) for key, (village, facts) in ordered]


def state_ledger(report: Report, villages: Iterable[str]) -> Ledger:
    """The same as a plain table with the state of each problem, for an office without an annex for it."""
    dictionary = report.run.opened.catalogue.dictionary
    shown = [dictionary.variables[name] for name in _SHOWN]
    wrong = {d.key for d in report.view.details if d.subject == PROBLEM and d.rule.severity == "fix"}
    rows = []
    for row in ledger_rows(report, villages):
        texts = (value_text(variable, row.facts.get(variable.name), dictionary.codelists) for variable in shown)
        rows.append((str(row.fields["village"] or ""), *texts, _state(report, row, wrong)))
    return Ledger("问题台账", ("行政村", *(variable.zh for variable in shown), "状态"), tuple(rows))


def _state(report: Report, row: SheetRow, wrong: Container[str]) -> str:
    """A closed line on which the run finds something to put right (not solid, closed without work) is open again; one
    put right waits for the office that closes it, and is the village's delay no more."""
    due = row.facts.get(PROBLEM_DUE)
    if row.facts.get(PROBLEM_CLOSED) is True:
        return "重新打开" if row.key in wrong else "已销号"
    if row.facts.get("rectified") is True:
        return "已整改待销号"
    if due is not None and report.run.opened.reference_date > due:  # type: ignore[operator]  # a date fact
        return "逾期"
    return "整改中"


def _is_kept(report: Report, problem: Problem) -> bool:
    """A finding on a line of the ledger itself (overdue, not solid) makes no second line."""
    return all(detail.subject == PROBLEM for detail in problem.details)


def _found(report: Report, problem: Problem) -> dict[str, Fact]:
    campaign = report.run.opened.pack.campaign
    home = report.view.households.get(problem.household)
    shared = next((detail.rule.problem for detail in problem.details if detail.rule.problem), None)
    facts: dict[str, Fact] = {
        PROBLEM_SOURCE: OWN_SCREENING,
        PROBLEM_TEXT: told(report.view, [problem]),
        PROBLEM_HOUSEHOLD: home.name if home else "村级",
        PROBLEM_FOUND: report.run.opened.reference_date,
    }
    if shared is not None:
        facts[PROBLEM_CLASS] = shared
    bucket = next((cell.bucket for cell in campaign.problem_classes if cell.code == problem.problem), None)
    for entry in campaign.buckets:
        if entry.id == bucket:
            facts[PROBLEM_BUCKET] = entry.id
            facts |= {PROBLEM_DUE: in_use(entry.due).value} if entry.due else {}
    return facts


def _number(rows: dict[str, tuple[str, dict[str, Fact]]]) -> None:
    """Lines without a number get the next ones of their village."""
    taken: defaultdict[str, set[str]] = defaultdict(set)
    for village, facts in rows.values():
        taken[village].add(str(facts.get(PROBLEM_NUMBER, "")))
    last: defaultdict[str, int] = defaultdict(int)
    for village, facts in rows.values():
        if PROBLEM_NUMBER not in facts:
            last[village] += 1
            while str(last[village]) in taken[village]:
                last[village] += 1
            facts[PROBLEM_NUMBER] = str(last[village])


def earlier_problems(report: Report) -> list[SubjectLine]:
    """Problems that somebody else found before this campaign, to be looked at again at the visit."""
    lines = report.view.others.values()
    return [line for line in lines if line.subject == PROBLEM and line.facts.get(PROBLEM_SOURCE) != OWN_SCREENING]
