"""An invented town: households with members and the answers they would truly give, from a seed.

The table of lives (:mod:`life`) says what happens to some of them; everyone else is an ordinary household with nothing
to find.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.synthetic.life.models import Life, Told
from shouxian.core.synthetic.life.table import life_table
from shouxian.core.synthetic.life.values import Moment
from shouxian.core.synthetic.ordinary import (
    MONITORED_ONLY,
    NATURAL_VILLAGES,
    ORDINARY,
    ORDINARY_INCOMES,
    TOILETS,
    WHY_MONITORED,
    YUAN,
)
from shouxian.core.synthetic.people import Member, member, newborn, person_name, phone_number


@dataclass(frozen=True)
class Household:
    """An invented household: typed facts, members, and the life it was drawn for ("" = nothing happened)."""

    key: str
    village: str
    facts: dict[str, Fact]
    members: tuple[Member, ...]
    story: str = ""
    dwellings: tuple[dict[str, Fact], ...] = ()

    @property
    def silent(self) -> frozenset[str]:
        """Facts that this household does not have: who is not monitored has no month of identification."""
        names = set() if self.facts["is_monitored"] is True else set(MONITORED_ONLY)
        names |= set() if self.facts["is_poverty_alleviated"] is True else {"alleviated_year", "household_attribute"}
        names |= {"visited_in_person_on"} if self.facts.get("visited_in_person") is False else set()
        return frozenset(names - self.facts.keys())


@dataclass(frozen=True)
class Story:
    """A life as it is lived in a town: facts of the household, its first member (the head), every member and its
    dwelling."""

    life: Life
    household: Mapping[str, Fact]
    head: Mapping[str, Fact]
    everybody: Mapping[str, Fact]
    dwelling: Mapping[str, Fact]

    @staticmethod
    def of(life: Life, moment: Moment) -> "Story":
        head = life.members[0].facts if life.members else {}
        parts = (life.household, head, life.everybody, life.dwelling)
        return Story(life, *(_exact(part, moment) for part in parts))

    @property
    def alleviated(self) -> bool | None:
        """What the life needs its household to be; None where it may be either."""
        return True if self.life.kind in ("alleviated", "eliminated") else None

    @property
    def monitored(self) -> bool | None:
        told = self.household.get("is_monitored")
        return True if self.life.kind in ("monitored", "eliminated") else told if isinstance(told, bool) else None

    @property
    def newborn(self) -> bool:
        return any(m.facts.get("member_change") == "born" for m in self.life.members)


def _exact(told: Mapping[str, Told], moment: Moment) -> dict[str, Fact]:
    facts = {name: moment.fact(name, value) for name, value in told.items()}
    return {name: fact for name, fact in facts.items() if fact is not None}


def town(
    dictionary: Dictionary, villages: Iterable[str], households: int, today: date, line: int | None, seed: int = 1
) -> list[Household]:
    """``households`` households over ``villages`` (12-digit codes), in village order; the same seed, the same town.

    ``line``: the smallest income per head (fen) that reaches the campaign's line, None where the campaign has none.
    """
    codes = sorted(villages)
    random = Random(seed)  # noqa: S311  # invented people, not secrets
    supposed = line if line is not None else int(life_table().usual.without_line) * YUAN
    moment = Moment(dictionary, today, supposed)
    stories = tuple(Story.of(life, moment) for life in life_table().lives if life.town)
    shares = [households // len(codes) + (1 if n < households % len(codes) else 0) for n in range(len(codes))]
    homes = [
        _household(random, code, stories, today, line)
        for code, count in zip(codes, shares, strict=True)
        for _ in range(count)
    ]
    return _without_namesakes(homes)


def _without_namesakes(homes: list[Household]) -> list[Household]:
    """No two heads of one village are called alike: registers of other offices know a household by its head's name."""
    taken: set[tuple[str, str]] = set()
    found = []
    for home in homes:
        aside = Random(f"{home.key}/name")  # noqa: S311  # invented people, not secrets
        name = str(home.facts["head_name"])
        while (home.village, name) in taken:
            name = person_name(aside, str(home.members[0].facts["sex"]))
        taken.add((home.village, name))
        head = replace(home.members[0], facts=home.members[0].facts | {"member_name": name})
        members = (head, *home.members[1:])
        found.append(replace(home, facts=home.facts | {"head_name": name}, members=members))
    return found


def _household(random: Random, village: str, stories: tuple[Story, ...], today: date, line: int | None) -> Household:
    story = _story(random, stories)
    alleviated = story.alleviated if story and story.alleviated is not None else random.random() < 0.12
    monitored = story.monitored if story and story.monitored is not None else random.random() < 0.08
    members = _members(random, today)
    if story:
        head = {**members[0].facts, **story.everybody, **story.head}
        members = (Member(head), *(Member({**m.facts, **story.everybody}) for m in members[1:]))
    planned = story.household if story else {}
    facts = {**_facts(random, members, alleviated, monitored), **planned}
    income = facts["net_income_per_head"]
    if line is not None and isinstance(income, int):
        facts["income_reaches_line"] = income >= line
    key = new_key("H", random)
    aside = Random(key)  # noqa: S311  # what comes after does not change who else lives in the town
    facts = {**_registered(aside, facts, members), **planned}
    if story and story.life.words:
        facts |= {"risk_found": True, "risk_found_words": story.life.words}
    if story and story.newborn:
        members = (*members, newborn(aside, today))
        facts["people_count"] = len(members)
    dwellings = _dwellings(aside, story)
    return Household(key, village, facts, members, story.life.id if story else "", dwellings)


