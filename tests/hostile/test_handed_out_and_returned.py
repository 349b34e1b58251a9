"""Annexes we handed out, with hidden keys and stamp, after clerks had them in hand."""

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.sheets.annotate.answer import annotate
from shouxian.core.sheets.annotate.model import Confirmation, Findings
from shouxian.core.sheets.reading.model import Returned
from shouxian.core.sheets.reading.returns import read_return
from shouxian.core.sheets.writing.annexes import write_blank
from shouxian.core.sheets.writing.grid import SheetRow, Stamp
from tests.hostile.foreign import SHENMU, ZHANQIAO, expected

FACTS = {"head_name": "张甲", "phone": "13800000001", "people_count": 3}


def handed_out(catalogue: Catalogue, path: Path, campaign: str, annex: str, keys: list[str]) -> Path:
    wanted = expected(catalogue, campaign)
    village, name = ("610881101201", "甲") if campaign == SHENMU else ("430682110201", "贺家")
    rows = [SheetRow(key, {}, {**FACTS, "head_name": f"户主{n}"}) for n, key in enumerate(keys)]
    stamp = Stamp(campaign, annex, village, "hash", date(2022, 3, 1))
    (written,) = write_blank(
        wanted.layouts[annex], wanted.questions, {"town": "某", "village": name}, rows, stamp, path
    )
    return written


def edit(path: Path, cells: dict[str, object], sheet: str | None = None) -> Path:
    book = openpyxl.load_workbook(path)
    worksheet = book[sheet] if sheet else book.worksheets[0]
    assert isinstance(worksheet, Worksheet)
    for place, value in cells.items():
        worksheet[place] = value
    book.save(path)
    return path


def one(catalogue: Catalogue, path: Path, campaign: str = SHENMU) -> Returned:
    (returned,) = read_return(path, expected(catalogue, campaign))
    return returned


def test_a_changed_key_and_a_copied_row(tmp_path: Path, catalogue: Catalogue) -> None:
    keys = [new_key("H"), new_key("H"), new_key("H")]
    path = handed_out(catalogue, tmp_path / "a.xlsx", SHENMU, "annex_1_1", keys)
    broken = keys[0][:-1] + ("A" if keys[0][-1] != "A" else "B")
    returned = one(catalogue, edit(path, {"P7": broken, "P9": keys[1]}))
    assert [(f.code, f.where.row) for f in returned.faults] == [
        ("SHEET_READ_KEY_BROKEN", 7), ("SHEET_READ_KEY_TWICE", 9),
    ]  # fmt: skip
    assert returned.rows.column("key").to_pylist() == [None, keys[1], keys[1]]


def test_the_stamp_names_the_campaign_and_the_village(tmp_path: Path, catalogue: Catalogue) -> None:
    path = handed_out(catalogue, tmp_path / "a.xlsx", SHENMU, "annex_1_1", [new_key("H")])
    with pytest.raises(ShouxianError) as caught:
        read_return(path, expected(catalogue, ZHANQIAO))
    assert caught.value.faults[0].code == "SHEET_READ_WRONG_CAMPAIGN"
    copied = Path(shutil.copy(path, tmp_path / "b.xlsx"))
    edit(copied, {"A3": "镇（街）（某）    村（乙）    组（一组）"})
    with pytest.raises(ShouxianError) as caught:
        read_return(copied, expected(catalogue))
    assert caught.value.faults[0].code == "SHEET_READ_WRONG_VILLAGE"


def test_an_offered_code_settles_free_words(tmp_path: Path, catalogue: Catalogue) -> None:
    key = new_key("H")
    path = handed_out(catalogue, tmp_path / "a.xlsx", ZHANQIAO, "annex_1", [key])
    edit(path, {"I7": "家里种了油茶,缺技术", "D7": "=A1"})
    returned = one(catalogue, path, ZHANQIAO)
    assert len(returned.doubts) == 1
    answered = annotate(path, Findings.of((returned,)), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(answered.path)
    sheet = book["一般农户"]
    assert isinstance(sheet, Worksheet)
    assert sheet["I7"].fill.fgColor.rgb == "00FFEB9C"
    rules = [r for r in sheet.data_validations.dataValidation if str(r.sqref) == "I7"]
    offered = str(rules[-1].formula1).strip('"').split(",")
    assert offered[1] == "不到位;家里种了油茶，缺技术"
    sheet["I7"], sheet["D7"] = offered[1], "是"
    book.save(answered.path)
    again = one(catalogue, answered.path, ZHANQIAO)
    assert again.sound
    (row,) = again.rows.to_pylist()
    assert (row["key"], row["industry_employment_help"]) == (key, "inadequate")
    assert row["industry_employment_text"] == "家里种了油茶，缺技术"


def test_a_card_with_free_words_and_boxes_and_a_wrong_cell(tmp_path: Path, catalogue: Catalogue) -> None:
    path = handed_out(catalogue, tmp_path / "a.xlsx", ZHANQIAO, "annex_2", [new_key("H")])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    label = next(c for row in sheet.iter_rows() for c in row if c.value == "收入是否达标")
    sheet.cell(label.row, 2).value = "达标，家庭人均纯收入3000元"
    sheet.cell(label.row + 1, 2).value = "孩子在外地读书"
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and "□监测户" in cell.value:
                cell.value = cell.value.replace("□监测户", "☑监测户").replace("□脱贫户", "■脱贫户")
    book.save(path)
    returned = one(catalogue, path, ZHANQIAO)
    assert [f.code for f in returned.faults] == ["SHEET_READ_CONTRADICTION"]
    assert returned.faults[0].where.row == label.row
    assert [d.what.where.row for d in returned.doubts] == [label.row + 1]
    (row,) = returned.rows.to_pylist()
    assert (row["is_poverty_alleviated"], row["is_monitored"], row["people_count"]) == (True, True, 3)
    answered = annotate(path, Findings.of((returned,)), tmp_path / "b.xlsx")
    assert openpyxl.load_workbook(answered.path).worksheets[1].cell(label.row, 2).comment is not None


def test_wrong_rows_keep_stamp_keys_and_confirmations(tmp_path: Path, catalogue: Catalogue) -> None:
    keys = [new_key("H"), new_key("H"), new_key("H")]
    path = edit(handed_out(catalogue, tmp_path / "a.xlsx", SHENMU, "annex_1_1", keys), {"E8": "9", "P9": None})
    returned = one(catalogue, path)
    what = fault("SHEET_READ_HALF_ROW", Where(path.name, sheet="一般农户", row=9))
    asked = Confirmation("一般农户", 9, what, ((keys[2], "户主2"),))
    answered = annotate(path, Findings.of((returned,), [asked]), tmp_path / "b.xlsx", limit=1)
    assert answered.kind == "wrong_rows"
    book = openpyxl.load_workbook(answered.path)
    sheet = book["一般农户"]
    assert isinstance(sheet, Worksheet)
    top = returned.heading_rows["一般农户"]
    heads = {str(cell.value): cell.column for cell in sheet[top]}
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(heads["_key"])].hidden
    assert [sheet.cell(row, heads["原行号"]).value for row in (top + 1, top + 2)] == ["8", "9"]
    sheet.cell(top + 1, 5).value = "2"
    sheet.cell(top + 2, heads["请确认"]).value = asked.texts()[0]
    book.save(answered.path)
    again = one(catalogue, answered.path)
    assert again.sound, [f.text() for f in again.faults]
    assert again.village == "610881101201"
    assert again.rows.column("key").to_pylist() == [keys[1], None]
    assert again.rows.column("confirmed").to_pylist() == ["", keys[2]]
