"""Headings of lists and tables: nested groups as merged cells, and the row of option texts below them."""

from collections.abc import Sequence

from shouxian.core.packs.models.layouts import Column, Layout
from shouxian.core.sheets.answers.compose import printed_option
from shouxian.core.sheets.writing.filling import Questions
from shouxian.core.sheets.writing.grid import Page
from shouxian.core.sheets.writing.styles import LOOKS, height_needed


def put_headings(page: Page, layout: Layout, top: int) -> int:
    """Merged headings from row ``top`` on; returns the row after them.

    Equal neighbours of one level below equal parents are one block; a head shorter than the deepest reaches down.
    """
    depth = layout.head_depth
    for level in range(depth):
        column = 0
        while column < len(layout.columns):
            last = _same_until(layout.columns, column, level)
            head = layout.columns[column].head
            if level < len(head):
                bottom = top + (depth - 1 if level == len(head) - 1 else level)
                page.put(top + level, column, head[level], "head", bottom, last)
            column = last + 1
    for level in range(depth):
        page.heights[top + level] = _head_height(page, layout, level)
    return top + depth


def put_options(page: Page, layout: Layout, questions: Questions, top: int) -> int:
    """The option texts, generated from the questions; returns the row after them."""
    if not layout.options_row:
        return top
    tallest = 30.0
    for number, column in enumerate(layout.columns):
        options = questions[column.question].question.options if column.question else ()
        text = "\n".join(printed_option(option) for option in options)
        page.put(top, number, text, "option")
        tallest = max(tallest, height_needed(text, page.widths[number], LOOKS["option"].size))
    page.heights[top] = tallest
    return top + 1


def _same_until(columns: Sequence[Column], start: int, level: int) -> int:
    """The last column of the block that begins at ``start``; a lowest heading is a column of its own."""
    path = columns[start].head[: level + 1]
    if len(columns[start].head) <= level + 1:
        return start
    last = start
    while last + 1 < len(columns) and columns[last + 1].head[: level + 1] == path:
        last += 1
    return last


def _head_height(page: Page, layout: Layout, level: int) -> float:
    """What the headings of one level need; one that reaches down from here shares the rows below with itself."""
    size, depth = LOOKS["head"].size, layout.head_depth
    needed, column = 24.0, 0
    while column < len(layout.columns):
        head, last = layout.columns[column].head, _same_until(layout.columns, column, level)
        if level < len(head):
            reaches = depth - level if level == len(head) - 1 else 1
            height = height_needed(head[level], sum(page.widths[column : last + 1]), size)
            needed = max(needed, height / reaches)
        column = last + 1
    return needed
