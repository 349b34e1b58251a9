"""What is usual in an invented town where nothing happens; what happens stands in the table of lives (:mod:`life`).

Whatever is left open is drawn by type and code list (:mod:`drawing`).
"""

from shouxian.core.packs.facts import Fact

YUAN = 100

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
