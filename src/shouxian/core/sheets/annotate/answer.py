"""Answer a file: mark the user's own workbook, or where that cannot be done, a new one with only the wrong rows."""

import zipfile
from pathlib import Path

from shouxian.core.sheets.annotate.model import Answered, Findings
from shouxian.core.sheets.annotate.own_workbook import mark
from shouxian.core.sheets.annotate.wrong_rows import write_wrong_rows
from shouxian.core.sheets.guard.book import Book, open_book

ANNOTATED_CELLS = 300_000  # above, openpyxl takes minutes
_CANNOT = (KeyError, ValueError, TypeError, AttributeError, IndexError, zipfile.BadZipFile)
"""What openpyxl raises on parts it does not know; the guard has let the file in before."""


def annotate(path: Path, findings: Findings, into: Path, *, limit: int = ANNOTATED_CELLS) -> Answered:
    """Write the answer to ``path`` at ``into`` (.xlsx). Raises ``ShouxianError`` SHEET_GUARD_… as reading does."""
    book = open_book(path)
    if book.kind == "xlsx" and book.cells <= limit and _mark(book, findings, into):
        return Answered(into, "own_workbook")
    write_wrong_rows(book, findings, into)
    return Answered(into, "wrong_rows")


def _mark(book: Book, findings: Findings, into: Path) -> bool:
    try:
        mark(book, findings, into)
    except _CANNOT:
        return False
    return True
