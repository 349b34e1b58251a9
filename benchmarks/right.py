"""Is it right? Towns of the table of lives, screened by the real engine, against what was written down before.

Recall and precision per rule, clean edges and ordinary households that a ``fix`` rule hits, and why what is unknown is
unknown: a form half filled, not told by anybody, a list that is not complete, or no value or limit in force there.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.measure import Table
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.runs import campaign_rules, programme_of
from shouxian.core.dataset.columns import ASKED
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, PERSON, PHONE, RESIDENT_ID, SURVEYED, SURVEYOR
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.needs import Needs
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.sql_engine import WORD
from shouxian.core.expressions.values import counted_facts
from shouxian.core.packs.models.rules import Rule
from shouxian.core.screening.classify import household_types
from shouxian.core.screening.records import Records
from shouxian.core.screening.run import Masks, run_masks
from shouxian.core.synthetic.life.table import life_table
from shouxian.core.synthetic.shards import open_ground, read_shard, write_shard
from shouxian.core.synthetic.workbooks import ROSTER

CAMPAIGNS = (
    "zhanqiao-2022-income", "xinwan-2022-autumn", "shaoyun-2022-visits", "luorong-2022-line", "shenmu-2022-spring",
)  # fmt: skip
HALF_FILLED, SHARE = 400, 0.15
VILLAGES = 40  # of a campaign's place; more of them make no other households
BLANK, COMPUTED, NEVER, LIST, VALUE = (
    "left blank", "no limit in force", "told by nobody", "list of members not complete", "no value in force",
)  # fmt: skip
NOT_BLANK = "never asked, so not left blank"
REASONS = (BLANK, NEVER, LIST, VALUE, COMPUTED)


@dataclass(frozen=True)
class Town:
    """A shard that was screened. ``truth``: rows of ``truth.parquet``; ``types``: household → household type."""

    opened: OpenedCampaign
    rules: Mapping[str, Rule]
    programme: Programme
    snapshot: Snapshot
    truth: list[dict[str, str | None]]
    types: Mapping[str, str]
    masks: Mapping[str, Masks]

    @cached_property
    def hits(self) -> set[tuple[str, str]]:
        """(rule, key), as a run tells them: only for the types of household that a rule is for."""
        told = {pair for masks in self.masks.values() for pair in _pairs(masks, "hits")}
        return {(rule, key) for rule, key in told if self._is_for(rule, key)}

    @cached_property
    def lives(self) -> dict[str, str]:
        """Household → its life."""
        return {str(row["key"]): str(row["life"]) for row in self.truth}

    @cached_property
    def homes(self) -> dict[str, str]:
        """Household or member → household."""
        people = self.snapshot.tables[PERSON].select(["key", "household_key"]).to_pydict()
        return {key: key for key in self.lives} | dict(zip(people["key"], people["household_key"], strict=True))

    @cached_property
    def records(self) -> Records:
        return Records(self.programme, self.snapshot)

    def _is_for(self, rule: str, key: str) -> bool:
        wanted = self.rules[rule].applies_to
        return not wanted or self.types.get(self.homes[key]) in wanted

    def unknown_rules(self, subject: str, keys: set[str]) -> dict[str, list[str]]:
        """Key → rules that are unknown of it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        masks = self.masks[subject]
        for row in masks.table.filter(_among(masks.table, keys)).to_pylist():
            for bit, rule in enumerate(masks.rules):
                if row[f"unknowns_{bit // WORD}"] >> (bit % WORD) & 1:
                    found[row["key"]].append(rule)
        return found

    def why(self, subject: str, key: str, rules: list[str]) -> dict[str, str]:
        """Rule → why it is unknown of a household or member."""
        record = self.records.get(subject, key)
        needs = self.programme.all_needs(rules, record.record, record.parent)
        return {rule: self._reason(told, record.record) for rule, told in needs.items()}

    def _reason(self, needs: Needs, record: Mapping[str, object]) -> str:
        if needs.parameters:
            return VALUE
        if needs.lists:
            return LIST
        variables = self.opened.catalogue.dictionary.variables
        if any(variables[need.fact].computed == "due_date" for need in needs.facts):
            return COMPUTED
        asked = [self._asked(need.subject, need.fact, need.key, record) for need in needs.facts]
        return BLANK if any(asked) else NEVER

    def _asked(self, subject: str, fact: str, key: str, record: Mapping[str, object]) -> bool:
        if key:
            record = self.records.get(subject, key).record
        elif fact + ASKED not in record and "household_key" in record:
            record = self.records.get(HOUSEHOLD, str(record["household_key"])).record
        return record.get(fact + ASKED) is True


