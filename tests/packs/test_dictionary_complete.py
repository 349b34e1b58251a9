"""The dictionary knows the world it is fed from: every column and every value that national exports use, typed by hand.

The lists stand in ``national_exports``, with their sources.
"""

import re
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest

from shouxian.core.dataset.roles import CLOSED_HOW, CLOSED_ON, LEFT_HOW, LEFT_ON
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.checks.names import names_in, placeholders_in
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.imports import ImportColumn
from shouxian.core.sheets.reading.headings import comparable
from shouxian.core.sheets.reading.listed import read_listed
from shouxian.core.sheets.reading.rosters import Roster, read_roster
from tests.packs.national_exports import (
    CARRIED_FOR_EXPORTS,
    EXPORTS,
    ITEMS,
    NOT_TAKEN,
    NUMBER,
    PLACES,
    SHORTENED,
    SHOWN_ONLY,
    TOWNS,
    VALUES,
    VILLAGES,
    WATER,
)


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_is_read_without_a_column_left_over(catalogue: Catalogue, tmp_path: Path, export: str) -> None:
    """Heading row 3, every cell text: each heading is known, its cell is read, and it tells the fact that it means."""
    places = {head: text for head, text in PLACES.items() if head != "证件类型" or export != "national_villages"}
    heads = [*places, *EXPORTS[export]]
    cells = [*places.values(), *(sample(catalogue, export, head) for head in EXPORTS[export])]
    book = openpyxl.Workbook()
    for row in ([export], ["导出时间:2023-12-18"], heads, cells):
        book.worksheets[0].append(row)
    book.save(tmp_path / "导出.xlsx")
    spec = catalogue.imports[export]
    reader = read_listed if spec.rows == "village" else read_roster
    found = reader(tmp_path / "导出.xlsx", spec, catalogue.dictionary, VILLAGES, TOWNS)
    assert [fault.text("zh") for fault in (*found.faults, *found.remarks)] == []
    asked = {*found.asked_household, *found.asked_person} if isinstance(found, Roster) else {*found.asked}
    assert set(EXPORTS[export].values()) <= asked
    assert not asked & {"head_id_problem", "age"}


def sample(catalogue: Catalogue, export: str, head: str) -> str:
    """A cell as the export writes it, by the type of the fact."""
    column = own_column(catalogue, export, head)
    if column is not None and column.values:
        return next(iter(column.values))
    if column is not None and column.filled:
        return "特色产业"
    variable = catalogue.dictionary.variables[EXPORTS[export][head]]
    if variable.codelist:
        codes = [code for code in catalogue.dictionary.codelists[variable.codelist].codes if code.code != "none"]
        return codes[0].zh
    if variable.name in ("phone", "member_phone"):
        return "14000000001"
    if variable.name == "resident_id":
        return NUMBER
    by_type = {"bool": "是", "int": "3", "money": "1000.50", "decimal": "1.5", "date": "2023-03-01", "month": "202303"}
    return by_type.get(variable.type, "某某示例")


def own_column(catalogue: Catalogue, export: str, head: str) -> ImportColumn | None:
    columns = catalogue.imports[export].columns
    return next((c for c in columns if comparable(head) in {comparable(h) for h in c.heads}), None)


@pytest.mark.parametrize("export", EXPORTS)
def test_each_heading_means_one_fact_of_the_right_subject(catalogue: Catalogue, export: str) -> None:
    subjects = ("village",) if export == "national_villages" else ("person", "household")
    for head, fact in EXPORTS[export].items():
        own = own_column(catalogue, export, head)
        told = own.facts() if own else {name for subject in subjects for name in headed(catalogue, subject, head)}
        assert fact in told, head
        assert {catalogue.dictionary.subject_of[name] for name in told} <= set(subjects), head
        assert own or len(told) == 1, head


@pytest.mark.parametrize("subject", SHORTENED)
def test_other_wordings_mean_the_same_facts(catalogue: Catalogue, subject: str) -> None:
    for head, fact in SHORTENED[subject].items():
        assert headed(catalogue, subject, head) == {fact}, head


def headed(catalogue: Catalogue, subject: str, head: str) -> set[str]:
    """The facts of a subject that have this name or synonym."""
    return {v.name for v in catalogue.dictionary.subjects[subject].variables if comparable(head) in wordings(v)}


