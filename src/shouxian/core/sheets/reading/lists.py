"""One worksheet of a list, read: its rows, its place line, its signature line, every column parsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.columns import value_columns, value_type
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, PEOPLE, PHONE, SURVEYOR
from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.kernel.keys import is_key
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.packs.models.layouts import Layout, placeholders
from shouxian.core.sheets.answers.bound import BoundQuestion, Facts
from shouxian.core.sheets.answers.parse import asked_facts, parse
from shouxian.core.sheets.guard.book import Sheet
from shouxian.core.sheets.guard.scan import column_letters
from shouxian.core.sheets.reading.cells import Parsed, Places, links_in, parse_column
from shouxian.core.sheets.reading.headings import CONFIRM_HEAD, KEY_HEAD, Found, Window, likely
from shouxian.core.sheets.reading.model import NEW_HOUSEHOLD, ColumnQuestion, Expected
from shouxian.core.sheets.reading.rows import data_rows
from shouxian.core.sheets.reading.templates import match_any

IDENTITY = (HEAD_NAME, PHONE, PEOPLE, GROUP, SURVEYOR)
"""Facts of a household that a pre-filled row carries before anybody was asked anything."""


def identity(expected: Expected, layout: Layout) -> frozenset[str]:
    """Facts of the layout's subject that say who or what a row is about."""
    subject = expected.dictionary.subjects[layout.subject]
    return frozenset((*IDENTITY, *filter(None, (subject.named_by, subject.numbered_by))))


@dataclass
class SheetRows:
    """What one worksheet gave. ``columns``: bookkeeping and fact columns by name, all of one length."""

    columns: dict[str, pa.Array] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    erased: list[tuple[int, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Fault] = field(default_factory=list)
    doubts: list[Fault] = field(default_factory=list)
    column_questions: list[ColumnQuestion] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)  # place line: town, village …

    @property
    def count(self) -> int:
        return len(self.columns["row"]) if self.columns else 0


def read_list(sheet: Sheet, window: Window, found: Found, expected: Expected, file: str) -> SheetRows:
    """Every household of the sheet. Faults stand at their cells; nothing is raised."""
    result = SheetRows()
    rows = data_rows(sheet, found, expected.questions) if not found.twice else ()
    result.printed = _printed(window, found)
    constants = _constants(sheet, window, found, rows, expected.questions)
    _missing_columns(sheet, window, found, expected.questions, result, file)
    index = pa.array([row - 1 for row in rows], pa.int64())
    answered = pa.array([0] * len(rows), pa.int64())
    whose = identity(expected, found.layout)
    for column in found.layout.columns:
        bound = expected.questions.get(column.question or "")
        if bound is None or column.id not in found.columns:
            continue
        places = Places(file, sheet, rows, found.columns[column.id], column.head[-1])
        texts = taken(sheet, places.column, index)
        parsed = parse_column(bound, texts, places, expected.dictionary)
        result.remarks += links_in(places)
        _add(result, parsed)
        if not set(parsed.asked) & whose and parsed.filled is not None:
            answered = pc.add(answered, pc.cast(parsed.filled, pa.int64()))
    for bound, facts in constants:
        _add_constant(result, bound, facts, len(rows))
    result.columns["answered"] = answered
    _bookkeeping(sheet, found, rows, index, expected, result, file)
    return result


def taken(sheet: Sheet, column: int, index: pa.Array) -> pa.Array:
    taken = pc.take(sheet.columns[column - 1], index)
    return pa.concat_arrays(taken.chunks) if taken.num_chunks else pa.array([], pa.string())


def _add(result: SheetRows, parsed: Parsed) -> None:
    for name, array in parsed.columns.items():
        known = result.columns.get(name)
        result.columns[name] = array if known is None else pc.coalesce(known, array)
    result.asked = tuple(dict.fromkeys((*result.asked, *parsed.asked)))
    result.erased += parsed.erased
    result.faults += parsed.faults
    result.remarks += parsed.remarks
    result.doubts += parsed.doubts


def _add_constant(result: SheetRows, bound: BoundQuestion, facts: Facts, count: int) -> None:
    """A fact that the sheet tells once for all its rows (the group in the place line, the signature below)."""
    for name, fact in facts.items():
        variable = bound.variables[name]
        if variable.bounds or fact is None:
            continue
        array = pa.array([fact] * count, value_type(variable))
        known = result.columns.get(value_columns(variable)[0])
        result.columns[name] = array if known is None else pc.coalesce(known, array)
    result.asked = tuple(dict.fromkeys((*result.asked, *facts)))
    for name in facts:
        if not bound.variables[name].bounds:
            result.columns.setdefault(name, pa.nulls(count, value_type(bound.variables[name])))


def _printed(window: Window, found: Found) -> dict[str, str]:
    templates = [text for line in (found.layout.title, *found.layout.lines) for text in line]
    for (row, _), text in sorted(window.texts.items()):
        if row < found.leaf_row and (values := match_any(templates, text)):
            return values
    return {}