@dataclass
class Tally:
    """Of one rule, or of all: ``elsewhere``: hits on whom nothing of it was planted."""

    planted: int = 0
    found: int = 0
    missed: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)


def grow(folder: Path, campaign: str, households: int, blank_share: float = 0.0, *, every_life: bool = True) -> Town:
    """A shard of the campaign's place, written, read and screened."""
    opened = open_campaign(campaign)
    rules, programme = campaign_rules(opened), programme_of(opened)
    ground = open_ground(
        opened.catalogue.dictionary, [village.code for village in opened.villages][:VILLAGES], opened.resolved,
        counted_facts(programme), opened.pack.campaign.limits, opened.reference_date,
    )  # fmt: skip
    write_shard(folder, ground, 1, households, blank_share=blank_share, every_life=every_life)
    snapshot = read_shard(folder, ground)
    types = household_types(opened.schema, snapshot, opened.pack.campaign.household_types)
    masks = run_masks(programme, snapshot, (HOUSEHOLD, PERSON))
    return Town(opened, rules, programme, snapshot, pq.read_table(folder / "truth.parquet").to_pylist(), types, masks)


def as_collected(town: Town) -> Town:
    """The same town, with only those facts told that the notice asks, its lists of people carry, or a visit leaves."""
    dictionary = town.opened.catalogue.dictionary
    asked = {name for question in town.opened.pack.questions.values() for name in question.facts()}
    told = asked | {*ROSTER, SURVEYED, PHONE, HEAD_NAME, RESIDENT_ID, SURVEYOR}
    tables = dict(town.snapshot.tables)
    for subject in (HOUSEHOLD, PERSON):
        hidden = {v.name for v in dictionary.subjects[subject].variables if (v.of or v.name) not in told}
        tables[subject] = _without(tables[subject], hidden)
    snapshot = Snapshot(tables, "")
    return replace(town, snapshot=snapshot, masks=run_masks(town.programme, snapshot, (HOUSEHOLD, PERSON)))


def _without(table: pa.Table, facts: set[str]) -> pa.Table:
    """The same columns; nobody was asked about ``facts``."""
    for place, field_ in enumerate(table.schema):
        name, kind = field_.name, field_.type
        if name.split("__")[0] in facts:
            blank = pa.array([False] * table.num_rows) if name.endswith(ASKED) else pa.nulls(table.num_rows, kind)
            table = table.set_column(place, name, blank)
    return table


def tallies(town: Town, *, narrow: bool = False) -> dict[str, Tally]:
    """Rule → what was planted, found, unknown and hit elsewhere. ``narrow``: not all was asked; what nobody was asked
    about cannot have been left blank, so that a rule on blanks is rightly silent."""
    found: defaultdict[str, Tally] = defaultdict(Tally)
    planted = {(row["rule"], row["who"]): row for row in town.truth if row["rule"] in town.rules}
    waiting: dict[str, defaultdict[str, set[str]]] = {HOUSEHOLD: defaultdict(set), PERSON: defaultdict(set)}
    for (rule, who), row in planted.items():
        found[str(rule)].planted += 1
        if (rule, who) in town.hits:
            found[str(rule)].found += 1
        else:
            waiting[str(row["subject"])][str(who)].add(str(rule))
    for subject, by_key in waiting.items():
        unknown = town.unknown_rules(subject, set(by_key))
        for who, rules in by_key.items():
            open_ = sorted(rules & set(unknown.get(who, ())))
            for rule, reason in (town.why(subject, who, open_) if open_ else {}).items():
                found[rule].unknown[reason] += 1
            for rule in rules.difference(open_):
                if narrow and "missing(" in town.rules[rule].when:
                    found[rule].unknown[NOT_BLANK] += 1
                else:
                    found[rule].missed += 1
    for rule, key in town.hits - planted.keys():
        found[rule].elsewhere[town.lives[town.homes[key]]] += 1
    return dict(found)


def reasons(town: Town, households: int) -> Counter[str]:
    """Why verdicts are unknown, over the first households and their members."""
    chosen = set(town.snapshot.tables[HOUSEHOLD]["key"].to_pylist()[:households])
    counted: Counter[str] = Counter()
    for subject in (HOUSEHOLD, PERSON):
        keys = chosen if subject == HOUSEHOLD else {key for key, home in town.homes.items() if home in chosen}
        for key, rules in town.unknown_rules(subject, keys).items():
            counted.update(town.why(subject, key, rules).values())
    return counted


