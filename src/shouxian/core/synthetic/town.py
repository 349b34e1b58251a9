"""An invented town: households with members and the answers they would truly give, from a seed.

``STORIES`` says what happens to some of them; everyone else is an ordinary household with nothing to find.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.facts import Fact
from shouxian.core.synthetic.people import Member, member, person_name, phone_number

YUAN = 100


@dataclass(frozen=True)
class Household:
    """An invented household: typed facts, members, and the story it was drawn for ("" = nothing happened)."""

    key: str
    village: str
    facts: dict[str, Fact]
    members: tuple[Member, ...]
    story: str = ""


@dataclass(frozen=True)
class Story:
    """What happens: facts of the household and of its first member (the head), and how many of 1,000 households."""

    name: str
    per_mille: int
    household: dict[str, Fact] = field(default_factory=dict)
    head: dict[str, Fact] = field(default_factory=dict)
    alleviated: bool | None = None
    monitored: bool | None = None


SPENDING: dict[str, Fact] = {"rigid_spending": True, "rigid_spending_reason": "住院自付较多"}

STORIES: tuple[Story, ...] = (
    Story("low_income", 30, {"net_income_per_head": 5200 * YUAN}),
    Story("nearly_at_the_line", 15, {"net_income_per_head": 6500 * YUAN}),
    Story("very_low_income", 10, {"net_income_per_head": 3600 * YUAN}, monitored=False),
    Story("unsafe_house", 15, {"housing_safe": False, "housing_text": "土坯房后墙开裂"}),
    Story("unsafe_water", 10, {"water_safe": False, "water_text": "井水枯水期断水"}),
    Story("dropout", 8, {"schooling_dropout": True, "education_text": "八年级学生已离校一个月"}),
    Story("uninsured", 20, {"fully_insured": False, "medical_text": "一人未缴费"}),
    Story(
        "illness", 25, {**SPENDING, "net_income_per_head": 5600 * YUAN},
        {"health": ("major_illness",), "labour_ability": "weak"},
    ),
    Story("aid_not_monitored", 15, {"welfare": ("subsistence",), "net_income_per_head": 5000 * YUAN}, monitored=False),
    Story("help_missing", 12, {"industry_help": "inadequate", "industry_text": "产业奖补未到户"}, alleviated=True),
    Story("policy_due", 10, {"policies_due": True, "policies_due_text": "雨露计划补助未发"}, alleviated=True),
    Story(
        "eliminated_but_poor", 8,
        {"risk_eliminated": True, "eliminated_month": date(2021, 11, 1), "net_income_per_head": 5400 * YUAN},
        alleviated=True, monitored=True,
    ),
)  # fmt: skip

ORDINARY: dict[str, Fact] = {
    "residence_place": "own_village",
    "housing_safe": True,
    "tenure": "own",
    "water_safe": True,
    "water_source": "piped",
    "fully_insured": True,
    "schooling_dropout": False,
    "rigid_spending": False,
    "welfare": ("none",),
    "inclusion_judgement": "no",
    "industry_employment_help": "adequate",
    "industry_help": "adequate",
    "employment_help": "adequate",
    "livelihoods": ("farming",),
    "policies_due": False,
    "help_policies_text": "产业奖补、健康帮扶",
    "has_return_risk": False,
    "special_hardship": False,
    "petition_pending": False,
}


def town(villages: Iterable[str], households: int, today: date, line: int | None, seed: int = 1) -> list[Household]:
    """``households`` households over ``villages`` (12-digit codes), in village order; the same seed, the same town.

    ``line``: the smallest income per head (fen) that reaches the campaign's line, None where the campaign has none.
    """
    codes = sorted(villages)
    random = Random(seed)  # noqa: S311  # invented people, not secrets
    shares = [households // len(codes) + (1 if n < households % len(codes) else 0) for n in range(len(codes))]
    return [
        _household(random, code, today, line) for code, count in zip(codes, shares, strict=True) for _ in range(count)
    ]


def _household(random: Random, village: str, today: date, line: int | None) -> Household:
    story = _story(random)
    alleviated = story.alleviated if story and story.alleviated is not None else random.random() < 0.12
    monitored = story.monitored if story and story.monitored is not None else random.random() < 0.02
    members = _members(random, today)
    if story and story.head:
        members = (Member(members[0].facts | story.head), *members[1:])
    facts = _facts(random, members, alleviated, monitored) | (story.household if story else {})
    income = facts["net_income_per_head"]
    if line is not None and isinstance(income, int):
        facts["income_reaches_line"] = income >= line
    return Household(new_key("H", random), village, facts, members, story.name if story else "")


def _story(random: Random) -> Story | None:
    draw = random.randrange(1000)
    for story in STORIES:
        if draw < story.per_mille:
            return story
        draw -= story.per_mille
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
        "net_income_per_head": random.randrange(7200, 26000) * YUAN,
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
