"""Invented people. Names end in 示例, ids with an area code that was never issued, phones with a machine-only
range: nobody real can be meant."""

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
    """One person as typed facts of the dictionary."""

    facts: dict[str, Fact] = field(default_factory=dict)


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
    return Member(facts | _schooling(born, today) | _labour(random, _years(born, today)))


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
