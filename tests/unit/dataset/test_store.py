"""A village's returns go into the folder store, come out as current facts, and can be undone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan, plan_import
from shouxian.core.dataset.snapshot import take_snapshot
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.kernel.resident_ids import check_digit
from shouxian.core.packs.catalogue import Dictionary

VILLAGE = "430682110200"
FIELDS = {
    "key": pa.string(), "village_key": pa.string(), "row": pa.int32(), "head_name": pa.string(), "phone": pa.string(),
    "people": pa.int64(), "housing_safe": pa.bool_(), "net_income_per_head__lo": pa.int64(),
    "net_income_per_head__hi": pa.int64(),
}  # fmt: skip


def _incoming(*rows: Mapping[str, object], erased: tuple[tuple[str, str], ...] = ()) -> Incoming:
    used = [name for name in FIELDS if any(name in row for row in rows)]
    table = pa.table({n: pa.array([r.get(n) for r in rows], FIELDS[n]) for n in used})
    asked = tuple(n.removesuffix("__lo") for n in used if n not in ("key", "village_key", "row") and "__hi" not in n)
    return Incoming("household", table, asked, erased)


def _record(file: str = "returns.xlsx") -> Import:
    return Import(
        0, "return", file, "0" * 64, datetime(2022, 2, 20, tzinfo=UTC), "镇信息员", "test", as_of=date(2022, 2, 20)
    )


@pytest.fixture
def store(tmp_path: Path, dictionary: Dictionary) -> FolderStore:
    return FolderStore.create(tmp_path / "work", dictionary.variables, "test")


ZHANG = {"key": "H-A", "village_key": VILLAGE, "head_name": "示例张三", "phone": "13800000001", "people": 4}


def _row(store: FolderStore, key: str = "H-A") -> dict[str, object]:
    table = store.read_current("household")
    assert table is not None
    return next(row for row in table.to_pylist() if row["key"] == key)


def test_a_blank_never_overwrites_what_is_known(store: FolderStore) -> None:
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True})])
    store.apply(_record(), [_incoming({"key": "H-A", "people": None, "housing_safe": False})])
    row = _row(store)
    assert (row["people"], row["housing_safe"], row["housing_safe__from"], row["people__from"]) == (4, False, 2, 1)


def test_what_is_older_than_the_present_value_leaves_it_alone(store: FolderStore, dictionary: Dictionary) -> None:
    """An export dated before the visit, handed in after it, tells only what nobody knew."""
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True})])
    older = replace(_record("export.xlsx"), kind="roster", as_of=date(2022, 2, 1))
    told = [_incoming({"key": "H-A", "people": 9, "housing_safe": False, "net_income_per_head__lo": 1,
                       "net_income_per_head__hi": 2})]  # fmt: skip
    changes = plan_import(store, older, told, dictionary.variables)
    assert [c.fact for c in changes[0].fields] == ["net_income_per_head"]
    store.apply(older, told)
    row = _row(store)
    assert (row["people"], row["housing_safe"], row["net_income_per_head__lo"]) == (4, True, 1)
    store.apply(replace(older, as_of=date(2022, 3, 1)), told)
    assert (_row(store)["people"], _row(store)["people__from"]) == (9, 3), "a later day wins"
    store.apply(replace(older, as_of=None), [_incoming({"key": "H-A", "people": 5})])
    assert _row(store)["people"] == 5, "without a day the order of coming in counts"
    store.retract(1)
    assert _row(store)["people"] == 5


def test_an_export_of_the_national_system_learns_of_a_visit_only_afterwards(store: FolderStore) -> None:
    store.apply(replace(_record("export.xlsx"), kind="roster", national=True), [_incoming({**ZHANG, "people": 3})])
    store.apply(_record(), [_incoming({"key": "H-A", "people": 4})])
    later = replace(_record("export2.xlsx"), kind="roster", national=True, as_of=date(2022, 6, 1))
    store.apply(later, [_incoming({"key": "H-A", "people": 3, "phone": "13800000002"})])
    assert (_row(store)["people"], _row(store)["phone"]) == (4, "13800000002")
    told = store.as_told("household", lambda record: record.national)
    assert told is not None
    assert told["people"].to_pylist() == [3], "what the system itself holds is still known, to be put right there"


def test_asked_and_left_blank_is_not_the_same_as_never_asked(store: FolderStore) -> None:
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": None}, {**ZHANG, "key": "H-B"})])
    row = _row(store)
    assert row["housing_safe"] is None
    assert row["housing_safe__asked"] is True
    assert "net_income_per_head__asked" not in row


def test_a_band_does_not_replace_the_exact_amount_it_agrees_with(store: FolderStore) -> None:
    band = {"net_income_per_head__lo": 400_001, "net_income_per_head__hi": 600_000}
    exact = {"net_income_per_head__lo": 580_000, "net_income_per_head__hi": 580_000}
    store.apply(_record(), [_incoming({**ZHANG, **exact})])
    store.apply(_record(), [_incoming({"key": "H-A", **band})])
    assert _row(store)["net_income_per_head__hi"] == 580_000
    lower = {"net_income_per_head__lo": None, "net_income_per_head__hi": 400_000}
    store.apply(_record(), [_incoming({"key": "H-A", **lower})])
    assert _row(store)["net_income_per_head__hi"] == 400_000
    assert _row(store)["net_income_per_head__lo"] is None


def test_erasing_is_the_only_way_to_forget(store: FolderStore) -> None:
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True})])
    store.apply(_record(), [_incoming({"key": "H-A", "people": None}, erased=(("H-A", "housing_safe"),))])
    assert _row(store)["housing_safe"] is None
    assert _row(store)["housing_safe__from"] is None


def test_undo_brings_back_exactly_what_stood_before(store: FolderStore) -> None:
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True})])
    before = store.read_current("household")
    store.apply(_record(), [_incoming({"key": "H-A", "housing_safe": False, "people": 5}, {**ZHANG, "key": "H-B"})])
    store.retract(2)
    after = store.read_current("household")
    assert before is not None
    assert after is not None
    assert after.to_pylist() == before.to_pylist()
    assert [r.retracted is None for r in store.imports()] == [True, False]
    with pytest.raises(ShouxianError, match="DATA_NO_SUCH_IMPORT"):
        store.retract(2)


def test_current_can_be_rebuilt_from_observations_alone(
    store: FolderStore, tmp_path: Path, dictionary: Dictionary
) -> None:
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True})])
    store.apply(_record(), [_incoming({**ZHANG, "key": "H-B", "people": 2})])
    store.apply(_record(), [_incoming({"key": "H-A", "housing_safe": False})])
    kept = store.read_current("household")
    last = store.apply(_record(), [_incoming({"key": "H-B", "people": 9})])
    store.retract(last.number)  # a retract rebuilds everything from the observations that stand
    rebuilt = store.read_current("household")
    assert kept is not None
    assert rebuilt is not None
    assert rebuilt.to_pylist() == kept.to_pylist()


def test_a_crash_before_the_pointer_moves_changes_nothing(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True})])
    before = _row(store)

    def power_cut(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(FolderStore, "_write_state", power_cut)
        with pytest.raises(OSError, match="power cut"):
            store.apply(_record(), [_incoming({"key": "H-A", "housing_safe": False})])
    assert _row(store) == before
    store.apply(_record(), [_incoming({"key": "H-A", "housing_safe": False})])
    assert _row(store)["housing_safe"] is False


def test_the_plan_tells_new_changed_and_same_before_anything_is_written(
    store: FolderStore, dictionary: Dictionary
) -> None:
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True}, {**ZHANG, "key": "H-B", "housing_safe": True})])
    incoming = _incoming(
        {"key": "H-A", "housing_safe": False, "people": 4}, {"key": "H-B", "housing_safe": True, "people": None},
        {"key": "H-C", "housing_safe": True, "people": 1},
    )  # fmt: skip
    changes = plan(store.read_current("household"), incoming, dictionary.variables)
    assert (changes.new, changes.changed, changes.same) == (("H-C",), ("H-A",), ("H-B",))
    assert [(c.fact, c.old, c.new) for c in changes.fields] == [("housing_safe", True, False)]


def test_another_process_that_writes_is_waited_for_and_a_dead_one_is_not(store: FolderStore) -> None:
    lock = store.folder / "writing.lock"
    lock.write_text("1")
    with pytest.raises(ShouxianError, match="DATA_BUSY"):
        store.apply(_record(), [_incoming(ZHANG)])
    lock.write_text("99999999")
    assert store.apply(_record(), [_incoming(ZHANG)]).number == 1


def test_a_workspace_belongs_to_one_campaign(store: FolderStore, dictionary: Dictionary, tmp_path: Path) -> None:
    with pytest.raises(ShouxianError, match="DATA_OTHER_CAMPAIGN"):
        FolderStore.create(store.folder, dictionary.variables, "other")
    with pytest.raises(ShouxianError, match="DATA_NO_WORKSPACE"):
        FolderStore(tmp_path / "nowhere", dictionary.variables).imports()
    (store.folder / "state.json").write_text("{")
    with pytest.raises(ShouxianError, match="DATA_BROKEN_WORKSPACE"):
        store.imports()


def _people(*rows: Mapping[str, object]) -> Incoming:
    fields = {"key": pa.string(), "household_key": pa.string(), "member_name": pa.string(), "resident_id": pa.string()}
    table = pa.table({n: pa.array([r.get(n) for r in rows], t) for n, t in fields.items()})
    return Incoming("person", table, ("member_name", "resident_id"))


def test_a_snapshot_carries_no_name_no_id_and_no_phone(store: FolderStore, dictionary: Dictionary) -> None:
    number = "43068219800101001" + check_digit("43068219800101001")
    store.apply(_record(), [_incoming({**ZHANG, "housing_safe": True})])
    members = [{"key": f"P-{n}", "household_key": "H-A", "member_name": f"示例{n}", "resident_id": i}
               for n, i in enumerate([number, number, number[:17], None])]  # fmt: skip
    store.apply(_record(), [_people(*members)])
    other = "430682110201"

    def parameters(village: str) -> dict[str, int | None]:
        return {"monitoring_line": 650_001 if village == VILLAGE else None}

    taken = take_snapshot(store, dictionary, [VILLAGE, other], parameters, ["resident_id", "phone"])
    text = "".join(str(t.to_pylist()) for t in taken.tables.values())
    for secret in ("示例", "13800000001", number):
        assert secret not in text
    people = taken.tables["person"].to_pylist()
    assert [p["resident_id__occurrences"] for p in people] == [1, 1, 0, None]
    assert [p["resident_id_problem"] for p in people] == ["sound", "sound", "length", "empty"]
    assert people[0]["id_birth"] == date(1980, 1, 1)
    assert people[0]["p__monitoring_line"] == 650_001
    assert [v["key"] for v in taken.tables["village"].to_pylist()] == [VILLAGE, other]
    again = take_snapshot(store, dictionary, [other, VILLAGE], parameters, ["phone", "resident_id"])
    assert again.hash == taken.hash


def test_an_empty_workspace_has_a_snapshot_too(store: FolderStore, dictionary: Dictionary) -> None:
    taken = take_snapshot(store, dictionary, [VILLAGE], lambda _: {"monitoring_line": None})
    assert (taken.tables["village"].num_rows, taken.tables["household"].num_rows) == (1, 0)
