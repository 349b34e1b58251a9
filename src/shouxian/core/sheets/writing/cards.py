"""Cards laid out: one household or village per worksheet, on one page, a heading and a cell per row."""

from itertools import groupby

from shouxian.core.packs.models.layouts import CardRow, Layout, placeholders
from shouxian.core.sheets.answers.compose import printed_option
from shouxian.core.sheets.writing.filling import Questions, fill_cell, fill_name
from shouxian.core.sheets.writing.grid import Choice, Page, SheetRow
from shouxian.core.sheets.writing.styles import LOOKS, TALLEST_ROW, height_needed
from shouxian.core.sheets.writing.tabular import Mode, put_bottom, put_top


def card_page(layout: Layout, questions: Questions, row: SheetRow, mode: Mode) -> Page:
    """The card of ``row`` (without a key: an empty one). Its key stands hidden right of the table, in row 1."""
    page = Page(fill_name(layout.tab, row), layout.paper, layout.head_widths, hidden_column=len(layout.head_widths))
    at = put_top(page, layout, questions, row)
    for column, head in enumerate(layout.head_row):
        page.put(at, column, head, "label")
        page.heights[at] = 28
    at += 1 if layout.head_row else 0
    for head, group in groupby(layout.rows, key=lambda card_row: card_row.head):
        rows = list(group)
        page.put(at, 0, head, "label", last_row=at + len(rows) - 1)
        for card_row in rows:
            _put_cell(page, layout, questions, card_row, row, at)
            at += 1
    at = put_bottom(page, layout, questions, row, at, mode)
    if row.key:
        page.put(0, len(layout.head_widths), row.key, "hidden")
    page.printed = (at - 1, len(layout.head_widths) - 1)
    return page


def _put_cell(page: Page, layout: Layout, questions: Questions, card_row: CardRow, row: SheetRow, at: int) -> None:
    text = fill_cell(card_row.template, layout, questions, row)
    page.put(at, 1, text, "card")
    label = height_needed(card_row.head, page.widths[0], LOOKS["label"].size)
    needed = max(card_row.height, label, height_needed(text, page.widths[1], LOOKS["card"].size))
    page.heights[at] = min(needed, TALLEST_ROW)
    hints = [_hint(questions, name) for name in placeholders(card_row.template) if name in questions]
    message = "\n".join(hint for hint in hints if hint)
    if message:
        page.choices.append(Choice(at, at, 1, card_row.head, message))


def _hint(questions: Questions, name: str) -> str:
    """What may be written: the options, or the question's note."""
    question = questions[name].question
    return " ".join(printed_option(option) for option in question.options) or question.note