def wordings(variable: Variable) -> set[str]:
    return {comparable(text) for text in (variable.zh, *variable.synonyms)}


def test_no_heading_means_two_facts_of_a_subject_or_of_a_row_of_people(catalogue: Catalogue) -> None:
    subjects = {name: subject.variables for name, subject in catalogue.dictionary.subjects.items()}
    rows = subjects | {"person and household": (*subjects["person"], *subjects["household"])}
    for name, variables in rows.items():
        meant: dict[str, list[str]] = defaultdict(list)
        for variable in variables:
            for text in wordings(variable):
                meant[text].append(variable.name)
        assert {text: facts for text, facts in meant.items() if len(facts) > 1} == {}, name


def test_kinds_of_household_are_known_by_the_words_of_every_province(catalogue: Catalogue) -> None:
    monitored = {
        "监测对象",
        "监测户",
        "三类户",
        "三类人员",
        "易返贫致贫户",
        "脱贫不稳定户",
        "边缘易致贫户",
        "突发严重困难户",
    }
    for name in ("national_monitored", "national_households", "national_annual", "village_roster"):
        column = own_column(catalogue, name, "户类型")
        assert column is not None
        assert {kind for kind, given in column.values.items() if given.get("is_monitored") == "true"} == monitored
        alleviated = {kind for kind, given in column.values.items() if given.get("is_poverty_alleviated") == "true"}
        assert alleviated == {"脱贫户", "已脱贫户", "建档立卡脱贫户"}
        for general in ("一般农户", "档外农户"):
            assert column.values[general]["is_poverty_alleviated"] == "false"


def test_what_an_export_has_and_we_do_not_take_is_said(catalogue: Catalogue) -> None:
    ignored = {text for spec in catalogue.imports.values() if spec.national for text in spec.ignored}
    assert NOT_TAKEN.keys() <= ignored


@pytest.mark.parametrize("codelist", VALUES)
def test_every_value_is_a_code_and_means_one(catalogue: Catalogue, codelist: str) -> None:
    meant: dict[str, list[str]] = defaultdict(list)
    for code in catalogue.dictionary.codelists[codelist].codes:
        for text in {comparable(text) for text in (code.zh, *code.synonyms)}:
            meant[text].append(code.code)
    for value in VALUES[codelist].split():
        assert len(meant[comparable(value)]) == 1, value
    assert [text for text, codes in meant.items() if len(codes) > 1] == []


@pytest.mark.parametrize("text", ["残疾,长期慢性病", "长期慢性病,残疾", "长期慢性病、残疾", "残疾；长期慢性病"])
def test_health_is_read_in_any_order(catalogue: Catalogue, tmp_path: Path, text: str) -> None:
    book = openpyxl.Workbook()
    for row in (["村", "户编号", "姓名", "与户主关系", "健康状况"], ["甲村", "9001", "张示例", "户主", text]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "册.xlsx")
    roster = read_roster(
        tmp_path / "册.xlsx", catalogue.imports["national_monitored"], catalogue.dictionary, VILLAGES, TOWNS
    )
    (person,) = roster.persons.to_pylist()
    assert sorted(person["health"]) == ["chronic", "disabled"]


def test_a_measure_column_tells_the_group_and_where_it_can_the_measure(catalogue: Catalogue, tmp_path: Path) -> None:
    heads = ["村", "户编号", "姓名", "与户主关系", "产业帮扶", "就业帮扶", "综合保障", "搬迁"]
    rows = [
        ["甲村", "9001", "张示例", "户主", "特色种植、养殖", "劳务输出,技能培训", "低保、残疾人补贴", "无"],
        ["甲村", "9002", "李示例", "户主", "", "一种没见过的措施", "", ""],
    ]
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.worksheets[0].append(row)
    book.save(tmp_path / "册.xlsx")
    spec = catalogue.imports["national_monitored"]
    roster = read_roster(tmp_path / "册.xlsx", spec, catalogue.dictionary, VILLAGES, TOWNS)
    known, strange = roster.households.to_pylist()
    assert known["help_measures"] == ["industry", "employment", "comprehensive"]
    assert known["employment_measures"] == ["labour_export", "skill_training"]
    assert known["comprehensive_measures"] == ["subsistence", "disability_subsidy"]
    assert (strange["help_measures"], strange["employment_measures"]) == (["employment"], None)
    assert roster.faults == ()


