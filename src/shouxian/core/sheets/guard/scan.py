"""A streaming look into the sheets of a workbook for what a reader of values cannot see.

Formulas, error values, links, numbers too long for Excel's 15 digits, merged cells, hidden sheets and where the filled
rectangle begins: found with their cells, one megabyte at a time, no sheet ever whole in memory.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.sheets.guard import limits
from shouxian.core.sheets.guard.contents import SheetPart, sheet_parts
from shouxian.core.sheets.guard.package import Package

Flag = Literal["formula", "hyperlink_formula", "error", "long_number"]
Cell = tuple[int, int]
"""(row, column), both from 1 as Excel counts."""

_CHUNK = 1 << 20
_LONG = r"<{p}v[^>]*>-?(?:\d{{16,}}|\d(?:\.\d+)?[eE]\+?(?:1[5-9]|[2-9]\d))"
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)["']""")
_RANGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_LINK = re.compile(rb"""<(?:\w+:)?hyperlink\b[^>]*?ref\s*=\s*["']([A-Z]+)(\d+)""")
_PREFIX = re.compile(rb"<(?:(\w+):)?worksheet\b")


@dataclass
class SheetScan:
    """What was found on one sheet. ``first`` is the first cell that holds a value (None for an empty sheet)."""

    name: str
    hidden: bool
    first: Cell | None = None
    flags: dict[Cell, Flag] = field(default_factory=dict)
    links: set[Cell] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # row, column, last row, last column
    last_row: int = 0  # of the filled rectangle; measured for small workbooks only
    first_column: int = 0
    last_column: int = 0


def column_number(letters: str | bytes) -> int:
    """A → 1, AA → 27."""
    total = 0
    for character in letters.decode("ascii") if isinstance(letters, bytes) else letters:
        total = total * 26 + ord(character) - 64
    return total


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scan(package: Package, where: Where, *, measure: bool) -> list[SheetScan]:
    """One scan per worksheet in the workbook's order. ``measure``: also the filled rectangle of every sheet, refusing
    one of more than ``limits.CELLS`` cells. Raises ``ShouxianError`` SHEET_GUARD_…"""
    with zipfile.ZipFile(package.path) as archive:
        scans: list[SheetScan] = []
        for part in sheet_parts(archive, where):
            found = _scan_part(archive, part, measure)
            rectangle = found.last_row * (found.last_column - found.first_column + 1)
            flagged = sum(len(s.flags) + len(s.links) for s in (*scans, found))
            if rectangle > limits.CELLS or flagged > limits.FLAGGED_CELLS or len(found.merges) > limits.MERGED_RANGES:
                raise ShouxianError(fault("SHEET_GUARD_TOO_MANY_CELLS", Where(where.file, sheet=part.name)))
            scans.append(found)
        return scans


def _scan_part(archive: zipfile.ZipFile, part: SheetPart, measure: bool) -> SheetScan:
    result = SheetScan(part.name, part.hidden)
    if part.path is None:
        return result
    marks: _Marks | None = None
    for piece in _pieces(archive, part.path):
        if marks is None:
            prefix = _PREFIX.search(piece)
            marks = _Marks((prefix[1] + b":") if prefix and prefix[1] else b"")
        marks.flag(piece, result)
        if measure:
            marks.measure(piece, result)
        elif result.first is None:
            result.first = marks.first_value(piece)
        if b"mergeCell" in piece and len(result.merges) <= limits.MERGED_RANGES:
            result.merges += [_rectangle(match) for match in _RANGE.finditer(piece)]
        if b"hyperlink" in piece:
            result.links.update((int(m[2]), column_number(m[1])) for m in _LINK.finditer(piece))
        if len(result.flags) + len(result.links) > limits.FLAGGED_CELLS:
            break
    return result


