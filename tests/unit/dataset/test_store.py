"""A village's returns go into the folder store, come out as current facts, and can be undone."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.integration.observed import VILLAGE, ZHANG, observed, record, row_of

from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.model import Incoming
from shouxian.core.dataset.snapshot import take_snapshot
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.kernel.resident_ids import check_digit
from shouxian.core.packs.catalogue import Dictionary


@pytest.fixture
def store(tmp_path: Path, dictionary: Dictionary) -> FolderStore:
    return FolderStore.create(tmp_path / "work", dictionary.variables, "test")


def test_a_crash_before_the_pointer_moves_changes_nothing(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    before = row_of(store)

    def power_cut(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(FolderStore, "_write_state", power_cut)
        with pytest.raises(OSError, match="power cut"):
            store.apply(record(), [observed({"key": "H-A", "housing_safe": False})])
    assert row_of(store) == before
    store.apply(record(), [observed({"key": "H-A", "housing_safe": False})])
    assert row_of(store)["housing_safe"] is False


def test_another_process_that_writes_is_waited_for_and_a_dead_one_is_not(store: FolderStore) -> None:
    lock = store.folder / "writing.lock"
    lock.write_text("1")
    with pytest.raises(ShouxianError, match="DATA_BUSY"):
        store.apply(record(), [observed(ZHANG)])
    lock.write_text("99999999")
    assert store.apply(record(), [observed(ZHANG)]).number == 1


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
    store.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    members = [{"key": f"P-{n}", "household_key": "H-A", "member_name": f"示例{n}", "resident_id": i}
               for n, i in enumerate([number, number, number[:17], None])]  # fmt: skip
    store.apply(record(), [_people(*members)])
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
