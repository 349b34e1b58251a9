"""Which rows of a list hold households: blank, total, example, note, signature and repeated heading rows do not."""

import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.answers.compose import printed_option
from shouxian.core.sheets.guard.book import Sheet
from shouxian.core.sheets.reading.headings import KEY_HEAD, Found, comparable

_TOTALS = frozenset({"合计", "总计", "小计", "共计", "累计"})
_EXAMPLES = frozenset({"示例", "样例", "例", "填写示例"})
_EXAMPLE = re.compile(r"[(（【\[](示例|样例)[)）】\]:：]|(示例|样例)[:：)）]")  # not a place called 示例村
_NOTE = re.compile(r"^(填表说明|填报说明|说明|备注|注|附注)\d?[:：.]")
_SIGNATURE = re.compile(r"(签名|签字|签章|盖章|填表人|审核人|填报人|负责人|时间|日期)\s*[:：]")
_SUSPICIOUS = "[计例明注签章]|[人间期][ :：]"
"""Some character of every mark: only such texts are looked at closely."""
_LINE_LENGTH = 200  # a longer text is an answer, not a printed line
_LOOKED = 4  # first columns in which such marks stand


def data_rows(sheet: Sheet, found: Found, questions: Mapping[str, BoundQuestion]) -> tuple[int, ...]:
    """Excel's numbers of the rows below the headings that have an answer cell filled and are of no other kind."""
    asked = [c.id for c in found.layout.columns if c.id in found.columns and c.id != "row_number"]
    start = found.leaf_row
    filled: pa.Array | None = None
    for column_id in asked:
        has = _filled(sheet, found.columns[column_id], start)
        filled = has if filled is None else pc.or_(filled, has)
    if filled is None:
        return ()
    skipped = set(_marked(sheet, start, found)) | _option_rows(sheet, found, questions)
    skipped |= {row for row, column in _flagged(sheet, start) if row in skipped}
    candidates = {position + start + 1 for position in pc.indices_nonzero(filled).to_pylist()}
    columns = {found.columns[column_id] for column_id in asked}
    candidates |= {row for row, column in _flagged(sheet, start) if column in columns}
    skipped |= _printed_below(sheet, found, candidates - skipped)
    return tuple(sorted(candidates - skipped))


def _printed_below(sheet: Sheet, found: Found, candidates: set[int]) -> set[int]:
    """Rows without a name in which some cell is a note or a signature line of the print, wherever it stands."""
    named = found.columns.get("head_name")
    if named is None:
        return set()
    names = sheet.columns[named - 1].to_pylist()
    rows = set()
    for row in sorted(candidates):
        if not (names[row - 1] or "").strip():
            texts = (sheet.text(row, column).strip() for column in range(1, len(sheet.columns) + 1))
            if any(_NOTE.match(text) or _SIGNATURE.search(text) for text in texts if len(text) < _LINE_LENGTH):
                rows.add(row)
    return rows


def _flagged(sheet: Sheet, start: int) -> list[tuple[int, int]]:
    return [cell for cell in sheet.flags if cell[0] > start]


def _filled(sheet: Sheet, column: int, start: int) -> pa.Array:
    array = sheet.columns[column - 1].slice(start).combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    return pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(array), ""), False)


def _marked(sheet: Sheet, start: int, found: Found) -> list[int]:
    """Rows in which one of the first cells says that the row is no household."""
    printed = sorted({text for column in found.layout.columns for text in column.head})
    labels = {comparable(note.label) for note in found.layout.notes if note.label}
    headings = {comparable(text) for column in found.layout.columns for text in column.head}
    looked = {*range(1, min(_LOOKED, len(sheet.columns)) + 1), found.columns.get("head_name", 1)}
    if KEY_HEAD in found.own:
        looked.add(found.own[KEY_HEAD])
    rows: list[int] = []
    for column in sorted(looked):
        if column == found.columns.get("help") or column > len(sheet.columns):
            continue
        texts = sheet.columns[column - 1].slice(start)
        suspicious = pc.or_(pc.match_substring_regex(texts, _SUSPICIOUS), pc.is_in(texts, value_set=pa.array(printed)))
        for position in pc.indices_nonzero(pc.fill_null(suspicious, False)).to_pylist():
            if _is_mark(texts[position].as_py(), labels, headings, column == 1):
                rows.append(position + start + 1)
    return rows


def _is_mark(text: str, labels: set[str], headings: set[str], first: bool) -> bool:
    plain = comparable(text)
    if plain in _TOTALS or plain in _EXAMPLES or _EXAMPLE.match(text.strip()):
        return True
    if first and plain and (plain in labels or plain in headings):
        return True
    return bool(_NOTE.match(text.strip()) or (_SIGNATURE.search(text) and len(text) < _LINE_LENGTH)) or (
        plain in headings and len(plain) > 2
    )


def _option_rows(sheet: Sheet, found: Found, questions: Mapping[str, BoundQuestion]) -> set[int]:
    """The row of option texts printed below the headings: some cell there lists all options of its question."""
    rows = set()
    for row in range(found.leaf_row + 1, found.leaf_row + 4):
        for column in found.layout.columns:
            bound = questions.get(column.question or "")
            if bound is None or len(bound.options) < 2 or column.id not in found.columns:
                continue
            listed = [comparable(printed_option(o.option)) for o in bound.options]
            if _lists(comparable(sheet.text(row, found.columns[column.id])), listed):
                rows.add(row)
                break
    return rows


def _lists(text: str, options: list[str]) -> bool:
    """Is the text nothing but the options, all of them (one may be worded otherwise)?"""
    left, missing = text, 0
    for option in sorted(options, key=len, reverse=True):
        missing += option not in left
        left = left.replace(option, "", 1)
    return bool(text) and missing <= (len(options) > 2) and len(left) <= len(text) // 3
