"""Names that data may carry into a workbook or onto a disk: made harmless, kept readable, never empty."""

import re
from collections.abc import Collection

# full-width twins where there is one, so that a name stays readable
_FORBIDDEN_IN_SHEET = {ord(c): ord(c) + 0xFEE0 for c in "[]:*?/\\"}
_FORBIDDEN_IN_FILE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in "=+-@"}
_SHEET_LENGTH = 31  # Excel's wall
_FILE_LENGTH = 80


def sheet_name(text: str, taken: Collection[str] = ()) -> str:
    """A worksheet's name: ≤ 31 characters, none that Excel refuses, no formula look, unique in ``taken`` (any case)."""
    name = "".join(c for c in text if c.isprintable()).translate(_FORBIDDEN_IN_SHEET).strip().strip("'")
    name = (name[:1].translate(_WIDE) + name[1:])[:_SHEET_LENGTH].rstrip("' ") or "表"
    if name.casefold() == "history":  # a name Excel keeps for itself
        name = "表 history"
    known = {other.casefold() for other in taken}
    candidate, number = name, 2
    while candidate.casefold() in known:
        tail = f" ({number})"
        candidate, number = name[: _SHEET_LENGTH - len(tail)] + tail, number + 1
    return candidate


def file_name(text: str) -> str:
    """A file's name without its ending: nothing a file system or a shell trips over, no formula look."""
    name = _FORBIDDEN_IN_FILE.sub("_", text).strip(" .")
    return (name[:1].translate(_WIDE) + name[1:])[:_FILE_LENGTH].rstrip(" .") or "表"
