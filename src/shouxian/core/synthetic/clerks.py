"""Village clerks who fill a workbook that was handed out, on the xlsx itself: never through our writer.

They write what households, members and things truly answer, and nothing that need not be asked; where asked to, they
make mistakes that have to be found (:mod:`mistakes`).
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.dataset.roles import HEAD_NAME, SURVEYOR
from shouxian.core.kernel.keys import is_key
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.layouts import PLACEHOLDER, Layout
from shouxian.core.packs.models.questions import Answered
from shouxian.core.sheets.answers.bound import BoundQuestion, Facts
from shouxian.core.sheets.answers.compose import answers, compose
from shouxian.core.sheets.reading.templates import match_template
from shouxian.core.sheets.writing.filling import fill_cell
from shouxian.core.sheets.writing.grid import SheetRow
from shouxian.core.synthetic.mistakes import Made, Row, make_mistakes

Questions = Mapping[str, BoundQuestion]


def fill_list(
    path: Path, layout: Layout, questions: Questions, truth: Mapping[str, Facts], surveyor: str,
    mistakes: Sequence[str] = (), random: Random | None = None, newcomers: Sequence[Facts] = (),
) -> list[Made]:  # fmt: skip
    """Fill every row of a list in place, and an empty row for each of ``newcomers``; make each of ``mistakes`` once, on
    different rows where there are enough. A row whose key tells nobody is left as it is."""
    book = load_workbook(path)
    rows = [row for sheet in book.worksheets for row in _rows(sheet, layout, questions)]
    for row in rows:
        if str(row.key.value) in truth:
            _fill_row(row, layout, questions, told(layout, questions, truth[str(row.key.value)], surveyor))
    if newcomers:
        _add_rows(book.worksheets[0], layout, questions, newcomers, surveyor)
    for sheet in book.worksheets:
        _fill_lines(sheet, layout, questions, told(layout, questions, {}, surveyor))
    made = make_mistakes(rows, mistakes, random or Random(0))  # noqa: S311  # a demo, not a secret
    book.save(path)
    return made


def fill_cards(
    path: Path, layout: Layout, questions: Questions, truth: Mapping[str, Facts], surveyor: str, own_words: str = "",
    newcomers: Sequence[Facts] = (),
) -> None:  # fmt: skip
    """Fill a book of cards in place, an empty card for the first of ``newcomers``; ``own_words`` replaces the printed
    sentence of the last row of the first card."""
    book = load_workbook(path)
    waiting = list(newcomers)
    for sheet in book.worksheets:
        key = str(sheet.cell(1, _hidden(layout)).value or "")
        facts = truth.get(key) if key else waiting.pop(0) if waiting and sheet.sheet_state == "visible" else None
        if facts is not None:
            known = told(layout, questions, facts, surveyor)
            cells = _fill_card(sheet, layout, questions, SheetRow(key, {}, known))
            if own_words:
                cells[-1].value = own_words
                own_words = ""
            _fill_lines(sheet, layout, questions, known)
    book.save(path)


def keys_on(path: Path, layout: Layout) -> set[str]:
    """Hidden keys of a workbook that was handed out: who stands on it."""
    sheets = load_workbook(path, read_only=False).worksheets
    if layout.kind == "card":
        return {str(sheet.cell(1, _hidden(layout)).value) for sheet in sheets}
    return {str(row.key.value) for sheet in sheets for row in _rows(sheet, layout, {})}


def told(layout: Layout, questions: Questions, truth: Facts, surveyor: str) -> dict[str, Fact | None]:
    """What a clerk writes of somebody on a sheet: answers to its questions, those that need not be asked left out, and
    those left out that would ask for a reason nobody can give."""
    asked = [questions[name] for name in layout.questions()]
    known = {name: truth.get(name) for bound in asked for name in bound.variables} | {SURVEYOR: surveyor}
    for bound in asked:
        missing = bound.question.required_if
        if missing is not None and not any(known.get(name) is not None for name in bound.question.facts()):
            known |= _unless(questions, missing, known)
    for bound in asked:
        condition = bound.question.asked_if or bound.question.required_if  # 有问题则必填: without one it stays empty
        if condition is not None and not _picked(questions, condition, _both(questions, condition, truth, known)):
            known |= dict.fromkeys(bound.question.facts())
    return known


def _both(questions: Questions, condition: Answered, truth: Facts, known: Facts) -> Facts:
    """What decides a condition: as the sheet tells it, else as it truly is."""
    return {n: known[n] if n in known else truth.get(n) for n in questions[condition.question].variables}


def _picked(questions: Questions, condition: Answered, facts: Facts) -> bool:
    deciding = questions[condition.question]
    return any(option.value in condition.options for option in answers(deciding, facts))


def _unless(questions: Questions, condition: Answered, known: Facts) -> dict[str, Fact | None]:
    """Nothing for the deciding question, where its answer would require what is not known."""
    deciding = questions[condition.question].question
    return dict.fromkeys(deciding.facts()) if _picked(questions, condition, known) else {}


def _hidden(layout: Layout) -> int:
    """Excel's column of the hidden key."""
    return (len(layout.head_widths) + layout.comparison if layout.kind == "card" else len(layout.columns)) + 1


