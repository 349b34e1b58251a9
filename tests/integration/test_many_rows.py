"""A whole town at once goes into the tables by another way than a few rows; what stands afterwards is the same."""

import pyarrow as pa
import pytest
from django.db import IntegrityError, connections

from shouxian.core.dataset.model import Incoming
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.registry.models import Household
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from tests.integration.conftest import SEALING_KEY
from tests.integration.observed import VILLAGE, observed, record, row_of

MANY = 20_000
TABLES = ("registry_observation", "registry_current", "registry_household", "registry_member")


def town(rows: int, first: int = 0) -> Incoming:
    count, rows = range(first, rows), rows - first
    told = {
        "key": pa.array([f"H-{n:06}" for n in count]),
        "village_key": pa.array([VILLAGE] * rows),
        "head_name": pa.array([f'示例"{n}\\𠮷' for n in count]),
        "phone": pa.array([None if n % 3 else f"138{n:08}" for n in count], pa.string()),
        "people": pa.array([n % 7 or None for n in count], pa.int64()),
        "housing_safe": pa.array([n % 2 == 0 for n in count]),
    }
    return Incoming("household", pa.table(told), ("head_name", "phone", "people", "housing_safe"))


def indexes(using: str) -> dict[str, object]:
    connection = connections[using]
    with connection.cursor() as cursor:
        found = [(t, connection.introspection.get_constraints(cursor, t)) for t in TABLES]
    return {f"{table} {name}": told["columns"] for table, all_of in found for name, told in all_of.items()}


def test_a_town_at_once_stands_as_a_few_rows_do_and_every_index_is_there(using: str, dictionary: Dictionary) -> None:
    store = SqlStore("test", dictionary, Sealer(SEALING_KEY), using=using)
    before = indexes(using)
    store.apply(record(), [town(MANY)])
    assert indexes(using) == before
    few = ["H-000003", "H-000004", f"H-{MANY - 1:06}"]
    stands = {key: row_of(store, key) for key in few}
    store.apply(record("again.xlsx"), [observed({"key": few[0], "people": 9})])
    assert row_of(store, few[0])["people"] == 9
    store.retract(2)
    assert {key: row_of(store, key) for key in few} == stands
    assert stands[few[0]]["phone"] == "13800000003"
    assert stands[few[0]]["head_name"] == '示例"3\\𠮷'
    assert (stands[few[1]]["phone"], stands[few[1]]["housing_safe"]) == (None, True)


def test_new_and_known_households_of_one_file_both_stand_as_it_says(using: str, dictionary: Dictionary) -> None:
    store = SqlStore("test", dictionary, Sealer(SEALING_KEY), using=using)
    store.apply(record(), [town(800)])
    store.apply(record("other.xlsx"), [observed({"key": "H-000701", "people": 9})])
    store.apply(record("again.xlsx"), [town(1_600, first=400)])
    table = store.read_current("household")
    assert table is not None
    assert table["key"].to_pylist() == [f"H-{n:06}" for n in range(1_600)]
    origins = dict(zip(table["key"].to_pylist(), table["head_name__from"].to_pylist(), strict=True))
    assert (origins["H-000399"], origins["H-000400"], origins["H-001599"]) == (1, 3, 3)
    assert table["people"].to_pylist() == [n % 7 or None for n in range(1_600)]
    assert Household.objects.using(using).count() == 1_600


def test_a_town_that_cannot_be_stored_leaves_no_row_and_every_index(using: str, dictionary: Dictionary) -> None:
    store = SqlStore("test", dictionary, Sealer(SEALING_KEY), using=using)
    before = indexes(using)
    broken = Incoming("person", pa.table({"key": pa.array([None], pa.string())}), ())
    with pytest.raises(IntegrityError, match=r"(?i)not.null"):
        store.apply(record(), [town(MANY), broken])
    assert indexes(using) == before
    assert store.read_current("household") is None
    store.apply(record(), [town(3)])
    assert row_of(store, "H-000002")["people"] == 2
