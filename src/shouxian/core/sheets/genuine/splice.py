"""Rows written into one worksheet part of a workbook, and nothing else touched.

The part's text is spliced: rows below the headings get cells of plain text that keep the style the template gives
them; every other byte of the part, and every other part of the package, stays as it was.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from shouxian.core.sheets.guard.scan import column_letters

_DATA = re.compile(r"<sheetData\b[^>]*?(?:/>|>.*?</sheetData>)", re.DOTALL)
_ROW = re.compile(r'<row\b[^>]*?\br="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_CELL = re.compile(r'<c\b[^>]*?\br="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_STYLE = re.compile(r'<c\b[^>]*?\bs="(\d+)"')
_DIMENSION = re.compile(r'(<dimension\b[^>]*?\bref=")([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?(")')
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Row = Mapping[int, str]
"""Excel column from 1 → text; an empty text leaves the cell as the template has it."""


def splice_rows(xml: str, first: int, rows: Sequence[Row]) -> str:
    """The worksheet with ``rows`` from Excel row ``first`` on. A row that the template has keeps its attributes, and a
    cell without a text keeps what stands there."""
    match = _DATA.search(xml)
    if match is None:
        raise ValueError("a worksheet without sheetData")
    data = match[0]
    known = {int(found[1]): found[0] for found in _ROW.finditer(data)}
    pattern = known.get(first, "")
    styles = _styles(pattern)
    made = dict(known)
    for number, row in enumerate(rows, start=first):
        made[number] = _row(number, row, made.get(number, ""), styles)
    body = "".join(made[number] for number in sorted(made))
    opening = data[: data.index(">")].rstrip("/") + ">"
    text = xml[: match.start()] + opening + body + "</sheetData>" + xml[match.end() :]
    last = max([first + len(rows) - 1, *known]) if known or rows else first
    return _with_dimension(text, last, max((column for row in rows for column in row), default=1))


def _styles(row: str) -> dict[str, str]:
    """Column letters → style of the template's first row below the headings."""
    return {cell[1]: style[1] for cell in _CELL.finditer(row) if (style := _STYLE.match(cell[0]))}


def _row(number: int, row: Row, known: str, styles: Mapping[str, str]) -> str:
    cells = {cell[1]: cell[0] for cell in _CELL.finditer(known)}
    for column, text in row.items():
        letters = column_letters(column)
        style = _STYLE.match(cells[letters]) if letters in cells else None
        chosen = style[1] if style else styles.get(letters, "")
        if text:
            shown = f' s="{chosen}"' if chosen else ""
            value = escape(_ILLEGAL.sub("", text))
            inside = f'<is><t xml:space="preserve">{value}</t></is>'
            cells[letters] = f'<c r="{letters}{number}"{shown} t="inlineStr">{inside}</c>'
    ordered = sorted(cells, key=lambda letters: (len(letters), letters))
    opening = re.match(r"<row\b[^>]*?/?>", known)
    head = opening[0].rstrip("/>").rstrip() + ">" if opening else f'<row r="{number}">'
    return head + "".join(cells[letters] for letters in ordered) + "</row>"


def _with_dimension(xml: str, last_row: int, last_column: int) -> str:
    def grown(match: "re.Match[str]") -> str:
        bottom = max(int(match[5] or match[3]), last_row)
        letters = match[4] or match[2]
        right = max(letters, column_letters(last_column), key=lambda text: (len(text), text))
        return f"{match[1]}{match[2]}{match[3]}:{right}{bottom}{match[6]}"

    return _DIMENSION.sub(grown, xml, count=1)


def copy_with_part(source: Path, part: str, text: str, target: Path) -> None:
    """The package with one part replaced; every other member keeps its bytes, name, date and compression."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = text.encode("utf-8") if info.filename == part else old.read(info)
            new.writestr(info, content, compress_type=info.compress_type)
