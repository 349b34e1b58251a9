"""What the folder store, the snapshot and the columns do at their edges."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from shouxian.core.dataset.columns import from_columns, table_of, to_columns, value_type
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan
from shouxian.core.dataset.records import known_households, read_records
from shouxian.core.dataset.snapshot import take_snapshot
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.dictionary import SubjectFile, Variable

VILLAGE = "430682110200"


def _record() -> Import:
    return Import(0, "return", "a.xlsx", "0" * 64, datetime(2022, 2, 20, tzinfo=UTC), "镇信息员", "test")


def _households(*rows: Mapping[str, object], **fields: pa.DataType) -> Incoming:
    columns = {"key": pa.string(), "village_key": pa.string()} | fields
    return Incoming(
        "household", table_of(rows, columns), tuple(n.removesuffix("__lo") for n in fields if "__hi" not in n)
    )


@pytest.fixture
def store(tmp_path: Path, dictionary: Dictionary) -> FolderStore:
    return FolderStore.create(tmp_path / "work", dictionary.variables, "test")


def _variable(kind: str, **more: object) -> Variable:
    return Variable.model_validate(
        {"name": "x", "type": kind, "zh": "x", "en": "x", "privacy": "none", "source": "t", **more}
    )


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("bool", False),
        ("int", 3),
        ("text", "句"),
        ("date", date(2022, 1, 2)),
        ("choices", ("a", "b")),
        ("choice", None),
    ],
)
def test_a_fact_comes_back_from_its_columns_as_it_went(kind: str, fact: object) -> None:
    variable = _variable(kind, **({"codelist": "c"} if kind.startswith("choice") else {}))
    columns = to_columns(variable, fact)  # type: ignore[arg-type]
    assert from_columns(variable, columns) == fact
    assert pa.array([columns["x"]], value_type(variable)).to_pylist() == [
        list(fact) if isinstance(fact, tuple) else fact
    ]


def test_an_exact_amount_has_two_equal_ends_and_an_open_one_is_null() -> None:
    variable = _variable("money", bounds=True)
    assert to_columns(variable, 5) == {"x__lo": 5, "x__hi": 5}
    assert to_columns(variable, Bounds(None, 7)) == {"x__lo": None, "x__hi": 7}
    assert from_columns(variable, {"x__lo": None, "x__hi": 7}) == Bounds(None, 7)
    assert from_columns(variable, {}) is None


def test_a_workspace_that_is_there_is_opened_again(store: FolderStore, dictionary: Dictionary) -> None:
    store.apply(_record(), [_households({"key": "H-A", "village_key": VILLAGE, "people": 3}, people=pa.int64())])
    again = FolderStore.create(store.folder, dictionary.variables, "test")
    assert [(r.key, r.village, r.facts) for r in read_records(again, "household", dictionary.variables)] == [
        ("H-A", VILLAGE, {"people": 3})
    ]
    assert known_households(again)[0].name == ""
    assert read_records(again, "person", dictionary.variables) == []


def test_a_workspace_of_a_later_format_is_not_touched(store: FolderStore) -> None:
    (store.folder / "state.json").write_text(json.dumps({"format": 99}), "utf-8")
    with pytest.raises(ShouxianError, match="DATA_BROKEN_WORKSPACE"):
        store.read_current("household")


def test_a_writer_of_another_user_is_alive_too(store: FolderStore, monkeypatch: pytest.MonkeyPatch) -> None:
    (store.folder / "writing.lock").write_text("4242")

    def not_ours(pid: int, signal: int) -> None:
        raise PermissionError(pid, signal)

    monkeypatch.setattr("shouxian.core.dataset.folder.os.kill", not_ours)
    with pytest.raises(ShouxianError, match="DATA_BUSY"):
        store.apply(_record(), [_households({"key": "H-A", "village_key": VILLAGE})])


def test_every_standing_import_tells_what_it_observed(store: FolderStore) -> None:
    for people in (3, 4, 5):
        row = {"key": "H-A", "village_key": VILLAGE, "people": people}
        store.apply(_record(), [_households(row, people=pa.int64())])
    store.apply(_record(), [Incoming("village", pa.table({"key": [VILLAGE]}), ())])
    store.retract(2)
    seen = store.observations("H-A", "household")
    assert {number: row["people"] for number, row in seen.items()} == {1: 3, 3: 5}
    assert store.observations("H-B", "household") == {}


def test_erasing_what_nobody_knows_is_no_change(store: FolderStore, dictionary: Dictionary) -> None:
    store.apply(_record(), [_households({"key": "H-A", "village_key": VILLAGE, "people": 3}, people=pa.int64())])
    erased = (("H-A", "people"), ("H-A", "housing_safe"), ("H-Z", "people"))
    incoming = Incoming("household", pa.table({"key": ["H-A"]}), (), erased)
    told = plan(store.read_current("household"), incoming, dictionary.variables)
    assert [(c.key, c.fact, c.old, c.new) for c in told.fields] == [("H-A", "people", 3, None)]
    store.apply(_record(), [incoming])
    (row,) = read_records(store, "household", dictionary.variables)
    assert row.facts == {}


def test_a_phone_that_cannot_be_is_told_by_its_problem_only(store: FolderStore, dictionary: Dictionary) -> None:
    """Mobiles have 11 digits, landlines an area code; ``empty`` was asked and left blank."""
    told = {
        "14000000001": "sound", "0912-8330000": "sound", "0912833": "length", "1400000": "length",
        "22000000001": "pattern", "一四〇": "characters", None: "empty",
    }  # fmt: skip
    household = dictionary.subjects["household"].model_dump()
    problem = {"name": "phone_problem", "type": "text", "zh": "x", "en": "x", "privacy": "none", "source": "t",
               "computed": "phone_problem", "of": "phone"}  # fmt: skip
    household["variables"] = [*household["variables"], problem]
    subjects = {**dictionary.subjects, "household": SubjectFile.model_validate(household)}
    wider = Dictionary(subjects, dictionary.variables, dictionary.subject_of, {})
    rows = [{"key": f"H-{n}", "village_key": VILLAGE, "phone": phone} for n, phone in enumerate(told)]
    store.apply(_record(), [_households(*rows, phone=pa.string())])
    taken = take_snapshot(store, wider, [VILLAGE], lambda _: {}).tables["household"]
    assert taken["phone_problem"].to_pylist() == list(told.values())