def clean_hits(town: Town, found: Mapping[str, Tally]) -> list[str]:
    """Hits of rules that ask for a repair on households at which there is nothing to repair."""
    clean = {life.id for life in life_table().lives if life.clean or not life.finds}
    fixes = (rule for rule in found if town.rules[rule].severity == "fix")
    return [f"{rule} on {life} ×{n}" for rule in fixes for life, n in found[rule].elsewhere.items() if life in clean]


def run(quick: bool) -> Table:
    households = 400 if quick else 20_000
    whole: defaultdict[str, Tally] = defaultdict(Tally)
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        for campaign in CAMPAIGNS[:1] if quick else CAMPAIGNS:
            town = grow(Path(folder) / campaign, campaign, households)
            found = tallies(town)
            verdicts.append(_of_campaign(town, found, "everything told"))
            narrow = as_collected(town)
            verdicts.append(
                _of_campaign(narrow, tallies(narrow, narrow=True), "only what the notice and a roster tell")
            )
            for rule, tally in found.items():
                _add(whole[rule], tally)
        for campaign in () if quick else CAMPAIGNS:
            half = grow(Path(folder) / "half", campaign, HALF_FILLED, SHARE, every_life=False)
            verdicts.append(_of_unknowns(half, SHARE))
    rules = [(rule, whole[rule]) for rule in sorted(whole)]
    everything = Tally()
    for _, tally in rules:
        _add(everything, tally)
    lives = life_table().lives
    return Table(
        f"Right: {len(lives)} lives written down before, {len(whole)} rules of households and members",
        f"{households:,} households per campaign. *Unknown*: what the rule waits for in a place. *Elsewhere*: hits on "
        "households whose life does not tell of them.",
        ("rule", "planted", "found", "unknown", "missed", "elsewhere", "recall", "precision"),
        (_row("all", everything), *(_row(rule, tally) for rule, tally in rules)),
        tuple(verdicts),
    )


def _of_campaign(town: Town, found: Mapping[str, Tally], told: str) -> str:
    unknown: Counter[str] = sum((tally.unknown for tally in found.values()), Counter())
    planted, seen, missed = (sum(getattr(t, name) for t in found.values()) for name in ("planted", "found", "missed"))
    clean = clean_hits(town, found)
    waits = "; ".join(f"{reason} {n:,}" for reason, n in unknown.most_common())
    rules = sum(bool(tally.planted) for tally in found.values())
    return (
        f"{town.opened.id}, {told}: {planted:,} planted by {rules} rules, {seen:,} found, {missed:,} missed, "
        f"{sum(unknown.values()):,} unknown ({waits or 'none'}); clean households that a `fix` rule hits: "
        f"{', '.join(clean) or 'none'}"
    )


def _of_unknowns(town: Town, share: float) -> str:
    sample = town.snapshot.tables[HOUSEHOLD].num_rows
    counted = reasons(town, sample)
    whole = len(town.masks[HOUSEHOLD].rules) * sample
    whole += len(town.masks[PERSON].rules) * town.snapshot.tables[PERSON].num_rows
    told = ", ".join(f"{reason} {counted[reason]:,}" for reason in REASONS)
    return f"{town.opened.id}, {share:.0%} of ordinary answers left blank: of {whole:,} verdicts unknown: {told}"


def _add(whole: Tally, part: Tally) -> None:
    whole.planted += part.planted
    whole.found += part.found
    whole.missed += part.missed
    whole.unknown.update(part.unknown)
    whole.elsewhere.update(part.elsewhere)


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    elsewhere, decided = sum(tally.elsewhere.values()), tally.found + tally.missed
    where = f" ({', '.join(f'{life} {n}' for life, n in tally.elsewhere.most_common(3))})" if elsewhere else ""
    waits = f" ({', '.join(tally.unknown)})" if tally.unknown else ""
    return (
        name, f"{tally.planted:,}", f"{tally.found:,}", f"{sum(tally.unknown.values()):,}{waits}", f"{tally.missed:,}",
        f"{elsewhere:,}{where if name != 'all' else ''}", f"{tally.found / decided:.3f}" if decided else "—",
        f"{tally.found / (tally.found + elsewhere):.3f}" if tally.found + elsewhere else "—",
    )  # fmt: skip


def _pairs(masks: Masks, which: str) -> Iterator[tuple[str, str]]:
    long = masks.long(which)
    return zip(long["rule"].to_pylist(), long["key"].to_pylist(), strict=True)


def _among(table: pa.Table, keys: set[str]) -> pa.ChunkedArray:
    return pc.is_in(table["key"], pa.array(sorted(keys), pa.string()))
