"""The doors by which a file leaves the desk. A file that is handed out anywhere else is a fault of the program."""

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ARCHIVE = "application/zip"
LINES = "application/x-ndjson; charset=utf-8"

DOORS: dict[str, str] = {
    "export_fetch": "chosen personal data: asked for with a reason, locked, marked, kept a while (reports.exporting)",
    "paper": "blank annexes for the posting that owns the village, and what a notice wants reported (reports.actions)",
    "document": "one document of a household, for whoever sees its numbers in full (documents.actions)",
    "accounts_blank": "a blank workbook for accounts; it names places and posts, nobody (accounts.blank)",
    "accounts_answer": "the own workbook of whoever manages accounts, marked (accounts.workbook)",
    "file_answer": "the own workbook of whoever handed it in, marked (registry.actions)",
    "file_ticks": "the same, asking for ticks (registry.actions)",
    "log_export": "the log, which holds no personal numbers, for whoever reads all of it (audit.queries)",
}
"""Address → what leaves there, and which function lets it."""


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file for whoever asked, under a name that no browser and no disk trips over."""
    return HttpResponse(content, content_type=kind, headers=_named(name))


def streamed(lines: Iterable[str], name: str, kind: str) -> StreamingHttpResponse:
    """A long one, line by line."""
    return StreamingHttpResponse(lines, content_type=kind, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
