"""Every annex that a notice prints, blank and filled, cell by cell against grids typed by hand from the notices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.packs.catalogue import load_catalogue
from shouxian.core.sheets.writing.annexes import write_blank, write_filled
from shouxian.core.sheets.writing.grid import SheetRow, Value

from . import samples
from .samples import SHENMU, SHENMU_PLACE, XINWAN, ZHANQIAO, ZHANQIAO_PLACE

EXPECTED = Path(__file__).parent / "expected"
OFFICE = {**SHENMU_PLACE, "report_unit": "示范镇人民政府", "report_date": "2022年3月20日"}
NOWHERE: Mapping[str, Value] = {}

CASES: tuple[tuple[str, str, str, str, Mapping[str, Value], Sequence[SheetRow]], ...] = (
    ("shenmu_annex_1_1_blank", SHENMU, "annex_1_1", "blank", SHENMU_PLACE, ()),
    ("shenmu_annex_1_1_filled", SHENMU, "annex_1_1", "filled", SHENMU_PLACE, samples.SHENMU_HOUSEHOLDS),
    ("shenmu_annex_1_2_blank", SHENMU, "annex_1_2", "blank", SHENMU_PLACE, ()),
    ("shenmu_annex_1_3_blank", SHENMU, "annex_1_3", "blank", SHENMU_PLACE, ()),
    ("shenmu_annex_2_blank", SHENMU, "annex_2", "blank", NOWHERE, ()),
    ("shenmu_annex_2_filled", SHENMU, "annex_2", "filled", SHENMU_PLACE, (samples.SHENMU_VILLAGE,)),
    ("shenmu_annex_3_blank", SHENMU, "annex_3", "blank", NOWHERE, ()),
    ("shenmu_annex_3_filled", SHENMU, "annex_3", "filled", SHENMU_PLACE, samples.SHENMU_PROBLEMS),
    ("shenmu_annex_4_blank", SHENMU, "annex_4", "blank", NOWHERE, ()),
    ("shenmu_annex_4_filled", SHENMU, "annex_4", "filled", OFFICE, samples.SHENMU_STATISTICS),
    ("shenmu_annex_5_blank", SHENMU, "annex_5", "blank", NOWHERE, ()),
    ("xinwan_annex_1_blank", XINWAN, "annex_1", "blank", NOWHERE, ()),
    ("zhanqiao_annex_1_blank", ZHANQIAO, "annex_1", "blank", ZHANQIAO_PLACE, ()),
    ("zhanqiao_annex_2_blank", ZHANQIAO, "annex_2", "blank", {"town": "詹桥"}, ()),
    ("zhanqiao_annex_2_filled", ZHANQIAO, "annex_2", "filled", ZHANQIAO_PLACE, (samples.ZHANQIAO_CARD,)),
    ("zhanqiao_annex_3_blank", ZHANQIAO, "annex_3", "blank", NOWHERE, ()),
    ("zhanqiao_annex_3_filled", ZHANQIAO, "annex_3", "filled", ZHANQIAO_PLACE, samples.ZHANQIAO_PROBLEMS),
)


@dataclass
class Grid:
    """What a sheet of paper shows: its settings, its merged blocks, its cells as normalised text."""

    settings: dict[str, str] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    rows: list[list[str]] = field(default_factory=list)


def typed_grid(name: str) -> Grid:
    head, body = (EXPECTED / f"{name}.txt").read_text("utf-8").split("--\n", 1)
    grid = Grid()
    for line in head.splitlines():
        key, value = line.split(" ", 1)
        if key == "merged":
            grid.merged = set(value.split())
        else:
            grid.settings[key] = value
    grid.rows = [_trimmed([_shown(cell.replace("⏎", "\n")) for cell in line.split("|")]) for line in body.splitlines()]
    return grid


def printed_grid(sheet: Worksheet) -> Grid:
    paper = {"8": "A3", "9": "A4"}[str(sheet.page_setup.paperSize)]
    area = str(sheet.print_area).split("!")[-1].replace("$", "")
    settings = {
        "paper": f"{paper} {sheet.page_setup.orientation}",
        "fit": f"{1 if sheet.page_setup.fitToWidth in (None, 1) else sheet.page_setup.fitToWidth}"
        f"x{1 if sheet.page_setup.fitToHeight is None else sheet.page_setup.fitToHeight}",
        "area": area,
    }
    if sheet.print_title_rows:
        settings["repeat"] = sheet.print_title_rows.replace("$", "")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    rows = [_trimmed([_shown(cell.value) for cell in row]) for row in sheet[area]]
    return Grid(settings, {str(block) for block in sheet.merged_cells.ranges}, rows)


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return re.sub(r" +", " ", text).strip()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


@pytest.mark.parametrize(("name", "campaign", "sheet", "mode", "place", "rows"), CASES, ids=[case[0] for case in CASES])
def test_the_annex_is_as_the_notice_prints_it(
    tmp_path: Path,
    name: str,
    campaign: str,
    sheet: str,
    mode: str,
    place: Mapping[str, Value],
    rows: Sequence[SheetRow],
) -> None:
    layout, questions = samples.layout(campaign, sheet), samples.questions(campaign)
    write = write_blank if mode == "blank" else write_filled
    (path,) = write(layout, questions, place, rows, samples.stamp(campaign, sheet), tmp_path / "annex.xlsx")
    book = openpyxl.load_workbook(path)
    try:
        expected, printed = typed_grid(name), printed_grid(book.worksheets[0])
    finally:
        book.close()
    assert printed.rows == expected.rows
    assert printed.merged == expected.merged
    assert printed.settings == expected.settings


def test_every_annex_that_a_notice_prints_has_a_grid() -> None:
    for campaign in (SHENMU, ZHANQIAO, XINWAN):
        sheets = {path.stem for path in (samples.PACKS / "campaigns" / campaign / "sheets").glob("*.yaml")}
        printed = {sheet for sheet in sheets if not samples.layout(campaign, sheet).reconstructed}
        assert {case[2] for case in CASES if case[1] == campaign} == printed
    assert {case[0] for case in CASES} == {path.stem for path in EXPECTED.glob("*.txt")}


def test_what_a_notice_only_names_says_so_and_gives_a_reason_for_every_field() -> None:
    for pack in load_catalogue(samples.PACKS).campaigns.values():
        for sheet in pack.sheets.values():
            shown = {*(column.id for column in sheet.columns), *(row.head for row in sheet.rows)}
            reasons = set(sheet.reconstructed) | {"row_number"}  # a running number needs none
            assert not sheet.reconstructed or shown <= reasons, f"{pack.campaign.id} {sheet.id}"
