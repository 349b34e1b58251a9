"""What stands in a village lies in one piece beside its rows, and never tells anything but what the rows tell."""

from collections.abc import Callable, Mapping
from random import Random
from typing import cast

import pyarrow as pa
import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError

from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.model import Incoming
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.registry.blocks import Blocks, Found
from shouxian.server.registry.models import Block
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from tests.integration.conftest import SEALING_KEY
from tests.integration.observed import VILLAGE, ZHANG, observed, record, row_of
from tests.integration.test_many_rows import MANY, town

VILLAGES = (VILLAGE, "430682110201", "430682120200")
SUBJECTS = ("household", "person")


@pytest.fixture
def registry(using: str, dictionary: Dictionary) -> SqlStore:
    return SqlStore("test", dictionary, Sealer(SEALING_KEY), using=using)


def told(store: SqlStore) -> dict[str, list[Mapping[str, object]]]:
    """Everything, without what nothing is known of."""
    rows = {subject: store.read_current(subject) for subject in SUBJECTS}
    return {
        subject: [
            {name: value for name, value in row.items() if value not in (None, False)}
            for row in (table.to_pylist() if table is not None else ())
        ]
        for subject, table in rows.items()
    }


def by_rows(store: SqlStore) -> dict[str, list[Mapping[str, object]]]:
    """The same with no block to read. Those that were there are there again afterwards."""
    there = list(Block.objects.using(store._using).all())
    Block.objects.using(store._using).all().delete()
    found = told(store)
    Block.objects.using(store._using).bulk_create(there)
    return found


def some_change(store: SqlStore, chance: Random) -> None:
    """As registries change: visits, moves from village to village and household to household, blanks, undoing."""
    homes = [f"H-{chance.randrange(9)}" for _ in range(chance.randint(1, 4))]
    homes = sorted(set(homes))
    kind = chance.choice(("facts", "move", "people", "erased", "undone"))
    standing = [one.number for one in store.imports() if one.retracted is None]
    if kind == "undone" and standing:
        store.retract(chance.choice(standing))
    elif kind == "people":
        keys = [f"P-{chance.randrange(20)}" for _ in homes]
        members = {key: home for key, home in zip(keys, homes, strict=True)}
        ids = [f"90000019{chance.randint(10, 99)}0101{chance.randint(1000, 9999)}" for _ in members]
        columns = {"key": pa.array(members), "household_key": pa.array(members.values()), "resident_id": pa.array(ids)}
        store.apply(record(), [Incoming("person", pa.table(columns), ("resident_id",))])
    elif kind == "erased":
        store.apply(record(), [observed({"key": homes[0], "people": None}, erased=((homes[0], "people"),))])
    else:
        village = {"village_key": chance.choice(VILLAGES)} if kind == "move" else {}
        rows = [{"key": h, "people": chance.randint(1, 9), "phone": f"138{chance.randrange(10**8):08}"} for h in homes]
        store.apply(record(), [observed(*({**row, **village} for row in rows))])


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_blocks_tell_what_rows_tell(registry: SqlStore, seed: int) -> None:
    chance, used = Random(seed), 0
    registry.apply(record(), [observed(*({"key": f"H-{n}", "village_key": VILLAGES[n % 3]} for n in range(9)))])
    for _ in range(25):
        if chance.random() < 0.7:
            registry.make_blocks()
        used += Block.objects.using(registry._using).count() > 0
        some_change(registry, chance)
        assert told(registry) == by_rows(registry)
    assert used > 8, "blocks were there to be wrong"


def test_a_place_is_told_its_own_villages_and_no_other(registry: SqlStore, dictionary: Dictionary) -> None:
    registry.apply(record(), [observed(*({"key": f"H-{n}", "village_key": VILLAGES[n % 3]} for n in range(9)))])
    members = {"key": [f"P-{n}" for n in range(9)], "household_key": [f"H-{n}" for n in range(9)]}
    registry.apply(record(), [Incoming("person", pa.table(members), ())])
    registry.make_blocks()
    registry.apply(record(), [observed({"key": "H-1", "people": 3})])  # its village is read by rows again
    one, own = (
        SqlStore("test", dictionary, Sealer(SEALING_KEY), registry._using, p) for p in (VILLAGES[1:2], ("430682110",))
    )
    assert [row["key"] for row in told(one)["household"]] == ["H-1", "H-4", "H-7"]
    assert [row["key"] for row in told(one)["person"]] == ["P-1", "P-4", "P-7"]
    assert [row["key"] for row in told(own)["person"]] == [f"P-{n}" for n in range(9) if n % 3 < 2]
    assert one.make_blocks() == 2, "of its own village only, which had none any more"
    assert told(one) == by_rows(one)


def test_a_town_that_came_at_once_is_told_by_blocks_at_once(registry: SqlStore) -> None:
    people = pa.table({
        "key": [f"P-{n:06}" for n in range(MANY)], "household_key": [f"H-{n:06}" for n in range(MANY)],
        "member_name": [f"示例{n}" for n in range(MANY)],
    })  # fmt: skip
    registry.apply(record(), [town(MANY), Incoming("person", people, ("member_name",))])
    assert Block.objects.using(registry._using).count() == 2
    assert registry.make_blocks() == 0
    assert told(registry) == by_rows(registry)
    registry.apply(record(), [town(MANY + 5, first=5)])
    assert told(registry) == by_rows(registry), "five were there that the second file does not tell of"


