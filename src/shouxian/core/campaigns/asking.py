"""What to ask at the next visit: facts that some rule still waits for and that an open form asks of this household.

Everything else that is unknown is counted once as "not collected by this campaign"; missing parameters go to the
office, never to the household.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.runs import Run
from shouxian.core.dataset.columns import facts_in, from_columns, value_columns
from shouxian.core.dataset.roles import HOUSEHOLD, SURVEYED
from shouxian.core.expressions.values import names_read
from shouxian.core.outputs.ledgers import Ask
from shouxian.core.packs.models.questions import Question
from shouxian.core.screening.run import Masks


@dataclass(frozen=True)
class Asking:
    """``asks``: per household and question. ``not_collected``: fact → how many unknown verdicts wait for it although
    no form asks it. ``parameters``: missing ones → rules that wait for them."""

    asks: tuple[Ask, ...]
    not_collected: dict[str, int]
    parameters: dict[str, tuple[str, ...]]


def what_to_ask(run: Run) -> Asking:
    """Only visited households are gone through: the others are asked everything at their visit."""
    asked_by = {cell: askable(run.opened, cell) for cell in set(run.types.values())}
    open_facts = _blank_facts(run, asked_by)
    waiting: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    not_collected: Counter[str] = Counter()
    parameters: defaultdict[str, set[str]] = defaultdict(set)
    for key, rules in _unknowns_of_visited(run, open_facts).items():
        asked = asked_by[run.types[key]]
        for rule, needs in run.programme.all_needs(rules, run.records.get(HOUSEHOLD, key).record).items():
            for parameter in needs.parameters:
                parameters[parameter].add(rule)
            for need in needs.facts:
                question = asked.get(need.fact)
                if question and not need.key:
                    waiting[(key, question)].add(rule)
                elif not question:
                    not_collected[need.fact] += 1
    asks = tuple(Ask(key, question, tuple(sorted(rules))) for (key, question), rules in sorted(waiting.items()))
    missing = {name: tuple(sorted(rules)) for name, rules in sorted(parameters.items())}
    return Asking(asks, dict(not_collected.most_common()), missing | _missing_everywhere(run))


def askable(opened: OpenedCampaign, cell: str) -> dict[str, str]:
    """Fact → question that asks it of households of this type."""
    found: dict[str, str] = {}
    for layout in opened.pack.sheets.values():
        if layout.kind == "table" or layout.subject != HOUSEHOLD or (layout.covers and cell not in layout.covers):
            continue
        for name in layout.questions():
            question: Question = opened.pack.questions[name]
            for fact in question.facts():
                found.setdefault(fact, name)
    return found


def _blank_facts(run: Run, asked_by: dict[str, dict[str, str]]) -> dict[str, set[str]]:
    """Visited household → facts its form asks that are not known yet."""
    table = run.snapshot.tables[HOUSEHOLD]
    wanted = {fact for facts in asked_by.values() for fact in facts}
    variables = run.opened.catalogue.dictionary.variables
    present = [v for v in facts_in(table.column_names, variables) if v.name in wanted]
    wanted_columns = [column for variable in present for column in value_columns(variable)]
    visited = table.filter(pc.fill_null(table[SURVEYED], False)).select(["key", *wanted_columns])
    result = {}
    for row in visited.to_pylist():
        facts = asked_by[run.types[row["key"]]]
        blank = {v.name for v in present if v.name in facts and from_columns(v, row) is None}
        if blank:
            result[row["key"]] = blank
    return result


def _unknowns_of_visited(run: Run, open_facts: dict[str, set[str]]) -> dict[str, list[str]]:
    """Household → rules whose verdict is unknown, where a visit could still decide it."""
    masks = run.screened.of(HOUSEHOLD)
    own = masks.table.filter(pc.is_in(masks.table["key"], pa.array(list(open_facts), pa.string())))
    long = Masks(masks.rules, own).long("unknowns")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for rule, key in zip(long["rule"].to_pylist(), long["key"].to_pylist(), strict=True):
        found[key].append(rule)
    return found


def _missing_everywhere(run: Run) -> dict[str, tuple[str, ...]]:
    """Parameters that rules read and that have no value at the campaign's place."""
    values = run.opened.resolved(run.opened.pack.campaign.place)
    missing: defaultdict[str, list[str]] = defaultdict(list)
    for rule in sorted(run.rules):
        for name in names_read(run.programme, rule) & values.keys():
            if values[name] is None:
                missing[name].append(rule)
    return {name: tuple(rules) for name, rules in sorted(missing.items())}
