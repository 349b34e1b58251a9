"""What follows the visits: the ledger goes round, deliverables are late or not, the national system catches up."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.unit.campaigns.few_households import BY, SHAOYUN, XINWAN, Place, answer_card, family, table, write_cell

from shouxian.core.campaigns.deliveries import deliveries, record_delivery
from shouxian.core.campaigns.national_changes import (
    HEADS,
    are_entered_file,
    changes_for_national,
    changes_ledger,
    take_entered,
)
from shouxian.core.campaigns.problem_ledger import earlier_problems, ledger_rows, state_ledger
from shouxian.core.campaigns.progress import delivery_lines
from shouxian.core.campaigns.report import write_outputs
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.dataset.roles import HOUSEHOLD, PROBLEM
from shouxian.core.kernel.clock import standing_on
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.sheets.writing.ledger import write_ledger


@pytest.fixture
def shaoyun(tmp_path: Path) -> Place:
    """One household with unsafe water, visited."""
    place = Place.of(SHAOYUN, tmp_path)
    assert place.roster(family("甲户示例", "14000000001", 是否脱贫户="否", 是否监测户="否")).state == "stored"
    path = place.blank("card_general")
    book = openpyxl.load_workbook(path)
    sheet = book["甲户示例"]
    for row in sheet.iter_rows():
        for cell in row:
            text = str(cell.value or "")
            if "排查人" in text or "走访" in text:
                cell.value = text.replace("________________", "排查员示例", 1)
    water = next(c for row in sheet.iter_rows(max_col=1) for c in row if "饮水" in str(c.value or ""))
    told = sheet.cell(water.row, 2)
    told.value = str(told.value).replace("□无", "☑无", 1).replace("□否", "☑否", 1)
    book.save(path)
    outcome = place.take(path)
    assert outcome.state == "stored", [f.text("en") for f in outcome.faults]
    return place


def ledger_of(place: Place, name: str = "问题整改台账") -> Path:
    folder = place.folder / f"outputs-{len(place.store.imports())}"
    files = list(write_outputs(place.report(), folder))
    return next(path for path in files if name in path.name and place.village.short in str(path))


def test_the_ledger_goes_out_with_deadlines_comes_back_and_keeps_what_was_written(shaoyun: Place) -> None:
    rows = ledger_rows(shaoyun.report(), [shaoyun.village.code])
    assert rows, "unsafe water is a problem"
    line = next(row for row in rows if row.facts.get("problem_class") == "water")
    facts = line.facts
    assert facts["problem_source"] == "own_screening"
    assert facts["problem_household"] == "甲户示例"
    assert (facts["problem_bucket"], facts["problem_due"]) == ("july", date(2022, 7, 31))
    path = ledger_of(shaoyun)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    number = str(facts["problem_number"])
    written = {"整改措施": "接通自来水", "是否整改到位": "是", "是否销号": "是", "销号人": "复核员示例"}
    for heading, text in written.items():
        write_cell(sheet, heading, number, text)
    book.save(path)
    outcome = shaoyun.take(path)
    assert outcome.state == "stored", [f.text("en") for f in outcome.faults]
    again = {row.key: row for row in ledger_rows(shaoyun.report(), [shaoyun.village.code])}
    assert again[line.key].facts["problem_measure"] == "接通自来水"
    assert len(again) == len(rows), "the same problem found again stands on its own line"
    told = state_ledger(shaoyun.report(), [shaoyun.village.code])
    assert "已销号" in {row[-1] for row in told.rows}


def test_a_line_closed_without_being_put_right_is_open_again(shaoyun: Place) -> None:
    path = ledger_of(shaoyun)
    book = openpyxl.load_workbook(path)
    row = ledger_rows(shaoyun.report(), [shaoyun.village.code])[0]
    number = str(row.facts["problem_number"])
    for heading, text in {"是否整改到位": "否", "是否销号": "是", "销号人": "复核员示例"}.items():
        write_cell(book.worksheets[0], heading, number, text)
    book.save(path)
    assert shaoyun.take(path).state == "stored"
    told = {line[1]: line[-1] for line in state_ledger(shaoyun.report(), [shaoyun.village.code]).rows}
    assert told[number] == "重新打开"


def test_a_line_put_right_waits_for_the_office_and_is_not_overdue(shaoyun: Place) -> None:
    path = ledger_of(shaoyun)
    book = openpyxl.load_workbook(path)
    number = str(ledger_rows(shaoyun.report(), [shaoyun.village.code])[0].facts["problem_number"])
    for heading, text in {"整改措施": "接通自来水", "整改期限": "2022-05-01", "是否整改到位": "是"}.items():
        write_cell(book.worksheets[0], heading, number, text)
    book.save(path)
    outcome = shaoyun.take(path)
    assert outcome.state == "stored", [f.text("en") for f in outcome.faults]
    told = {line[1]: line[-1] for line in state_ledger(shaoyun.report(), [shaoyun.village.code]).rows}
    assert told[number] == "已整改待销号"


def test_closing_needs_the_name_of_who_closed(shaoyun: Place) -> None:
    path = ledger_of(shaoyun)
    book = openpyxl.load_workbook(path)
    number = str(ledger_rows(shaoyun.report(), [shaoyun.village.code])[0].facts["problem_number"])
    write_cell(book.worksheets[0], "是否销号", number, "是")
    book.save(path)
    outcome = shaoyun.take(path)
    assert outcome.state == "refused"
    assert {f.code for f in outcome.faults} == {"SHEET_READ_REQUIRED"}


EARLIER = [
    {"编号": "巡视-1", "问题来源": "巡视", "问题描述": "饮水工程无人管护", "涉及农户": "甲户示例"},
    {"编号": "暗访-7", "问题来源": "暗访", "问题描述": "台账不实", "涉及农户": ""},
]


def test_earlier_problems_come_with_source_and_number_and_open_again_when_not_solid(tmp_path: Path) -> None:
    xinwan = Place.of(XINWAN, tmp_path)
    xinwan.roster(family("甲户示例", "14000000001", 是否脱贫户="是"))
    outcome = xinwan.roster(EARLIER, "earlier_problems")
    assert outcome.state == "stored", outcome.faults
    again = xinwan.roster([{**row, "整改措施": "已派管水员"} for row in EARLIER], "earlier_problems")
    assert (len(again.changes[0].new), len(again.changes[0].changed)) == (0, 2), "the number tells which it is"
    assert {line.facts["problem_source"] for line in earlier_problems(xinwan.report())} == {"inspection", "unannounced"}
    path = xinwan.blank("earlier_problems")
    book = openpyxl.load_workbook(path)
    write_cell(book.worksheets[0], "核查结果", "巡视-1", "整改不扎实")
    write_cell(book.worksheets[0], "核查结果", "暗访-7", "整改到位")
    book.save(path)
    assert xinwan.take(path).state == "stored"
    report = xinwan.report()
    found = [d for d in report.view.details if d.rule.id == "problems.not_solid"]
    assert [report.view.others[d.key].facts["problem_number"] for d in found] == ["巡视-1"]
    assert any(p.details[0].rule.id == "problems.not_solid" for p in report.problems), "it is a problem again"
    made = report.coverages
    covered = next(c for c in made.covered if c.coverage.subject == PROBLEM)
    assert len(made.done(covered)) == len(covered.keys) == 2


def test_a_deliverable_is_due_delivered_or_late_by_sheets_or_by_record(shaoyun: Place) -> None:
    village = shaoyun.village.code
    wanted = {d.id: d for d in shaoyun.opened.pack.campaign.deliverables}
    assert {"ledger", "import_templates"} <= wanted.keys()

    def states(today: date) -> dict[str, str]:
        found = deliveries(shaoyun.opened, shaoyun.store, [village], today)
        return {d.deliverable.id: d.state for d in found if d.place == village}

    assert states(date(2022, 5, 1))["import_templates"] == "due"
    assert states(date(2022, 5, 6))["import_templates"] == "overdue"
    record_delivery(shaoyun.opened, shaoyun.store, "import_templates", village, on=date(2022, 5, 6), by=BY)
    assert states(date(2022, 5, 6))["import_templates"] == "late"
    record_delivery(shaoyun.opened, shaoyun.store, "import_templates", village, on=date(2022, 5, 5), by=BY)
    assert states(date(2022, 6, 30))["import_templates"] == "delivered", "recorded again, the later record holds"
    lines = delivery_lines(shaoyun.opened, shaoyun.store, [village], date(2022, 6, 30))
    assert {"已报送", "逾期未报", "未到期"} >= {line.state for line in lines}
    for name, place in (("nothing", village), ("ledger", "999")):
        with pytest.raises(ShouxianError, match="CAMPAIGN_DELIVERABLE"):
            record_delivery(shaoyun.opened, shaoyun.store, name, place, on=date(2022, 5, 5), by=BY)


def test_one_sheet_handed_up_once_is_not_two_deliverables(shaoyun: Place) -> None:
    """Shaoyun's ledger is due on 5 June and again, with its problems closed, on 10 July."""
    village = shaoyun.village.code

    def days() -> list[date | None]:
        found = {d.deliverable.id: d.on for d in deliveries(shaoyun.opened, shaoyun.store, [village], date(2022, 7, 1))}
        return [found["ledger"], found["closed_ledger"]]

    path = ledger_of(shaoyun)
    number = str(ledger_rows(shaoyun.report(), [village])[0].facts["problem_number"])
    for day, text in ((date(2022, 6, 3), "接通自来水"), (date(2022, 7, 8), "已接通自来水")):
        with standing_on(day):
            book = openpyxl.load_workbook(path)
            write_cell(book.worksheets[0], "整改措施", number, text)
            book.save(path)
            assert shaoyun.take(path).state == "stored"
        assert days() == [date(2022, 6, 3), None if day.month == 6 else day]