def _constants(
    sheet: Sheet, window: Window, found: Found, rows: tuple[int, ...], questions: Mapping[str, BoundQuestion]
) -> list[tuple[BoundQuestion, Facts]]:
    """Answers in the lines above and below the table, as facts of every row."""
    above = [text for (row, _), text in sorted(window.texts.items()) if row < found.leaf_row]
    last = rows[-1] if rows else found.leaf_row
    below = [
        text
        for row in range(last + 1, min(last + 30, sheet.height) + 1)
        for column in range(1, len(sheet.columns) + 1)
        if (text := sheet.text(row, column).strip())
    ]
    constants = []
    for lines, texts in ((found.layout.lines, above), (found.layout.signatures, below)):
        templates = [text for line in lines for text in line]
        told: dict[str, str] = {}
        for text in texts:
            told = told or match_any(templates, text)
        named = {name for line in lines for text in line for name in placeholders(text)}
        for name in sorted(named & set(questions)):
            bound = questions[name]
            answer = parse(bound, told.get(name, ""))
            constants.append((bound, answer.facts if answer.fault is None else dict.fromkeys(asked_facts(bound))))
    return constants


def _missing_columns(
    sheet: Sheet, window: Window, found: Found, questions: Mapping[str, BoundQuestion], result: SheetRows, file: str
) -> None:
    where = Where(file, sheet=sheet.name, row=found.leaf_row)
    for column_id, (first, second) in found.twice.items():
        head = next(c.head[-1] for c in found.layout.columns if c.id == column_id)
        result.faults.append(
            fault("SHEET_READ_COLUMN_TWICE", where, column=head, first=column_letters(first),
                  second=column_letters(second))
        )  # fmt: skip
    for column in found.layout.columns:
        if column.id not in found.missing or column.question is None:
            continue
        candidates = likely(column, found, window)
        if candidates:
            result.column_questions.append(ColumnQuestion(where, column.id, column.head[-1], candidates))
        else:
            needed = questions[column.question].question.required
            found_fault = fault("SHEET_READ_COLUMN_MISSING", where, blocking=needed, column=column.head[-1])
            (result.faults if needed else result.remarks).append(found_fault)
    result.remarks += [
        fault("SHEET_READ_EXTRA_COLUMN", where, blocking=False, column=heading) for heading in found.extra.values()
    ]


def _bookkeeping(
    sheet: Sheet, found: Found, rows: tuple[int, ...], index: pa.Array, expected: Expected, result: SheetRows,
    file: str,
) -> None:  # fmt: skip
    count = len(rows)
    result.columns["source_sheet"] = pa.array([sheet.name] * count, pa.string())
    result.columns["row"] = pa.array(rows, pa.int64())
    keys = taken(sheet, found.own[KEY_HEAD], index) if KEY_HEAD in found.own else pa.nulls(count, pa.string())
    result.columns["key"] = _checked_keys(keys, sheet, rows, result, file)
    confirm = found.own.get(CONFIRM_HEAD)
    said = [confirmed(text or "") for text in taken(sheet, confirm, index).to_pylist()] if confirm else [""] * count
    result.columns["confirmed"] = pa.array(said, pa.string())
    subject = expected.dictionary.subjects[found.layout.subject]
    add_identity(result, subject, count)
    beside = found.columns.get(HEAD_NAME) if subject.subject != HOUSEHOLD else None
    result.columns["parent"] = taken(sheet, beside, index) if beside else pa.nulls(count, pa.string())
    _half_rows(sheet, rows, subject, result, file)


def add_identity(result: SheetRows, subject: SubjectFile, count: int) -> None:
    """Columns by which the row's subject is found again: name, number, phone, group; and who signed."""
    sources = {"name": subject.named_by, "number": subject.numbered_by}
    sources |= {"phone": PHONE, "group": GROUP, "surveyor": SURVEYOR}
    for name, fact in sources.items():
        if name != fact:
            result.columns[name] = result.columns.get(fact or "", pa.nulls(count, pa.string()))
        result.columns.setdefault(name, pa.nulls(count, pa.string()))


def _checked_keys(keys: pa.Array, sheet: Sheet, rows: tuple[int, ...], result: SheetRows, file: str) -> pa.Array:
    if keys.null_count == len(keys):
        return keys
    checked: list[str | None] = []
    seen: dict[str, int] = {}
    for row, text in zip(rows, keys.to_pylist(), strict=True):
        key = (text or "").strip()
        where = Where(file, sheet=sheet.name, row=row)
        if key and not is_key(key):
            result.faults.append(fault("SHEET_READ_KEY_BROKEN", where))
        elif key and key in seen:
            result.faults.append(fault("SHEET_READ_KEY_TWICE", where, first=seen[key]))
        elif key:
            seen[key] = row
        checked.append(key if key and is_key(key) else None)
    return pa.array(checked, pa.string())


def confirmed(text: str) -> str:
    """A clerk's answer in 请确认: ``new``, the key behind 是同一户, or ""."""
    word = text.strip()
    if word.startswith("新的一户"):
        return NEW_HOUSEHOLD
    key = next((part for part in word.replace("(", " ").replace(")", " ").split() if is_key(part)), "")
    return key or ("same" if word.startswith("是同一户") else "")


def _half_rows(sheet: Sheet, rows: tuple[int, ...], subject: SubjectFile, result: SheetRows, file: str) -> None:
    """A row of answers without a name: a fault, unless its hidden key (or its number) tells whose it is."""
    if subject.named_by not in result.columns:
        return
    nameless = pc.and_(pc.is_null(result.columns["name"]), pc.is_null(result.columns["key"]))
    nameless = pc.and_(nameless, pc.is_null(result.columns["number"]))
    flagged = {f.where.row for f in result.faults if f.where.sheet == sheet.name}
    for position in pc.indices_nonzero(nameless).to_pylist():
        if rows[position] not in flagged:
            result.faults.append(fault("SHEET_READ_HALF_ROW", Where(file, sheet=sheet.name, row=rows[position])))
