"""Single records out of a snapshot, in the shape the Python engine and the explainer read: a household with its
members, a person with the household, a village with its households."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, VILLAGE
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.programme import Programme

Row = Mapping[str, Any]
CHUNK, KEPT = 128, 64  # rows read at once, chunks kept: some 8,000 records in memory


@dataclass(frozen=True)
class Found:
    """A record and, for a person, the widened household it belongs to."""

    record: Row
    parent: Row | None = None


@dataclass(frozen=True)
class Records:
    """Looks up records by key; members are indexed once."""

    programme: Programme
    snapshot: Snapshot
    _chunks: dict[tuple[str, int], list[dict[str, Any]]] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> dict[str, dict[str, int]]:
        return {s: {key: n for n, key in enumerate(t["key"].to_pylist())} for s, t in self.snapshot.tables.items()}

    @cached_property
    def _inside(self) -> dict[str, dict[str, list[int]]]:
        """Row numbers of members by the key of their parent."""
        result = {}
        for subject, link in ((PERSON, "household_key"), (HOUSEHOLD, "village_key")):
            index: defaultdict[str, list[int]] = defaultdict(list)
            for number, key in enumerate(self.snapshot.tables[subject][link].to_pylist()):
                index[key].append(number)
            result[subject] = dict(index)
        return result

    def get(self, subject: str, key: str) -> Found:
        """``KeyError`` for a key that is not in the snapshot."""
        row = self._row(subject, self._rows[subject][key])
        if subject == HOUSEHOLD:
            return Found({**row, "members": self._members(PERSON, key)})
        if subject == PERSON:
            household = self.get(HOUSEHOLD, str(row["household_key"])).record
            return Found(row, self.programme.widened(HOUSEHOLD, household))
        assert subject == VILLAGE
        households = [self.get(HOUSEHOLD, str(r["key"])).record for r in self._members(HOUSEHOLD, key)]
        return Found({**row, "households": [self.programme.widened(HOUSEHOLD, h) for h in households]})

    def _members(self, subject: str, parent: str) -> list[Row]:
        return [self._row(subject, number) for number in self._inside[subject].get(parent, [])]

    def _row(self, subject: str, number: int) -> Row:
        """Rows are read a chunk at a time, and the last chunks are kept: neighbours are asked for together."""
        place = (subject, number // CHUNK)
        chunk = self._chunks.get(place)
        if chunk is None:
            chunk = self.snapshot.tables[subject].slice(place[1] * CHUNK, CHUNK).to_pylist()
            if len(self._chunks) >= KEPT:
                self._chunks.pop(next(iter(self._chunks)))
            self._chunks[place] = chunk
        return chunk[number % CHUNK]
