"""What a store of observations must be able to do. Two adapters follow the same contract suite: folder and SQL."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import pyarrow as pa

from shouxian.core.dataset.model import Import, Incoming


class Store(Protocol):
    """Observations in, current state out. Every write is all or nothing."""

    def read_current(self, subject: str) -> pa.Table | None:
        """The current table of a subject (``key``, links, facts with ``__from`` and ``__asked``), None when empty."""

    def imports(self) -> tuple[Import, ...]:
        """Every import ever stored, oldest first, retracted ones among them."""

    def apply(self, record: Import, incoming: Sequence[Incoming]) -> Import:
        """Store observations and the new current state together; returns the record with its number."""

    def observations(self, key: str, subject: str) -> Mapping[int, Mapping[str, object]]:
        """What each standing import observed of one subject: import number → row."""

    def returned(self, subject: str) -> Mapping[str, set[str]]:
        """Which annexes standing returns have answered: key → ids of sheets on which something of it was told."""

    def kept(self, name: str) -> bytes | None:
        """A file or document kept beside the observations under a name like ``lists/a.xlsx``; None for none."""

    def keep(self, name: str, content: bytes) -> None:
        """Keep it, in place of what was there: after a crash it is either the one or the other, never a part."""

    def as_told(self, subject: str, by: Callable[[Import], bool]) -> pa.Table | None:
        """The current table as it would be if only some of the standing imports had been made."""


class Undoable(Store, Protocol):
    """A store that keeps what it is told, and can take one import back."""

    def retract(self, number: int) -> Import:
        """Undo one import: its observations stay on record, the current state is rebuilt without them."""
