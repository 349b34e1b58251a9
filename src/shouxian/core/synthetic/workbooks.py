"""Workbooks of an invented town as other offices would send them: a national export, a list handed down, forms of
villages. Written with openpyxl, cell by cell, never through our own writer."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.campaign import HandedList
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.synthetic.town import Household

Places = Mapping[str, tuple[str, str, str]]  # village code → names of county, town, village
_HOUSEHOLD_COLUMNS = (
    "household_number", "village_group", "phone", "people_count", "is_poverty_alleviated", "is_monitored",
    "monitored_category", "risk_eliminated", "eliminated_month", "helper_named",
)  # fmt: skip
_PERSON_COLUMNS = (
    "member_name", "resident_id", "relation", "sex", "birth_date", "schooling", "education", "health",
    "labour_ability", "is_working", "work_place", "work_months", "resident_insurance", "employee_insurance",
)  # fmt: skip
_PLACE_HEADS = ("县", "乡", "村")


def write_roster(
    path: Path, town: Sequence[Household], places: Places, variables: Mapping[str, Variable],
    codelists: Mapping[str, CodeList],
) -> None:  # fmt: skip
    """One row per person, headings on row 3, every cell text: as the national system exports."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    sheet.append(["户信息(自定义导出) — 示例数据,人物均为虚构"])
    sheet.append([])
    names = (*_HOUSEHOLD_COLUMNS, *_PERSON_COLUMNS)
    sheet.append([*_PLACE_HEADS, *(variables[name].zh for name in names)])
    for number, household in enumerate(town, start=1):
        facts = {**household.facts, "household_number": f"90{number:010}"}
        for person in household.members:
            row = [*places[household.village]]
            row += [as_text(facts.get(n), variables[n], codelists) for n in _HOUSEHOLD_COLUMNS]
            row += [as_text(person.facts.get(n), variables[n], codelists) for n in _PERSON_COLUMNS]
            sheet.append(row)
    book.save(path)


def write_handed_list(
    path: Path, handed: HandedList, town: Sequence[Household], places: Places, line: int, sender_error: int = 1000_00
) -> int:
    """The list as its sender would make it: households whose income he takes to be below the line, right or wrong;
    two rows belong to nobody. Returns the number of rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    sheet.append([handed.zh + "(示例数据,人物均为虚构)"])
    sheet.append([column.head for column in handed.columns])
    chosen = [h for h in town if _income(h) < line + sender_error]
    for household in chosen:
        told = {
            "行政村": places[household.village][2],
            "户主姓名": str(household.facts["head_name"]),
            "联系电话": str(household.facts["phone"]),
            "家庭人口数": str(household.facts["people_count"]),
            "人均纯收入": str(min(_income(household), line - 100) // 100),
        }
        sheet.append([told.get(column.head, "") for column in handed.columns])
    village = places[town[0].village][2]
    for name in ("查无此人示例", "已迁出户示例"):
        strangers = {
            "行政村": village,
            "户主姓名": name,
            "联系电话": "14000000000",
            "家庭人口数": "2",
            "人均纯收入": "5000",
        }
        sheet.append([strangers.get(column.head, "") for column in handed.columns])
    book.save(path)
    return len(chosen) + 2


def village_facts(town: Sequence[Household], village: str) -> dict[str, Fact]:
    """What an honest village form would say, counted from its households."""
    own = [h for h in town if h.village == village]
    people = sum(len(h.members) for h in own)

    def count(fact: str) -> tuple[int, int]:
        chosen = [h for h in own if h.facts.get(fact) is True]
        return len(chosen), sum(len(h.members) for h in chosen)

    alleviated, monitored = count("is_poverty_alleviated"), count("is_monitored")
    return {
        "village_type": "ordinary", "group_count": 6,
        "registered_households": len(own), "registered_people": people,
        "resident_households": len(own), "resident_people": people,
        "alleviated_households": alleviated[0], "alleviated_people": alleviated[1],
        "monitored_households": monitored[0], "monitored_people": monitored[1],
        "subsistence_households": 0, "subsistence_people": 0, "destitute_households": 0, "destitute_people": 0,
        "orphan_households": 0, "orphan_people": 0, "disabled_people": 0,
        "compulsory_age_people": sum(_of_school_age(m.facts["birth_date"]) for h in own for m in h.members),
        "village_income_per_head": 16500_00, "collective_income": 82000_00,
        "grid_worker_count": 3, "grid_workers_visit": True, "half_monthly_meeting": monitored[0] > 0,
        "system_entry_accurate": True, "village_problems": "部分户饮水枯水期不稳", "village_suggestions": "无",
        "check_arranged": True, "check_screened": True, "check_helped": True, "check_data_true": True,
        "check_found": True, "check_petitions": True,
    }  # fmt: skip


def as_text(value: Fact | None, variable: Variable, codelists: Mapping[str, CodeList]) -> str:
    """A typed fact as an export writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.strftime("%Y%m") if variable.type == "month" else value.isoformat()
    if isinstance(value, tuple):
        return ",".join(_label(code, variable, codelists) for code in value)
    if variable.codelist:
        return _label(str(value), variable, codelists)
    if isinstance(value, int) and variable.scale > 1:
        return f"{value / variable.scale:g}"
    return str(value)


def _label(code: str, variable: Variable, codelists: Mapping[str, CodeList]) -> str:
    return next(c.zh for c in codelists[variable.codelist or ""].codes if c.code == code)


def _income(household: Household) -> int:
    income = household.facts["net_income_per_head"]
    assert isinstance(income, int)
    return income


def _of_school_age(born: Fact) -> bool:
    assert isinstance(born, date)
    return 2006 <= born.year <= 2015
