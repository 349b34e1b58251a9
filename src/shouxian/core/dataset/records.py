"""Current tables read as typed facts, subject by subject: what sheets are pre-filled from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.columns import facts_in, from_columns
from shouxian.core.dataset.matching import Known
from shouxian.core.dataset.model import Import
from shouxian.core.dataset.present import present
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, LEFT_ON, PERSON, PHONE
from shouxian.core.dataset.store import Store
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import SubjectFile, Variable


@dataclass(frozen=True)
class Record:
    """One subject as it stands: its key, its village, the household it belongs to ("" for none), and known facts."""

    key: str
    village: str
    facts: Mapping[str, Fact]
    household: str = ""

    def text(self, name: str) -> str:
        """A text fact, "" where unknown."""
        value = self.facts.get(name)
        return value if isinstance(value, str) else ""


def read_records(store: Store, subject: str, variables: Mapping[str, Variable]) -> list[Record]:
    """Every subject of a kind that is still there, sorted by key; a village's own key is its village."""
    table = present(store, subject)
    if table is None:
        return []
    homes = {} if "village_key" in table.column_names else _homes(store)
    return records_of(table, variables, homes)


def read_left(store: Store, variables: Mapping[str, Variable], since: date) -> list[Record]:
    """Members who left on a day or later, sorted by key."""
    table = store.read_current(PERSON)
    if table is None or LEFT_ON not in table.column_names:
        return []
    late = pc.fill_null(pc.greater_equal(table[LEFT_ON], pa.scalar(since, pa.date32())), False)
    return records_of(table.filter(late), variables, _homes(store))


def told_by(
    store: Store, subject: str, variables: Mapping[str, Variable], by: Callable[[Import], bool]
) -> dict[str, Mapping[str, Fact]]:
    """Key → facts as some of the imports alone tell them."""
    table = store.as_told(subject, by)
    return {} if table is None else {record.key: record.facts for record in records_of(table, variables, {})}


def records_of(table: pa.Table, variables: Mapping[str, Variable], homes: Mapping[str, str]) -> list[Record]:
    """``homes``: household key → village, for subjects that stand in a household."""
    facts = facts_in(table.column_names, variables)
    wanted = [n for n in table.column_names if "__from" not in n and "__asked" not in n]
    records = []
    for row in table.select(wanted).to_pylist():
        known = {v.name: value for v in facts if (value := from_columns(v, row)) is not None}
        household = row.get("household_key") or ""
        village = row.get("village_key") or homes.get(household) or row["key"]
        records.append(Record(row["key"], village, known, household))
    return records


def _homes(store: Store) -> dict[str, str]:
    """Household key → village code."""
    table = store.read_current(HOUSEHOLD)
    if table is None:
        return {}
    return dict(zip(table["key"].to_pylist(), table["village_key"].to_pylist(), strict=True))


def known_households(store: Store) -> list[Known]:
    """What matching needs of every known household, closed ones too: a list may name them long after. Only those
    columns are read, for a county has hundreds of them."""
    table = store.read_current(HOUSEHOLD)
    if table is None:
        return []
    told = zip(*(texts_of(table, name) for name in ("key", "village_key", HEAD_NAME, PHONE, GROUP)), strict=True)
    return [Known(key, village or key, name, phone, group) for key, village, name, phone, group in told]


def texts_of(table: pa.Table, name: str) -> list[str]:
    """A column of texts, "" where unknown or where there is no such column."""
    if name not in table.column_names:
        return [""] * table.num_rows
    return [text or "" for text in table[name].to_pylist()]


def known_subjects(store: Store, subject: SubjectFile, variables: Mapping[str, Variable]) -> list[Known]:
    """What matching needs of every known subject of another kind, who left among them: its name, else its number, and
    for one that stands in a household that household (as its group)."""
    table = store.read_current(subject.subject)
    if table is None:
        return []
    named, numbered = subject.named_by or "", subject.numbered_by or ""
    homes = {} if "village_key" in table.column_names else _homes(store)
    return [
        Known(r.key, r.village, r.text(numbered) or r.text(named), "", r.household)
        for r in records_of(table, variables, homes)
    ]
