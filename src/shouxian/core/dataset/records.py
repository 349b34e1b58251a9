"""Current tables read as typed facts, subject by subject: what sheets are pre-filled from."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from shouxian.core.dataset.columns import facts_in, from_columns
from shouxian.core.dataset.matching import Known
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, PHONE
from shouxian.core.dataset.store import Store
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable


@dataclass(frozen=True)
class Record:
    """One subject as it stands: its key, its village, and the facts that are known."""

    key: str
    village: str
    facts: Mapping[str, Fact]

    def text(self, name: str) -> str:
        """A text fact, "" where unknown."""
        value = self.facts.get(name)
        return value if isinstance(value, str) else ""


def read_records(store: Store, subject: str, variables: Mapping[str, Variable]) -> list[Record]:
    """Every subject of a kind, sorted by key; a village's own key is its village."""
    table = store.read_current(subject)
    return [] if table is None else records_of(table, variables)


def records_of(table: pa.Table, variables: Mapping[str, Variable]) -> list[Record]:
    facts = facts_in(table.column_names, variables)
    wanted = [n for n in table.column_names if "__from" not in n and "__asked" not in n]
    records = []
    for row in table.select(wanted).to_pylist():
        known = {v.name: value for v in facts if (value := from_columns(v, row)) is not None}
        records.append(Record(row["key"], row.get("village_key") or row["key"], known))
    return records


def known_households(store: Store, variables: Mapping[str, Variable]) -> list[Known]:
    """What matching needs of every known household."""
    return [
        Known(r.key, r.village, r.text(HEAD_NAME), r.text(PHONE), r.text(GROUP))
        for r in read_records(store, HOUSEHOLD, variables)
    ]
