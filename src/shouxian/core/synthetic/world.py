"""An invented town for one campaign: households, people, dwellings and things, and what each would truly answer to
whatever the campaign asks. Nothing of a notice stands here: what is asked comes from its pack.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from random import Random

from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, PEOPLE, PERSON, PHONE, RESIDENT_ID, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.packs.catalogue import CampaignPack, Catalogue, Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.rules import Rule
from shouxian.core.synthetic.cases import Planted, planted_cases, usual_values
from shouxian.core.synthetic.drawing import Drawer, Truth, follow_up
from shouxian.core.synthetic.ordinary import ORDINARY
from shouxian.core.synthetic.people import Member, silent
from shouxian.core.synthetic.things import USUAL, Thing, thing_name, village_things
from shouxian.core.synthetic.town import Household, town
from shouxian.core.synthetic.workbooks import village_facts

DWELLING = "dwelling"
_SHARE_PLANTED, _SHARE_IN_SITE = 0.06, 0.5
_WHO = frozenset(
    {PEOPLE, "relation", "sex", "is_monitored", "is_poverty_alleviated", "net_income_per_head", "labour_ability"}
)
"""Facts that make a household what it is: a planted case never changes them."""


@dataclass(frozen=True)
class World:
    """``villages``: code → short name; ``things``: of every subject that belongs to a village."""

    dictionary: Dictionary
    villages: Mapping[str, str]
    households: tuple[Household, ...]
    things: tuple[Thing, ...]
    drawer: Drawer

    def household(self, home: Household) -> Truth:
        return Truth(home.key, home.facts, self.drawer, home.silent)

    def person(self, home: Household, member: Member) -> Truth:
        """A member; asked on a list of people, the household's head and kind are told with it."""
        facts = {HEAD_NAME: home.facts[HEAD_NAME], **member.facts}
        return Truth(str(member.facts[RESIDENT_ID]), facts, self.drawer, silent(member.facts))

    def dwelling(self, home: Household, facts: Mapping[str, Fact]) -> Truth:
        told = {HEAD_NAME: home.facts[HEAD_NAME], **facts}
        return Truth(f"{home.key}/{facts['dwelling_name']}", told, self.drawer)

    def thing(self, thing: Thing) -> Truth:
        return Truth(f"{thing.village}/{self._name(thing.subject, thing.facts)}", thing.facts, self.drawer)

    def village(self, code: str) -> Truth:
        facts = village_facts(self.households, code) | self._of_villages.get(code, {})
        return Truth(code, facts, self.drawer)

    @cached_property
    def _of_villages(self) -> dict[str, dict[str, Fact]]:
        return {thing.village: thing.facts for thing in self.things if thing.subject == VILLAGE}

    def _name(self, subject: str, facts: Mapping[str, Fact | None]) -> str:
        known_by = self.dictionary.subjects[subject]
        return str(facts.get(known_by.numbered_by or "") or facts.get(known_by.named_by or "") or "")

    def all_of(self, subject: str, village: str) -> list[Truth]:
        """Everything of a subject in a village, one dwelling once."""
        own = [home for home in self.households if home.village == village]
        if subject == VILLAGE:
            return [self.village(village)]
        if subject == HOUSEHOLD:
            return [self.household(home) for home in own]
        if subject == PERSON:
            return [self.person(home, member) for home in own for member in home.members]
        if subject == DWELLING:
            found = [self.dwelling(home, facts) for home in own for facts in home.dwellings]
            return list({truth.identity: truth for truth in reversed(found)}.values())[::-1]
        return [self.thing(thing) for thing in self.things if (thing.subject, thing.village) == (subject, village)]

    def keyed(self, store: Store) -> dict[str, Truth]:
        """Key → truth of everything that the store knows by now."""
        told = {code: self.village(code) for code in self.villages}
        homes: dict[str, Household] = {}
        by_name = {(h.village, h.facts[HEAD_NAME], h.facts[PHONE]): h for h in self.households}
        for record in self._records(store, HOUSEHOLD):
            home = by_name.get((record.village, record.text(HEAD_NAME), record.text(PHONE)))
            if home is not None:
                homes[record.key] = home
                told[record.key] = self.household(home)
        for subject in self.dictionary.subjects:
            if subject not in (HOUSEHOLD, VILLAGE):
                found = self._by_identity(subject)
                for record in self._records(store, subject):
                    truth = found.get(self._identity(subject, record, homes))
                    if truth is not None:
                        told[record.key] = truth
        return told

    def _records(self, store: Store, subject: str) -> list[Record]:
        return read_records(store, subject, self.dictionary.variables)

    def _by_identity(self, subject: str) -> dict[str, Truth]:
        return {truth.identity: truth for code in self.villages for truth in self.all_of(subject, code)}

    def _identity(self, subject: str, record: Record, homes: Mapping[str, Household]) -> str:
        if subject == PERSON:
            return record.text(RESIDENT_ID)
        home = homes.get(record.household)
        return f"{home.key if home else record.village}/{self._name(subject, record.facts)}"


