"""Three jobs of one notice: who each covers, what has to wait, one visit for all, and what that saves."""

from pathlib import Path

import openpyxl
import pytest
from tests.unit.campaigns.few_households import XINWAN, Place, answer_card, family, table

from shouxian.core.campaigns.coverage import Coverages
from shouxian.core.campaigns.handed_lists import handed_list, import_list, kept_rows
from shouxian.core.campaigns.progress import burden_lines, coverage_lines
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.outputs.progress import burden_ledger, jobs_ledger


@pytest.fixture
def xinwan(tmp_path: Path) -> Place:
    place = Place.of(XINWAN, tmp_path)
    rows = [
        *family("脱贫户示例", "14000000001", {"成员姓名": "孩子示例"}, 是否脱贫户="是", 是否监测户="否"),
        *family("监测户示例", "14000000002", 是否脱贫户="否", 是否监测户="是", 风险是否已消除="否"),
        *family("一般户示例", "14000000003", 是否脱贫户="否", 是否监测户="否"),
        *family("受灾户示例", "14000000004", 是否脱贫户="否", 是否监测户="否"),
    ]
    assert place.roster(rows).state == "stored"
    return place


def reached(place: Place, made: Coverages) -> dict[str, set[str]]:
    names = {r.key: name for name, r in place.records(HOUSEHOLD).items()}
    return {
        f"{c.job.id}/{c.coverage.id}": {names[key] for key in c.keys}
        for c in made.covered
        if c.coverage.subject == HOUSEHOLD
    }


def disaster_list(place: Place) -> Path:
    struck = {"户主姓名": "受灾户示例", "联系电话": "14000000004", "是否受灾": "是", "因灾损失金额": "3000"}
    handed = handed_list(place.opened, "disaster_list")
    return table(place.folder / "受灾.xlsx", [{column.head: struck.get(column.head, "") for column in handed.columns}])


def test_each_job_covers_its_own_and_a_village_names_who_was_struck(xinwan: Place) -> None:
    import_list(xinwan.opened, xinwan.store, "disaster_list", disaster_list(xinwan), "村委会", xinwan.village)
    told = reached(xinwan, xinwan.report().coverages)
    assert told["screening/registered"] == {"脱贫户示例", "监测户示例"}
    assert told["screening/disaster"] == {"受灾户示例"}
    assert told["screening/workers"] == set(), "a list that nobody handed in names nobody"
    assert told["collection/monitored"] == {"监测户示例"}
    assert told["rural_construction/general"] == {"一般户示例", "受灾户示例"}


def test_a_list_that_a_village_makes_has_to_say_whose_it_is_and_leaves_other_villages_alone(xinwan: Place) -> None:
    path = disaster_list(xinwan)
    with pytest.raises(ShouxianError, match="LIST_VILLAGE"):
        import_list(xinwan.opened, xinwan.store, "disaster_list", path, "村委会")
    import_list(xinwan.opened, xinwan.store, "disaster_list", path, "村委会", xinwan.village)
    import_list(xinwan.opened, xinwan.store, "disaster_list", path, "村委会", xinwan.opened.villages[1])
    rows = kept_rows(xinwan.store, handed_list(xinwan.opened, "disaster_list"))
    assert {row.village for row in rows} == {xinwan.village.code, xinwan.opened.villages[1].code}


def test_general_households_wait_until_the_first_two_jobs_are_done(xinwan: Place) -> None:
    made = xinwan.report().coverages
    general = next(c for c in made.covered if c.coverage.id == "general")
    assert not made.is_open(general, xinwan.village.code)
    first = openpyxl.load_workbook(xinwan.blank("rc_household")).worksheets[0]
    shown = {str(cell.value) for row in first.iter_rows() for cell in row}
    assert shown >= {"脱贫户示例", "监测户示例"}
    assert "一般户示例" not in shown
    (line,) = [li for li in coverage_lines(made, [xinwan.village.code]) if li.coverage == general.coverage.zh]
    assert (line.due, line.done, line.waits) == (2, 0, True)


def fill_visit(place: Place, cell: str) -> None:
    """The card for the whole visit, answered in a few places and handed in."""
    path = place.blank(f"visit_{cell}")
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            for row in sheet.iter_rows(max_col=1):
                text = str(row[0].value or "")
                if text.endswith(". 排查出的风险问题"):
                    answer_card(sheet, text, "无")
                if text.endswith(". 排查人(签字)"):
                    answer_card(sheet, text, "排查员示例")
                if text.endswith(". 饮水安全有无保障"):
                    answer_card(sheet, text, "是")
    book.save(path)
    outcome = place.take(path)
    assert outcome.state == "stored", [f.text("en") for f in outcome.faults]


def test_one_card_for_one_visit_counts_for_every_job_and_fills_every_sheet(xinwan: Place) -> None:
    fill_visit(xinwan, "alleviated")
    made = xinwan.report().coverages
    done = {f"{c.job.id}/{c.coverage.id}": len(made.done(c)) for c in made.covered if c.coverage.subject == HOUSEHOLD}
    assert done["screening/registered"] == done["collection/households"] == done["rural_construction/registered"] == 1
    record = xinwan.records(HOUSEHOLD)["脱贫户示例"]
    assert record.facts["risk_found"] is False
    assert record.facts["water_safe"] is True
    card = openpyxl.load_workbook(xinwan.blank("annex_1"))["脱贫户示例"]
    texts = [str(cell.value) for row in card.iter_rows() for cell in row if cell.value]
    assert "无" in texts, "the printed annex of another job shows what the visit told"


def test_one_visit_asks_each_question_once_and_less_when_more_is_known(xinwan: Place) -> None:
    visits = {v.type: v for v in xinwan.report().visits}
    monitored = visits["monitored"]
    assert monitored.jobs == ("screening", "collection", "rural_construction")
    assert monitored.cells > monitored.once > monitored.asked
    assert monitored.saved == monitored.cells - monitored.asked
    fill_visit(xinwan, "monitored")
    later = {v.type: v for v in xinwan.report().visits}["monitored"]
    assert later.asked < monitored.asked
    assert "general" not in {v.type for v in xinwan.report().visits}, "nothing is asked of those who have to wait"


def test_progress_and_burden_as_tables_add_up(xinwan: Place) -> None:
    report = xinwan.report()
    codes = [xinwan.village.code]
    jobs = jobs_ledger(report.view, coverage_lines(report.coverages, codes))
    assert {row[7] for row in jobs.rows} >= {"进行中", "待前项工作完成"}
    burden = burden_ledger(report.view, burden_lines(report.visits, codes))
    *rows, total = burden.rows
    for place in (2, 3, 4, 5, 6, 7, 9, 10):
        assert total[place] == sum(int(row[place]) for row in rows)
    assert burden_ledger(report.view, []).rows == ()
