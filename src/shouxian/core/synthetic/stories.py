"""What happens in an invented town: who has which story, and what everyone else would tell.

A story is planned; whatever it leaves open is drawn by type and code list (:mod:`drawing`).
"""

from dataclasses import dataclass, field
from datetime import date

from shouxian.core.packs.facts import Fact

YUAN = 100


@dataclass(frozen=True)
class Story:
    """What happens, to how many of 1,000 households: facts of the household, its first member (the head), every member
    and its dwelling; ``days``: day facts, counted back from today; ``words``: what a surveyor writes of it."""

    name: str
    per_mille: int
    household: dict[str, Fact] = field(default_factory=dict)
    head: dict[str, Fact] = field(default_factory=dict)
    alleviated: bool | None = None
    monitored: bool | None = None
    words: str = ""
    everybody: dict[str, Fact] = field(default_factory=dict)
    dwelling: dict[str, Fact] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    newborn: bool = False


SPENDING: dict[str, Fact] = {"rigid_spending": True, "rigid_spending_reason": "住院自付较多"}

STORIES: tuple[Story, ...] = (
    Story("low_income", 30, {"net_income_per_head": 5200 * YUAN}, words="人均纯收入偏低"),
    Story("nearly_at_the_line", 15, {"net_income_per_head": 6500 * YUAN}),
    Story("very_low_income", 10, {"net_income_per_head": 3600 * YUAN}, monitored=False),
    Story("unsafe_house", 15, {"housing_safe": False, "housing_text": "土坯房后墙开裂"}, words="土坯房后墙开裂"),
    Story("unsafe_water", 10, {"water_safe": False, "water_text": "井水枯水期断水"}, words="井水枯水期断水"),
    Story("dropout", 8, {"schooling_dropout": True, "education_text": "八年级学生已离校一个月"}, words="学生离校"),
    Story("uninsured", 20, {"fully_insured": False, "medical_text": "一人未缴费"}, words="一人未缴纳医保"),
    Story(
        "illness", 25, {**SPENDING, "net_income_per_head": 5600 * YUAN},
        {"health": ("major_illness",), "labour_ability": "weak"}, words="成员患大病，自付较多",
    ),
    Story("aid_not_monitored", 15, {"welfare": ("subsistence",), "net_income_per_head": 5000 * YUAN}, monitored=False),
    Story("help_missing", 12, {"industry_help": "inadequate", "industry_text": "产业奖补未到户"}, alleviated=True),
    Story("policy_due", 10, {"policies_due": True, "policies_due_text": "雨露计划补助未发"}, alleviated=True),
    Story(
        "eliminated_but_poor", 8,
        {"risk_eliminated": True, "eliminated_month": date(2021, 11, 1), "net_income_per_head": 5400 * YUAN},
        alleviated=True, monitored=True,
    ),
    # What came with later notices
    Story("returned_worker", 25, {"focus_groups": ("unstable_work",), "works_in_troubled_business": True},
          {"returned_from_work": True, "work_unstable": True, "is_working": True, "work_company": "某服装厂(示例)",
           "work_sector": "manufacturing", "work_county": "邻区(示例)", "labour_ability": "ordinary"},
          words="在某服装厂务工，工厂减产后返乡待业"),
    Story("disaster", 20, {"disaster_hit": True, "disaster_production_loss": True, "disaster_loss": 12_000 * YUAN,
          "focus_groups": ("hit",)}, words="受旱灾，水稻减产"),
    Story("disaster_house", 8, {"disaster_hit": True, "disaster_house_damaged": True, "focus_groups": ("hit",)},
          words="房屋屋面被大风掀损，未修复"),
    Story("eliminated_without_labour", 8, {"risk_eliminated": True, "no_labour_household": True,
          "eliminated_month": date(2021, 12, 1)}, alleviated=True, monitored=True,
          everybody={"labour_ability": "lost", "is_working": False, "register_working": False},
          words="整户无劳动力，已标注风险消除"),
    Story("elimination_unstable", 8, {"risk_eliminated": True, "elimination_stable": False, "income_stable": False,
          "eliminated_month": date(2021, 12, 1)}, alleviated=True, monitored=True, words="消除后收入又下降"),
    Story("helper_late", 12, {"risk_eliminated": False, "helper_named": True}, monitored=True,
          days={"risk_found_on": 29, "included_on": 26, "helper_named_on": 10, "measures_planned_on": 3,
                "plan_made_on": 2}),
    Story("income_fallen", 12, {"income_collapsed": True, "net_income_per_head": 7300 * YUAN,
          "last_income_per_head": 16_000 * YUAN}, words="主要劳动力失业，收入大幅下降"),
    Story("september_corrected", 12, {"september_state": "corrected", "september_corrected": 9100 * YUAN,
          "september_reason": "漏计养老金", "september_income_per_head": 8300 * YUAN,
          "net_income_per_head": 9100 * YUAN}, alleviated=True),
    Story("credit_used_by_firm", 12, {"credit_received": True, "credit_amount": 50_000 * YUAN, "credit_repaid": False,
          "credit_misuse": ("enterprise",), "credit_eligible": True}, alleviated=True),
    Story("toilet_subsidy_owed", 20, dwelling={"toilet_kind": "three_chamber", "toilet_converted": True,
          "toilet_to_standard": True, "toilet_converted_year": 2021, "toilet_programme": "harmless",
          "toilet_subsidy_paid": False, "toilet_subsidy_amount": 1500 * YUAN}),
    Story("away_by_phone", 15, {"survey_mode": "phone", "whole_household_away": True, "residence_place": "outside",
          "mode_reason": "整户长期在外务工", "remote_first": True, "remote_epidemic": True,
          "visited_in_person": False}),
    Story("newborn", 10, newborn=True),
    Story("new_subsistence", 12, {"whole_subsistence_new": True, "welfare": ("subsistence",),
          "focus_groups": ("new_subsistence",), "net_income_per_head": 6700 * YUAN}, words="新纳入低保，收入较低"),
    Story("danger_renovation", 8, {"danger_renovation_new": True}),
    Story("no_business_help", 10, {"has_business": True, "tech_training_given": False}, alleviated=True),
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
    "relocated": False,
    "survey_mode": "visit",
    "whole_household_away": False,
    "cannot_communicate": False,
    "risk_found": False,
    "lives_in_site": False,
    "whole_subsistence_new": False,
    "danger_renovation_new": False,
    "platform_warned": False,
    "sanitary_toilet": True,
    "household_toilet": "flush",
    "no_labour_household": False,
    "measures_fit_risk": True,
    "credit_received": False,
    "credit_eligible": True,
    "has_business": True,
    "tech_training_given": True,
    "in_cooperative": True,
    "interest_linked": True,
    "elimination_stable": True,
    "elimination_mode": "help",
    "danger_grade": "a",
}

# Of a household that is not monitored, nobody could tell them.
MONITORED_ONLY = frozenset(
    {
        "monitored_category", "monitored_since", "risks", "risk_note", "risk_disaster_kind", "help_measures",
        "development_measures", "measures_fit_risk", "measures_enough", "plan_made", "plan_made_on", "included_on",
        "helper_named_on", "measures_planned_on", "risk_found_on", "elimination_mode", "eliminated_month",
        "income_at_elimination", "elimination_stable", "risk_eliminated",
    }
)  # fmt: skip
WHY_MONITORED: tuple[tuple[str, str], ...] = (  # risk, help that fits it
    ("illness", "health"), ("unstable_work", "employment"), ("schooling", "other_education"),
    ("labour_shortage", "comprehensive"), ("disaster", "industry"), ("disability", "comprehensive"),
)  # fmt: skip
TOILETS = ("full_flush", "three_chamber", "three_chamber", "three_chamber", "unsanitary")
NATURAL_VILLAGES = ("上湾(示例)", "下湾(示例)", "新屋场(示例)")
ORDINARY_INCOMES = (7200, 26_000)  # yuan per head of ordinary households, from and below