def _rectangle(match: "re.Match[bytes]") -> tuple[int, int, int, int]:
    return int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3])


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The part in pieces that never cut a cell or a tag: each ends before a ``<c``, ``<row`` or other tag's start."""
    rest = b""
    with archive.open(path) as file:
        while chunk := file.read(_CHUNK):
            data = rest + chunk
            cut = max(data.rfind(b"<row"), data.rfind(b":row "), data.rfind(b"<mergeCell "), data.rfind(b"<hyperlink "))
            if cut <= 0 and len(data) < 64 * _CHUNK:
                rest = data
                continue
            cut = max(cut, 0) or len(data)
            cut = data.rfind(b"<", 0, cut + 1) if cut < len(data) else cut
            yield data[:cut]
            rest = data[cut:]
    if rest:
        yield rest


class _Marks:
    """The patterns of one sheet, for its namespace prefix (``<c`` or ``<x:c``)."""

    def __init__(self, prefix: bytes) -> None:
        p = re.escape(prefix)
        self.cell = b"<" + prefix + b"c"
        self.formula = b"<" + prefix + b"f"
        self.long = re.compile(_LONG.format(p=p.decode("ascii")).encode("ascii"))
        self.formula_end = b"</" + prefix + b"f>"
        value = rb"(?:<%bv[^>]*>[^<]|<%bis\b)" % (p, p)
        formula = rb"(?:<%bf\b[^>]*/>|<%bf\b[^>]*>[^<]*</%bf>)?" % (p, p, p)
        self.valued = re.compile(rb"<%bc\b([^>]*[^/>]|)>\s*%b\s*%b" % (p, formula, value))

    def flag(self, piece: bytes, result: SheetScan) -> None:
        if b'"e"' in piece or b"'e'" in piece:
            for match in re.finditer(rb"""\bt\s*=\s*["']e["']""", piece):
                self._put(piece, match.start(), "error", result)
        for match in self.long.finditer(piece):
            if not re.search(rb"""\bt\s*=\s*["'](?:s|str|inlineStr)["']""", self._tag(piece, match.start())):
                self._put(piece, match.start(), "long_number", result)
        position = piece.find(self.formula)
        while position >= 0 and len(result.flags) <= limits.FLAGGED_CELLS:
            if piece[position + len(self.formula) : position + len(self.formula) + 1] in (b">", b" ", b"/", b"\n"):
                end = piece.find(self.formula_end, position)
                text = piece[position : end if end >= 0 else position + 200].upper()
                self._put(piece, position, "hyperlink_formula" if b"HYPERLINK" in text else "formula", result)
            position = piece.find(self.formula, position + 2)

    def measure(self, piece: bytes, result: SheetScan) -> None:
        for match in self.valued.finditer(piece):
            reference = _REFERENCE.search(match[1])
            row, column = (
                (int(reference[2]), column_number(reference[1])) if reference else self._counted(piece, match.start())
            )
            result.first = result.first or (row, column)
            result.last_row = max(result.last_row, row)
            result.last_column = max(result.last_column, column)
            result.first_column = min(result.first_column or column, column)

    def first_value(self, piece: bytes) -> Cell | None:
        match = self.valued.search(piece)
        if match is None:
            return None
        reference = _REFERENCE.search(match[1])
        return (int(reference[2]), column_number(reference[1])) if reference else self._counted(piece, match.start())

    def _tag(self, piece: bytes, inside: int) -> bytes:
        start = piece.rfind(self.cell, 0, inside)
        return piece[start : piece.find(b">", start) + 1] if start >= 0 else b""

    def _put(self, piece: bytes, inside: int, flag: Flag, result: SheetScan) -> None:
        reference = _REFERENCE.search(self._tag(piece, inside))
        cell = (int(reference[2]), column_number(reference[1])) if reference else self._counted(piece, inside)
        result.flags.setdefault(cell, flag)

    def _counted(self, piece: bytes, inside: int) -> Cell:
        """The place of a cell whose tag does not tell it: cells counted from the start of its row (0 if unknown)."""
        start = max(piece.rfind(b"<row", 0, inside), piece.rfind(b":row ", 0, inside))
        row = _ROW.match(piece, piece.rfind(b"<", 0, start + 1)) if start >= 0 else None
        cells = len(re.findall(re.escape(self.cell) + rb"[ >/]", piece[max(start, 0) : inside + 3]))
        return (int(row[1]) if row else 0, max(cells, 1))
