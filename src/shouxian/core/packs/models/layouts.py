"""Layouts of annexes: one YAML file writes an annex blank, writes it filled, and reads it back.

Three kinds. A ``list`` has one row per household and a ``table`` one row per line of a run's output: both have
``columns``. A ``card`` is one sheet per household or village: it has ``rows``, a heading and a cell each.

Printed texts are templates: ``{town}`` stands for a field or for a question's answer, ``{village:15}`` keeps a blank
of 15 half-width characters where nothing is known. A question with options prints its boxes (``□是 □否``), or with
``{kind/}`` its options to choose from (``脱贫村/一般村``, the chosen one when known); any other prints its blank.
Texts of options are never typed here: they are generated from the questions.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from shouxian.core.packs.models.base import Name, PackModel, Truth

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::(\d+))?(/)?\}")
"""A placeholder of a template: field or question, the width of its blank, and ``/`` for options printed as a/b."""

HOUSE_FIELDS = frozenset(
    {
        "row_number",  # 1, 2, 3 … in printed order
        "county", "town", "village",  # place names, without 县/镇/村
        "report_unit", "report_date",  # 填报单位, 时间
    }
)  # fmt: skip
"""Fields every writer and reader knows; a ``table`` may name any field of its output besides."""


def _template(text: str) -> str:
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise ValueError("write a placeholder as {name} or {name:12}")
    return text


Template = Annotated[str, AfterValidator(_template)]
TextRow = tuple[Template, ...]
"""Texts of one printed line that share its width equally: one is left-aligned, two stand left and right."""


def placeholders(template: str) -> tuple[str, ...]:
    """Names used by a template, in order."""
    return tuple(match[1] for match in PLACEHOLDER.finditer(template))


class Paper(PackModel):
    """The sheet of paper; ``rows_per_page`` data rows are printed between two repeated headings (0: as many as fit)."""

    size: Literal["A4", "A3"] = "A4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    rows_per_page: int = Field(default=0, ge=0)


class Column(PackModel):
    """A printed column. ``head`` is read from the top down; equal neighbours of one level are one merged cell, a
    shorter head reaches down. It shows a question, a field, or (``tick``) a mark where the set ``field`` holds a code.
    """

    head: tuple[str, ...] = Field(min_length=1)
    width: float = Field(gt=0)  # in characters of a digit's width, as Excel counts
    question: Name | None = None
    last: Name | None = None  # a question whose last known answer is printed, and never read back
    field: Name | None = None
    tick: Name | None = None
    prefill: Truth = True  # False: asked anew every time, never offered
    total: Truth = False
    align: Literal["left", "center"] = "center"

    @model_validator(mode="after")
    def _one_source(self) -> "Column":
        if sum(source is not None for source in (self.question, self.last, self.field)) != 1:
            raise ValueError("a column shows one thing: a question, the last answer to one, or a field")
        if self.tick is not None and self.field is None:
            raise ValueError("a tick column names the field that holds its codes")
        if self.total and self.field is None:
            raise ValueError("only output fields are summed")
        return self

    @property
    def id(self) -> str:
        """Unique in a layout: question, ``last.question``, field, or ``field.code`` of a tick column."""
        if self.last:
            return f"last.{self.last}"
        return self.question or (f"{self.field}.{self.tick}" if self.tick else self.field or "")


class CardRow(PackModel):
    """A row of a card: printed heading, and a cell that is one question or a template (``{households}户{people}人``).
    Neighbours with the same heading share one merged heading cell."""

    head: str
    question: Name | None = None
    cell: Template | None = None
    height: float = Field(default=26, gt=0)  # points

    @model_validator(mode="after")
    def _one_cell(self) -> "CardRow":
        if (self.question is None) == (self.cell is None):
            raise ValueError("a row has either a question or a cell template")
        return self

    @property
    def template(self) -> str:
        """The cell as a template, also where it is one question."""
        return self.cell if self.cell is not None else f"{{{self.question}}}"


class FixedRow(PackModel):
    """A printed row of a table: ``code`` matches the output's row, ``values`` are the printed texts by field."""

    code: Name
    values: dict[Name, str]


