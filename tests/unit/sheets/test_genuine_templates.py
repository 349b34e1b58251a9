"""A genuine blank template of another system: found by its headings, filled in that very file, all else untouched."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.sheets.genuine.filling import fill_template
from shouxian.core.sheets.genuine.splice import splice_rows
from shouxian.core.sheets.genuine.template import first_data_row, load_template
from shouxian.core.sheets.reading.headings import comparable

KNOWN = [comparable(text) for text in ("户主姓名", "证件号码", "是否危房户", "人均纯收入(元)")]


def template(path: Path, example: str = "") -> Path:
    """As another system hands it out: a title, a note, headings on row 3, a drop-down, a second sheet of codes, a
    picture, a printed area, and styled cells for the first rows."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("户信息导入")
    title, head = (
        book.add_format({"bold": True, "font_size": 18}),
        book.add_format({"bold": True, "bg_color": "#DDEBF7"}),
    )
    cell = book.add_format({"border": 1, "num_format": "@"})
    sheet.merge_range("A1:E1", "一般农户信息导入模板", title)
    sheet.write("A2", "说明:请勿改动表头")
    for column, text in enumerate(("*户主姓名", "*证件号码", "是否危房户", "人均纯收入(元)", "备注")):
        sheet.write(2, column, text, head)
    for row in range(3, 6):
        for column in range(5):
            sheet.write_blank(row, column, None, cell)
    if example:
        sheet.write(3, 0, example, cell)
    sheet.data_validation("C4:C1000", {"validate": "list", "source": ["是", "否"]})
    sheet.insert_image("G1", str(_picture(path.parent)))
    sheet.print_area("A1:E100")
    codes = book.add_worksheet("代码表")
    codes.write("A1", "民族")
    book.define_name("民族", "=代码表!$A$1:$A$60")
    book.close()
    return path


def _picture(folder: Path) -> Path:
    path = folder / "章.png"
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    data = b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
    path.write_bytes(head + data)
    return path


ROWS = [
    [("甲户示例",), ("900000196001010010",), ("否", "不是"), ("5800.5",), ()],
    [("乙户&<示例>",), ("900000196001010029",), ("否",), ("",), ()],
    [("=丙户示例",), ("900000196001010037",), ("不是", "否"), ("7000",), ("特困",)],
    [("丁户示例",), ("900000196001010045",), ("是",), ("8000",), ()],
]


def test_the_headings_the_drop_down_and_the_first_row_are_found(tmp_path: Path) -> None:
    found = load_template(template(tmp_path / "模板.xlsx"), KNOWN)
    assert (found.sheet, found.header, first_data_row(found)) == ("户信息导入", 3, 4)
    assert [(h.column, h.text, h.allowed) for h in found.headings] == [
        (1, "*户主姓名", ()),
        (2, "*证件号码", ()),
        (3, "是否危房户", ("是", "否")),
        (4, "人均纯收入(元)", ()),
        (5, "备注", ()),
    ]  # fmt: skip


def test_only_the_cells_below_the_headings_of_that_sheet_change(tmp_path: Path) -> None:
    source = template(tmp_path / "模板.xlsx")
    found = load_template(source, KNOWN)
    filled = fill_template(found, 4, ROWS, tmp_path / "out" / "模板.xlsx")
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(filled) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == [found.part]
    book = openpyxl.load_workbook(filled)
    sheet = book["户信息导入"]
    shown = [[cell.value for cell in row] for row in sheet["A4:E7"]]
    assert shown == [
        ["甲户示例", "900000196001010010", "否", "5800.5", None],
        ["乙户&<示例>", "900000196001010029", "否", None, None],
        ["=丙户示例", "900000196001010037", "否", "7000", "特困"],
        ["丁户示例", "900000196001010045", "是", "8000", None],
    ]
    assert {cell.data_type for row in sheet["A4:D7"] for cell in row if cell.value} == {"s"}, "text, never a formula"
    assert all(sheet[f"A{row}"].border.left.style == "thin" for row in range(4, 8)), "the template's own style"
    assert sheet["A1"].value == "一般农户信息导入模板"
    assert [str(block) for block in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet.data_validations.dataValidation[0].formula1 == '"是,否"'
    assert "民族" in book.defined_names


def test_a_text_that_the_drop_down_does_not_allow_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    found = load_template(template(tmp_path / "模板.xlsx"), KNOWN)
    row = [("甲户示例",), (), ("不详",), (), ()]
    with pytest.raises(ShouxianError) as refused:
        fill_template(found, 4, [row], tmp_path / "out.xlsx")
    (told,) = refused.value.faults
    assert told.code == "TEMPLATE_OPTION"
    assert (told.where.row, told.where.column) == (4, "C 是否危房户")
    assert not (tmp_path / "out.xlsx").exists()


def test_a_template_with_an_example_row_is_not_written_over(tmp_path: Path) -> None:
    found = load_template(template(tmp_path / "模板.xlsx", example="张三示例"), KNOWN)
    with pytest.raises(ShouxianError) as refused:
        first_data_row(found)
    assert refused.value.faults[0].code == "TEMPLATE_NOT_BLANK"
    filled = fill_template(found, 5, ROWS[:1], tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(filled)["户信息导入"]
    assert [sheet["A4"].value, sheet["A5"].value] == ["张三示例", "甲户示例"]


def test_what_is_no_template_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["会议", "地点"])
    book.save(other)
    for path, code in ((other, "TEMPLATE_HEADINGS"), (_text(tmp_path), "TEMPLATE_KIND")):
        with pytest.raises(ShouxianError) as refused:
            load_template(path, KNOWN)
        assert refused.value.faults[0].code == code


def _text(folder: Path) -> Path:
    path = folder / "模板.csv"
    path.write_text("户主姓名,证件号码\n", "utf-8")
    return path


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.dictionaries(st.integers(1, 40), st.text(max_size=12), max_size=6), max_size=5))
def test_any_text_stands_in_its_cell_and_the_rest_of_the_sheet_stays(texts: list[dict[int, str]]) -> None:
    head = '<worksheet><dimension ref="A1:B2"/><sheetData><row r="1" ht="30"><c r="A1" s="7" t="s"><v>0</v></c></row>'
    tail = '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
    made = splice_rows(head + tail, 2, texts)
    assert made.endswith(tail)
    assert '<row r="1" ht="30"><c r="A1" s="7" t="s"><v>0</v></c></row>' in made
    assert made.count("inlineStr") == sum(bool(text) for row in texts for text in row.values())
