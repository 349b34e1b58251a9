"""Whose file is this? The marks of exports in any file: a workbook, whatever was done to it since, or a text."""

import tempfile
import zipfile
from pathlib import Path

from shouxian.core.kernel.faults import ShouxianError, Where
from shouxian.core.sheets.exported import marks_in
from shouxian.core.sheets.guard import package
from shouxian.core.sheets.guard.locked import is_locked, unlock


def marks_of(content: bytes, name: str, password: str = "") -> list[str]:
    """Marks in a file, in order; none where it cannot be looked into. Raises ``ShouxianError``
    SHEET_GUARD_WRONG_PASSWORD, SHEET_GUARD_STRANGE_LOCK for a locked one with a password that does not open it."""
    if is_locked(content):
        content = unlock(content, password, name) if password else b""
    if not content.startswith(b"PK"):
        return marks_in(content.decode("utf-8", errors="ignore"))
    with tempfile.TemporaryDirectory(prefix="shouxian-") as folder:
        path = Path(folder) / "file.zip"
        path.write_bytes(content)
        try:
            parts = package.inspect(path, Where(name)).parts
            with zipfile.ZipFile(path) as archive:
                texts = [archive.read(part).decode("utf-8", errors="ignore") for part in parts]
        except (ShouxianError, zipfile.BadZipFile, OSError):
            return []
    return list(dict.fromkeys(mark for text in texts for mark in marks_in(text)))