class CrossSum(PackModel):
    """``total`` = sum of ``parts`` in every row and in the 合计 row; proven when the table is written."""

    total: Name
    parts: tuple[Name, ...] = Field(min_length=1)


class Note(PackModel):
    """A line below the table; ``boxed`` prints it as its last row, the label below the first column."""

    label: str = ""
    text: str
    boxed: Truth = False


class Layout(PackModel):
    """An annex. ``writes`` says how picked options stand in a cell: their printed numbers, or their texts."""

    id: Name
    kind: Literal["list", "card", "table"]
    subject: Name
    annex: str  # 附件1-1, printed above the title
    clause: str
    title: tuple[Template, ...] = Field(min_length=1)
    tab: Template  # name of the worksheet
    covers: tuple[Name, ...] = ()  # household types, empty = does not split by type
    paper: Paper = Paper()
    lines: tuple[TextRow, ...] = ()  # between title and table: place, unit and seal, household
    columns: tuple[Column, ...] = ()
    options_row: Truth = False  # a row of option texts below the headings
    writes: Literal["numbers", "texts"] = "numbers"
    blanks: Literal["space", "line"] = "line"  # what an empty placeholder prints: spaces, or ____
    blank_rows: int = Field(default=0, ge=0)
    row_height: float = Field(default=28, gt=0)
    example: dict[str, str] = Field(default_factory=dict)  # column id → what the row marked 示例 shows
    with_left_since: date | None = None  # filled from facts it also shows members who left since this day
    comparison: Truth = False  # 对照表: what was known last | what is now, where only changes are written
    reconstructed: dict[str, str] = Field(default_factory=dict)  # column or row → why; the notice prints none
    fixed_rows: tuple[FixedRow, ...] = ()
    total_label: str = "合计"
    cross_sums: tuple[CrossSum, ...] = ()
    head_row: tuple[str, ...] = ()  # a card's own headings (排查内容, 排查情况)
    head_widths: tuple[float, float] = (30, 60)
    rows: tuple[CardRow, ...] = ()
    notes: tuple[Note, ...] = ()
    signatures: tuple[TextRow, ...] = ()  # kept on one page with the last rows

    @model_validator(mode="after")
    def _consistent(self) -> "Layout":
        if (self.kind == "card") != bool(self.rows) or (self.kind == "card") == bool(self.columns):
            raise ValueError("a card has rows, a list or table has columns")
        ids = [column.id for column in self.columns]
        if len(ids) != len(set(ids)):
            raise ValueError("two columns show the same thing")
        stray = set(self.example) - set(ids)
        if stray:
            raise ValueError(f"the example names no column: {', '.join(sorted(stray))}")
        fields = {column.field for column in self.columns}
        sums = {name for cross in self.cross_sums for name in (cross.total, *cross.parts)}
        if sums - fields:
            raise ValueError(f"a cross-sum names no column: {', '.join(sorted(sums - fields))}")
        if self.kind != "table" and (self.fixed_rows or self.cross_sums):
            raise ValueError("fixed rows and sums belong to a table")
        return self

    @property
    def head_depth(self) -> int:
        """Rows of headings (without the row of option texts)."""
        return max((len(column.head) for column in self.columns), default=len(self.head_row) and 1)

    @property
    def name(self) -> str:
        """What the annex is called, without its blanks; for the names of files."""
        return re.sub(r"\s+", "", PLACEHOLDER.sub("", "".join(self.title)))

    def templates(self) -> tuple[str, ...]:
        """Every template that is printed, top to bottom."""
        around = [text for row in (*self.lines, *self.signatures) for text in row]
        return (self.tab, *self.title, *around, *(row.template for row in self.rows))

    def questions(self) -> tuple[str, ...]:
        """Ids of the questions it asks, in printed order, each once; placeholders that are no house field count."""
        named = [column.question for column in self.columns if column.question]
        in_text = [name for text in self.templates() for name in placeholders(text) if name not in HOUSE_FIELDS]
        return tuple(dict.fromkeys((*in_text, *named)))
