"""Taking back: all or nothing per file, doubts asked once, in the clerk's own workbook."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from tests.unit.two_villages import (
    MONITORED,
    NAME,
    NAMESAKE,
    PLAIN,
    POOR,
    Change,
    Town,
    column_of,
    edited,
    row_of,
)  # fmt: skip
from tests.unit.two_villages import (
    SURVEYOR as SIGNED,
)

from shouxian.core.campaigns.remembered import remember_columns, remembered_columns
from shouxian.core.campaigns.take_back import Outcome, Source, preview, take_back
from shouxian.core.dataset.roles import SURVEYED, SURVEYOR
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.kernel.keys import new_key


@pytest.fixture
def town(zhanqiao_founded: Town, tmp_path: Path) -> Town:
    return zhanqiao_founded.copy(tmp_path)


def codes(outcome: Outcome) -> list[str]:
    return [f.code for f in outcome.faults]


def test_a_return_is_stored_once_and_its_households_are_visited(town: Town) -> None:
    path = town.filled("annex_1")
    outcome = town.take(path)
    assert (outcome.state, outcome.sheets, outcome.unsigned) == ("stored", ("annex_1",), 0)
    poor = town.records()[town.key(POOR)]
    assert (poor.facts[SURVEYED], poor.facts[SURVEYOR]) == (True, SIGNED)
    assert poor.facts["income_reaches_line"] is False
    assert SURVEYED not in town.records()[town.key(POOR, 1)].facts
    again = town.take(path)
    assert (again.state, again.number) == ("same", outcome.number)
    assert len(town.store.imports()) == 2


def test_a_return_with_a_fault_stores_nothing_and_the_answer_marks_the_cell(
    shenmu_founded: Town, tmp_path: Path
) -> None:
    town = shenmu_founded.copy(tmp_path)
    before = town.records()
    change = Change(town.key(PLAIN), 有无安全住房="9")
    outcome = town.take(edited(town.filled("annex_1_1"), change))
    assert outcome.state == "refused"
    assert outcome.faults[0].where.row == change.row
    assert town.records() == before
    assert len(town.store.imports()) == 1
    assert outcome.answer is not None
    sheet = load_workbook(outcome.answer)[change.sheet]
    cell = sheet.cell(change.row, column_of(sheet, "有无安全住房"))
    assert cell.comment is not None
    assert cell.fill.fgColor.rgb == "00FFC7CE"
    assert outcome.file == "附件1-1 神木市防止返贫动态监测集中排查表（一般农户）.xlsx"


def test_a_doubtful_household_holds_the_file_until_the_clerk_has_chosen(town: Town) -> None:
    lost = town.key(NAMESAKE)

    def no_key_no_phone(book: Workbook) -> None:
        sheet, row = row_of(book, lost)
        next(c for c in sheet[row] if c.value == lost).value = None
        sheet.cell(row, column_of(sheet, "联系电话")).value = None

    held = town.take(edited(town.filled("annex_1"), no_key_no_phone))
    assert held.state == "held"
    assert SURVEYED not in town.records()[town.key(PLAIN)].facts
    (doubt,) = held.doubts
    assert doubt.what.code == "DATA_ROW_DOUBTFUL"
    assert {key for key, _ in doubt.choices} == {lost, town.key(NAMESAKE + 1)}
    chosen = next(text for text in doubt.texts() if lost in text)
    assert held.answer is not None
    outcome = town.take(edited(held.answer, _choose(doubt.sheet, doubt.row, chosen)))
    assert outcome.state == "stored"
    assert outcome.changes[0].new == ()
    assert town.records()[lost].facts[SURVEYED] is True


def _choose(sheet: str, row: int, text: str) -> Callable[[Workbook], None]:
    def choose(book: Workbook) -> None:
        book[sheet].cell(row, column_of(book[sheet], "请确认")).value = text

    return choose


def test_a_household_nobody_knew_of_is_asked_for_and_becomes_a_new_one(town: Town) -> None:
    path = edited(town.filled("annex_1"), _newcomer(town.key(PLAIN), "新来户示例", "14000000001"))
    held = town.take(path)
    assert [d.what.code for d in held.doubts] == ["DATA_ROW_NOT_ON_ROSTER"]
    assert held.doubts[0].texts() == ("新的一户",)
    assert held.answer is not None
    outcome = town.take(edited(held.answer, _choose(held.doubts[0].sheet, held.doubts[0].row, "新的一户")))
    assert outcome.state == "stored"
    assert len(outcome.changes[0].new) == 1
    assert town.records()[outcome.changes[0].new[0]].facts["head_name"] == "新来户示例"


def _newcomer(like: str, name: str, phone: str) -> Callable[[Workbook], None]:
    """Copies a household's row to the first blank row, under another name and without its key."""

    def write(book: Workbook) -> None:
        sheet, row = row_of(book, like)
        target = next(r for r in range(row, sheet.max_row + 1) if not sheet.cell(r, column_of(sheet, "姓名")).value)
        for column in range(2, sheet.max_column + 1):
            if sheet.cell(row, column).value != like:
                sheet.cell(target, column).value = sheet.cell(row, column).value
        sheet.cell(target, column_of(sheet, "姓名")).value = name
        sheet.cell(target, column_of(sheet, "联系电话")).value = phone

    return write


