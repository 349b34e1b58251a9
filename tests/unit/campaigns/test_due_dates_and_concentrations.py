"""Limits that run from a day of the household, and what only many households together show."""

from datetime import date
from pathlib import Path

from tests.unit.campaigns.few_households import LUORONG, XINWAN, Place, family

from shouxian.core.campaigns.report import write_outputs
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.roles import HOUSEHOLD


def test_five_working_days_run_over_the_holiday_and_ten_days_from_the_helper(tmp_path: Path) -> None:
    place = Place.of(LUORONG, tmp_path)
    named = {v.name: v.zh for v in place.opened.catalogue.dictionary.subjects[HOUSEHOLD].variables}
    rows = family(
        "甲户示例", "14000000001", **{named["included_on"]: "2022-04-28", named["helper_named_on"]: "2022-05-10"}
    )
    assert place.roster(rows).state == "stored"
    (row,) = campaign_snapshot(place.opened, place.store).tables[HOUSEHOLD].to_pylist()
    assert row["helper_due_on"] == date(2022, 5, 9), "1 to 4 May are holidays, 7 May a working Saturday"
    assert row["plan_due_on"] == date(2022, 5, 20)
    assert row["measures_due_on"] == date(2022, 5, 20)


def test_without_a_limit_of_the_notice_no_day_is_due(tmp_path: Path) -> None:
    place = Place.of(XINWAN, tmp_path)
    assert place.roster(family("甲户示例", "14000000001")).state == "stored"
    (row,) = campaign_snapshot(place.opened, place.store).tables[HOUSEHOLD].to_pylist()
    assert row["helper_due_on"] is None


def struck(place: Place, village: int, households: int) -> None:
    where = place.opened.villages[village]
    rows = [
        row
        for number in range(households)
        for row in family(f"户{number}示例", f"1400000{village}{number:03}", 是否受灾="是", 是否已排查="是")
    ]
    outcome = place.roster(rows, village=where)
    assert outcome.state == "stored", outcome.faults


def test_many_struck_in_one_village_and_in_two_villages_of_a_town(tmp_path: Path) -> None:
    place = Place.of(XINWAN, tmp_path)
    struck(place, 0, 5)
    struck(place, 1, 4)
    found = {(d.rule.id, d.village) for d in place.report().view.details if d.rule.id.startswith("concentration.")}
    first, town = place.opened.villages[0].code, place.opened.villages[0].code[:9]
    assert found == {("concentration.disaster", first)}
    struck(place, 2, 6)
    report = place.report()
    found = {(d.rule.id, d.village) for d in report.view.details if d.rule.id.startswith("concentration.")}
    assert found == {
        ("concentration.disaster", first),
        ("concentration.disaster", place.opened.villages[2].code),
        ("concentration.town_disaster", town),
    }
    files = [path.as_posix() for path in write_outputs(report, tmp_path / "out")]
    assert any("/镇/" in path and "问题清单" in path for path in files)
    assert town in {problem.village for problem in report.problems}
