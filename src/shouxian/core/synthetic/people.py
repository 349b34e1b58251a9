"""Invented people. Names end in 示例, ids with an area code that was never issued, phones with a machine-only
range: nobody real can be meant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from shouxian.core.kernel.resident_ids import check_digit
from shouxian.core.packs.facts import Fact

MARK = "示例"
_AREA = "900000"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_MALE = "伟强军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯"
_FEMALE = "芳娜敏静丽艳娟霞秀英桂兰玉梅红玲燕洁萍云"


@dataclass(frozen=True)
class Member:
    """One person as typed facts of the dictionary; ``listed``: on the rosters before this campaign."""

    facts: dict[str, Fact] = field(default_factory=dict)
    listed: bool = True


def person_name(random: Random, sex: str) -> str:
    pool = _MALE if sex == "male" else _FEMALE
    return random.choice(_SURNAMES) + "".join(random.choice(pool) for _ in range(random.choice((1, 2)))) + MARK


def phone_number(random: Random) -> str:
    return f"140{random.randrange(10**8):08}"


def resident_id(random: Random, born: date, sex: str) -> str:
    serial = random.randrange(0, 499) * 2 + (1 if sex == "male" else 0)
    first17 = f"{_AREA}{born:%Y%m%d}{serial:03}"
    return first17 + check_digit(first17)


def member(random: Random, relation: str, sex: str, age: int, today: date) -> Member:
    """A member of a given age on ``today``, with the schooling, health and work that usually go with it."""
    born = today - timedelta(days=int(age * 365.25) + random.randrange(20, 340))
    facts: dict[str, Fact] = {
        "member_name": person_name(random, sex),
        "resident_id": resident_id(random, born, sex),
        "birth_date": born,
        "sex": sex,
        "relation": relation,
        "health": ("healthy",),
        "resident_insurance": True,
        "employee_insurance": False,
        "self_care": "able",
    }
    facts |= _schooling(born, today) | _labour(random, _years(born, today))
    return Member(facts | _papers(str(facts["resident_id"]), facts, _years(born, today), today))


def newborn(random: Random, today: date) -> Member:
    """A child born since the last roster."""
    sex = random.choice(("male", "female"))
    child = member(random, "son" if sex == "male" else "daughter", sex, 0, today)
    return Member(child.facts | {"member_change": "born", "member_changed_on": child.facts["birth_date"]}, listed=False)


def silent(facts: Mapping[str, Fact]) -> frozenset[str]:
    """Facts a person does not have: who does not work has no employer, who is at school has no reason for not being."""
    names = set(_RARE)
    if facts["is_working"] is not True:
        names |= {*_AT_WORK, "work_place"}
    if facts["labour_ability"] not in ("ordinary", "skilled"):
        names |= set(_ABLE)
    return frozenset(names - facts.keys())


_AT_WORK = ("work_county", "work_company", "work_sector", "employment_channel", "monthly_wage", "work_started",
            "work_months", "works_across_regions", "point_to_point", "travel_subsidy")  # fmt: skip
_ABLE = ("wants_work", "employment_help_given", "skill_training_attended", "work_record_true", "returned_from_work",
         "work_unstable", "new_labour", "planned_county", "service_need", "member_phone")  # fmt: skip
_RARE = ("disability_certificate", "disability_type", "disability_grade", "dropout_reason", "home_teaching",
             "member_changed_on", "public_post_months", "work_record_wrong_text")  # fmt: skip
EMPLOYERS = (  # firm, its sector, its county
    ("某服装厂(示例)", "manufacturing", "邻区(示例)"),
    ("某建筑队(示例)", "building", "邻市(示例)"),
    ("某饭店(示例)", "catering", "邻区(示例)"),
    ("某景区公司(示例)", "tourism", "本县(示例)"),
    ("某物流公司(示例)", "transport", "邻市(示例)"),
)


def _papers(identity: str, facts: dict[str, Fact], age: int, today: date) -> dict[str, Fact]:
    """What registers say of a person: insurance, allowances, work."""
    random = Random(identity)  # noqa: S311  # invented people, not secrets
    told: dict[str, Fact] = {
        "person_number": f"91{random.randrange(10**10):010}",
        "ethnicity": "汉族",
        "political_state": "party" if age > 30 and random.random() < 0.1 else "masses",
        "member_change": "none",
        "serious_illness_insurance": True,
        "resident_pension": age >= 16,
        "employee_pension": False,
        "medical_aid": False,
        "subsistence": "none",
        "destitute_support": False,
        "rain_dew_plan": False,
        "public_post": False,
        "register_working": facts["is_working"],
        "plans_to_work": facts["labour_ability"] == "ordinary" and not facts["is_working"] and random.random() < 0.2,
    }
    if facts["labour_ability"] == "ordinary":
        told["member_phone"] = phone_number(random)
    if facts["is_working"]:
        company, sector, county = random.choice(EMPLOYERS)
        told |= {
            "work_company": company, "work_sector": sector, "work_county": county, "employment_channel": "migrant",
            "monthly_wage": random.randrange(28, 55) * 100_00,
            "work_started": today - timedelta(days=random.randrange(100, 300)),
        }  # fmt: skip
    return told


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _schooling(born: date, today: date) -> dict[str, Fact]:
    age = _years(born, today)
    if age < 3:
        return {"schooling": "before_school"}
    if age < 6:
        return {"schooling": "kindergarten"}
    if age < 12:
        return {"schooling": "primary"}
    if age < 18:
        grades = ("grade_7", "grade_8", "grade_9", "senior_1", "senior_2", "senior_3")
        return {"schooling": grades[age - 12]}
    return {"schooling": "not_in_school", "education": "primary" if age > 60 else "junior"}


def _labour(random: Random, age: int) -> dict[str, Fact]:
    if age < 16:
        return {"labour_ability": "none", "is_working": False}
    if age < 18:
        return {"labour_ability": "ordinary", "is_working": False}
    if age < 60:
        away = random.random() < 0.5
        facts: dict[str, Fact] = {"labour_ability": "ordinary", "is_working": away}
        if away:
            facts |= {"work_place": random.choice(("own_county", "own_province", "other_province")), "work_months": 9}
        return facts
    return {"labour_ability": "weak" if age < 75 else "lost", "is_working": False}
