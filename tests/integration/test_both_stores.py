"""One contract, three adapters (a folder, SQLite, PostgreSQL): what comes in is kept, merged alike, and undone."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from shouxian.core.dataset.plan import plan, plan_import
from shouxian.core.dataset.store import Undoable
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.catalogue import Dictionary
from tests.integration.observed import ZHANG, observed, record, row_of


def test_a_blank_never_overwrites_what_is_known(store: Undoable) -> None:
    store.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    store.apply(record(), [observed({"key": "H-A", "people": None, "housing_safe": False})])
    row = row_of(store)
    assert (row["people"], row["housing_safe"], row["housing_safe__from"], row["people__from"]) == (4, False, 2, 1)


def test_what_is_older_than_the_present_value_leaves_it_alone(store: Undoable, dictionary: Dictionary) -> None:
    """An export dated before the visit, handed in after it, tells only what nobody knew."""
    store.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    older = replace(record("export.xlsx"), kind="roster", as_of=date(2022, 2, 1))
    told = [observed({"key": "H-A", "people": 9, "housing_safe": False, "net_income_per_head__lo": 1,
                       "net_income_per_head__hi": 2})]  # fmt: skip
    changes = plan_import(store, older, told, dictionary.variables)
    assert [c.fact for c in changes[0].fields] == ["net_income_per_head"]
    store.apply(older, told)
    row = row_of(store)
    assert (row["people"], row["housing_safe"], row["net_income_per_head__lo"]) == (4, True, 1)
    store.apply(replace(older, as_of=date(2022, 3, 1)), told)
    assert (row_of(store)["people"], row_of(store)["people__from"]) == (9, 3), "a later day wins"
    store.apply(replace(older, as_of=None), [observed({"key": "H-A", "people": 5})])
    assert row_of(store)["people"] == 5, "without a day the order of coming in counts"
    store.retract(1)
    assert row_of(store)["people"] == 5


def test_an_export_of_the_national_system_learns_of_a_visit_only_afterwards(store: Undoable) -> None:
    store.apply(replace(record("export.xlsx"), kind="roster", national=True), [observed({**ZHANG, "people": 3})])
    store.apply(record(), [observed({"key": "H-A", "people": 4})])
    later = replace(record("export2.xlsx"), kind="roster", national=True, as_of=date(2022, 6, 1))
    store.apply(later, [observed({"key": "H-A", "people": 3, "phone": "13800000002"})])
    assert (row_of(store)["people"], row_of(store)["phone"]) == (4, "13800000002")
    told = store.as_told("household", lambda record: record.national)
    assert told is not None
    assert told["people"].to_pylist() == [3], "what the system itself holds is still known, to be put right there"


def test_what_came_in_at_night_is_of_the_day_in_china_on_which_it_came(store: Undoable) -> None:
    """A database tells times in its own zone: an hour after midnight here is still the day before there."""
    night = datetime(2022, 5, 2, 1, 0, tzinfo=clock.CHINA)
    store.apply(replace(record(), at=night), [observed(ZHANG)])
    assert [clock.day_of(told.at) for told in store.imports()] == [date(2022, 5, 2)]


def test_asked_and_left_blank_is_not_the_same_as_never_asked(store: Undoable) -> None:
    store.apply(record(), [observed({**ZHANG, "housing_safe": None}, {**ZHANG, "key": "H-B"})])
    row = row_of(store)
    assert row["housing_safe"] is None
    assert row["housing_safe__asked"] is True
    assert "net_income_per_head__asked" not in row


def test_a_band_does_not_replace_the_exact_amount_it_agrees_with(store: Undoable) -> None:
    band = {"net_income_per_head__lo": 400_001, "net_income_per_head__hi": 600_000}
    exact = {"net_income_per_head__lo": 580_000, "net_income_per_head__hi": 580_000}
    store.apply(record(), [observed({**ZHANG, **exact})])
    store.apply(record(), [observed({"key": "H-A", **band})])
    assert row_of(store)["net_income_per_head__hi"] == 580_000
    lower = {"net_income_per_head__lo": None, "net_income_per_head__hi": 400_000}
    store.apply(record(), [observed({"key": "H-A", **lower})])
    assert row_of(store)["net_income_per_head__hi"] == 400_000
    assert row_of(store)["net_income_per_head__lo"] is None


def test_erasing_is_the_only_way_to_forget(store: Undoable) -> None:
    store.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    store.apply(record(), [observed({"key": "H-A", "people": None}, erased=(("H-A", "housing_safe"),))])
    assert row_of(store)["housing_safe"] is None
    assert row_of(store)["housing_safe__from"] is None


def test_undo_brings_back_exactly_what_stood_before(store: Undoable) -> None:
    store.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    before = store.read_current("household")
    store.apply(record(), [observed({"key": "H-A", "housing_safe": False, "people": 5}, {**ZHANG, "key": "H-B"})])
    store.retract(2)
    after = store.read_current("household")
    assert before is not None
    assert after is not None
    assert after.to_pylist() == before.to_pylist()
    assert [r.retracted is None for r in store.imports()] == [True, False]
    with pytest.raises(ShouxianError, match="DATA_NO_SUCH_IMPORT"):
        store.retract(2)


def test_current_can_be_rebuilt_from_observations_alone(
    store: Undoable, tmp_path: Path, dictionary: Dictionary
) -> None:
    store.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    store.apply(record(), [observed({**ZHANG, "key": "H-B", "people": 2})])
    store.apply(record(), [observed({"key": "H-A", "housing_safe": False})])
    kept = store.read_current("household")
    last = store.apply(record(), [observed({"key": "H-B", "people": 9})])
    store.retract(last.number)  # a retract rebuilds everything from the observations that stand
    rebuilt = store.read_current("household")
    assert kept is not None
    assert rebuilt is not None
    assert rebuilt.to_pylist() == kept.to_pylist()


def test_the_plan_tells_new_changed_and_same_before_anything_is_written(
    store: Undoable, dictionary: Dictionary
) -> None:
    store.apply(record(), [observed({**ZHANG, "housing_safe": True}, {**ZHANG, "key": "H-B", "housing_safe": True})])
    incoming = observed(
        {"key": "H-A", "housing_safe": False, "people": 4}, {"key": "H-B", "housing_safe": True, "people": None},
        {"key": "H-C", "housing_safe": True, "people": 1},
    )  # fmt: skip
    changes = plan(store.read_current("household"), incoming, dictionary.variables)
    assert (changes.new, changes.changed, changes.same) == (("H-C",), ("H-A",), ("H-B",))
    assert [(c.fact, c.old, c.new) for c in changes.fields] == [("housing_safe", True, False)]
