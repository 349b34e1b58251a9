"""A run is repeated to the same hash, compared with an earlier one, and explained household by household."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from tests.unit.two_villages import MONITORED, NAME, POOR, UNSAFE, Change, Town, edited

from shouxian.core.campaigns.explaining import explain_household, find_household
from shouxian.core.campaigns.runs import compare_with, keep_run, kept_runs, readings
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.kernel.keys import is_key
from shouxian.core.screening import by_record


def test_a_run_repeats_to_the_same_hash(zhanqiao_visited: Town, tmp_path: Path) -> None:
    first, again = zhanqiao_visited.run, zhanqiao_visited.again()
    assert (again.id, again.screened.hash) == (first.id, first.screened.hash)
    place = keep_run(first, tmp_path)
    files = {path.name: path.read_bytes() for path in place.iterdir()}
    assert {"run.json", "findings.parquet", "unknowns.parquet", "masks_household.parquet"} <= files.keys()
    assert keep_run(again, tmp_path) == place
    assert {path.name: path.read_bytes() for path in place.iterdir()} == files
    assert kept_runs(tmp_path) == [first.id]
    same = compare_with(again, tmp_path, first.id)
    assert (same.new, same.gone, same.changed, same.same) == ((), (), (), len(first.details))
    with pytest.raises(ShouxianError, match="CAMPAIGN_NO_RUN"):
        compare_with(again, tmp_path, "20220101-nothing")


def test_a_small_run_goes_record_by_record_and_says_what_a_large_one_would(
    zhanqiao_visited: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = zhanqiao_visited.again().screened
    monkeypatch.setattr(by_record, "SMALL", 0)
    large = zhanqiao_visited.again().screened
    assert small.masks.keys() == large.masks.keys()
    for subject, masks in small.masks.items():
        assert masks.rules == large.masks[subject].rules
        assert masks.table.equals(large.masks[subject].table)
    assert small.findings.num_rows > 0
    assert small.hash == large.hash


def test_compare_tells_what_is_new_gone_and_changed(shenmu_visited: Town, tmp_path: Path) -> None:
    """One house is put right, another is found unsafe, and a third household's income fell to the lowest band."""
    town = shenmu_visited.copy(tmp_path)
    before = town.again()
    keep_run(before, tmp_path)
    path = town.filled("annex_1_1", into="second")
    edited(path, Change(town.key(UNSAFE), 有无安全住房="2"))
    edited(path, Change(town.key(POOR), 有无安全住房="1"))
    assert town.take(path).state == "stored"
    told = compare_with(town.again(), tmp_path, before.id)
    assert ("guarantees.housing_unsafe", town.key(POOR)) in {(f.rule, f.key) for f in told.new}
    assert ("guarantees.housing_unsafe", town.key(UNSAFE)) in {(f.rule, f.key) for f in told.gone}
    assert all(f.key != town.key(MONITORED) for f in (*told.new, *told.gone, *told.changed))


def test_unvisited_households_are_unknown_and_no_risk_or_gap_hits_them(zhanqiao_visited: Town) -> None:
    """The poor household of village two stands on the roster like the one of village one; nobody has been there."""
    run = zhanqiao_visited.run
    unvisited = zhanqiao_visited.key(0, 1)
    hits = {(d.rule.kind, d.household) for d in run.details}
    assert not {kind for kind, household in hits if household == unvisited} & {"risk", "gap"}
    table = run.screened.unknowns
    waiting = zip(table["rule"].to_pylist(), table["key"].to_pylist(), strict=True)
    assert ("income.below_line", unvisited) in set(waiting)
    assert ("risk", zhanqiao_visited.key(POOR)) in hits


def test_priority_groups_are_the_households_for_which_the_condition_is_true(zhanqiao_visited: Town) -> None:
    groups = zhanqiao_visited.run.groups
    assert zhanqiao_visited.key(POOR) in groups["low_general"]
    assert zhanqiao_visited.key(0, 1) not in groups["low_general"]
    assert "january_list" not in groups  # told by a list, not by a condition
    assert readings(zhanqiao_visited.opened)["monitoring_line"] == "below"


