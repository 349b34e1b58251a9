"""A foreign file as sheets of text, once the guard has let it in: Excel's own row and column numbers are kept.

Small workbooks are read here; larger ones by a child process that is watched (memory, time), so that no file can take
the machine with it.
"""

import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.kernel.text import UNSEEN
from shouxian.core.sheets.guard import limits
from shouxian.core.sheets.guard.contents import sheet_parts
from shouxian.core.sheets.guard.kinds import Kind, admit, encoding_of
from shouxian.core.sheets.guard.load import load_text
from shouxian.core.sheets.guard.package import Package
from shouxian.core.sheets.guard.scan import Cell, Flag, SheetScan, scan

_SIGNS = (b"\xc2\xad", b"\xe2\x80", b"\xe2\x81", b"\xef\xbb\xbf")  # how every one of them begins in UTF-8; so do dashes


@dataclass(frozen=True)
class Sheet:
    """One sheet as text. ``columns[0]`` is Excel's column A and element 0 of each its row 1; empty cells are null."""

    name: str
    hidden: bool
    columns: tuple[pa.ChunkedArray, ...]
    flags: Mapping[Cell, Flag] = field(default_factory=dict)
    links: frozenset[Cell] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def height(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def text(self, row: int, column: int) -> str:
        """The cell at Excel's row and column (from 1); "" where there is nothing."""
        if not (1 <= column <= len(self.columns) and 1 <= row <= self.height):
            return ""
        value = self.columns[column - 1][row - 1].as_py()
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Book:
    """A file that was let in; ``sha256`` is of its bytes."""

    path: Path
    kind: Kind
    sha256: str
    sheets: tuple[Sheet, ...]

    @property
    def cells(self) -> int:
        return sum(sheet.height * len(sheet.columns) for sheet in self.sheets)


def open_book(path: Path) -> Book:
    """Let a file in and read all its sheets as text. Raises ``ShouxianError`` with SHEET_GUARD_… faults only."""
    kind, package = admit(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if package is None:
        return Book(path, kind, sha256, (_csv_sheet(path),))
    where = Where(path.name)
    if package.unpacked <= limits.IN_PROCESS_BYTES:
        scans = scan(package, where, measure=True)
        tables = [_load(path, number) if s.first else None for number, s in enumerate(scans)]
    else:
        scans, tables = _scan_and_load_watched(package, where)
    return Book(path, kind, sha256, tuple(_sheet(s, t) for s, t in zip(scans, tables, strict=True)))


def _load(path: Path, number: int) -> pa.Table:
    try:
        return pa.Table.from_batches([load_text(path, number)])
    except fastexcel.FastExcelError:
        raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK", Where(path.name))) from None


def _scan_and_load_watched(package: Package, where: Where) -> tuple[list[SheetScan], list[pa.Table | None]]:
    """The scan here and the reading in a child, at the same time (there are two processors)."""
    with zipfile.ZipFile(package.path) as archive:
        wanted = [number for number, part in enumerate(sheet_parts(archive, where)) if part.path is not None]
    with tempfile.TemporaryDirectory(prefix="shouxian-") as folder:
        module = "shouxian.core.sheets.guard.child"
        command = [sys.executable, "-m", module, str(package.path), folder, *map(str, wanted)]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as child:  # noqa: S603
            try:
                scans = scan(package, where, measure=False)
                _wait(child, where)
            finally:
                child.kill()
        tables: list[pa.Table | None] = [None] * len(scans)
        for number in wanted:
            with pa.OSFile(str(Path(folder) / f"{number}.arrow"), "rb") as file, pa.ipc.open_file(file) as reader:
                tables[number] = reader.read_all()
    return scans, tables


def _wait(child: "subprocess.Popen[bytes]", where: Where) -> None:
    try:
        code = child.wait(limits.CHILD_SECONDS)
    except subprocess.TimeoutExpired:
        raise ShouxianError(fault("SHEET_GUARD_TIME", where, seconds=limits.CHILD_SECONDS)) from None
    if code != 0:
        raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK" if code == 3 else "SHEET_GUARD_MEMORY", where))


def _sheet(found: SheetScan, table: pa.Table | None) -> Sheet:
    columns: tuple[pa.ChunkedArray, ...] = ()
    if table is not None and found.first is not None:
        columns = _aligned(_seen(table), found.first)
    merges = tuple(found.merges)
    return Sheet(found.name, found.hidden, columns, found.flags, frozenset(found.links), merges)


def _seen(table: pa.Table) -> pa.Table:
    """Without signs that nobody sees (:data:`UNSEEN`); a cell of nothing else is empty."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if any(
            sign in bytes(data) for chunk in column.chunks for data in chunk.buffers()[2:3] if data for sign in _SIGNS
        ):
            plain = pc.replace_substring_regex(column, UNSEEN, "")
            empty = pc.and_(pc.equal(plain, ""), pc.not_equal(column, ""))
            table = table.set_column(place, name, pc.if_else(empty, pa.scalar(None, pa.string()), plain))
    return table


def _may_hold_unseen(texts: pa.Array) -> bool:
    """Fast, for hardly a column does."""
    letters = b"".join(bytes(part) for part in texts.buffers()[2:] if part)
    return any(sign in letters for sign in _SIGNS)


def _aligned(table: pa.Table, first: Cell) -> tuple[pa.ChunkedArray, ...]:
    """Put empty columns in front where the values do not begin in column A (the reader leaves those out)."""
    row, column = first
    filled = [i for i, array in enumerate(table.columns) if row <= len(array) and array[row - 1].is_valid]
    shift = max(column - 1 - (filled[0] if filled else 0), 0)
    empty = pa.chunked_array([pa.nulls(table.num_rows, pa.string())])
    return (*[empty] * shift, *table.columns)


def _csv_sheet(path: Path) -> Sheet:
    """A text table as a sheet; the separator is a comma, a semicolon or a tab, whichever the first lines use most."""
    encoding = encoding_of(path)
    assert encoding is not None
    text = path.read_bytes().decode(encoding)
    sample = text[:4096]
    separator = max(",\t;", key=sample.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK", Where(path.name))) from None
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > limits.CELLS:
        raise ShouxianError(fault("SHEET_GUARD_TOO_MANY_CELLS", Where(path.name)))
    each = ([row[number] if number < len(row) else None for row in rows] for number in range(width))
    named = {f"{number}": _filled(cells) for number, cells in enumerate(each)}
    columns = tuple(_seen(pa.table(named)).columns)
    return Sheet(path.stem, hidden=False, columns=columns, flags=_csv_formulas(rows) if "=" in text else {})


def _filled(cells: Sequence[str | None]) -> pa.Array:
    """A column of texts, those of white space alone as nothing."""
    column = pa.array(cells, pa.string())
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), pa.scalar(None, pa.string()), column)


def _csv_formulas(rows: list[list[str]]) -> dict[Cell, Flag]:
    """Cells that Excel would calculate on opening: they begin with = (a + or - alone may be a number)."""
    flags: dict[Cell, Flag] = {}
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell.startswith("=") and not cell.startswith('="'):
                flags[(number, column)] = "hyperlink_formula" if "HYPERLINK" in cell.upper() else "formula"
    return flags
