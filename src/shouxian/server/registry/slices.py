"""The registry narrowed to some households: what is told of them, of their members, and of their villages."""

from collections.abc import Collection, Mapping, Sequence

import pyarrow as pa
from django.db import connections

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.columns import OCCURRENCES
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, TOWN, TOWN_DIGITS, VILLAGE
from shouxian.core.dataset.snapshot import Snapshot, take_snapshot
from shouxian.server.audit.keys import key_for
from shouxian.server.registry.lines import hidden_facts
from shouxian.server.registry.models import Household
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.sql import Where, batches, inside
from shouxian.server.registry.store import SqlStore

_TABLES = {HOUSEHOLD: "registry_household", PERSON: "registry_member"}
_MARKED = {(HOUSEHOLD, "id"), (HOUSEHOLD, "phone"), (HOUSEHOLD, "account"), (PERSON, "id")}


class OfHouseholds(SqlStore):
    """As :class:`SqlStore`, of the households named and no others; those outside the campaign's place are none."""

    def __init__(self, opened: OpenedCampaign, keys: Collection[str], using: str) -> None:
        place = opened.pack.campaign.place
        super().__init__(opened.id, opened.catalogue.dictionary, Sealer(key_for("sealing")), using, (place,))
        known = Household.objects.using(using).filter(key__in=list(keys), village__startswith=place)
        self.villages = dict(known.values_list("key", "village"))
        self._read: dict[str, pa.Table | None] = {}

    def read_current(self, subject: str) -> pa.Table | None:
        """Read once: a slice is looked at from several sides."""
        if subject not in self._read:
            self._read[subject] = super().read_current(subject)
        return self._read[subject]

    def _standing_now(self, subject: str) -> pa.Table | None:
        return self._reading.current(subject, None, self._seen(subject))

    def _seen(self, subject: str, without: Collection[str] = ()) -> Where | None:
        homes, codes = sorted(self.villages), sorted(set(self.villages.values()))
        if subject == HOUSEHOLD:
            return _among("key", homes)
        if self._dictionary.subjects[subject].parent == HOUSEHOLD:
            return _among("household", homes)
        if subject == TOWN:
            return _among("key", sorted({code[:TOWN_DIGITS] for code in codes}))
        return _among("key" if subject == VILLAGE else "village", codes)


def slice_of(opened: OpenedCampaign, store: OfHouseholds, counted: Collection[str], using: str) -> Snapshot:
    """The snapshot of these households as it stands in the snapshot of all: what is counted over everybody is counted
    over everybody. What it says of villages is only of these households, and nobody may read it."""
    dictionary, limits = opened.catalogue.dictionary, opened.pack.campaign.limits
    villages = sorted(set(store.villages.values())) or [opened.villages[0].code]  # a snapshot knows its parameters
    made = take_snapshot(store, dictionary, villages, opened.resolved, counted, limits)
    tables = dict(made.tables)
    for subject in _TABLES:
        kinds = {name: kind for kind, name in hidden_facts(dictionary, subject).items()}
        for name in sorted(set(counted)):
            if dictionary.subject_of[name] != subject:
                continue
            place = opened.pack.campaign.place
            if (subject, kinds.get(name, "")) in _MARKED:
                times = _marked(subject, kinds[name], tables[subject]["key"].to_pylist(), place, using)
            else:
                times = _written(store, subject, name, place, using)
            tables[subject] = _with_times(tables[subject], name, times)
    return Snapshot(tables, made.hash)


def twins(keys: Collection[str], *, using: str) -> set[str]:
    """The households in which an id, phone or account of these households stands once more."""
    found: set[str] = set()
    with connections[using].cursor() as cursor:
        for some in batches(sorted(keys)):
            for column in ("id_mark", "phone_mark", "account_mark"):
                cursor.execute(_TWINS.format(t="registry_household", own="key", m=column, k=_marks(some)), some)
                found |= {key for (key,) in cursor.fetchall()}
            cursor.execute(_TWINS.format(t="registry_member", own="household", m="id_mark", k=_marks(some)), some)
            found |= {key for (key,) in cursor.fetchall()}
    return found - set(keys)


_TWINS = (
    "SELECT DISTINCT other.{own} FROM {t} mine JOIN {t} other ON other.{m} = mine.{m} AND other.key <> mine.key "
    "WHERE mine.{own} IN ({k})"
)


_THERE = {
    HOUSEHOLD: "other.closed_on IS NULL",
    PERSON: "other.left_on IS NULL AND NOT EXISTS (SELECT 1 FROM registry_household home "
    "WHERE home.key = other.household AND home.closed_on IS NOT NULL)",
}


def _marked(subject: str, kind: str, keys: Sequence[str], place: str, using: str) -> Mapping[str, int]:
    """Key → in how many others of the place the same identifier stands; by marks alone."""
    table, found = _TABLES[subject], dict[str, int]()
    within, there = inside("other.village", (place,)), _THERE[subject]
    with connections[using].cursor() as cursor:
        for some in batches(keys):
            cursor.execute(
                f"SELECT mine.key, COUNT(*) - 1 FROM {table} mine JOIN {table} other "  # noqa: S608
                f"ON other.{kind}_mark = mine.{kind}_mark AND {within.sql} AND {there} "
                f"WHERE mine.key IN ({_marks(some)}) GROUP BY mine.key",
                [*within.told, *some],
            )
            found |= dict(cursor.fetchall())
    return found


def _written(store: OfHouseholds, subject: str, name: str, place: str, using: str) -> Mapping[str, int]:
    """The same of an identifier that lies open, among the written values."""
    table = store.read_current(subject)
    if table is None or name not in table.column_names:
        return {}
    texts = dict(zip(table["key"].to_pylist(), table[name].to_pylist(), strict=True))
    wanted = sorted({text for text in texts.values() if text is not None})
    counts: dict[str, int] = {}
    vendor = connections[using].vendor
    value = f"c.\"values\" ->> '{name}'" if vendor == "postgresql" else f"json_extract(c.\"values\", '$.{name}')"
    homes = inside("h.village", (place,))
    link = "c.key" if subject == HOUSEHOLD else "c.household"
    left = "registry_member m WHERE m.key = c.key AND m.left_on IS NOT NULL"
    there = f"h.closed_on IS NULL AND NOT EXISTS (SELECT 1 FROM {left})"  # noqa: S608
    with connections[using].cursor() as cursor:
        for some in batches(wanted):
            cursor.execute(
                f"SELECT {value}, COUNT(*) FROM registry_current c JOIN registry_household h ON h.key = {link} "  # noqa: S608
                f"WHERE c.subject = %s AND {homes.sql} AND {there} AND {value} IN ({_marks(some)}) GROUP BY 1",
                [subject, *homes.told, *some],
            )
            counts |= dict(cursor.fetchall())
    return {key: counts.get(text, 1) - 1 for key, text in texts.items() if text is not None}


def _with_times(table: pa.Table, name: str, times: Mapping[str, int]) -> pa.Table:
    column = pa.array([times.get(key) for key in table["key"].to_pylist()], pa.int64())
    return table.set_column(table.column_names.index(name + OCCURRENCES), name + OCCURRENCES, column)


def _among(column: str, values: Sequence[str]) -> Where:
    return Where(f"{column} IN ({_marks(values)})", tuple(values)) if values else Where("1 = 0")


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
