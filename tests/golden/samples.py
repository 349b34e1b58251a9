"""A little data for the golden sheets: invented households and villages, nobody real."""

from datetime import date
from functools import cache
from pathlib import Path

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.packs.catalogue import Dictionary, load_catalogue
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.models.questions import QuestionFile
from shouxian.core.packs.source import parse_model, read_yaml
from shouxian.core.sheets.answers.bound import BoundQuestion, bind_all
from shouxian.core.sheets.writing.grid import SheetRow, Stamp

PACKS = Path(__file__).resolve().parents[2] / "packs"
SHENMU, ZHANQIAO, XINWAN = "shenmu-2022-spring", "zhanqiao-2022-income", "xinwan-2022-autumn"
LINE = 650_000  # fen; the line that the notice of Zhanqiao states


@cache
def dictionary() -> Dictionary:
    return load_catalogue(PACKS).dictionary


@cache
def questions(campaign: str) -> dict[str, BoundQuestion]:
    source = read_yaml(PACKS / "campaigns" / campaign / "questions.yaml")
    asked = {question.id: question for question in parse_model(source, QuestionFile).questions}
    return bind_all(asked, dictionary(), {"monitoring_line": LINE})


@cache
def layout(campaign: str, sheet: str) -> Layout:
    return parse_model(read_yaml(PACKS / "campaigns" / campaign / "sheets" / f"{sheet}.yaml"), Layout)


def stamp(campaign: str, sheet: str) -> Stamp:
    return Stamp(campaign, sheet, "610881100200", "0" * 64, date(2022, 3, 10))


SHENMU_PLACE = {"town": "示范", "village": "红柳沟"}
ZHANQIAO_PLACE = {"town": "詹桥", "village": "示范"}

SHENMU_HOUSEHOLDS = (
    SheetRow(
        "H-0000000001-7",
        {},
        {
            "head_name": "甲一",
            "village_group": "一",
            "people_count": 4,
            "phone": "00000000001",
            "residence_place": "own_village",
            "housing_safe": True,
            "tenure": "own",
            "schooling_dropout": False,
            "has_compulsory_student": True,
            "water_safe": True,
            "water_source": "piped",
            "uninsured_people": 0,
            "resident_insured_people": 3,
            "employee_insured_people": 1,
            "net_income_per_head": Bounds(1_000_001, None),
            "rigid_spending": True,
            "rigid_spending_reason": "住院自付3万元",
            "welfare": ("subsistence", "temporary_relief"),
            "inclusion_judgement": "no",
            "surveyor_name": "乙一",
        },
    ),
    SheetRow(
        "H-0000000002-9",
        {},
        {"head_name": "甲二", "village_group": "一", "people_count": 2, "housing_safe": True, "rigid_spending": False},
    ),
)

ZHANQIAO_CARD = SheetRow(
    "H-0000000003-B",
    {},
    {
        "head_name": "甲三",
        "people_count": 3,
        "phone": "00000000003",
        "is_poverty_alleviated": True,
        "special_hardship": True,
        "income_reaches_line": True,
        "net_income_per_head": 980_000,
        "schooling_dropout": False,
        "has_compulsory_student": True,
        "education_text": "一名小学生在镇中心小学就读",
        "fully_insured": False,
        "medical_text": "次子在外务工,已通知2月25日前参保",
        "housing_safe": True,
        "water_safe": True,
        "industry_help": "adequate",
        "industry_text": "油茶3亩,已领产业奖补",
        "employment_help": "not_needed",
        "surveyor_name": "乙二",
    },
)

SHENMU_STATISTICS = tuple(
    SheetRow(
        "",
        {
            "town": "示范镇",
            "village": village,
            "group_count": groups,
            "registered_households": households,
            "registered_people": people,
            "resident_households": at_home,
            "resident_people": people_at_home,
            "screened_total": households,
            "screened_general": general,
            "screened_alleviated": alleviated,
            "screened_monitored": monitored,
            "problem_count": problems,
        },
    )
    for village, groups, households, people, at_home, people_at_home, general, alleviated, monitored, problems in (
        ("红柳沟", 5, 312, 986, 201, 590, 261, 48, 3, 7),
        ("杨家畔", 4, 268, 842, 172, 515, 230, 38, 0, 4),
        ("石窑湾", 6, 405, 1290, 288, 861, 341, 59, 5, 12),
    )
)

SHENMU_VILLAGE = SheetRow(
    "V-0000000004-D",
    {},
    {
        "village_type": "alleviated",
        "group_count": 5,
        "registered_households": 312,
        "registered_people": 986,
        "resident_households": 201,
        "alleviated_households": 48,
        "alleviated_people": 131,
        "monitored_households": 3,
        "monitored_people": 9,
        "orphan_households": 0,
        "orphan_people": 0,
        "disabled_people": 27,
        "compulsory_age_people": 64,
        "village_income_per_head": 1_268_050,
        "collective_income": 15_000_000,
        "grid_worker_count": 5,
        "grid_workers_visit": True,
        "half_monthly_meeting": False,
        "village_problems": "两户危房待鉴定",
    },
)

SHENMU_PROBLEMS = (
    SheetRow("data", {"problem_text": "甲五：联系电话位数不对"}),
    SheetRow("guarantees", {"problem_text": "甲二：住房不安全\n甲四：饮水不安全"}),
)

ZHANQIAO_PROBLEMS = (
    SheetRow(
        "",
        {
            "town": "詹桥镇",
            "village": "示范村",
            "head_name": "甲六",
            "phone": "00000000006",
            "people_count": 4,
            "household_type": "脱贫户",
            "problems": ("income", "housing"),
        },
    ),
    SheetRow(
        "",
        {
            "town": "詹桥镇",
            "village": "示范村",
            "head_name": "甲七",
            "people_count": 2,
            "household_type": "监测户",
            "problems": ("other", "help", "insurance"),
        },
    ),
)
