"""Templates filled: place lines, card cells, names of worksheets. What is not known prints its blank."""

import re
from collections.abc import Mapping

from shouxian.core.packs.models.layouts import PLACEHOLDER, Layout, placeholders
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.answers.compose import compose, compose_boxes, is_yes_or_no
from shouxian.core.sheets.writing.grid import SheetRow, Value
from shouxian.core.sheets.writing.styles import text_units

_USUAL_BLANK = 5  # half-width characters, as the notices print _____
Questions = Mapping[str, BoundQuestion]


def fill_line(template: str, layout: Layout, questions: Questions, row: SheetRow) -> str:
    """A printed line; a known value stands in the middle of its blank, so that lines keep their width."""
    return _fill(template, layout, questions, row, padded=True)


def fill_cell(template: str, layout: Layout, questions: Questions, row: SheetRow) -> str:
    """A card's cell; known values stand without padding. A template of one open question may be empty."""
    whole = PLACEHOLDER.fullmatch(template)
    if whole and whole[1] in questions and not whole[3] and not _boxed(questions[whole[1]]):
        return compose(questions[whole[1]], row.facts, layout.writes)
    return _fill(template, layout, questions, row, padded=False)


def fill_last(template: str, layout: Layout, questions: Questions, row: SheetRow) -> str:
    """What was known last, as words: no boxes to tick, and nothing where nothing was known."""

    def one(match: re.Match[str]) -> str:
        bound = questions.get(match[1])
        return compose(bound, row.facts, layout.writes) if bound else field_text(row.fields.get(match[1]))

    known = [name for name in placeholders(template) if name in questions and compose(questions[name], row.facts)]
    return PLACEHOLDER.sub(one, template) if known else ""


def fill_name(template: str, row: SheetRow) -> str:
    """A worksheet's name: unknown fields leave nothing behind."""
    text = PLACEHOLDER.sub(lambda match: field_text(row.fields.get(match[1]) or row.told(match[1])), template)
    return re.sub(r"\s+", " ", text).strip()


def field_text(value: Value) -> str:
    if value is None:
        return ""
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _fill(template: str, layout: Layout, questions: Questions, row: SheetRow, *, padded: bool) -> str:
    def one(match: re.Match[str]) -> str:
        name, width = match[1], int(match[2] or _USUAL_BLANK)
        text = _chosen(questions[name], row) if match[3] else _known(name, layout, questions, row, padded=padded)
        if text:
            return _centred(text, width) if padded and match[2] else text
        if layout.blanks == "space":
            return " " * width if match[2] else ""
        return "_" * width

    return PLACEHOLDER.sub(one, template)


def _known(name: str, layout: Layout, questions: Questions, row: SheetRow, *, padded: bool) -> str:
    gap = "    " if padded else " "
    if name not in questions:
        return field_text(row.fields.get(name))
    bound = questions[name]
    return compose_boxes(bound, row.facts, gap) if _boxed(bound) else compose(bound, row.facts, layout.writes)


def _chosen(bound: BoundQuestion, row: SheetRow) -> str:
    """The chosen option's text, or all of them as the form prints them: ``脱贫村/一般村``."""
    return compose(bound, row.facts, "texts") or "/".join(o.option.zh for o in bound.options)


def _boxed(bound: BoundQuestion) -> bool:
    """In a text, a question with options prints boxes, unless the clerk's words are asked (有则详细描述, 无则填无)."""
    words = bound.question.text is not None or any(o.option.other_words for o in bound.options)
    return is_yes_or_no(bound) or (bound.question.pick is not None and not words and not bound.counts)


def _centred(text: str, width: int) -> str:
    """Padded to ``width`` half-width characters (a Chinese character takes two), at least one space on each side."""
    used = round(text_units(text, 10.5) / text_units("中", 10.5) * 2)
    left = max(1, (width - used) // 2)
    return f"{' ' * left}{text}{' ' * max(1, width - used - left)}"