def _rows(sheet: Worksheet, layout: Layout, questions: Questions) -> list[Row]:
    return [
        _row(sheet, number, layout, questions)
        for number in range(1, sheet.max_row + 1)
        if is_key(str(sheet.cell(number, _hidden(layout)).value or ""))
    ]


def _row(sheet: Worksheet, number: int, layout: Layout, questions: Questions) -> Row:
    cells = {column.id: sheet.cell(number, place) for place, column in enumerate(layout.columns, start=1)}
    return Row(cells, sheet.cell(number, _hidden(layout)), _picks(layout, questions))  # type: ignore[arg-type]  # merged cells have no key


def _picks(layout: Layout, questions: Questions) -> tuple[str, ...]:
    """Columns where one of a few options is picked."""
    asked = {c.id: questions[c.question] for c in layout.columns if c.question and c.question in questions}
    return tuple(
        name
        for name, bound in asked.items()
        if bound.question.pick == "one" and bound.question.text is None and len(bound.options) < 9
        and not any(option.option.blank for option in bound.options)
    )  # fmt: skip


def _add_rows(
    sheet: Worksheet, layout: Layout, questions: Questions, newcomers: Sequence[Facts], surveyor: str
) -> None:
    """Newcomers on the empty rows below those that are known, those of households that the list names."""
    first = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, _hidden(layout)).value == "_key") + 1
    used = [row.key.row for row in _rows(sheet, layout, questions)]
    heads = [place for place, column in enumerate(layout.columns, start=1) if column.question == HEAD_NAME]
    homes = {sheet.cell(row, heads[0]).value for row in used} if heads and (used or layout.covers) else None
    chosen = [facts for facts in newcomers if homes is None or facts.get(HEAD_NAME) in homes]
    for number, facts in enumerate(chosen, start=max(used, default=_before_rows(sheet, layout, first)) + 1):
        _fill_row(_row(sheet, number, layout, questions), layout, questions, told(layout, questions, facts, surveyor))


def _before_rows(sheet: Worksheet, layout: Layout, first: int) -> int:
    """The last row above the rows to be filled: headings, options, example."""
    return first - 1 + sum(sheet.cell(n, _hidden(layout)).value == "示例" for n in (first, first + 1))


def _fill_row(row: Row, layout: Layout, questions: Questions, facts: Facts) -> None:
    """Beside a printed last answer only a change is written."""
    for column in layout.columns:
        if column.question is None:
            continue
        text = compose(questions[column.question], facts, layout.writes)
        printed = row.cells.get(f"last.{column.question}")
        row.cells[column.id].value = None if printed is not None and printed.value == text else text or None


def _fill_card(sheet: Worksheet, layout: Layout, questions: Questions, row: SheetRow) -> list[Cell]:
    """The answer cells of a card, filled; of a comparison the cells on the right, where they say something new."""
    first = next(n for n in range(1, sheet.max_row + 1) if sheet.cell(n, 1).value == layout.rows[0].head)
    cells = []
    for number, card_row in enumerate(layout.rows, start=first):
        text = fill_cell(card_row.template, layout, questions, row)
        cell = sheet.cell(number, 2 + layout.comparison)
        cell.value = None if layout.comparison and sheet.cell(number, 2).value == text else text
        cells.append(cell)
    return cells  # type: ignore[return-value]  # no merged cells among answers


def _fill_lines(sheet: Worksheet, layout: Layout, questions: Questions, facts: Facts) -> None:
    """Printed lines above and below with their blanks filled, the place as printed; signature lines without a blank are
    signed behind the colon."""
    templates = [text for line in (*layout.lines, *layout.signatures) for text in line]
    surveyor = str(facts[SURVEYOR])
    for cell in (cell for line in sheet.iter_rows(min_row=2) for cell in line if isinstance(cell.value, str)):
        text = str(cell.value)
        template = next((t for t in templates if match_template(t, text) is not None), None)
        if template is not None:
            printed = match_template(template, text) or {}
            known = {name: fact for name, fact in facts.items() if fact is not None}
            fields = {name: value for name, value in printed.items() if value and name not in questions}
            if any(name in questions and questions[name].question.cell in known for name in printed):
                cell.value = _line(template, layout, questions, printed, SheetRow("", fields, known))
        elif text.strip().endswith((":", "\uff1a")) and "签" in text:
            cell.value = text.rstrip() + surveyor


def _line(template: str, layout: Layout, questions: Questions, printed: Mapping[str, str], row: SheetRow) -> str:
    """The line anew: what is known, else what was printed."""

    def one(match: re.Match[str]) -> str:
        bound = questions.get(match[1])
        text = compose(bound, row.facts, layout.writes) if bound is not None else ""
        return f" {text or printed[match[1]]} " if text or printed[match[1]] else "____"

    return PLACEHOLDER.sub(one, template)
