"""The two ways a file of a report is written: an annex filled from rows, or a plain ledger."""

from collections.abc import Sequence
from pathlib import Path

from shouxian.core.campaigns.hand_out import sheet_path, stamp_of
from shouxian.core.campaigns.reported import Area, Report
from shouxian.core.outputs.ledgers import Ledger
from shouxian.core.packs.models.campaign import OutputSpec
from shouxian.core.sheets.writing.annexes import write_filled
from shouxian.core.sheets.writing.grid import SheetRow, Value
from shouxian.core.sheets.writing.ledger import write_ledger
from shouxian.core.sheets.writing.names import file_name

NOTHING = "(没有需要列出的内容)"


def annex_files(
    report: Report, spec: OutputSpec, area: Area, folder: Path, rows: Sequence[SheetRow]
) -> tuple[Path, ...]:
    """A sheet of the campaign filled with rows."""
    opened = report.run.opened
    layout = opened.pack.sheets[spec.sheet or ""]
    first = area.villages[0]
    place: dict[str, Value] = {"town": first.town, "village": area.name if area.level == "village" else ""}
    if area.level != "village":
        place["report_unit"] = area.name
    stamp = stamp_of(opened, layout, first.code)
    return write_filled(layout, opened.questions(first.code), place, rows, stamp, sheet_path(layout, folder))


def ledger_file(ledger: Ledger, spec: OutputSpec, folder: Path) -> tuple[Path, ...]:
    """A plain table; one without rows says so, so that nobody takes it for a file that went wrong."""
    rows = ledger.rows or ((NOTHING, *[""] * (len(ledger.heads) - 1)),)
    path = folder / file_name(f"{spec.zh}.xlsx")
    write_ledger(ledger.title, ledger.heads, rows, path)
    return (path,)
