"""Lists and tables laid out as cells: title, place line, headings, rows, totals, notes and signature lines."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from shouxian.core.dataset.roles import SURVEYED_ON, SURVEYOR
from shouxian.core.packs.models.layouts import Column, Layout, TextRow
from shouxian.core.packs.models.questions import Question
from shouxian.core.sheets.answers.compose import cell_options, compose, printed_option
from shouxian.core.sheets.writing.filling import Questions, field_text, fill_line, fill_name
from shouxian.core.sheets.writing.grid import Choice, Page, SheetRow
from shouxian.core.sheets.writing.headings import put_headings, put_options
from shouxian.core.sheets.writing.paper import page_breaks, printable, scale_to_width
from shouxian.core.sheets.writing.styles import LOOKS, TALLEST_ROW, Style, height_needed
from shouxian.core.sheets.writing.totals import proven_totals

EXAMPLE = "示例"
TICK = "√"
RECONSTRUCTED = "还原表:通知未印表样,不可用于系统导入"
SPARE_ROWS = 3  # empty rows left for households that the list does not know yet
Mode = Literal["blank", "filled"]


def tabular_page(layout: Layout, questions: Questions, place: SheetRow, rows: Sequence[SheetRow], mode: Mode) -> Page:
    """One worksheet of a list or table. ``place`` holds the fields of the lines around it.

    Blank: the known rows, an example row and empty rows up to the printed number. Filled: the rows, and their proven
    totals; raises ``ShouxianError`` SHEET_WRITE_TOTALS or SHEET_WRITE_CROSS_SUM where they do not add up.
    """
    if mode == "blank":
        rows = without_anew(layout, questions, rows)
    widths = tuple(column.width for column in layout.columns)
    page = Page(fill_name(layout.tab, place), layout.paper, widths, hidden_column=len(widths))
    row = put_top(page, layout, questions, place)
    row = put_options(page, layout, questions, put_headings(page, layout, row))
    page.repeated = first = row
    page.put(row - 1, len(widths), "_key", "hidden")
    if mode == "blank" and layout.example:
        _put_example(page, layout, row)
        row += 1
    empty = [SheetRow("")] * (_printed_rows(layout, len(rows), mode) - len(rows))
    for number, known in enumerate([*rows, *empty], start=1):
        _put_row(page, layout, questions, row, number, known, mode)
        row += 1
    body_end = row
    if mode == "filled":
        row = _put_totals(page, layout, rows, row)
    row = put_bottom(page, layout, questions, place, row, mode)
    page.printed = (row - 1, len(widths) - 1)
    _put_choices(page, layout, questions, first, body_end - 1)
    _break_pages(page, first, body_end, row)
    return page


def put_top(page: Page, layout: Layout, questions: Questions, place: SheetRow) -> int:
    """Annex number, title and lines; returns the row after them."""
    last = len(page.widths) - 1
    texts: list[tuple[str, Style]] = [
        (f"{layout.annex}    {RECONSTRUCTED}" if layout.reconstructed else layout.annex, "annex"),
        *((fill_line(line, layout, questions, place), "title") for line in layout.title),
    ]
    for row, (text, style) in enumerate(texts):
        page.put(row, 0, text, style, last_column=last)
        page.heights[row] = 22 if style == "annex" else 32
    return _put_lines(page, layout, questions, place, layout.lines, len(texts), "line")


def put_bottom(page: Page, layout: Layout, questions: Questions, place: SheetRow, row: int, mode: Mode) -> int:
    """Notes and signature lines (never signed beforehand); returns the row after them."""
    last = len(page.widths) - 1
    for note in layout.notes:
        if note.boxed:
            page.put(row, 0, note.label, "cell")
            page.put(row, 1, note.text, "boxed", last_column=last)
        else:
            page.put(row, 0, f"{note.label}\uff1a{note.text}" if note.label else note.text, "note", last_column=last)
        page.heights[row] = max(26.0, height_needed(note.text, sum(page.widths), LOOKS["note"].size))
        row += 1
    signed = place if mode == "filled" else SheetRow("", place.fields)
    return _put_lines(page, layout, questions, signed, layout.signatures, row, "sign")


def _put_lines(
    page: Page, layout: Layout, questions: Questions, place: SheetRow, lines: Sequence[TextRow], row: int, style: Style
) -> int:
    for line in lines:
        tallest = 30.0 if style == "line" else 36.0
        for text, (first, last), side in _spread(line, page.widths, style):
            shown = fill_line(text, layout, questions, place)
            page.put(row, first, shown, side, last_column=last)
            tallest = max(tallest, height_needed(shown, sum(page.widths[first : last + 1]), LOOKS[side].size))
        page.heights[row] = tallest
        row += 1
    return row


def _spread(line: TextRow, widths: Sequence[float], style: Style) -> list[tuple[str, tuple[int, int], Style]]:
    """Share the columns among the texts of a line by width; the last of several in a heading line stands right."""
    total, share, spans = sum(widths), sum(widths) / len(line), []
    column, reached = 0, 0.0
    for number, text in enumerate(line):
        first = column
        while column < len(widths) - (len(line) - number - 1):
            reached += widths[column]
            column += 1
            if reached >= share * (number + 1) - total * 0.02:
                break
        if number == len(line) - 1:
            column = len(widths)
        right = style == "line" and number and number == len(line) - 1
        side: Style = "line_right" if right else style
        spans.append((text, (first, column - 1), side))
    return spans


def _printed_rows(layout: Layout, known: int, mode: Mode) -> int:
    if mode == "filled" or not layout.blank_rows or layout.fixed_rows:
        return known
    wanted = known + (SPARE_ROWS if known else 0)
    return max(1, -(-wanted // layout.blank_rows)) * layout.blank_rows


def without_anew(layout: Layout, questions: Questions, rows: Sequence[SheetRow]) -> list[SheetRow]:
    """The rows without answers that are given anew every time: nobody signs for another day."""
    told = [questions[name].question for name in layout.questions() if name in questions]
    gone = {fact for question in told if asked_anew(question) for fact in question.facts()}
    return [replace(row, facts={n: f for n, f in row.facts.items() if n not in gone}) if gone else row for row in rows]


def asked_anew(question: Question) -> bool:
    """Signatures and days of the visit, as the question says or as everybody knows them."""
    return question.anew or question.cell in (SURVEYOR, SURVEYED_ON)


def _put_row(
    page: Page, layout: Layout, questions: Questions, row: int, number: int, data: SheetRow, mode: Mode
) -> None:
    height = layout.row_height
    for place, column in enumerate(layout.columns):
        shown = mode == "filled" or column.prefill
        value = _cell_value(column, layout, questions, number, data if shown else SheetRow(""))
        style: Style = "cell_left" if column.align == "left" else "cell"
        if isinstance(value, int):
            style = "number"
        page.put(row, place, value, style)
        height = max(height, height_needed(str(value), page.widths[place], LOOKS[style].size))
    if data.key:
        page.put(row, len(page.widths), data.key, "hidden")
    page.heights[row] = min(height, TALLEST_ROW)


def _cell_value(column: Column, layout: Layout, questions: Questions, number: int, data: SheetRow) -> str | int:
    if column.last is not None:
        return compose(questions[column.last], data.last, layout.writes)
    if column.question is not None:
        bound = questions[column.question]
        if _compared(layout, column) and not any(name in data.changes for name in bound.question.facts()):
            return ""
        return compose(bound, data.facts, layout.writes)
    value = data.fields.get(column.field or "")
    if column.tick is not None:
        return TICK if isinstance(value, tuple) and column.tick in value else ""
    if column.field == "row_number":
        given = data.fields.get("row_number", number)
        return given if isinstance(given, int) else field_text(given)
    return value if isinstance(value, int) else field_text(value)


def _compared(layout: Layout, column: Column) -> bool:
    """A column beside which the last answer to its question is printed: only a change is written in it."""
    return any(other.last == column.question for other in layout.columns)


def _put_example(page: Page, layout: Layout, row: int) -> None:
    for place, column in enumerate(layout.columns):
        text = EXAMPLE if column.field == "row_number" else layout.example.get(column.id, "")
        page.put(row, place, text, "example")
    page.put(row, len(page.widths), EXAMPLE, "hidden")
    texts = [(layout.example.get(c.id, ""), w) for c, w in zip(layout.columns, page.widths, strict=True)]
    tallest = max([layout.row_height, *(height_needed(t, w, LOOKS["example"].size) for t, w in texts)])
    page.heights[row] = min(tallest, TALLEST_ROW)


def _put_totals(page: Page, layout: Layout, rows: Sequence[SheetRow], row: int) -> int:
    totals = proven_totals(layout, rows)
    if not totals:
        return row
    summed = [place for place, column in enumerate(layout.columns) if column.total]
    page.put(row, 0, layout.total_label, "total", last_column=summed[0] - 1)
    for place in range(summed[0], len(layout.columns)):
        total = totals.get(layout.columns[place].id)
        page.put(row, place, "" if total is None else total, "total")
    page.heights[row] = layout.row_height
    return row + 1


def _put_choices(page: Page, layout: Layout, questions: Questions, first: int, last: int) -> None:
    if last < first:
        return
    for place, column in enumerate(layout.columns):
        if column.question is None:
            continue
        question = questions[column.question].question
        printed = tuple(printed_option(option) for option in question.options)
        options = (
            printed if question.pick == "one" and question.text is None else cell_options(questions[column.question])
        )
        message = "\n".join(printed) if printed else question.note
        if options or message:
            page.choices.append(Choice(first, last, place, column.head[-1], message, options))


def _break_pages(page: Page, first: int, body_end: int, end: int) -> None:
    scale = scale_to_width(page.paper, page.widths) / 100
    high = printable(page.paper)[1]
    head, body, tail = (
        [page.heights.get(row, 15) * scale for row in rows]
        for rows in (range(first), range(first, body_end), range(body_end, end))
    )
    breaks = page_breaks(sum(head), body, sum(tail), high, page.paper.rows_per_page)
    page.breaks = tuple(first + number for number in breaks)
