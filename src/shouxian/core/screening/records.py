"""Single records out of a snapshot, in the shape the Python engine and the explainer read: a subject with its members
(a household with its people, a village with its households), and a member with the subject it belongs to."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.derive import needed_facts
from shouxian.core.expressions.programme import Programme

Row = Mapping[str, Any]
CHUNK, KEPT = 64, 16  # rows read at once, chunks kept: some thousand records in memory


@dataclass(frozen=True)
class Found:
    """A record and, where rules read it, the widened subject it belongs to (a person's household)."""

    record: Row
    parent: Row | None = None


def _alike(column: pa.ChunkedArray) -> tuple[bool | None, ...]:
    """What every record has there, if that is nothing or no; else nothing is returned."""
    if column.null_count == len(column):
        return (None,)
    return (False,) if pa.types.is_boolean(column.type) and not column.null_count and not pc.any(column).as_py() else ()


@dataclass(frozen=True)
class Records:
    """Looks up records by key; members are indexed once."""

    programme: Programme
    snapshot: Snapshot
    _chunks: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)
    _wide: dict[tuple[str, str], Row] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> dict[str, dict[str, int]]:
        return {s: {key: n for n, key in enumerate(t["key"].to_pylist())} for s, (t, _) in self._told.items()}

    @cached_property
    def _inside(self) -> dict[str, dict[str, list[int]]]:
        """Row numbers of members by the key of their parent, for every subject that is a member of another."""
        result = {}
        for collection in self.programme.schema.collections:
            index: defaultdict[str, list[int]] = defaultdict(list)
            table = self._told[collection.child][0]
            for number, key in enumerate(table[f"{collection.parent}_key"].to_pylist()):
                index[key].append(number)
            result[collection.child] = dict(index)
        return result

    @cached_property
    def _reading_parent(self) -> set[str]:
        """Subjects of which some rule or derived fact reads a fact of the parent."""
        schema = self.programme.schema
        rules = [(self.programme.subjects[rule], node) for rule, node in self.programme.nodes.items()]
        derived = [(schema.owner[name], node) for name, node in self.programme.definitions.items()]
        return {
            subject
            for subject, node in (*rules, *derived)
            if (parent := schema.parent(subject)) and any(schema.owner[fact] == parent for fact in needed_facts(node))
        }

    @cached_property
    def _told(self) -> dict[str, tuple[pa.Table, dict[str, Any]]]:
        """By subject: the columns that tell anything, and what all records are alike in. Most facts are known of nobody
        and were never asked, and reading a record takes as long as it has columns. Neighbours stand together, and so
        do the members of a household, by key."""
        found = {}
        for subject, table in self.snapshot.tables.items():
            links = [name for name in table.column_names if name == "key" or name.endswith("_key")]
            alike = {n: value for n in table.column_names if n not in links for value in _alike(table[n])}
            near = [(name, "ascending") for name in ("village_key", "household_key", "key") if name in links]
            found[subject] = (table.drop_columns(list(alike)).sort_by(near), alike)
        return found

    def get(self, subject: str, key: str) -> Found:
        """``KeyError`` for a key that is not in the snapshot."""
        record = {**self._row(subject, self._rows[subject][key]), **self._lists(subject, key)}
        parent = self.programme.schema.parent(subject)
        if parent is None or subject not in self._reading_parent:
            return Found(record)
        return Found(record, self._widened_parent(parent, str(record[f"{parent}_key"])))

    def _widened_parent(self, parent: str, key: str) -> Row:
        """Kept for a while: siblings are asked for together."""
        wide = self._wide.get((parent, key))
        if wide is None:
            wide = self.programme.widened(parent, self.get(parent, key).record)
            if len(self._wide) >= KEPT:
                self._wide.pop(next(iter(self._wide)))
            self._wide[parent, key] = wide
        return wide

    def _lists(self, subject: str, key: str) -> dict[str, list[Row]]:
        schema = self.programme.schema
        lists: dict[str, list[Row]] = {}
        for name, collection in schema.collections_of(subject).items():
            rows = [self._row(collection.child, n) for n in self._inside[collection.child].get(key, [])]
            if not schema.is_leaf(collection.child):
                rows = [self._member(collection.child, row) for row in rows]
            lists[name] = rows
        return lists

    def _member(self, subject: str, row: Row) -> Row:
        """A member that has members of its own, widened. Who they are is left out: no function over members stands
        inside another, and a town has thousands."""
        inner = self._lists(subject, str(row["key"]))
        wide = self.programme.widened(subject, {**row, **inner})
        for name in inner:
            del wide[name]
        return wide

    def _row(self, subject: str, number: int) -> Row:
        """Rows are read a chunk at a time, and the last chunks are kept: neighbours are asked for together."""
        place = (subject, number // CHUNK)
        chunk = self._chunks.get(place)
        if chunk is None:
            table, alike = self._told[subject]
            chunk = [{**alike, **row} for row in table.slice(place[1] * CHUNK, CHUNK).to_pylist()]
            if len(self._chunks) >= KEPT:
                self._chunks.pop(next(iter(self._chunks)))
            self._chunks[place] = chunk
        return chunk[number % CHUNK]