def test_somebody_writes_between_one_look_and_the_next(registry: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A household goes to a village that was read before it came, from one that is read after it left."""
    registry.apply(record(), [observed({**ZHANG, "village_key": VILLAGES[1]}, {"key": "H-B", "village_key": VILLAGE})])
    registry.make_blocks()
    registry.apply(record(), [observed({"key": "H-A", "people": 5})])
    read, moved = Blocks.read, observed({"key": "H-A", "village_key": VILLAGE})

    def read_and_moved(self: Blocks, subject: str, places: object) -> Found:
        found = read(self, subject, cast(None, places))
        monkeypatch.setattr(Blocks, "read", read)
        registry.apply(record(), [moved])
        return found

    monkeypatch.setattr(Blocks, "read", read_and_moved)
    assert (row_of(registry)["village_key"], row_of(registry, "H-B")["village_key"]) == (VILLAGE, VILLAGE)


def test_what_somebody_changed_while_it_was_read_is_left_for_the_next_time(
    registry: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.apply(record(), [observed(ZHANG)])
    made = Blocks._made

    def made_and_changed(self: Blocks, subject: str, villages: list[str]) -> list[Block]:
        found = made(self, subject, villages)
        monkeypatch.setattr(Blocks, "_made", made)
        registry.apply(record(), [observed({"key": "H-A", "people": 5})])
        return found

    monkeypatch.setattr(Blocks, "_made", made_and_changed)
    assert registry.make_blocks() == 1, "of persons, after it"
    assert row_of(registry)["people"] == 5
    assert registry.make_blocks() == 1


def test_numbers_lie_sealed_and_a_block_opens_in_its_own_place_only(registry: SqlStore) -> None:
    registry.apply(record(), [observed(ZHANG, {"key": "H-B", "village_key": VILLAGES[1], "phone": "13800000002"})])
    registry.make_blocks()
    one, other = Block.objects.using(registry._using).filter(subject="household").order_by("village")
    assert b"13800000001" not in bytes(one.content) + bytes(other.content)
    Block.objects.using(registry._using).filter(pk=one.pk).update(content=other.content)
    with pytest.raises(InvalidTag):
        registry.read_current("household")


def test_who_knows_other_facts_has_blocks_of_his_own(registry: SqlStore, dictionary: Dictionary) -> None:
    """Two notices, two dictionaries: a block of the one does not keep from the other what it never asked."""
    registry.apply(record(), [observed({**ZHANG, "housing_safe": True})])
    household = dictionary.subjects["household"]
    fewer = [one for one in household.variables if one.name != "people"]
    less = household.model_copy(update={"variables": type(household.variables)(fewer)})
    variables = {name: one for name, one in dictionary.variables.items() if name != "people"}
    poorer = Dictionary({**dictionary.subjects, "household": less}, variables, dictionary.subject_of, {})
    other = SqlStore("other", poorer, Sealer(SEALING_KEY), registry._using)
    assert other.make_blocks() == 2
    assert "people" not in row_of(other)
    assert (row_of(registry)["people"], registry.make_blocks()) == (4, 1)
    registry.apply(record(), [observed({"key": "H-A", "housing_safe": False})])
    assert (row_of(registry)["housing_safe"], row_of(other)["housing_safe"]) == (False, False)


def test_a_snapshot_is_the_same_by_blocks_and_by_rows(using: str) -> None:
    opened = open_campaign("zhanqiao-2022-income")
    store = SqlStore(opened.id, opened.catalogue.dictionary, Sealer(SEALING_KEY), using, (opened.pack.campaign.place,))
    codes = [village.code for village in opened.villages]
    rows = [{"key": f"H-{n}", "village_key": codes[n % 3], "people": n % 5, "phone": "13800000001"} for n in range(40)]
    store.apply(record(), [observed(*rows)])
    before = campaign_snapshot(opened, store, ("phone",))
    assert store.make_blocks() > 3
    after = campaign_snapshot(opened, store, ("phone",))
    assert after.hash == before.hash
    assert {s: t.to_pylist() for s, t in after.tables.items()} == {s: t.to_pylist() for s, t in before.tables.items()}


def test_what_could_not_be_written_leaves_the_blocks_as_they_were(
    registry: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.apply(record(), [observed(ZHANG)])
    registry.make_blocks()
    before = Block.objects.using(registry._using).count()
    broken: Callable[..., None] = lambda *_: (_ for _ in ()).throw(DatabaseError("disk full"))  # noqa: E731
    monkeypatch.setattr(registry._tables, "upsert_current", broken)
    with pytest.raises(DatabaseError):
        registry.apply(record(), [observed({"key": "H-A", "people": 9})])
    assert Block.objects.using(registry._using).count() == before
    assert row_of(registry)["people"] == 4
