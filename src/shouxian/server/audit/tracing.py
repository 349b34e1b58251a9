"""What a log tells of exports, without a database: by the very file that was taken, or by the marks in it."""

from collections.abc import Iterable, Sequence
from typing import Any

from shouxian.server.audit.chain import Line

EXPORT, FETCHED = "export", "export.fetched"  # subject of an entry, and the act that names a file by its digest


def told_of(lines: Iterable[Line], sha256: str, marks: Sequence[str]) -> list[dict[str, Any]]:
    """Every entry about the exports that a file is, the oldest first."""
    listed = [line for line in sorted(lines, key=lambda line: line.id) if line.told["subject"] == EXPORT]
    same = {line.told["key"] for line in listed if line.told["act"] == FETCHED and _digest(line) == sha256}
    return [dict(line.told) for line in listed if line.told["key"] in {*marks, *same}]


def _digest(line: Line) -> str:
    about = line.told["about"]
    return str(about.get("sha256", "")) if isinstance(about, dict) else ""