def _registered(random: Random, facts: dict[str, Fact], members: tuple[Member, ...]) -> dict[str, Fact]:
    """What registers and papers say besides: numbers, place, the parts that the income is made of."""
    per_head = facts["net_income_per_head"]
    assert isinstance(per_head, int)
    whole = per_head * len(members)
    working = any(m.facts["is_working"] is True for m in members)
    wages = whole * (65 if working else 0) // 10_000 * 100
    business = (whole - wages) // 200 * 100
    expense = business // 1000 * 100
    if facts["is_monitored"] is True:
        risk, help_given = random.choice(WHY_MONITORED)
        facts = facts | {"risks": (risk,), "help_measures": (help_given, "social")}
        facts |= {"risk_disaster_kind": "旱灾"} if risk == "disaster" else {}
    return facts | {
        "household_number": f"90{random.randrange(10**10):010}",
        "head_id": members[0].facts["resident_id"],
        "address": f"{facts['village_group']}{random.randrange(1, 90)}号(示例)",
        "natural_village": random.choice(NATURAL_VILLAGES),
        "housing_area": random.randrange(80, 200) * 100,
        "main_road_distance": random.randrange(5, 150),
        "net_income": whole,
        "wage_income": wages,
        "business_income": business,
        "business_expense": expense,
        "property_income": 0,
        "transfer_income": whole - wages - business + expense,
        "compliant_spending": random.randrange(3, 40) * 100 * YUAN,
        "last_income_per_head": per_head * 93 // 10_000 * 100,
        "september_income_per_head": per_head,
    }


def _dwellings(random: Random, story: Story | None) -> tuple[dict[str, Fact], ...]:
    """The house and its toilet; some have a second toilet in it, a few an old house nobody lives in."""
    name = f"{random.randrange(1, 90)}号宅"
    first: dict[str, Fact] = {
        "dwelling_name": name,
        "dwelling_long_empty": False,
        "toilet_kind": random.choice(TOILETS),
        **(story.dwelling if story else {}),
    }
    found = [first]
    if random.random() < 0.06:
        found.append(first | {"toilet_kind": "unsanitary"})
    if random.random() < 0.04:
        found.append({"dwelling_name": f"{name}旁老宅", "dwelling_long_empty": True, "toilet_kind": "none"})
    return tuple(found)


def _story(random: Random, stories: tuple[Story, ...]) -> Story | None:
    draw = random.randrange(1000)
    for story in stories:
        if draw < story.life.town:
            return story
        draw -= story.life.town
    return None


def _members(random: Random, today: date) -> tuple[Member, ...]:
    head_age = random.randrange(28, 80)
    head_sex = "male" if random.random() < 0.8 else "female"
    members = [member(random, "head", head_sex, head_age, today)]
    if random.random() < 0.75:
        members.append(
            member(random, "spouse", "female" if head_sex == "male" else "male", max(20, head_age - 2), today)
        )
    for _ in range(random.choice((0, 1, 1, 2))):
        child_age = head_age - random.randrange(23, 30)
        if child_age >= 0:
            sex = random.choice(("male", "female"))
            members.append(member(random, "son" if sex == "male" else "daughter", sex, child_age, today))
    if head_age < 60 and random.random() < 0.3:
        members.append(member(random, "mother", "female", head_age + 25, today))
    return tuple(members)


def _facts(random: Random, members: tuple[Member, ...], alleviated: bool, monitored: bool) -> dict[str, Fact]:
    pupils = any(m.facts["schooling"] in ("primary", "grade_7", "grade_8", "grade_9") for m in members)
    facts: dict[str, Fact] = {
        **ORDINARY,
        "head_name": members[0].facts["member_name"],
        "phone": phone_number(random),
        "village_group": f"第{random.choice('一二三四五六')}组",
        "people_count": len(members),
        "net_income_per_head": random.randrange(*ORDINARY_INCOMES) * YUAN,
        "is_poverty_alleviated": alleviated,
        "is_monitored": monitored,
        "has_compulsory_student": pupils,
        "resident_insured_people": len(members),
        "employee_insured_people": 0,
        "uninsured_people": 0,
        "household_insurance": "resident",
    }
    if monitored:
        facts |= {
            "monitored_category": "unstable" if alleviated else "marginal",
            "in_monitoring_system": True,
            "risk_eliminated": random.random() < 0.4,
            "helper_named": True,
        }
    return facts


def surveyor_names(random: Random, count: int = 3) -> list[str]:
    """Names for the 签字 cells."""
    return [person_name(random, "male") for _ in range(count)]