def _found(town: Town, text: str) -> str:
    return find_household(town.run, town.store, text).key


def test_a_household_is_found_by_key_by_name_and_by_village_and_name(zhanqiao_visited: Town) -> None:
    town, key = zhanqiao_visited, zhanqiao_visited.key(POOR)
    name = str(town.records()[key].facts["head_name"])
    village = town.villages[0]
    for text in (key, name, f"{village.name} {name}", f"{village.short}{name}"):
        assert _found(town, text) == key


def test_namesakes_are_told_with_their_keys(zhanqiao_visited: Town) -> None:
    with pytest.raises(ShouxianError) as caught:
        _found(zhanqiao_visited, NAME)
    (fault,) = caught.value.faults
    assert fault.code == "CAMPAIGN_HOUSEHOLD"
    assert fault.text("zh").count(" H-") == 2
    with pytest.raises(ShouxianError, match="CAMPAIGN_HOUSEHOLD"):
        _found(zhanqiao_visited, "查无此人示例")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_finding_is_explained_with_value_source_day_and_surveyor(zhanqiao_visited: Town, lang: str) -> None:
    town = zhanqiao_visited
    record = town.records()[town.key(POOR)]
    told = explain_household(town.run, town.store, record, "zh" if lang == "zh" else "en")
    reason = next(r for r in told.reasons if r.detail.rule.id == "income.below_line")
    assert "詹政发〔2022〕5号" in reason.basis
    origins = [value.origin for value in reason.values if value.origin]
    visit = next(origin for origin in origins if "附件1" in origin.file)
    assert (visit.day, visit.surveyor) == (town.opened.reference_date.isoformat(), "排查员示例")
    assert visit.row is not None
    assert told.type == ("一般农户" if lang == "zh" else "ordinary household")
    assert told.clear > 0


def test_what_waits_is_told_with_facts_parameters_and_lists(shenmu_visited: Town) -> None:
    town = shenmu_visited
    told = explain_household(town.run, town.store, town.records()[town.key(POOR)], "zh")
    waiting: Mapping[str, tuple[str, ...]] = {w.rule: w.parameters for w in told.waiting}
    assert "monitoring_line" in waiting["income.below_line"]
    asked = {w.rule: w.asked for w in told.waiting}
    assert asked["income.below_line"]  # nobody is asked: the office has to give the line
    assert not asked["finance.over_maximum"]  # Shenmu asks nothing about loans


def test_a_members_finding_belongs_to_the_household(zhanqiao_visited: Town) -> None:
    town = zhanqiao_visited
    told = explain_household(town.run, town.store, town.records()[town.key(MONITORED)], "zh")
    reason = next(r for r in told.reasons if r.detail.rule.id == "members.both_insurances")
    assert reason.detail.key.startswith("P-")
    assert {value.origin.file for value in reason.values if value.origin} == {"roster.xlsx"}


def test_a_village_before_any_roster_has_households_from_its_sheets_only(
    zhanqiao_founded: Town, tmp_path: Path
) -> None:
    """Without members there is no table of people; explaining works all the same."""
    town = zhanqiao_founded.copy(tmp_path)
    path = town.filled("annex_1")
    keys = set(town.records())
    town.store.retract(1)
    assert town.store.read_current("person") is None
    assert keys
    assert town.take(path).state == "refused"  # its keys are of a roster that was undone


def test_a_household_that_came_without_roster_is_explained_too(zhanqiao_founded: Town, tmp_path: Path) -> None:
    """There is no table of people then."""
    town = zhanqiao_founded.copy(tmp_path)
    path = edited(town.filled("annex_1"), _without_keys)
    town.store.retract(1)
    assert town.take(path).state == "stored"
    assert town.store.read_current("person") is None
    record = next(r for r in town.records().values() if r.facts.get("income_reaches_line") is False)
    told = explain_household(town.again(), town.store, record, "zh")
    assert "income.below_line" in {reason.detail.rule.id for reason in told.reasons}


def _without_keys(book: Workbook) -> None:
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            if is_key(str(cell.value or "")):
                cell.value = None
