"""The values that move through the dataset: what comes in, what it would change, and what was stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

import pyarrow as pa

ImportKind = Literal["roster", "return", "list", "ticks", "desk", "change"]
"""``desk``: somebody corrected a fact there; ``change``: a change of members or households registered there."""


@dataclass(frozen=True)
class Incoming:
    """Observations of one subject from one source, keys already resolved.

    ``table``: ``key``, ``<parent>_key`` where the subject has a parent, ``row`` (row in the source), ``surveyor``,
    ``as_of`` and fact columns. A fact in ``asked`` without a value was left blank; it never overwrites. ``erased`` are
    (key, fact) pairs a person erased with 清空. ``sheet``: the annex that a return filled.
    """

    subject: str
    table: pa.Table
    asked: tuple[str, ...]
    erased: tuple[tuple[str, str], ...] = ()
    sheet: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One fact of one subject that an import would change; texts are stored values, not yet worded."""

    subject: str
    key: str
    fact: str
    old: object
    new: object


@dataclass(frozen=True)
class Changes:
    """What an import would do: keys by state, and each changed field."""

    subject: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Import:
    """The record of one stored source. ``number`` orders them; ``retracted`` is set by undo."""

    number: int
    kind: ImportKind
    file: str
    sha256: str
    at: datetime
    by: str
    campaign: str
    sheet: str = ""
    as_of: date | None = None
    counts: dict[str, int] = field(default_factory=dict)
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)  # part (subject, subject.2 …) → facts
    erased: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)  # part → annex
    village: str = ""  # code of the village that a return is of
    national: bool = False  # an export of the national system
    retracted: datetime | None = None

    def of_parts(self, number: int, parts: Mapping[str, Incoming]) -> "Import":
        """The record as it is stored with these parts (see :func:`named_parts`)."""
        return replace(
            self,
            number=number,
            asked={name: part.asked for name, part in parts.items()},
            erased={name: part.erased for name, part in parts.items() if part.erased},
            sheets={name: part.sheet for name, part in parts.items() if part.sheet},
        )


def named_parts(incoming: Sequence[Incoming]) -> dict[str, Incoming]:
    """Parts by name: the subject, and a number for a second annex of the same subject in one file."""
    parts: dict[str, Incoming] = {}
    for part in incoming:
        same = sum(subject_of_part(name) == part.subject for name in parts)
        parts[f"{part.subject}.{same + 1}" if same else part.subject] = part
    return parts


def subject_of_part(name: str) -> str:
    return name.partition(".")[0]
