"""The answer to a returned file: the clerk's own workbook with marks, sent back and read again."""

import warnings
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from shouxian.core.kernel.faults import Where, fault
from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.sheets.annotate.answer import annotate
from shouxian.core.sheets.annotate.model import Confirmation, Findings
from shouxian.core.sheets.reading.model import NEW_HOUSEHOLD
from shouxian.core.sheets.reading.returns import read_return
from tests.hostile.foreign import GOOD, HEADS, annex_1_1, changed, expected


def wrong(tmp_path: Path) -> Path:
    return annex_1_1(
        tmp_path / "甲村.xlsx", [GOOD, changed(户主姓名="王乙", 居住地="7", 备注="=1+1"), changed(户主姓名="赵丙")]
    )


def sheet_of(path: Path, name: str) -> Worksheet:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def doubtful(key: str) -> Confirmation:
    where = Where("甲村.xlsx", sheet="Sheet1", row=6)
    what = fault("SHEET_READ_NOT_CODED", where, text="赵丙", options="")
    return Confirmation("Sheet1", 6, what, ((key, "赵丙 一组"),))


def test_marks_reasons_and_the_first_sheet(tmp_path: Path, catalogue: Catalogue) -> None:
    path, into = wrong(tmp_path), tmp_path / "退回.xlsx"
    returned = read_return(path, expected(catalogue))
    answer = annotate(path, Findings.of(returned, [doubtful(new_key("H"))]), into)
    assert answer.kind == "own_workbook"
    sheet = sheet_of(into, "Sheet1")
    assert sheet["E5"].fill.fgColor.rgb == "00FFC7CE"
    assert sheet["E5"].comment is not None
    assert "1.本村" in sheet["E5"].comment.text
    assert (sheet["P3"].value, sheet["Q3"].value) == ("错误原因", "请确认")
    assert str(sheet["P5"].value).startswith("居住地:“7”不在选项里。")
    assert (sheet["O5"].value, sheet["O5"].data_type) == ("=1+1", "s")
    assert sheet["B4"].value == "张甲"
    assert sheet.auto_filter.ref == "A3:Q6"
    first = sheet_of(into, "说明")
    assert [first.cell(row, 2).value for row in (3, 4, 5, 6)] == ["3", "1", "2", "1"]
    assert openpyxl.load_workbook(into).sheetnames[0] == "说明"


def test_the_corrected_answer_is_read_again_with_its_confirmation(tmp_path: Path, catalogue: Catalogue) -> None:
    path, into, key = wrong(tmp_path), tmp_path / "退回.xlsx", new_key("H")
    findings = Findings.of(read_return(path, expected(catalogue)), [doubtful(key)])
    annotate(path, findings, into)
    book = openpyxl.load_workbook(into)
    sheet = book["Sheet1"]
    assert isinstance(sheet, Worksheet)
    sheet["E5"], sheet["O5"] = "2", "已改"
    sheet["Q6"] = findings.confirmations[0].texts()[0]
    book.save(into)
    (again,) = read_return(into, expected(catalogue))
    assert again.sound
    assert again.rows.column("confirmed").to_pylist() == ["", "", key]
    assert again.rows.column("row").to_pylist() == [4, 5, 6]
    sheet["Q6"] = "新的一户"
    book.save(into)
    (again,) = read_return(into, expected(catalogue))
    assert again.rows.column("confirmed").to_pylist()[2] == NEW_HOUSEHOLD
    second = annotate(into, Findings.of((again,)), tmp_path / "二次.xlsx")
    marked = sheet_of(second.path, "Sheet1")
    assert marked["E5"].comment is None
    assert openpyxl.load_workbook(second.path).sheetnames.count("说明") == 1


@pytest.mark.parametrize("kind", ["large", "csv"])
def test_only_the_wrong_rows_where_it_cannot_be_marked(tmp_path: Path, catalogue: Catalogue, kind: str) -> None:
    path, into = wrong(tmp_path), tmp_path / "退回.xlsx"
    if kind == "csv":
        rows = [
            ["镇（街）（某）    村（甲）    组（一组）"],
            HEADS,
            GOOD,
            changed(户主姓名="王乙", 居住地="7", 备注="=1+1"),
        ]
        path = tmp_path / "表.csv"
        path.write_bytes("\r\n".join(",".join(map(str, row)) for row in rows).encode("gbk"))
    returned = read_return(path, expected(catalogue))
    answer = annotate(path, Findings.of(returned), into, limit=10)
    assert answer.kind == "wrong_rows"
    (again,) = read_return(into, expected(catalogue))
    assert again.rows.column("name").to_pylist() == ["王乙"]
    assert "SHEET_READ_UNKNOWN_OPTION" in [f.code for f in again.faults]
    sheet = sheet_of(into, again.rows.column("source_sheet")[0].as_py())
    heads = [cell.value for cell in sheet[again.heading_rows[sheet.title]]]
    assert heads[-3:] == ["原行号", "错误原因", "请确认"]
