"""A few invented households of any notice, put in by hand: rosters, lists of other subjects, sheets filled by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.campaigns.hand_out import hand_out, sheet_path
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.reported import Report
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.runs import run_screening
from shouxian.core.campaigns.take_back import Outcome, Source, take_back
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.packs.regions import Region
from shouxian.core.sheets.writing.names import file_name

XINWAN, SHAOYUN, LUORONG = "xinwan-2022-autumn", "shaoyun-2022-visits", "luorong-2022-line"
BY = "镇信息员"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """A workspace of one campaign in a folder."""

    opened: OpenedCampaign
    store: FolderStore
    folder: Path

    @staticmethod
    def of(campaign: str, folder: Path) -> "Place":
        opened = open_campaign(campaign)
        store = FolderStore.create(folder / "work", opened.catalogue.dictionary.variables, opened.id)
        return Place(opened, store, folder)

    @property
    def village(self) -> Region:
        return self.opened.villages[0]

    def source(self, day: date | None = None) -> Source:
        return Source(BY, day or self.opened.reference_date, answers=self.folder / "answers")

    def roster(self, rows: Sequence[Row], spec: str = "village_roster", village: Region | None = None) -> Outcome:
        """Import a list; the village is the first unless told."""
        where = village or self.village
        path = table(
            self.folder / f"{spec}-{len(self.store.imports())}.xlsx", [{"行政村": where.name, **r} for r in rows]
        )
        return take_roster(self.opened, self.store, path, spec, self.source())

    def records(self, subject: str) -> dict[str, Record]:
        """By the name that lists know them by."""
        named = self.opened.catalogue.dictionary.subjects[subject].named_by or ""
        variables = self.opened.catalogue.dictionary.variables
        return {r.text(named) or r.key: r for r in read_records(self.store, subject, variables)}

    def blank(self, sheet: str, village: Region | None = None) -> Path:
        """Hand a sheet out in one village; its file."""
        where, into = village or self.village, self.folder / f"blank-{len(self.store.imports())}"
        list(hand_out(self.opened, self.store, [where], into, [sheet]))
        return sheet_path(self.opened.layouts[sheet], into / file_name(where.name))

    def take(self, path: Path) -> Outcome:
        return take_back(self.opened, self.store, path, self.source())

    def report(self) -> Report:
        return Report(run_screening(self.opened, self.store), self.store)


def table(path: Path, rows: Sequence[Row]) -> Path:
    """A workbook with one heading row, all cells text."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    heads = list(dict.fromkeys(head for row in rows for head in row))
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(head, "") for head in heads])
    book.save(path)
    return path


def write_cell(sheet: Worksheet, heading: str, row_name: str, text: str) -> None:
    """On a list: the cell under ``heading`` of the row in which some cell reads ``row_name``."""
    columns = [c.column for row in sheet.iter_rows(max_row=12) for c in row if str(c.value or "") == heading]
    rows = [c.row for row in sheet.iter_rows() for c in row if str(c.value or "") == row_name]
    sheet.cell(rows[0], columns[0]).value = text


def answer_card(sheet: Worksheet, heading: str, text: str, offset: int = 1) -> None:
    """On a card: the cell right of ``heading`` (``offset`` 2 on a comparison)."""
    cell = next(c for row in sheet.iter_rows() for c in row if str(c.value or "") == heading)
    sheet.cell(cell.row, cell.column + offset).value = text


MEMBER = {"成员姓名": "", "与户主关系": "户主", "出生日期": "1970-01-01"}


def family(head: str, phone: str, *members: Row, **facts: str) -> list[Row]:
    """Rows of one household of a village roster: the head first."""
    own = {"户主姓名": head, "户联系电话": phone, "家庭人口数": str(1 + len(members)), **facts}
    return [{**own, **MEMBER, "成员姓名": head}, *({**own, **MEMBER, "与户主关系": "之子", **m} for m in members)]
