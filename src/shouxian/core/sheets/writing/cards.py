"""Cards laid out: one household or village per worksheet, on one page, a heading and a cell per row; a comparison has
two cells, what was known last and what is now."""

from itertools import groupby

from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.layouts import CardRow, Layout, placeholders
from shouxian.core.sheets.answers.bound import Facts
from shouxian.core.sheets.answers.compose import printed_option
from shouxian.core.sheets.writing.filling import Questions, fill_cell, fill_last, fill_name
from shouxian.core.sheets.writing.grid import Choice, Page, SheetRow
from shouxian.core.sheets.writing.paper import page_breaks, printable, scale_to_width
from shouxian.core.sheets.writing.styles import LOOKS, TALLEST_ROW, height_needed
from shouxian.core.sheets.writing.tabular import Mode, put_bottom, put_top, without_anew

LONGEST_CARD = 1.5  # pages; what is not longer is made to fit one
COMPARISON = ("项目", "上次信息", "本次变化(无变化不填)")


def card_page(layout: Layout, questions: Questions, row: SheetRow, mode: Mode) -> Page:
    """The card of ``row`` (without a key: an empty one). Its key stands hidden right of the table, in row 1."""
    if mode == "blank":
        (row,) = without_anew(layout, questions, [row])
    widths = _widths(layout)
    page = Page(fill_name(layout.tab, row), layout.paper, widths, hidden_column=len(widths))
    at = put_top(page, layout, questions, row)
    heads = layout.head_row or (COMPARISON if layout.comparison else ())
    for column, head in enumerate(heads):
        page.put(at, column, head, "label")
        page.heights[at] = 28
    at += 1 if heads else 0
    first = at
    for head, group in groupby(layout.rows, key=lambda card_row: card_row.head):
        rows = list(group)
        page.put(at, 0, head, "label", last_row=at + len(rows) - 1)
        for card_row in rows:
            _put_cell(page, layout, questions, card_row, row, at, mode)
            at += 1
    end = at
    at = put_bottom(page, layout, questions, row, at, mode)
    _break_long(page, first, end, at)
    if row.key:
        page.put(0, len(widths), row.key, "hidden")
    page.printed = (at - 1, len(widths) - 1)
    return page


def _break_long(page: Page, first: int, end: int, last: int) -> None:
    """A card is one page; one that would have to shrink beyond reading is broken between its rows."""
    heights = [page.heights.get(row, 15) * scale_to_width(page.paper, page.widths) / 100 for row in range(last)]
    high = printable(page.paper)[1]
    if sum(heights) > high * LONGEST_CARD:
        breaks = page_breaks(sum(heights[:first]), heights[first:end], sum(heights[end:]), high)
        page.breaks = tuple(first + number for number in breaks)


def _widths(layout: Layout) -> tuple[float, ...]:
    label, cell = layout.head_widths
    return (label, cell / 2, cell / 2) if layout.comparison else (label, cell)


def _put_cell(
    page: Page, layout: Layout, questions: Questions, card_row: CardRow, row: SheetRow, at: int, mode: Mode
) -> None:
    texts = [fill_cell(card_row.template, layout, questions, row)]
    if layout.comparison:
        last = SheetRow(row.key, row.fields, row.last)
        now = SheetRow(row.key, row.fields, _changed(card_row, questions, row) if mode == "filled" else {})
        template = card_row.template
        texts = [fill_last(template, layout, questions, last), fill_cell(template, layout, questions, now)]
    for column, text in enumerate(texts, start=1):
        page.put(at, column, text, "card")
    label = height_needed(card_row.head, page.widths[0], LOOKS["label"].size)
    tallest = max(height_needed(text, page.widths[n], LOOKS["card"].size) for n, text in enumerate(texts, start=1))
    page.heights[at] = min(max(card_row.height, label, tallest), TALLEST_ROW)
    hints = [_hint(questions, name) for name in placeholders(card_row.template) if name in questions]
    message = "\n".join(hint for hint in hints if hint)
    if message:
        page.choices.append(Choice(at, at, len(texts), card_row.head, message))


def _changed(card_row: CardRow, questions: Questions, row: SheetRow) -> Facts:
    """The facts of a cell's questions, whole, where any of them changed: an answer is written whole or not at all."""
    told: dict[str, Fact | None] = {}
    for name in placeholders(card_row.template):
        names = questions[name].question.facts() if name in questions else ()
        if any(fact in row.changes for fact in names):
            told |= {fact: row.facts.get(fact) for fact in names}
    return told


def _hint(questions: Questions, name: str) -> str:
    """What may be written: the options, or the question's note."""
    question = questions[name].question
    return " ".join(printed_option(option) for option in question.options) or question.note
