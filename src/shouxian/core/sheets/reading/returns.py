"""A returned workbook read: every annex of the campaign in it, as tables, with all faults at their cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.sheets.guard.book import Book, Sheet, open_book
from shouxian.core.sheets.reading.cards import CARD_ROWS, read_card
from shouxian.core.sheets.reading.headings import WINDOW, Found, Window, find_card, find_list, title_score
from shouxian.core.sheets.reading.lists import SheetRows, read_list
from shouxian.core.sheets.reading.model import Doubt, Expected, Returned
from shouxian.core.sheets.reading.places import Printed, resolve_village
from shouxian.core.sheets.reading.required import missing_required

STAMP_SHEET = "_shouxian"
EXPLANATION_TITLE = "退回说明"  # cell A1 of the sheet that annotate puts first
_BOOKKEEPING = (
    "source_sheet", "row", "key", "name", "number", "parent", "phone", "group", "surveyor", "confirmed", "answered",
)  # fmt: skip


@dataclass
class _Placed:
    """A worksheet and the annex found on it."""

    sheet: Sheet
    window: Window
    layout: Layout
    found: Found | None = None
    labels: dict[str, int] = field(default_factory=dict)
    score: float = 0.0


def read_return(path: Path, expected: Expected, remembered: Mapping[str, str] | None = None) -> tuple[Returned, ...]:
    """Read a returned file: one :class:`Returned` per annex found in it, in the order of the worksheets.

    ``remembered``: headings that a person has named before → column id. Raises ``ShouxianError`` where the file as a
    whole cannot be taken: SHEET_GUARD_…, SHEET_READ_NO_SHEET, _WRONG_CAMPAIGN, _WRONG_VILLAGE, _TWO_VILLAGES,
    _UNKNOWN_VILLAGE.
    """
    book = open_book(path)
    stamp = read_stamp(book)
    if stamp.get("campaign", expected.campaign) != expected.campaign:
        where = Where(path.name)
        raise ShouxianError(
            fault("SHEET_READ_WRONG_CAMPAIGN", where, found=stamp["campaign"], expected=expected.campaign)
        )
    placed = _place_all(book, stamp, expected, remembered or {})
    if not placed:
        names = "、".join(f"{s.annex} {s.title[-1]}" for s in expected.layouts.values() if s.kind != "table")
        raise ShouxianError(fault("SHEET_READ_NO_SHEET", Where(path.name), expected=names))
    read = [(item, _read(item, expected, path.name, stamp)) for item in placed]
    printed = [Printed(i.sheet.name, r.printed.get("town", ""), r.printed.get("village", "")) for i, r in read]
    village = resolve_village(expected, stamp.get("village", ""), printed, path.name)
    layouts = list(dict.fromkeys(item.layout.id for item in placed))
    return tuple(_returned(book, expected, village, [r for r in read if r[0].layout.id == name]) for name in layouts)


def read_stamp(book: Book) -> dict[str, str]:
    """What a workbook we wrote says of itself (campaign, sheet, village, pack_hash, made); empty for any other."""
    sheet = next((s for s in book.sheets if s.name == STAMP_SHEET and s.hidden), None)
    if sheet is None:
        return {}
    return {sheet.text(row, 1): sheet.text(row, 2) for row in range(1, min(sheet.height, 20) + 1) if sheet.text(row, 1)}


def _place_all(
    book: Book, stamp: Mapping[str, str], expected: Expected, remembered: Mapping[str, str]
) -> list[_Placed]:
    placed = []
    for sheet in book.sheets:
        if sheet.hidden or sheet.text(1, 1) == EXPLANATION_TITLE or not sheet.height:
            continue
        best = _place(sheet, stamp.get("sheet", ""), expected, remembered)
        if best is not None:
            placed.append(best)
    return placed


def _place(sheet: Sheet, stamped: str, expected: Expected, remembered: Mapping[str, str]) -> _Placed | None:
    """The annex whose headings fit the sheet best; the stamped one wins where it fits at all."""
    top, whole = Window(sheet, WINDOW), Window(sheet, CARD_ROWS)
    options: list[_Placed] = []
    for layout in expected.layouts.values():
        if layout.kind == "list":
            found = find_list(top, layout, expected.questions, remembered)
            if found is not None:
                options.append(_Placed(sheet, top, layout, found=found, score=found.score))
        elif layout.kind == "card":
            labels = find_card(whole, layout)
            if labels is not None:
                score = len(labels) / len(layout.rows) + title_score(top, layout)
                options.append(_Placed(sheet, whole, layout, labels=labels, score=score))
    for option in options:
        option.score += option.layout.id == stamped
    return max(options, key=lambda option: option.score, default=None)


def _read(item: _Placed, expected: Expected, file: str, stamp: Mapping[str, str]) -> SheetRows:
    if item.found is not None:
        result = read_list(item.sheet, item.window, item.found, expected, file)
    else:
        village = stamp.get("village", "") or expected.village or ""
        result = read_card(item.sheet, item.window, item.layout, item.labels, expected, file, village)
    result.faults += missing_required(item.layout, expected.questions, result, file, item.sheet.name)
    return result


def _returned(
    book: Book, expected: Expected, village: str | None, parts: Sequence[tuple[_Placed, SheetRows]]
) -> Returned:
    layout = parts[0][0].layout
    rows = _table([part for _, part in parts])
    remarks = [remark for _, part in parts for remark in part.remarks]
    remarks += _unsigned(book, parts)
    if not rows.num_rows:
        remarks.append(fault("SHEET_READ_NO_ROWS", Where(book.path.name, sheet=parts[0][0].sheet.name), blocking=False))
    return Returned(
        path=book.path,
        sha256=book.sha256,
        campaign=expected.campaign,
        sheet=layout.id,
        village=village,
        printed_villages=tuple(dict.fromkeys(p.printed["village"] for _, p in parts if p.printed.get("village"))),
        rows=rows,
        asked=tuple(dict.fromkeys(name for _, part in parts for name in part.asked)),
        erased=_erased([part for _, part in parts]),
        faults=tuple(f for _, part in parts for f in sorted(part.faults, key=lambda f: f.where.row or 0)),
        remarks=tuple(remarks),
        doubts=tuple(_doubt(d) for _, part in parts for d in part.doubts),
        column_questions=tuple(q for _, part in parts for q in part.column_questions),
        heading_rows={item.sheet.name: item.found.leaf_row for item, _ in parts if item.found},
        remembered={k: v for item, _ in parts if item.found for k, v in item.found.remembered.items()},
    )


def _doubt(what: Fault) -> Doubt:
    options = dict(what.params).get("options", "")
    return Doubt("code", what.where, what, tuple(options.split()))


def _erased(parts: Sequence[SheetRows]) -> tuple[tuple[int, str], ...]:
    erased, before = [], 0
    for part in parts:
        erased += [(before + position, fact) for position, fact in part.erased]
        before += part.count
    return tuple(erased)


def _table(parts: Sequence[SheetRows]) -> pa.Table:
    """All sheets under one roof: bookkeeping first, then facts; a fact one sheet lacks is null there."""
    filled = [part for part in parts if part.count]
    if not filled:
        texts = {name: pa.array([], pa.string()) for name in _BOOKKEEPING}
        numbers = {name: pa.array([], pa.int64()) for name in ("row", "answered")}
        return pa.table(texts | numbers)
    tables = [pa.table(_ordered(part.columns)) for part in filled]
    return pa.concat_tables(tables, promote_options="default").combine_chunks()


def _ordered(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    first = {name: columns[name] for name in _BOOKKEEPING}
    return first | {name: array for name, array in columns.items() if name not in first}


def _unsigned(book: Book, parts: Sequence[tuple[_Placed, SheetRows]]) -> list[Fault]:
    """Rows that were answered but name no surveyor, told once per sheet with the first row."""
    remarks = []
    for item, part in parts:
        if not part.count or "surveyor_name" not in part.asked:
            continue
        signed, answered = part.columns["surveyor"].to_pylist(), part.columns["answered"].to_pylist()
        rows = part.columns["row"].to_pylist()
        bare = [row for row, who, count in zip(rows, signed, answered, strict=True) if count and not who]
        if bare:
            where = Where(book.path.name, sheet=item.sheet.name, row=bare[0] if item.found else None)
            remarks.append(fault("SHEET_READ_SURVEYOR_MISSING", where, blocking=False, count=len(bare)))
    return remarks
