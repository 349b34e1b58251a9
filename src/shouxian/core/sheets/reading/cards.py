"""A card read as one row: place lines, boxes and cells of one worksheet, for one household or one village."""

import pyarrow as pa

from shouxian.core.dataset.columns import value_columns
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, VILLAGE
from shouxian.core.kernel.faults import Where, fault
from shouxian.core.kernel.keys import is_key
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.layouts import PLACEHOLDER, Layout, placeholders
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.answers.compose import BLANK
from shouxian.core.sheets.guard.book import Sheet
from shouxian.core.sheets.guard.scan import column_letters
from shouxian.core.sheets.reading.cells import Places, parse_column
from shouxian.core.sheets.reading.headings import Window, comparable
from shouxian.core.sheets.reading.lists import SheetRows, add_identity, identity
from shouxian.core.sheets.reading.model import Expected
from shouxian.core.sheets.reading.templates import match_template

CARD_ROWS = 200  # a card fits a page; text below is not looked at


class _Card:
    """The growing row of one card."""

    def __init__(self, sheet: Sheet, window: Window, layout: Layout, expected: Expected, file: str) -> None:
        self.sheet, self.window, self.layout, self.expected, self.file = sheet, window, layout, expected, file
        self.facts: dict[str, Fact | None] = {}
        self.variables: dict[str, Variable] = {}
        self.result = SheetRows()
        self.answered = 0
        self.identity = identity(expected, layout)
        self.parent: str | None = None  # the household's head, on the card of something in a household

    def take(self, bound: BoundQuestion, text: str, row: int, column: int, head: str) -> None:
        """One answer at a cell; what an earlier cell told stays."""
        places = Places(self.file, self.sheet, (row,), column, head)
        if comparable(text) == comparable("/".join(option.option.zh for option in bound.options)):
            text = ""  # the printed choice a/b, nothing struck out
        parsed = parse_column(bound, pa.array([text or None], pa.string()), places, self.expected.dictionary)
        for name in parsed.asked:
            self.variables[name] = bound.variables[name]
            self.result.asked = tuple(dict.fromkeys((*self.result.asked, name)))
            for column_name in value_columns(bound.variables[name]):
                value = parsed.columns[column_name]
                known = self.result.columns.get(column_name)
                self.result.columns[column_name] = value if known is None or known[0].as_py() is None else known
        self.result.erased += parsed.erased
        self.result.faults += parsed.faults
        self.result.remarks += parsed.remarks
        self.result.doubts += parsed.doubts
        filled = parsed.filled is not None and parsed.filled[0].as_py()
        self.answered += bool(filled) and not set(parsed.asked) & self.identity

    def lines(self) -> None:
        """Place lines above and signature lines below: fields and answers of their templates."""
        lines = (self.layout.title, *self.layout.lines, *self.layout.signatures)
        templates = [text for line in lines for text in line]
        questions = self.expected.questions
        waiting = [t for t in templates if placeholders(t)]
        for (row, column), text in sorted(self.window.texts.items()):
            if self.window.texts.get((row, column - 1)) == text or self.window.texts.get((row - 1, column)) == text:
                continue  # the rest of a merged cell
            for template in waiting:
                values = match_template(template, text)
                if values is None:
                    continue
                waiting.remove(template)
                for name, value in values.items():
                    if name in questions:
                        self.take(questions[name], value, row, column, questions[name].question.zh)
                    elif value and name == HEAD_NAME and self.layout.subject != HOUSEHOLD:
                        self.parent = value
                    elif value:
                        self.result.printed.setdefault(name, value)
                break
        for name in dict.fromkeys(name for template in waiting for name in placeholders(template)):
            if name in questions:
                self.take(questions[name], "", 1, 1, questions[name].question.zh)

    def rows(self, labels: dict[str, int]) -> None:
        """The cells right of the printed headings; a heading over several rows counts them down."""
        before = ""
        offset = 0
        for card_row in self.layout.rows:
            plain = comparable(card_row.head)
            offset = offset + 1 if plain == before else 0
            before = plain
            if plain not in labels:
                where = Where(self.file, sheet=self.sheet.name)
                self.result.faults.append(fault("SHEET_READ_COLUMN_MISSING", where, column=card_row.head))
                continue
            row = labels[plain] + offset
            column, text = self._beside(row, plain)
            self._cell(card_row.template, text, row, column, card_row.head)

    def _beside(self, row: int, label: str) -> tuple[int, str]:
        """The first cell right of the heading that says something else; (column of the first cell, "") if none does."""
        first = next((c for c in range(1, self.window.width + 1) if comparable(self.window.at(row, c)) == label), 1)
        if self.layout.comparison:  # the last value stands beside the heading, what is now to the right of it
            return first + 2, self.window.at(row, first + 2)
        beside = range(first + 1, self.window.width + 1)
        flagged = next((c for c in beside if (row, c) in self.sheet.flags), None)
        if flagged is not None:
            return flagged, self.window.at(row, flagged)
        for column in beside:
            text = self.window.at(row, column)
            if text.strip() and comparable(text) != label and not is_key(text.strip()):
                return column, text
        return first + 1, ""

    def _cell(self, template: str, text: str, row: int, column: int, head: str) -> None:
        questions = self.expected.questions
        names = [name for name in placeholders(template) if name in questions]
        if len(names) == 1 and PLACEHOLDER.fullmatch(template):
            self.take(questions[names[0]], text.replace(BLANK, ""), row, column, head)
            return
        values = match_template(template, text) if text.strip() else {}
        for name in names:
            bound = questions[name]
            if values is None:  # the printed words are gone: one answer may stand there bare
                bare = text if len(names) == 1 else ""
                if len(names) > 1 and text.strip():
                    where = Where(self.file, sheet=self.sheet.name, row=row, column=f"{column_letters(column)} {head}")
                    printed = PLACEHOLDER.sub("____", template)
                    if not any(f.where == where for f in self.result.faults):
                        self.result.faults.append(
                            fault("SHEET_READ_UNKNOWN_OPTION", where, text=text.strip(), options=printed)
                        )
                self.take(bound, bare, row, column, head)
            else:
                self.take(bound, values.get(name, ""), row, column, head)


def read_card(
    sheet: Sheet, window: Window, layout: Layout, labels: dict[str, int], expected: Expected, file: str, village: str
) -> SheetRows:
    """One row of facts. ``labels``: Excel rows of the printed headings. An untouched blank card gives no row."""
    card = _Card(sheet, window, layout, expected, file)
    card.lines()
    card.rows(labels)
    result = card.result
    key = _key(sheet, window)
    columns = result.columns
    subject = expected.dictionary.subjects[layout.subject]
    name = columns[subject.named_by][0].as_py() if subject.named_by in columns else None
    own_key = layout.subject != VILLAGE  # a village is known by the place line and the stamp
    if not (card.answered or name or key or result.faults):
        return SheetRows(printed=result.printed)
    where = Where(file, sheet=sheet.name)
    if own_key and not name and key is None:
        result.faults.append(fault("SHEET_READ_HALF_ROW", where))
    columns["source_sheet"] = pa.array([sheet.name])
    columns["row"] = pa.array([1], pa.int64())
    columns["answered"] = pa.array([card.answered], pa.int64())
    columns["key"] = pa.array([key if own_key else (village or None)], pa.string())
    columns["confirmed"] = pa.array([""])
    add_identity(result, subject, 1)
    columns["parent"] = pa.array([card.parent], pa.string())
    return result


def _key(sheet: Sheet, window: Window) -> str | None:
    for column in range(window.width, 0, -1):
        text = window.at(1, column).strip()
        if is_key(text):
            return text
    return None
