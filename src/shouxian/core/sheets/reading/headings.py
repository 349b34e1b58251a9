"""Finding an annex on a worksheet by its headings: over several rows, merged or not, moved, or renamed by a clerk."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shouxian.core.kernel.text import nearest, squeezed
from shouxian.core.packs.models.layouts import Column, Layout
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.guard.book import Sheet

KEY_HEAD, REASON_HEAD, CONFIRM_HEAD, ROW_HEAD = "_key", "错误原因", "请确认", "原行号"
OUR_HEADS = frozenset({KEY_HEAD, REASON_HEAD, CONFIRM_HEAD, ROW_HEAD})
WINDOW = 30  # rows looked through for headings
_PUNCTUATION = re.compile(r"[\s*:()、,.。“”\"'_/★]")


@dataclass
class Found:
    """An annex on a sheet. Rows and columns are Excel's, from 1; ``columns``: layout column id → column."""

    layout: Layout
    leaf_row: int
    columns: dict[str, int]
    own: dict[str, int] = field(default_factory=dict)  # _key, 错误原因, 请确认 → column
    missing: tuple[str, ...] = ()  # ids
    extra: dict[int, str] = field(default_factory=dict)  # column → heading
    twice: dict[str, tuple[int, int]] = field(default_factory=dict)
    score: float = 0.0
    remembered: dict[str, str] = field(default_factory=dict)


def comparable(text: str) -> str:
    """A heading without spaces, punctuation and the marks clerks add (``*``, brackets)."""
    return _PUNCTUATION.sub("", squeezed(text)).casefold()


class Window:
    """The top of a sheet as plain texts with merged cells filled; (row, column) from 1."""

    def __init__(self, sheet: Sheet, rows: int = WINDOW) -> None:
        self.height = min(rows, sheet.height)
        self.width = len(sheet.columns)
        columns = [column.slice(0, self.height).to_pylist() for column in sheet.columns]
        self.texts: dict[tuple[int, int], str] = {
            (row + 1, number + 1): text
            for number, column in enumerate(columns)
            for row, text in enumerate(column)
            if text and text.strip()
        }
        for first_row, first_column, last_row, last_column in sheet.merges:
            text = self.texts.get((first_row, first_column))
            if text and first_row <= self.height and last_column <= self.width:
                for row in range(first_row, min(last_row, self.height) + 1):
                    for column in range(first_column, last_column + 1):
                        self.texts.setdefault((row, column), text)

    def at(self, row: int, column: int) -> str:
        return self.texts.get((row, column), "")

    def row(self, row: int) -> list[str]:
        return [self.at(row, column) for column in range(1, self.width + 1)]

    def heading(self, row: int, column: int, depth: int) -> str:
        """The text of a heading cell, or of the nearest one above it within ``depth`` rows."""
        for above in range(row, max(row - depth, 0), -1):
            if self.at(above, column).strip():
                return self.at(above, column)
        return ""


def find_list(
    window: Window, layout: Layout, questions: Mapping[str, BoundQuestion], remembered: Mapping[str, str]
) -> Found | None:
    """The best row of headings for ``layout``, None where fewer than half of its columns are there."""
    names = {text: column.id for column in layout.columns for text in _names(column, questions)}
    names |= {comparable(heading): column for heading, column in remembered.items()}
    exact = {comparable(column.head[-1]): column.id for column in layout.columns}
    names |= exact
    best_row, best = 0, 0
    for row in range(1, window.height + 1):
        hits = {names[c] for text in window.row(row) if (c := comparable(text)) in names}
        if len(hits) > best:
            best_row, best = row, len(hits)
    if best < 2:
        return None
    found = _mapped(window, layout, names, exact, best_row)
    found.remembered = {
        heading: column
        for heading, column in remembered.items()
        if column in found.columns and comparable(heading) not in exact
    }
    return found if len(found.columns) * 2 >= len(layout.columns) else None


def _mapped(window: Window, layout: Layout, names: Mapping[str, str], exact: Mapping[str, str], row: int) -> Found:
    found = Found(layout, row, {})
    exactly: set[str] = set()
    for column in range(1, window.width + 1):
        own = next((c for r in (row, row + 1, row - 1) if (c := window.at(r, column).strip()) in OUR_HEADS), None)
        if own is not None:
            found.own[own] = column
            continue
        heading = window.heading(row, column, layout.head_depth)
        plain = comparable(heading)
        column_id = names.get(plain)
        if column_id is None:
            if plain:
                found.extra[column] = heading
        elif column_id not in found.columns:
            found.columns[column_id] = column
            exactly |= {column_id} if plain in exact else set()
        elif column_id in exactly and plain not in exact:
            found.extra[column] = heading
        elif plain in exact and column_id not in exactly:
            found.extra[found.columns[column_id]] = heading
            found.columns[column_id] = column
            exactly.add(column_id)
        else:
            found.twice[column_id] = (found.columns[column_id], column)
    found.missing = tuple(c.id for c in layout.columns if c.id not in found.columns)
    found.score = len(found.columns) / (len(layout.columns) + len(found.extra))
    if any(comparable(title) in comparable("".join(window.row(r)[:3])) for title in layout.title[-1:]
           for r in range(1, row)):  # fmt: skip
        found.score += 0.5
    return found


def _names(column: Column, questions: Mapping[str, BoundQuestion]) -> set[str]:
    """Headings that mean this column: as printed, with its groups, the question's text, and its fact's names."""
    names = {column.head[-1], "".join(column.head)}
    bound = questions.get(column.question or "")
    if bound is not None:
        names.add(bound.question.zh)
        if bound.question.cell is not None:
            variable = bound.variables[bound.question.cell]
            names |= {variable.zh, *variable.synonyms}
    return {comparable(name) for name in names}


def likely(column: Column, found: Found, window: Window) -> tuple[str, ...]:
    """Unread headings that may be the missing ``column``: alike in text first, then the one standing in its place."""
    headings = list(found.extra.values())
    if not headings:
        return ()
    close = nearest(column.head[-1], headings)
    place = list(c.id for c in found.layout.columns).index(column.id)
    before = [found.columns[c.id] for c in found.layout.columns[:place] if c.id in found.columns]
    beside = found.extra.get((before[-1] if before else 0) + 1, "")
    return tuple(dict.fromkeys(text for text in (close, beside, *headings) if text))[:5]


def find_card(window: Window, layout: Layout) -> dict[str, int] | None:
    """Excel rows of a card's labels by comparable heading (first of each), None where half of them are missing."""
    wanted = {comparable(card_row.head) for card_row in layout.rows}
    rows: dict[str, int] = {}
    for (row, column), text in sorted(window.texts.items()):
        plain = comparable(text)
        if plain in wanted and plain not in rows and column <= max(2, window.width - 1):
            rows[plain] = row
    return rows if len(rows) * 2 >= len(wanted) else None


def title_score(window: Window, layout: Layout) -> float:
    """1 where the annex's title stands on the sheet, else 0."""
    wanted = [comparable(title) for title in layout.title]
    above: Sequence[str] = [comparable(text) for (row, _), text in window.texts.items() if row <= 6]
    return float(all(any(title in text for text in above) for title in wanted))