def test_sheets_that_came_back_are_delivered_by_themselves(tmp_path: Path) -> None:
    xinwan = Place.of(XINWAN, tmp_path)
    xinwan.roster(family("甲户示例", "14000000001", 是否脱贫户="是"))
    path = xinwan.blank("annex_1")
    book = openpyxl.load_workbook(path)
    answer_card(book["甲户示例"], "排查出的风险问题（有则详细描述，无则填无）", "无")
    book.save(path)
    assert xinwan.take(path).state == "stored"
    found = deliveries(xinwan.opened, xinwan.store, [xinwan.village.code], date(2022, 11, 1))
    signed = next(d for d in found if d.deliverable.id == "signed_sheets")
    assert signed.on is not None


def national(place: Place, water: str, name: str) -> None:
    rows = [
        {"户编号": "430000000001", "户主姓名": "甲户示例", "户联系电话": "14000000001", "家庭人口数": "1",
         "工资性收入(元)": water, "行政村": place.village.name},
    ]  # fmt: skip
    path = table(place.folder / name, rows)
    outcome = take_roster(place.opened, place.store, path, "national_annual", place.source())
    assert outcome.state == "stored", outcome.faults


def test_changes_for_the_national_system_are_listed_ticked_and_gone_with_the_next_export(tmp_path: Path) -> None:
    xinwan = Place.of(XINWAN, tmp_path)
    national(xinwan, "12000", "导出1.xlsx")
    assert changes_for_national(xinwan.opened, xinwan.store) == []
    path = xinwan.blank("annual_household")
    if not path.exists():
        pytest.fail("a household that nobody calls lifted out of poverty gets no comparison sheet")
    xinwan.roster([{"户主姓名": "甲户示例", "户联系电话": "14000000001", "是否脱贫户": "是"}])
    path = xinwan.blank("annual_household")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    answer_card(sheet, "工资性收入(元)", "15000", offset=2)
    book.save(path)
    assert xinwan.take(path).state == "stored"
    changes = [c for c in changes_for_national(xinwan.opened, xinwan.store) if c.field == "wage_income"]
    assert [(c.old, c.new, c.screen, c.head, c.entered) for c in changes] == [
        ("12000", "15000", "收入支出", "甲户示例", "")
    ]
    villages = {xinwan.village.code: xinwan.village.short}
    ledger = changes_ledger(changes_for_national(xinwan.opened, xinwan.store), villages)
    assert ledger.heads == HEADS
    file = xinwan.folder / "待更新.xlsx"
    write_ledger(ledger.title, ledger.heads, ledger.rows, file)
    assert are_entered_file(file)
    book = openpyxl.load_workbook(file)
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[len(HEADS) - 1].value = "√"
    book.save(file)
    assert take_entered(xinwan.opened, xinwan.store, file, by="信息员") == len(ledger.rows)
    ticked = [c for c in changes_for_national(xinwan.opened, xinwan.store) if c.field == "wage_income"]
    assert [c.entered for c in ticked] == ["信息员"]
    national(xinwan, "15000", "导出2.xlsx")
    assert not [c for c in changes_for_national(xinwan.opened, xinwan.store) if c.field == "wage_income"]
    assert xinwan.records(HOUSEHOLD)["甲户示例"].facts["wage_income"] == 1500000


def test_a_tick_taken_away_counts_no_more_and_another_workbook_is_no_such_list(tmp_path: Path) -> None:
    xinwan = Place.of(XINWAN, tmp_path)
    other = table(tmp_path / "别的.xlsx", [{"会议": "动员会"}])
    assert not are_entered_file(other)
    assert not are_entered_file(tmp_path / "没有.xlsx") if (tmp_path / "没有.xlsx").exists() else True
    with pytest.raises(ShouxianError, match="ENTERED_HEADINGS"):
        take_entered(xinwan.opened, xinwan.store, other, by="信息员")