def test_a_first_return_without_any_roster_makes_its_households(zhanqiao_founded: Town, tmp_path: Path) -> None:
    """No roster of that village is known, so nobody can be doubtful."""
    town = zhanqiao_founded.copy(tmp_path)
    path = edited(town.filled("annex_1"), _newcomer_only)
    town.store.retract(1)
    outcome = town.take(path)
    assert outcome.state == "stored", codes(outcome)
    assert len(outcome.changes[0].new) == 1


def _newcomer_only(book: Workbook) -> None:
    sheet = book.worksheets[0]
    keys = [c for line in sheet.iter_rows() for c in line if str(c.value or "").startswith("H")]
    first = keys[0].row
    for cell in keys:
        cell.value = None
        if cell.row != first:
            for column in range(1, sheet.max_column + 1):
                sheet.cell(cell.row, column).value = None


def test_the_same_household_on_two_rows_is_refused(town: Town) -> None:
    path = edited(town.filled("annex_1"), _newcomer(town.key(PLAIN), *_of(town, PLAIN)))
    outcome = town.take(path)
    assert codes(outcome) == ["DATA_ROW_TWICE"]


def _of(town: Town, who: int) -> tuple[str, str]:
    facts = town.records()[town.key(who)].facts
    return str(facts["head_name"]), str(facts["phone"])


def test_a_key_of_somewhere_else_is_refused(town: Town) -> None:
    lost = town.key(PLAIN)

    def other(book: Workbook) -> None:
        sheet, row = row_of(book, lost)
        next(c for c in sheet[row] if c.value == lost).value = new_key("H")

    assert codes(town.take(edited(town.filled("annex_1"), other))) == ["DATA_ROW_UNKNOWN_KEY"]


def test_a_row_without_signature_is_told_and_counts_because_it_was_answered_anew(
    shenmu_founded: Town, tmp_path: Path
) -> None:
    town = shenmu_founded.copy(tmp_path)
    key = town.key(PLAIN)
    outcome = town.take(edited(town.filled("annex_1_1"), Change(key, 排查人员签字=None)))
    assert (outcome.state, outcome.unsigned) == ("stored", 1)
    assert town.records()[key].facts[SURVEYED] is True
    assert SURVEYOR not in town.records()[key].facts


def test_an_untouched_blank_visits_nobody(shenmu_founded: Town, tmp_path: Path) -> None:
    town = shenmu_founded.copy(tmp_path)
    outcome = town.take(town.paper("annex_1_1"))
    assert outcome.state == "stored"
    assert not [r for r in town.records().values() if r.facts.get(SURVEYED)]


def test_a_value_that_the_clerk_erases_is_forgotten(shenmu_founded: Town, tmp_path: Path) -> None:
    town = shenmu_founded.copy(tmp_path)
    key = town.key(PLAIN)
    town.take_filled("annex_1_1")
    assert "residence_place" in town.records()[key].facts
    second = town.filled("annex_1_1", into="second")
    outcome = town.take(edited(second, Change(key, 居住地="清空")))
    assert outcome.state == "stored", codes(outcome)
    assert "residence_place" not in town.records()[key].facts


def test_a_village_form_is_the_villages_own(shenmu_founded: Town, tmp_path: Path) -> None:
    town = shenmu_founded.copy(tmp_path)
    outcome = town.take(town.filled("annex_2"))
    assert outcome.state == "stored", codes(outcome)
    village = town.store.read_current("village")
    assert village is not None
    assert village["key"].to_pylist() == [town.villages[0].code]


def test_a_file_of_another_village_or_no_workbook_at_all_is_refused_with_its_reason(town: Town, tmp_path: Path) -> None:
    here, there = town.villages
    source = Source("镇信息员", town.opened.reference_date, there, tmp_path / "answers")
    outcome = take_back(town.opened, town.store, town.filled("annex_1"), source)
    assert (outcome.state, outcome.answer) == ("refused", None)
    assert codes(outcome)
    right = replace(source, village=here)
    (part,) = preview(town.opened, town.store, town.filled("annex_1"), right)
    assert part.village == here.code
    junk = tmp_path / "junk.xlsx"
    junk.write_bytes(b"not a workbook")
    assert codes(town.take(junk)) == ["SHEET_GUARD_NOT_WORKBOOK"]
    with pytest.raises(ShouxianError, match="CAMPAIGN_FILE_MISSING"):
        town.take(tmp_path / "nowhere.xlsx")


def test_a_column_that_somebody_named_is_remembered(town: Town) -> None:
    remember_columns(town.store, {})
    assert remembered_columns(town.store) == {}
    remember_columns(town.store, {"房子": "housing"})
    remember_columns(town.store, {"水": "water"})
    assert remembered_columns(town.store) == {"房子": "housing", "水": "water"}


def test_two_households_of_one_name_keep_their_own_rows(zhanqiao_visited: Town) -> None:
    records = zhanqiao_visited.records()
    namesakes = [r for r in records.values() if r.facts["head_name"] == NAME]
    assert [r.facts[SURVEYED] for r in namesakes] == [True, True]
    assert records[zhanqiao_visited.key(MONITORED)].facts["is_monitored"] is True
