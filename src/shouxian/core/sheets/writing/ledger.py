"""Plain ledgers: headings and rows, no dress; any number of rows at the speed of the Rust writer.

Arrow in, one worksheet out. Text columns are text (ids and phones keep every digit), whole numbers are numbers.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import rustpy_xlsxwriter as rust

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.sheets.writing.names import sheet_name
from shouxian.core.sheets.writing.styles import text_units

MOST_ROWS = 1_048_575  # Excel's rows below the heading
_LONGEST = 32_767
_SAMPLE = 200  # rows looked at for column widths
_WIDEST = 48.0
_FORMULA_START = r"^[=+\-@\t\r]"


def write_ledger(title: str, heads: Sequence[str], rows: Sequence[Sequence[str | int | None]], path: Path) -> None:
    """Rows in printed order; a column of whole numbers only is written as numbers, any other as text."""
    columns = [_column([row[place] for row in rows]) for place in range(len(heads))]
    write_ledger_table(title, heads, pa.Table.from_arrays(columns, names=[str(n) for n in range(len(heads))]), path)


def write_ledger_table(title: str, heads: Sequence[str], table: pa.Table, path: Path) -> None:
    """An Arrow table of string and integer columns, one heading per column (two may be alike).

    Raises ``ShouxianError`` SHEET_WRITE_TOO_MANY_ROWS above Excel's number of rows, SHEET_WRITE_TOO_LONG for a text
    that no cell holds.
    """
    if table.num_rows > MOST_ROWS:
        raise ShouxianError(fault("SHEET_WRITE_TOO_MANY_ROWS", Where(sheet=title), rows=table.num_rows, most=MOST_ROWS))
    names = _apart(heads)
    columns = [_plain(column) for column in table.columns]
    for head, column in zip(names, columns, strict=True):
        _check_length(head, column)
    rust.write_worksheet(
        pa.Table.from_arrays(columns, names=names),
        str(path),
        sheet_name=sheet_name(title),
        freeze_row=1,
        header_format=_header(),
        column_formats=_formats(names, columns) or None,
        column_widths=[_width(head, column) for head, column in zip(names, columns, strict=True)],
        autofilter=True,
        ignore_errors=[n for n, c in zip(names, columns, strict=True) if pa.types.is_string(c.type)] or None,
        page_setup={"landscape": True, "paper_size": 9, "repeat_rows": 0, "fit_to_pages": (1, 0)},
    )


def _column(values: list[str | int | None]) -> pa.Array:
    if values and all(value is None or isinstance(value, int) for value in values):
        return pa.array(values, pa.int64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Integers as they are, everything else as text."""
    if pa.types.is_integer(column.type):
        return column.cast(pa.int64())
    return column.cast(pa.string())


def _apart(heads: Sequence[str]) -> list[str]:
    """Headings made different by blanks, as the writer tells columns by their names."""
    names: list[str] = []
    for head in heads:
        while head in names:
            head += " "
        names.append(head)
    return names


def _check_length(head: str, column: pa.ChunkedArray) -> None:
    if not pa.types.is_string(column.type):
        return
    if (pc.max(pc.binary_length(column)).as_py() or 0) <= _LONGEST:
        return
    longest = pc.max(pc.utf8_length(column)).as_py()
    if longest is not None and longest > _LONGEST:
        raise ShouxianError(fault("SHEET_WRITE_TOO_LONG", Where(column=head.strip()), length=longest))


def _header() -> rust.Format:
    return rust.Format().set_bold().set_border("thin").set_align("center").set_text_wrap().set_quote_prefix()


def _formats(names: Sequence[str], columns: Sequence[pa.ChunkedArray]) -> dict[str, rust.Format]:
    """The columns that need a format, as each formatted cell costs half as much again: texts that a spreadsheet would
    take for numbers or formulas when somebody edits them."""
    return {n: _text_format(c) for n, c in zip(names, columns, strict=True) if pa.types.is_string(c.type) and _odd(c)}


def _odd(column: pa.ChunkedArray) -> bool:
    """Does some text begin with a digit or a sign? All of those stand before A."""
    return bool(pc.any(pc.less(column, "A")).as_py())


def _text_format(column: pa.ChunkedArray) -> rust.Format:
    text = rust.Format().set_num_format("@")
    risky = pc.any(pc.match_substring_regex(column, _FORMULA_START)).as_py()
    return text.set_quote_prefix() if risky else text


def _width(head: str, column: pa.ChunkedArray) -> float:
    sample = [head, *(str(value) for value in column.slice(0, _SAMPLE).to_pylist() if value is not None)]
    return min(_WIDEST, max(text_units(text, 11) for text in sample) + 3)