def invent(
    catalogue: Catalogue, pack: CampaignPack, villages: Mapping[str, str], households: int, today: date,
    line: int | None, seed: int = 1,
) -> World:  # fmt: skip
    """A world for a campaign; the same seed, the same world. ``line`` as for :func:`town`."""
    dictionary = catalogue.dictionary
    own = [rule for rule in pack.rules.values()]
    others = [rule for name, other in catalogue.campaigns.items() if name != pack.campaign.id
              for rule in other.rules.values()]  # fmt: skip
    shared = [rule for rule in catalogue.rules.values() if rule.id not in pack.campaign.left_out_rules]
    usual = {**usual_values([*shared, *own, *others], dictionary), **ORDINARY, **USUAL}
    drawer = Drawer(dictionary, usual, follow_up(pack.questions), today, seed)
    asked = {name for question in pack.questions.values() for name in question.facts()} - _WHO
    planted = planted_cases(_of(pack, [*shared, *own]), dictionary, asked)
    random = Random(f"{seed}/planted")  # noqa: S311  # invented, not secret
    homes = [
        _planted(h, planted.get(HOUSEHOLD, []), random)
        for h in town(dictionary, villages, households, today, line, seed)
    ]
    site = dictionary.subjects["resettlement_site"]
    homes = _settled(homes, {code: thing_name(site, villages[code], 1) for code in sorted(villages)[::2]}, random)
    things = village_things(dictionary, villages, homes, today, planted, seed)
    things += _villages_with_stories(villages, planted.get(VILLAGE, []), random)
    return World(dictionary, villages, tuple(homes), tuple(things), drawer)


def _of(pack: CampaignPack, rules: Iterable[Rule]) -> list[Rule]:
    return [rule for rule in rules if not rule.campaigns or pack.campaign.id in rule.campaigns]


def _planted(home: Household, cases: list[Planted], random: Random) -> Household:
    if home.story or random.random() > _SHARE_PLANTED:
        return home
    possible = [case for case in cases if not case.told() & home.silent]
    if not possible:
        return home
    case = random.choice(possible)
    facts = {**home.facts, **case.facts, "risk_found": True, "risk_found_words": case.words}
    members = list(home.members)
    for place, told in enumerate(case.members[: len(members)]):
        members[place] = replace(members[place], facts={**members[place].facts, **told})
    return replace(home, facts=facts, members=tuple(members), story=case.rule)


def _settled(homes: list[Household], sites: Mapping[str, str], random: Random) -> list[Household]:
    """Some of those lifted out of poverty live in the resettlement site of their village (code → its name)."""
    found = []
    for home in homes:
        moved = home.village in sites and home.facts["is_poverty_alleviated"] is True
        if moved and random.random() < _SHARE_IN_SITE:
            told: dict[str, Fact] = {"lives_in_site": True, "relocated": True, "site_of_household": sites[home.village]}
            home = replace(home, facts={**home.facts, **told})
        found.append(home)
    return found


def _villages_with_stories(villages: Mapping[str, str], cases: list[Planted], random: Random) -> list[Thing]:
    """Every other village has something to be found."""
    chosen = sorted(villages)[1::2] if cases else []
    return [Thing(VILLAGE, code, dict(case.facts), case.rule) for code in chosen for case in [random.choice(cases)]]