def test_every_item_of_income_is_a_fact_and_part_of_its_sum(catalogue: Catalogue) -> None:
    variables = catalogue.dictionary.variables
    for group, items in ITEMS.items():
        summed = names_in(variables[f"{group}_items"].derive or "")
        assert [variables[name].zh for name in summed] == items.split()


def test_the_test_of_safe_water_has_its_facts_and_limits(catalogue: Catalogue) -> None:
    (quality,) = headed(catalogue, "household", "水质是否合格(农户)")
    assert any(quality in rule.when for rule in catalogue.rules.values() if rule.problem == "water")
    for head, limit in WATER.items():
        (fact,) = headed(catalogue, "household", head)
        parameter = catalogue.parameters[f"{fact}_max" if fact.startswith("water_trip") else f"{fact}_min"]
        assert [value.value for value in parameter.values if value.place == ""] == [str(limit)]


def test_every_text_is_in_both_languages(catalogue: Catalogue) -> None:
    dictionary = catalogue.dictionary
    texts = [(subject.zh, subject.en) for subject in dictionary.subjects.values()]
    texts += [(variable.zh, variable.en) for variable in dictionary.variables.values()]
    for codelist in dictionary.codelists.values():
        texts += [(codelist.zh, codelist.en), *((code.zh, code.en) for code in codelist.codes)]
    for zh, en in texts:
        assert re.search(r"[\u4e00-\u9fff]", zh), zh
        assert re.search(r"[A-Za-z]", en), zh
        assert not re.search(r"[\u4e00-\u9fff]", en), zh


def test_who_somebody_is_and_how_somebody_is_are_protected(catalogue: Catalogue) -> None:
    """Every fact has a privacy class by its model; no identifier and nothing on health is without protection."""
    variables = catalogue.dictionary.variables.values()
    assert {v.privacy for v in variables if v.identifier} <= {"personal", "sensitive"}
    of_health = {"health_states", "disability_types", "disability_grades", "self_care_states"}
    health = [v for v in variables if v.codelist in of_health]
    assert {v.privacy for v in health} == {"health"}
    petitions = [v for v in variables if v.name.startswith(("petition_", "public_opinion"))]
    assert {v.privacy for v in petitions} == {"sensitive"}


def test_every_fact_is_used_or_carried_for_exports(catalogue: Catalogue) -> None:
    unused = set(catalogue.dictionary.variables) - used(catalogue) - {LEFT_ON, LEFT_HOW, CLOSED_ON, CLOSED_HOW}
    assert {name for name in unused if catalogue.dictionary.variables[name].derive} == SHOWN_ONLY
    assert {name for name in unused if not catalogue.dictionary.variables[name].derive} == CARRIED_FOR_EXPORTS


def used(catalogue: Catalogue) -> set[str]:
    """Facts that a question, rule, import column, list, screen, derivation, limit or the identity of a thing needs."""
    found: set[str] = set()
    for rule in (*catalogue.rules.values(), *(r for p in catalogue.campaigns.values() for r in p.rules.values())):
        found |= {*names_in(rule.when), *placeholders_in(rule.message.zh)}
    for variable in catalogue.dictionary.variables.values():
        found |= {*names_in(variable.derive or ""), *([variable.of] if variable.of else [])}
    for subject in catalogue.dictionary.subjects.values():
        found |= {name for name in (subject.named_by, subject.numbered_by, subject.better_by) if name}
    found |= {name for screen in catalogue.screens for name in screen.facts}
    found |= {name for spec in catalogue.imports.values() for column in spec.columns for name in column.facts()}
    for pack in catalogue.campaigns.values():
        campaign = pack.campaign
        found |= {name for question in pack.questions.values() for name in question.facts()}
        found |= {column.gives for handed in campaign.lists for column in handed.columns if column.gives}
        found |= {window.variable for window in campaign.windows}
        found |= {name for limit in campaign.limits for name in (limit.starts, limit.due) if name}
        conditions = [
            *(cell.when for cell in campaign.household_types), *(group.when for group in campaign.priority_groups),
            *(verdict.when for handed in campaign.lists for verdict in handed.verdicts),
            *(text for job in campaign.jobs for c in job.coverages for text in (c.when, c.unless)),
            *(column.when for tally in campaign.tallies for column in tally.columns),
        ]  # fmt: skip
        found |= {name for text in conditions if text for name in names_in(text)}
    return found & set(catalogue.dictionary.variables)
