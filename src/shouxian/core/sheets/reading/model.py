"""What reading needs to know, and what it gives: tables, faults with their places, and questions to a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pyarrow as pa

from shouxian.core.kernel.faults import Fault, Where
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.sheets.answers.bound import BoundQuestion

NEW_HOUSEHOLD = "new"
"""``confirmed`` of a row whose clerk chose 新的一户."""


@dataclass(frozen=True)
class Expected:
    """The campaign a file is returned to.

    ``layouts``: lists and cards by id (tables are never read back). ``questions``: bound for the place. ``villages``:
    12-digit code → name of every village the campaign covers; ``towns``: 9-digit code → name. ``village``: the code the
    file must be of, None where any will do.
    """

    campaign: str
    layouts: Mapping[str, Layout]
    questions: Mapping[str, BoundQuestion]
    dictionary: Dictionary
    villages: Mapping[str, str] = field(default_factory=dict)
    towns: Mapping[str, str] = field(default_factory=dict)
    village: str | None = None


@dataclass(frozen=True)
class Doubt:
    """A person has to answer: ``code`` (tick an option for free words), ``household`` (made by the matcher)."""

    kind: Literal["code", "household"]
    where: Where
    what: Fault
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnQuestion:
    """A column of the annex was not found, but one with another heading may be it. ``column`` is the layout's id;
    the answer is remembered as heading → column id and passed to the next reading."""

    where: Where
    column: str
    head: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Returned:
    """One annex of a returned file, over all its worksheets.

    ``rows``: one pyarrow table: ``source_sheet``, ``row`` (Excel's number), ``key`` (hidden key, null if lost),
    ``name``, ``number``, ``parent`` (head of the household it stands in), ``phone``, ``group``, ``surveyor``,
    ``confirmed`` (the clerk's answer in 请确认), ``answered`` (cells
    filled beyond name, phone, size, group), then fact columns by the column contract. An asked fact that was left
    blank is null; a fact not on the sheet has no column. ``erased``: (position in ``rows``, fact).
    """

    path: Path
    sha256: str
    campaign: str
    sheet: str
    village: str | None
    printed_villages: tuple[str, ...]
    rows: pa.Table
    asked: tuple[str, ...]
    erased: tuple[tuple[int, str], ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    column_questions: tuple[ColumnQuestion, ...] = ()
    remembered: Mapping[str, str] = field(default_factory=dict)  # heading → column id, as used here
    heading_rows: Mapping[str, int] = field(default_factory=dict)  # worksheet of a list → Excel row of its headings

    @property
    def sound(self) -> bool:
        """Nothing stands against storing it."""
        return not (self.faults or self.doubts or self.column_questions)
