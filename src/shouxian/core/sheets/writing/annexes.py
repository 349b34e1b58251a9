"""Annexes written: blank for handing out, filled for handing up. The one door of this package for annexes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.packs.models.layouts import Layout, placeholders
from shouxian.core.sheets.writing.cards import card_page
from shouxian.core.sheets.writing.filling import Questions
from shouxian.core.sheets.writing.fixed_rows import fixed_table_rows
from shouxian.core.sheets.writing.grid import SheetRow, Stamp, Value
from shouxian.core.sheets.writing.tabular import Mode, tabular_page
from shouxian.core.sheets.writing.totals import proven_totals
from shouxian.core.sheets.writing.workbook import save_pages

CARDS_PER_FILE = 200


def write_blank(
    layout: Layout, questions: Questions, place: Mapping[str, Value], rows: Sequence[SheetRow], stamp: Stamp, path: Path
) -> tuple[Path, ...]:
    """An annex to be filled in by one village, with what is known already in it.

    ``place``: fields of the place line (town, village …). ``rows``: known households with key, fields and facts; none
    gives an empty form. Returns the files written (cards: one worksheet per row, ``CARDS_PER_FILE`` per file).
    """
    return _write(layout, questions, place, rows, stamp, path, "blank")


def write_filled(
    layout: Layout,
    questions: Questions,
    place: Mapping[str, Value],
    rows: Sequence[SheetRow],
    stamp: Stamp,
    path: Path,
    stated: Mapping[str, int] | None = None,
) -> tuple[Path, ...]:
    """An annex as handed up: lists and cards from facts, tables from the fields of an output's rows.

    Raises ``ShouxianError`` of class TOTALS, before any file is written, where a table's sums do not add up or differ
    from ``stated`` (totals computed elsewhere, by field).
    """
    if layout.kind == "table":
        proven_totals(layout, rows, stated)
    return _write(layout, questions, place, rows, stamp, path, "filled")


def _write(
    layout: Layout, questions: Questions, place: Mapping[str, Value], rows: Sequence[SheetRow], stamp: Stamp,
    path: Path, mode: Mode,
) -> tuple[Path, ...]:  # fmt: skip
    _known_questions(layout, questions)
    if layout.kind == "card":
        return _write_cards(layout, questions, place, rows, stamp, path, mode)
    if layout.fixed_rows:
        rows = fixed_table_rows(layout, rows)
    pages = [
        tabular_page(layout, questions, around, part, mode)
        for around, part in _parts(layout, questions, place, rows, mode)
    ]
    save_pages(pages, stamp, path)
    return (path,)


def _known_questions(layout: Layout, questions: Questions) -> None:
    missing = [name for name in layout.questions() if name not in questions]
    if missing:
        names = "、".join(missing)
        raise ShouxianError(fault("SHEET_LAYOUT_QUESTION", Where(sheet=layout.id), names=names))


def _parts(
    layout: Layout, questions: Questions, place: Mapping[str, Value], rows: Sequence[SheetRow], mode: Mode
) -> Iterator[tuple[SheetRow, Sequence[SheetRow]]]:
    """What stands around the rows, and the rows: one worksheet for all rows that share what its lines say (the group),
    and, once it is filled, who signs below (谁排查、谁签字)."""
    signed = layout.signatures if mode == "filled" else ()
    texts = [text for line in (*layout.lines, *signed) for text in line]
    names = {name for text in texts for name in placeholders(text) if name in questions}
    shared = sorted({fact for name in names for fact in questions[name].question.facts()})
    parts: dict[tuple[object, ...], list[SheetRow]] = {}
    for row in rows:
        parts.setdefault(tuple(row.facts.get(fact) for fact in shared), []).append(row)
    for part in parts.values() or [list(rows)]:
        yield SheetRow("", place, {fact: part[0].facts.get(fact) for fact in shared} if part else {}), part


def _write_cards(
    layout: Layout, questions: Questions, place: Mapping[str, Value], rows: Sequence[SheetRow], stamp: Stamp,
    path: Path, mode: Mode,
) -> tuple[Path, ...]:  # fmt: skip
    around = [replace(row, fields={**place, **row.fields}) for row in (rows or [SheetRow("")])]
    pages = [card_page(layout, questions, row, mode) for row in around]
    files = []
    for number, start in enumerate(range(0, len(pages), CARDS_PER_FILE), start=1):
        file = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        save_pages(pages[start : start + CARDS_PER_FILE], stamp, file)
        files.append(file)
    return tuple(files)
