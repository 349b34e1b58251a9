"""Tables whose rows are printed in the notice: each row gets what the output says of it, long texts go on below."""

from collections.abc import Iterator, Sequence

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.sheets.writing.grid import SheetRow, Value
from shouxian.core.sheets.writing.styles import LOOKS, height_needed

CONTINUED = "（续）"
_TALLEST = 300.0  # points of one row: a page of A4 holds two such rows, Excel's wall is 409


def fixed_table_rows(layout: Layout, rows: Sequence[SheetRow]) -> list[SheetRow]:
    """The printed rows in printed order, each with the fields of the row whose key is its code.

    A text too tall for one row goes on in rows without a number, marked （续）. Raises ``ShouxianError``
    SHEET_WRITE_ROW_UNKNOWN for a key that is no printed row.
    """
    said = {row.key: row for row in rows}
    stray = sorted(set(said) - {fixed.code for fixed in layout.fixed_rows})
    if stray:
        raise ShouxianError(fault("SHEET_WRITE_ROW_UNKNOWN", Where(sheet=layout.id), codes="、".join(stray)))
    result: list[SheetRow] = []
    for number, fixed in enumerate(layout.fixed_rows, start=1):
        fields = dict(said[fixed.code].fields) if fixed.code in said else {}
        for place, part in enumerate(_parts(layout, fields)):
            printed = fixed.values if place == 0 else dict.fromkeys(fixed.values, CONTINUED)
            result.append(SheetRow("", {**part, **printed, "row_number": number if place == 0 else ""}))
    return result


def _parts(layout: Layout, fields: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """The fields once, or several times with the lines of the tall text shared out."""
    widths = {column.field: column.width for column in layout.columns}
    size = LOOKS["cell_left"].size
    tall = next((n for n, v in fields.items() if isinstance(v, str) and _height(v, widths.get(n), size) > _TALLEST), "")
    if not tall:
        yield fields
        return
    chunk: list[str] = []
    for line in str(fields[tall]).split("\n"):
        if chunk and _height("\n".join([*chunk, line]), widths[tall], size) > _TALLEST:
            yield {**fields, tall: "\n".join(chunk)}
            chunk = []
        chunk.append(line)
    yield {**fields, tall: "\n".join(chunk)}


def _height(text: str, width: float | None, size: float) -> float:
    return 0.0 if width is None else height_needed(text, width, size)
