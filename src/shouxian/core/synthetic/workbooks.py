"""Workbooks of an invented town as other offices would send them: national exports, registers, lists handed down.
Written with openpyxl, cell by cell, never through our own writer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from openpyxl import Workbook

from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.campaign import HandedList
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.packs.models.imports import ImportColumn, ImportSpec
from shouxian.core.packs.models.national import Screen
from shouxian.core.synthetic.town import Household

Places = Mapping[str, tuple[str, str, str]]  # village code → names of county, town, village
Facts = Mapping[str, Fact | None]
MARK = " — 示例数据,人物均为虚构"
ROSTER = (
    "household_number", "village_group", "phone", "people_count", "is_poverty_alleviated", "is_monitored",
    "monitored_category", "risk_eliminated", "eliminated_month", "helper_named",
    "member_name", "resident_id", "relation", "sex", "birth_date", "schooling", "education", "health",
    "labour_ability", "is_working", "work_place", "work_months", "resident_insurance", "employee_insurance",
)  # fmt: skip
"""What a roster with one row per person tells."""
STRANGERS = ("查无此人示例", "已迁出户示例")


@dataclass(frozen=True)
class ForeignRow:
    """A row of somebody else's list: village, facts, and the head of the household it stands in ("" for none)."""

    village: str
    facts: Facts
    home: str = ""


def write_roster(
    path: Path, spec: ImportSpec, town: Iterable[Household], places: Places, dictionary: Dictionary,
    names: Sequence[str] = ROSTER,
) -> None:  # fmt: skip
    """One row per person who was listed before, the household's facts repeated."""
    rows = [
        ForeignRow(household.village, {**household.facts, **person.facts})
        for household in town
        for person in household.members
        if person.listed
    ]
    write_foreign(path, spec, rows, names, places, dictionary)


def write_foreign(
    path: Path, spec: ImportSpec, rows: Iterable[ForeignRow], names: Sequence[str], places: Places,
    dictionary: Dictionary,
) -> None:  # fmt: skip
    """A list as its own office exports it: headings on row 3, every cell text. ``names``: the facts it tells."""
    columns = [c for c in spec.columns if c.values and c.facts() & set(names)]
    worded = {column.heads[0] for column in columns}
    told = [name for name in dict.fromkeys(names) if _head(spec, name, dictionary) not in worded]
    heads = [head for head in (("县",) if "县" in spec.ignored else ())]
    heads += [spec.town_heads[0], spec.village_heads[0]]
    home = dictionary.subjects[spec.rows].parent == "household" and spec.rows != "person"
    heads += [spec.home_heads[0]] if home else []
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    sheet.append([f"{spec.zh}{MARK}"])
    sheet.append([])
    sheet.append([*heads, *(c.heads[0] for c in columns), *(_head(spec, n, dictionary) for n in told)])
    for row in rows:
        cells = list(places[row.village])[3 - len(heads) + home :] + ([row.home] if home else [])
        cells += [_worded(column, row.facts, dictionary) for column in columns]
        cells += [as_text(row.facts.get(n), dictionary.variables[n], dictionary.codelists) for n in told]
        sheet.append(cells)
    book.save(path)


def facts_of(spec: ImportSpec, dictionary: Dictionary, screens: Iterable[Screen] = ()) -> tuple[str, ...]:
    """The facts a list of this kind tells: those of its own columns, what its subject is known by, and those of the
    ``screens`` about its subject."""
    subject = dictionary.subjects[spec.rows]
    own = [column.gives for column in spec.columns if column.gives]
    known_by = [subject.named_by, subject.numbered_by, subject.better_by]
    shown = [name for screen in screens if screen.subject == spec.rows for name in screen.facts]
    return tuple(dict.fromkeys(name for name in (*own, *known_by, *shown) if name))


def write_handed_list(
    path: Path, handed: HandedList, chosen: Sequence[Household], places: Places, dictionary: Dictionary,
    line: int | None = None,
) -> int:  # fmt: skip
    """The list as its sender would make it of the ``chosen``, right or wrong: where there is a ``line`` (fen), he takes
    everyone's income to be below it; two rows of a list from above belong to nobody. Returns the number of rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    sheet.append([handed.zh + MARK])
    sheet.append([column.head for column in handed.columns])
    claims = [c.gives for c in handed.columns if c.gives and dictionary.variables[c.gives].type == "bool"]
    rows: list[tuple[str, Facts]] = [(places[h.village][2], _as_sent(h.facts, line, claims)) for h in chosen]
    somewhere = next(iter(places.values()))[2]
    for number, name in enumerate(STRANGERS if handed.made_by == "sender" else ()):
        facts: dict[str, Fact] = {"head_name": name, "phone": f"1400000000{number}", "people_count": 2}
        rows.append((somewhere, _as_sent(facts, line, claims)))
    for village, told in rows:
        sheet.append([_told(column.head, column.gives, village, told, dictionary) for column in handed.columns])
    book.save(path)
    return len(rows)


def listed_for(handed: HandedList, town: Sequence[Household], random: Random) -> list[Household]:
    """Whom the sender of a list means: those for whom something it tells is true, else those who have a story; and some
    by mistake."""
    told = [column.gives for column in handed.columns if column.gives]
    meant = [h for h in town if any(h.facts.get(name) is True for name in told)]
    if not meant:
        meant = [h for h in town if h.story and random.random() < 0.4]
    others = [h for h in town if h not in meant]
    mistaken = random.sample(others, min(len(others), 1 + len(town) // 60))
    return [h for h in town if h in meant or h in mistaken]


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


def _as_sent(facts: Facts, line: int | None, claims: Sequence[str]) -> Facts:
    """What a sender believes: that the income is below the line, and that at least one of his claims is true."""
    income = facts.get("net_income_per_head")
    if claims and not any(facts.get(name) is True for name in claims):
        facts = {**facts, claims[0]: True}
    if line is None:
        return facts
    return {**facts, "net_income_per_head": min(income, line - 100) if isinstance(income, int) else line - 100}


def _told(head: str, gives: str | None, village: str, facts: Facts, dictionary: Dictionary) -> str:
    """A cell of a handed list: the fact it gives, else the fact its heading names, else the village or a few words."""
    named = [v.name for v in dictionary.subjects["household"].variables if head in (v.zh, *v.synonyms)]
    for name in filter(None, (gives, *named)):
        if gives or facts.get(name) is not None:
            return as_text(facts.get(name), dictionary.variables[name], dictionary.codelists)
    return village if "村" in head else f"{head}(示例)"


def _head(spec: ImportSpec, name: str, dictionary: Dictionary) -> str:
    own = next((column.heads[0] for column in spec.columns if column.gives == name), None)
    return own or dictionary.variables[name].zh


def _worded(column: ImportColumn, facts: Facts, dictionary: Dictionary) -> str:
    """The word of a column whose words give facts (户类型): the one that says most of what is so."""
    fitting = []
    for word, given in column.values.items():
        values = {n: _plain(facts.get(n)) for n in given}
        if values == dict(given):
            fitting.append((len(given), word))
    return max(fitting, default=(0, ""))[1]


def _plain(fact: Fact | None) -> object:
    return str(fact).lower() if isinstance(fact, bool) else fact


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


def _of_school_age(born: Fact) -> bool:
    assert isinstance(born, date)
    return 2006 <= born.year <= 2015
