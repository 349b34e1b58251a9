"""What else stands in an invented town: resettlement sites, businesses, natural villages, work teams, toilets, posts,
water works and the problems that earlier inspections found. Any subject of the dictionary that belongs to a village.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.synthetic.cases import Planted
from shouxian.core.synthetic.ordinary import NATURAL_VILLAGES
from shouxian.core.synthetic.town import Household

VILLAGE, HOUSEHOLD = "village", "household"
_HOW_MANY = {"public_post": 3, "work_team": 1, "resettlement_site": 1}  # in a village; others two
_EVERY_OTHER = ("resettlement_site",)  # not every village has one
_PLANTED = 0.3  # share of things of which a rule should find something

USUAL: dict[str, Fact | None] = {
    "collective_shell": False, "problem_due": None, "recheck_result": "solid", "team_changed": False,
    "dwelling_long_empty": False,
    "needs_higher_level": False, "wants_toilet": False, "rectified": True, "problem_closed": False,
    "business_form": "cooperative", "problem_class": "other", "latitude_recorded": True,
}  # fmt: skip
"""What is usual of things beyond what the rules' cases tell; None: usually not told."""

_EARLIER = (  # source, what was found
    ("first_round", "公示栏信息未及时更新"), ("supervision", "帮扶记录不完整"), ("inspection", "饮水管网有破损"),
    ("unannounced", "产业奖补到户慢"), ("assessment", "务工信息更新不及时"),
)  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """Something of a village: its subject, its planned facts, and the rule it was planted for ("" = nothing)."""

    subject: str
    village: str
    facts: dict[str, Fact]
    story: str = ""


def village_things(
    dictionary: Dictionary, villages: Mapping[str, str], town: Sequence[Household], today: date,
    planted: Mapping[str, Sequence[Planted]], seed: int = 1,
) -> list[Thing]:  # fmt: skip
    """Things of every subject that belongs to a village, in every village (code → short name)."""
    random = Random(f"{seed}/things")  # noqa: S311  # invented, not secret
    found = []
    for subject in dictionary.children(VILLAGE):
        if subject.subject == HOUSEHOLD:
            continue
        for place, (code, name) in enumerate(sorted(villages.items())):
            if subject.subject in _EVERY_OTHER and place % 2:
                continue
            own = [household for household in town if household.village == code]
            for number in range(1, _number(subject) + 1):
                facts = _facts(subject, name, number, own, today, random)
                story = random.choice(planted[subject.subject]) if planted.get(subject.subject) else None
                if story is None or random.random() > _PLANTED:
                    found.append(Thing(subject.subject, code, facts))
                else:
                    found.append(Thing(subject.subject, code, facts | dict(story.facts), story.rule))
    return found


def thing_name(subject: SubjectFile, village: str, number: int) -> str:
    return f"{village}{subject.zh.split('(')[0]}{number}(示例)"


def _number(subject: SubjectFile) -> int:
    return len(NATURAL_VILLAGES) if subject.subject == "natural_village" else _HOW_MANY.get(subject.subject, 2)


def _facts(
    subject: SubjectFile, village: str, number: int, own: Sequence[Household], today: date, random: Random
) -> dict[str, Fact]:
    named: dict[str, Fact] = {subject.named_by: thing_name(subject, village, number)} if subject.named_by else {}
    if subject.subject == "natural_village":
        return named | _natural_village(NATURAL_VILLAGES[number - 1], own)
    if subject.subject == "resettlement_site":
        return named | _site(own)
    if subject.subject == "enterprise":
        return named | _enterprise(number)
    if subject.subject == "problem":
        return _problem(number, own, today, random)
    return named


def _natural_village(name: str, own: Iterable[Household]) -> dict[str, Fact]:
    living = [household for household in own if household.facts["natural_village"] == name]
    people = sum(len(household.members) for household in living)
    return {
        "natural_village_name": name, "nv_households": len(living), "nv_people": people,
        "nv_resident_people": people * 8 // 10, "nv_tap_water_households": len(living),
        "nv_sanitary_toilet_households": len(living), "nv_public_toilets": 1,
    }  # fmt: skip


def _site(own: Iterable[Household]) -> dict[str, Fact]:
    """Those who live in it say so themselves (``lives_in_site``)."""
    living = [household for household in own if household.facts.get("lives_in_site") is True]
    able = sum(m.facts["labour_ability"] == "ordinary" for household in living for m in household.members)
    return {
        "site_households": len(living), "site_people": sum(len(household.members) for household in living),
        "site_alleviated_households": sum(h.facts["is_poverty_alleviated"] is True for h in living),
        "site_monitored_households": sum(h.facts["is_monitored"] is True for h in living),
        "site_labour": able, "site_employed": able, "site_households_without_work": 0,
    }  # fmt: skip


def _enterprise(number: int) -> dict[str, Fact]:
    workers = 12 + 7 * number
    return {
        "business_workers": workers, "business_rural_workers": workers - 3, "business_alleviated_workers": 4,
        "business_monitored_workers": 1, "business_sector": ("farming", "catering")[number % 2],
        "business_form": ("cooperative", "family_farm")[number % 2],
        "coop_income": (18 + number) * 10_000_00, "coop_income_last_year": (16 + number) * 10_000_00,
        "coop_member_households": 20, "coop_shareholders": 12, "coop_linked_alleviated": 5,
    }  # fmt: skip


def _problem(number: int, own: Sequence[Household], today: date, random: Random) -> dict[str, Fact]:
    source, text = random.choice(_EARLIER)
    return {
        "problem_number": f"反{number}", "problem_source": source, "problem_text": text,
        "problem_household": random.choice(own).facts["head_name"] if own else "村级",
        "problem_found_on": today - timedelta(days=90 + number),
        "problem_due": today + timedelta(days=30 if number == 1 else -10),
        "problem_measure": "已安排整改(示例)",
        "rectified": number == 1,
    }  # fmt: skip
