"""What to ask next, and what the office has to be told."""

from pathlib import Path

from tests.unit.two_villages import MONITORED, PLAIN, UNSAFE, Change, Town, edited

from shouxian.core.campaigns.asking import Asking, what_to_ask
from shouxian.core.campaigns.notes import office_notes


def test_the_office_is_told_of_a_parameter_that_nobody_stated(shenmu_visited: Town) -> None:
    """Shenmu's notice names no line, and none is borrowed."""
    asking = what_to_ask(shenmu_visited.run)
    assert "income.below_line" in asking.parameters["monitoring_line"]
    notes = office_notes(shenmu_visited.opened, asking)
    missing = [note for note in notes if "monitoring_line" in note and "缺少参数" in note]
    assert len(missing) == 1
    assert f"{len(asking.parameters['monitoring_line'])} 条规则" in missing[0]
    assert any("本次排查不采集" in note for note in notes)
    assert not any("不采集" in n for n in office_notes(shenmu_visited.opened, Asking((), {}, {"no_such": ("a.b",)})))


def test_only_questions_of_the_households_own_form_are_asked_again(shenmu_visited: Town, tmp_path: Path) -> None:
    """A general household is asked of its water, a monitored one of its category; 1-1 never asks the latter."""
    town = shenmu_visited.copy(tmp_path)
    general, unsafe = town.key(PLAIN), town.key(UNSAFE)
    edited(path := town.filled("annex_1_1", into="second"), Change(general, 有无安全饮水="清空"))
    assert town.take(path).state == "stored"
    run = town.again()
    asking = what_to_ask(run)
    asked = {(ask.household, ask.question) for ask in asking.asks}
    assert (general, "water") in asked
    assert (unsafe, "water") not in asked
    sheets = town.opened.pack.sheets.values()
    for household, question in asked:
        cell = run.types[household]
        forms = [s for s in sheets if s.kind != "table" and s.subject == "household" and cell in s.covers]
        assert question in {name for form in forms for name in form.questions()}


def test_an_unvisited_household_is_not_on_the_list_for_the_next_visit(zhanqiao_visited: Town) -> None:
    asking = what_to_ask(zhanqiao_visited.run)
    village = zhanqiao_visited.villages[0].code
    records = zhanqiao_visited.records()
    assert asking.asks
    assert {records[ask.household].village for ask in asking.asks} == {village}
    assert asking.not_collected
    assert len(records) > MONITORED
