"""Explain a household: every finding with its reason, each value with date and source, and what is unknown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow.compute as pc

from shouxian.core.campaigns.asking import askable
from shouxian.core.campaigns.runs import Run, readings
from shouxian.core.dataset.columns import FROM
from shouxian.core.dataset.model import Import
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, PERSON, SURVEYOR
from shouxian.core.dataset.store import Store
from shouxian.core.expressions.explain import Explanation
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Lang, ShouxianError, fault
from shouxian.core.kernel.text import squeezed
from shouxian.core.outputs.ledgers import basis
from shouxian.core.screening.details import Detail


@dataclass(frozen=True)
class Origin:
    """Where a value came from: file, row, day and the surveyor who signed."""

    file: str
    row: int | None
    day: str
    surveyor: str


@dataclass(frozen=True)
class Value:
    """A fact as a rule read it, in words, with its origin (None for derived facts and parameters)."""

    label: str
    shown: str
    origin: Origin | None


@dataclass(frozen=True)
class Reason:
    """One finding explained."""

    detail: Detail
    basis: str
    explanation: Explanation
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Waiting:
    """A rule that cannot tell yet, and the facts, parameters and lists it waits for, in words. ``asked``: the campaign
    asks one of those facts of the household, or the office has to give a parameter; else a visit cannot decide."""

    rule: str
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    lists: tuple[str, ...]
    asked: bool


@dataclass(frozen=True)
class Who:
    """A household as it is called on a list."""

    key: str
    village: str
    group: str = ""
    name: str = ""


@dataclass(frozen=True)
class HouseholdExplained:
    key: str
    village: str
    group: str
    name: str
    type: str
    reasons: tuple[Reason, ...]
    waiting: tuple[Waiting, ...]
    clear: int  # rules that looked and found nothing


def find_household(run: Run, store: Store, text: str) -> Record:
    """A household by its key, by "village head" or by the head's name alone where that is unique.

    Raises ``ShouxianError`` CAMPAIGN_HOUSEHOLD naming the candidates.
    """
    records = read_records(store, HOUSEHOLD, run.opened.catalogue.dictionary.variables)
    villages = {village.code: village for village in run.opened.villages}
    wanted = squeezed(text)
    found = [r for r in records if wanted in _names(r, villages[r.village].name, villages[r.village].short)]
    if len(found) == 1:
        return found[0]
    candidates = [f"{villages[r.village].short} {r.text(GROUP)} {r.key}" for r in found[:8]]
    raise ShouxianError(fault("CAMPAIGN_HOUSEHOLD", name=text, candidates=";".join(candidates) or "—"))


def explain_household(run: Run, store: Store, record: Record, lang: Lang) -> HouseholdExplained:
    """Everything the run says of one household and its members."""
    village = next(v for v in run.opened.villages if v.code == record.village)
    who = Who(record.key, village.short, record.text(GROUP), record.text(HEAD_NAME))
    return explain(run, who, _origins(run, store, record.key), lang)


def explain(run: Run, who: Who, origins: Mapping[tuple[str, str], Origin], lang: Lang) -> HouseholdExplained:
    """The same where it is known who it is and where each value, (key, fact), came from."""
    details = run.details_of(who.key)
    cell = next(c for c in run.opened.pack.campaign.household_types if c.code == run.types[who.key])
    waiting = tuple(_waiting(run, who.key, lang))
    ruled = sum(rule.subject == HOUSEHOLD for rule in run.rules.values())
    hit = sum(d.subject == HOUSEHOLD for d in details)
    return HouseholdExplained(
        who.key,
        who.village,
        who.group,
        who.name,
        cell.zh if lang == "zh" else cell.en,
        tuple(_reason(run, detail, origins, lang) for detail in details),
        waiting,
        ruled - hit - len(waiting),
    )


def _names(record: Record, *villages: str) -> set[str]:
    name = squeezed(record.text(HEAD_NAME))
    return {record.key, name, *(squeezed(village) + name for village in villages)}


def _reason(run: Run, detail: Detail, origins: Mapping[tuple[str, str], Origin], lang: Lang) -> Reason:
    found = run.records.get(detail.subject, detail.key)
    told = run.programme.explain(detail.rule.id, found.record, lang, found.parent, readings(run.opened))
    values = []
    for used in told.facts:
        key = used.key or (detail.household if used.subject == HOUSEHOLD else detail.key)
        values.append(Value(used.label, used.shown, origins.get((key, used.fact))))
    return Reason(detail, basis(detail), told, tuple(values))


def _waiting(run: Run, key: str, lang: Lang) -> Iterator[Waiting]:
    table = run.screened.unknowns
    record = run.records.get(HOUSEHOLD, key).record
    variables = run.opened.catalogue.dictionary.variables
    asked_by = askable(run.opened, run.types[key])
    for rule, subject, found in zip(*(table[c].to_pylist() for c in ("rule", "subject", "key")), strict=True):
        if subject == HOUSEHOLD and found == key:
            needs = run.programme.needs(rule, record)
            facts = tuple(dict.fromkeys(variables[need.fact].label().of(lang) for need in needs.facts))
            asked = any(need.fact in asked_by for need in needs.facts) or not (needs.facts or needs.lists)
            yield Waiting(rule, facts, needs.parameters, needs.lists, asked)


def _origins(run: Run, store: Store, household: str) -> dict[tuple[str, str], Origin]:
    """(key, fact) → origin, for the household and its members."""
    imports = {record.number: record for record in store.imports()}
    origins: dict[tuple[str, str], Origin] = {}
    for subject, link in ((HOUSEHOLD, "key"), (PERSON, "household_key")):
        current = store.read_current(subject)
        if current is None:
            continue
        for row in current.filter(pc.equal(current[link], household)).to_pylist():
            observed = store.observations(row["key"], subject)
            for column, number in row.items():
                if column.endswith(FROM) and number is not None:
                    name = column.removesuffix(FROM)
                    origins[(row["key"], name)] = _origin(imports[number], observed.get(number, {}))
    return origins


def _origin(record: Import, row: Mapping[str, object]) -> Origin:
    number = row.get("row")
    day = record.as_of or clock.day_of(record.at)
    return Origin(
        record.file, number if isinstance(number, int) else None, day.isoformat(), str(row.get(SURVEYOR) or "")
    )
