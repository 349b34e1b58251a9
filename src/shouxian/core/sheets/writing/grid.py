"""A printed worksheet as plain data, before any library sees it: cells, sizes, breaks (rows, columns from 0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shouxian.core.packs.models.layouts import Paper
from shouxian.core.sheets.answers.bound import Facts
from shouxian.core.sheets.writing.styles import Style

Value = str | int | tuple[str, ...] | None
"""What a field holds: text, a count, a set of codes (ticks), or nothing known."""


@dataclass(frozen=True)
class SheetRow:
    """A subject to be written: its key, the fields of the layout, and its facts by name. ``before``: its facts before
    this campaign told anything, where a comparison needs them (None: nothing was told yet)."""

    key: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    before: Facts | None = None

    @property
    def last(self) -> Facts:
        """What was known last, before this campaign."""
        return self.facts if self.before is None else self.before

    @property
    def changes(self) -> Facts:
        """What this campaign told otherwise than it was known."""
        if self.before is None:
            return {}
        return {name: fact for name, fact in self.facts.items() if self.before.get(name) != fact}

    def told(self, name: str) -> Value:
        """A fact that is text, as a field."""
        fact = self.facts.get(name)
        return fact if isinstance(fact, str) else None


@dataclass(frozen=True)
class Stamp:
    """What a returned workbook must say of itself: hidden, so that nobody has to type it."""

    campaign: str
    sheet: str
    village: str  # 12-digit code
    pack_hash: str
    made: date

    def items(self) -> tuple[tuple[str, str], ...]:
        return (
            ("campaign", self.campaign),
            ("sheet", self.sheet),
            ("village", self.village),
            ("pack_hash", self.pack_hash),
            ("made", self.made.isoformat()),
        )


@dataclass(frozen=True)
class Cell:
    """One cell or, where the last row or column differs, one merged block."""

    row: int
    column: int
    value: str | int
    style: Style
    last_row: int
    last_column: int

    @property
    def merged(self) -> bool:
        return (self.last_row, self.last_column) != (self.row, self.column)


@dataclass(frozen=True)
class Choice:
    """A drop-down (``options``, may be empty) with the message shown when a cell of the block is entered."""

    first_row: int
    last_row: int
    column: int
    title: str
    message: str
    options: tuple[str, ...] = ()


@dataclass
class Page:
    """A worksheet. ``printed`` is (last row, last column); ``breaks`` are rows a new sheet of paper starts with."""

    name: str
    paper: Paper
    widths: tuple[float, ...]
    cells: list[Cell] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)
    repeated: int = 0  # heading rows printed on every page
    breaks: tuple[int, ...] = ()
    printed: tuple[int, int] = (0, 0)
    hidden_column: int | None = None

    def put(
        self, row: int, column: int, value: str | int, style: Style, last_row: int | None = None,
        last_column: int | None = None,
    ) -> None:  # fmt: skip
        """Place a value; the block reaches to ``last_row`` and ``last_column`` (itself if not given)."""
        end_row = row if last_row is None else last_row
        end_column = column if last_column is None else last_column
        self.cells.append(Cell(row, column, value, style, end_row, end_column))
