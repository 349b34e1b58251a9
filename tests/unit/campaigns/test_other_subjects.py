"""Subjects beyond the household: their lists come in, their sheets go out and come back, what repeats is one."""

from pathlib import Path

import openpyxl
import pytest
from tests.unit.campaigns.few_households import SHAOYUN, Place, family, table, write_cell

from shouxian.core.campaigns.coverage import coverages
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.dataset.records import read_records
from shouxian.core.dataset.roles import HOUSEHOLD


@pytest.fixture
def shaoyun(tmp_path: Path) -> Place:
    place = Place.of(SHAOYUN, tmp_path)
    rows = [*family("甲户示例", "14000000001"), *family("乙户示例", "14000000002")]
    assert place.roster(rows).state == "stored"
    return place


TOILETS = [
    {"户主姓名": "甲户示例", "宅号": "1号", "户厕类型": "非卫生厕所"},
    {"户主姓名": "甲户示例", "宅号": "1号", "户厕类型": "三格式"},
    {"户主姓名": "甲户示例", "宅号": "老宅", "户厕类型": "无厕所", "是否长期无人居住": "是"},
    {"户主姓名": "乙户示例", "宅号": "1号", "户厕类型": "非卫生厕所", "是否长期无人居住": "否"},
]


def test_of_two_toilets_in_one_dwelling_the_better_counts_and_the_owner_decides_whose_it_is(shaoyun: Place) -> None:
    outcome = shaoyun.roster(TOILETS, "toilet_dwellings")
    assert outcome.state == "stored", outcome.faults
    assert [remark.code for remark in outcome.remarks] == ["DATA_ROW_BETTER_KEPT"]
    owners = {r.key: name for name, r in shaoyun.records(HOUSEHOLD).items()}
    variables = shaoyun.opened.catalogue.dictionary.variables
    told = sorted(
        (owners[r.household], r.text("dwelling_name"), r.text("toilet_kind"))
        for r in read_records(shaoyun.store, "dwelling", variables)
    )
    assert told == [
        ("乙户示例", "1号", "unsanitary"), ("甲户示例", "1号", "three_chamber"), ("甲户示例", "老宅", "none"),
    ]  # fmt: skip


def test_long_empty_dwellings_are_not_covered(shaoyun: Place) -> None:
    shaoyun.roster(TOILETS, "toilet_dwellings")
    run = shaoyun.report().run
    made = coverages(shaoyun.opened, shaoyun.store, run.snapshot, run.types)
    covered = next(c for c in made.covered if c.coverage.id == "dwellings")
    assert len(covered.keys) == 2


def test_the_same_list_again_changes_nothing_and_a_better_toilet_is_news(shaoyun: Place) -> None:
    shaoyun.roster(TOILETS, "toilet_dwellings")
    again = shaoyun.roster([{**row, "备注": "再次"} for row in TOILETS], "toilet_dwellings")
    assert (len(again.changes[0].new), len(again.changes[0].changed)) == (0, 0)
    mended = shaoyun.roster([{**TOILETS[3], "户厕类型": "三格式"}], "toilet_dwellings")
    assert [change.fact for change in mended.changes[0].fields] == ["toilet_kind"]


def test_an_owner_whom_nobody_knows_refuses_the_whole_list_and_says_which_row(shaoyun: Place) -> None:
    stranger = {"户主姓名": "外来户示例", "宅号": "9号", "户厕类型": "三格式"}
    outcome = shaoyun.roster([*TOILETS, stranger], "toilet_dwellings")
    assert outcome.state == "refused"
    (told,) = outcome.faults
    assert (told.code, told.where.row) == ("DATA_ROW_HOME_UNKNOWN", 6)
    assert outcome.answer is not None
    assert outcome.answer.exists()
    assert shaoyun.records("dwelling") == {}


def test_two_owners_of_one_name_are_asked_about(tmp_path: Path) -> None:
    place = Place.of(SHAOYUN, tmp_path)
    namesakes = [*family("甲户示例", "14000000001"), *family("甲户示例", "14000000009")]
    assert place.roster([*namesakes, *family("乙户示例", "14000000002")]).state == "stored"
    outcome = place.roster(TOILETS[3:] + TOILETS[:1], "toilet_dwellings")
    assert outcome.state == "held"
    assert len(outcome.doubts[0].choices) == 2


def test_a_sheet_of_another_subject_goes_out_with_what_is_known_and_comes_back(shaoyun: Place) -> None:
    shaoyun.roster(TOILETS, "toilet_dwellings")
    path = shaoyun.blank("annex_3")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    shown = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"三格式", "非卫生厕所"} <= set(shown)
    assert "老宅" not in shown, "a dwelling that is long empty is not surveyed"
    assert "还原表:通知未印表样,不可用于系统导入" in shown[0]
    write_cell(sheet, "有无改厕意愿", "非卫生厕所", "有")
    book.save(path)
    outcome = shaoyun.take(path)
    assert outcome.state == "stored", [f.text("en") for f in outcome.faults]
    variables = shaoyun.opened.catalogue.dictionary.variables
    wanting = [r for r in read_records(shaoyun.store, "dwelling", variables) if r.facts.get("wants_toilet")]
    assert [r.text("toilet_kind") for r in wanting] == ["unsanitary"]
    owners = {r.household for r in shaoyun.records("dwelling").values()}
    assert owners <= {r.key for r in shaoyun.records(HOUSEHOLD).values()}
    current = shaoyun.store.read_current("dwelling")
    assert current is not None
    assert "head_name" not in current.column_names, (
        "what the sheet repeats of the household is not a fact of the toilet"
    )


def test_businesses_are_known_by_name_in_their_village(shaoyun: Place) -> None:
    rows = [{"经营主体名称": "示例专业合作社"}, {"经营主体名称": "示例家庭农场"}]
    assert shaoyun.roster(rows, "agricultural_businesses").state == "stored"
    other = shaoyun.roster(rows[:1], "agricultural_businesses", shaoyun.opened.villages[1])
    assert len(other.changes[0].new) == 1, "the same name in another village is another business"
    twice = shaoyun.roster([*rows[:1], *rows[:1]], "agricultural_businesses")
    assert [f.code for f in twice.faults] == ["DATA_ROW_TWICE"]


def test_a_list_that_is_no_such_list_is_refused(shaoyun: Place) -> None:
    path = table(shaoyun.folder / "会议.xlsx", [{"会议": "动员会", "时间": "上午", "地点": "镇政府"}])
    outcome = take_roster(shaoyun.opened, shaoyun.store, path, "toilet_dwellings", shaoyun.source())
    assert (outcome.state, [f.code for f in outcome.faults]) == ("refused", ["SHEET_READ_NO_SHEET"])
