"""One test per thing a clerk can do to an annex. A fault names its sheet, row and column, and says what to do."""

import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.sheets.reading.model import Expected, Returned
from shouxian.core.sheets.reading.returns import read_return
from tests.hostile.foreign import (
    GOOD,
    HEADS,
    SHENMU,
    TITLE,
    ZHANQIAO,
    annex_1_1,
    changed,
    expected,
)  # fmt: skip

Read = Callable[..., Returned]


@pytest.fixture
def campaign(catalogue: Catalogue) -> Expected:
    return expected(catalogue)


def one(path: Path, campaign: Expected, remembered: dict[str, str] | None = None) -> Returned:
    (returned,) = read_return(path, campaign, remembered)
    return returned


def codes(returned: Returned) -> list[tuple[str, int | None, str]]:
    return [(f.code.removeprefix("SHEET_READ_"), f.where.row, f.where.column.split(" ")[0]) for f in returned.faults]


def refused(path: Path, campaign: Expected) -> str:
    with pytest.raises(ShouxianError) as caught:
        read_return(path, campaign)
    return caught.value.faults[0].code.removeprefix("SHEET_READ_")


def test_a_sound_return(tmp_path: Path, campaign: Expected) -> None:
    returned = one(annex_1_1(tmp_path / "a.xlsx", [GOOD, changed(户主姓名="王乙", 居住地=5)]), campaign)
    assert returned.sound
    assert (returned.campaign, returned.sheet, returned.village) == (SHENMU, "annex_1_1", "610881101201")
    first, second = returned.rows.to_pylist()
    assert (first["row"], first["name"], first["group"], first["surveyor"]) == (4, "张甲", "一组", "李签")
    assert (first["net_income_per_head__lo"], first["net_income_per_head__hi"]) == (1000001, None)
    assert (first["uninsured_people"], first["welfare"], first["key"]) == (0, ["none"], None)
    assert second["residence_place"] == "outside"
    assert "rigid_spending_reason" in returned.asked
    assert first["survey_remark"] is None


BAD_CELLS = [
    ({"居住地": "7"}, ("UNKNOWN_OPTION", 4, "E")),
    ({"居住地": "1,2"}, ("CONTRADICTION", 4, "E")),
    ({"家庭人口": "-3"}, ("OUT_OF_RANGE", 4, "C")),
    ({"家庭人口": "约5000"}, ("NOT_NUMBER", 4, "C")),
    ({"家庭人口": "6,5OO"}, ("NOT_NUMBER", 4, "C")),
    ({"家庭人口": "=1+1"}, ("FORMULA", 4, "C")),
    ({"备注": '=HYPERLINK("http://x.invalid","点我")'}, ("HYPERLINK", 4, "O")),
    ({"联系电话": 43068119900101123}, ("LONG_NUMBER", 4, "D")),
    ({"有无较大刚性支出": "1"}, ("BLANK_MISSING", 4, "K")),
    ({"户主姓名": None}, ("HALF_ROW", 4, "")),
]


@pytest.mark.parametrize(("cells", "fault"), BAD_CELLS)
def test_a_bad_cell_is_told_at_its_place(
    tmp_path: Path, campaign: Expected, cells: dict[str, object], fault: tuple[str, int, str]
) -> None:
    returned = one(annex_1_1(tmp_path / "a.xlsx", [changed(**cells), GOOD]), campaign)
    assert codes(returned) == [fault]
    assert returned.rows.num_rows == 2
    assert returned.faults[0].where.sheet == "Sheet1"


def test_an_error_value(tmp_path: Path, campaign: Expected) -> None:
    path = annex_1_1(tmp_path / "a.xlsx", [GOOD])
    book = openpyxl.load_workbook(path)
    book.active["E4"] = "#N/A"  # type: ignore[index]
    book.save(path)
    assert codes(one(path, campaign)) == [("ERROR_VALUE", 4, "E")]


def test_wrong_dates_on_the_village_card(tmp_path: Path, campaign: Expected) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["神木市防止返贫动态监测集中排查"], ["镇级核查表"], ["某镇（街）甲村"],
                ["安排部署", "☑是 □否 规范及时"],
                ["排查工作", "是"], ["帮扶措施", "□是 □否 精准落实"], ["数据信息", "√是 □否 真实准确"],
                ["发现问题", None],
                ["信访舆情", "□是 ☑否 及时处置"], ["镇级核查结论", "存在问题：两户未核"], [None, "意见建议：再核"],
                ["包片（站）领导签字："], ["核查人员签字："], ["核查时间：2022-02-30"]):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A10:A11")
    book.save(tmp_path / "card.xlsx")
    returned = one(tmp_path / "card.xlsx", campaign)
    assert [f.code for f in returned.faults] == ["SHEET_READ_NOT_DATE"]
    (row,) = returned.rows.to_pylist()
    assert (row["check_arranged"], row["check_screened"], row["check_helped"]) == (True, True, None)
    assert (row["check_petitions"], row["check_problems"], row["check_suggestions"]) == (False, "两户未核", "再核")
    assert returned.village == "610881101201"


def test_rows_that_are_no_households(tmp_path: Path, campaign: Expected) -> None:
    example = ["示例", "某某", "4", "", "1", "2", "2", "2", "1:0人 2:3人 3:1人", "4", "2", "5", "3"]
    below = [["合计", "", "8"], ["总 计"], ["说明", "根据实际情况选填对应选项序号。"], [], ["填表说明：照实填写"],
             ["", "", "", "", "", "支部书记签字：王某"]]  # fmt: skip
    blank = [["2"], ["3"]]
    returned = one(annex_1_1(tmp_path / "a.xlsx", [example, GOOD, *blank], below=below), campaign)
    assert returned.rows.column("name").to_pylist() == ["张甲"]
    assert returned.sound


def test_a_group_or_a_family_called_example_is_no_example(tmp_path: Path, campaign: Expected) -> None:
    """示例组 and 示例村 are names; (示例), 示例:… and a bare 示例 in a first column are not."""
    group = [*GOOD[:1], "示例甲", *GOOD[2:]]
    marked = [["(示例)张三", *GOOD[1:]], ["示例:2组", *GOOD[1:]]]
    returned = one(annex_1_1(tmp_path / "a.xlsx", [*marked, ["示例组", *group[1:]]]), campaign)
    assert returned.rows.column("name").to_pylist() == ["示例甲"]


def test_moved_columns_and_a_retyped_title(tmp_path: Path, campaign: Expected) -> None:
    order = [14, 1, 0, 12, 2, 3, 11, 4, 5, 6, 7, 8, 9, 10, 13]
    path = annex_1_1(
        tmp_path / "a.xlsx", [[GOOD[n] for n in order]], heads=[HEADS[n] for n in order], title="甲村排查表"
    )
    returned = one(path, campaign)
    assert returned.sound
    assert returned.rows.to_pylist()[0]["residence_place"] == "own_village"


def test_a_renamed_column_is_asked_once_and_remembered(tmp_path: Path, campaign: Expected) -> None:
    heads = [{"居住地": "现在住哪里"}.get(head, head) for head in HEADS]
    path = annex_1_1(tmp_path / "a.xlsx", [GOOD], heads=heads)
    returned = one(path, campaign)
    (question,) = returned.column_questions
    assert (question.column, question.candidates[0]) == ("residence", "现在住哪里")
    assert not returned.sound
    again = one(path, campaign, {"现在住哪里": "residence"})
    assert again.sound
    assert again.remembered == {"现在住哪里": "residence"}
    assert again.rows.to_pylist()[0]["residence_place"] == "own_village"


def test_a_synonym_needs_no_question_and_an_extra_column_is_a_remark(tmp_path: Path, campaign: Expected) -> None:
    heads = [{"户主姓名": "姓名", "联系电话": "手机号码"}.get(head, head) for head in (*HEADS, "低保金额")]
    returned = one(annex_1_1(tmp_path / "a.xlsx", [[*GOOD, "300"]], heads=heads), campaign)
    assert returned.sound
    assert "SHEET_READ_EXTRA_COLUMN" in [remark.code for remark in returned.remarks]


def test_a_missing_column(tmp_path: Path, campaign: Expected) -> None:
    returned = one(annex_1_1(tmp_path / "a.xlsx", [GOOD[:4] + GOOD[5:]], heads=HEADS[:4] + HEADS[5:]), campaign)
    assert [f.code for f in returned.faults] == ["SHEET_READ_COLUMN_MISSING"]


def test_one_column_twice(tmp_path: Path, campaign: Expected) -> None:
    returned = one(annex_1_1(tmp_path / "a.xlsx", [[*GOOD, "2"]], heads=[*HEADS, "居住地"]), campaign)
    assert [f.code for f in returned.faults] == ["SHEET_READ_COLUMN_TWICE"]


def test_full_width_and_numbers(tmp_path: Path, campaign: Expected) -> None:
    row = changed(家庭人口="４", 联系电话=13800000001, 居住地=1.0, 有无安全住房="２．自有住房且安全")
    returned = one(annex_1_1(tmp_path / "a.xlsx", [row]), campaign)
    first = returned.rows.to_pylist()[0]
    assert (first["people_count"], first["phone"], first["residence_place"], first["tenure"]) == (
        4, "13800000001", "own_village", "own",
    )  # fmt: skip


def test_a_phone_that_looks_wrong_is_taken_with_a_remark(tmp_path: Path, campaign: Expected) -> None:
    returned = one(
        annex_1_1(tmp_path / "a.xlsx", [changed(联系电话="1380000"), changed(联系电话="138-0000")]), campaign
    )
    assert returned.sound
    assert [r.where.row for r in returned.remarks if r.code == "SHEET_READ_PHONE"] == [5]


def test_a_missing_signature_is_a_remark(tmp_path: Path, campaign: Expected) -> None:
    returned = one(annex_1_1(tmp_path / "a.xlsx", [changed(排查人员签字="")]), campaign)
    assert "SHEET_READ_SURVEYOR_MISSING" in [remark.code for remark in returned.remarks]


def test_erasing(tmp_path: Path, campaign: Expected) -> None:
    returned = one(annex_1_1(tmp_path / "a.xlsx", [GOOD, changed(有无安全住房="清空", 备注="清空")]), campaign)
    assert set(returned.erased) == {(1, "housing_safe"), (1, "tenure"), (1, "survey_remark")}


def test_the_annex_of_another_campaign(tmp_path: Path, catalogue: Catalogue) -> None:
    assert refused(annex_1_1(tmp_path / "a.xlsx", [GOOD]), expected(catalogue, ZHANQIAO)) == "NO_SHEET"


def test_a_wrong_village_two_villages_and_an_unknown_one(tmp_path: Path, catalogue: Catalogue) -> None:
    path = annex_1_1(tmp_path / "a.xlsx", [GOOD])
    assert refused(path, expected(catalogue, village="610881101202")) == "WRONG_VILLAGE"
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy["A2"] = "镇（街）（某）    村（乙）    组（）"
    book.save(tmp_path / "two.xlsx")
    assert refused(tmp_path / "two.xlsx", expected(catalogue)) == "TWO_VILLAGES"
    other = annex_1_1(tmp_path / "b.xlsx", [GOOD], place="镇（街）（某）    村（丙丁）    组（）")
    assert refused(other, expected(catalogue)) == "UNKNOWN_VILLAGE"


def test_two_sheets_of_one_village_are_one_return(tmp_path: Path, campaign: Expected) -> None:
    path = annex_1_1(tmp_path / "a.xlsx", [GOOD])
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy["A2"] = "镇（街）（某）    村（甲）    组（二组）"
    copy["B4"] = "王乙"
    book.save(path)
    returned = one(path, campaign)
    assert returned.rows.column("group").to_pylist() == ["一组", "二组"]
    assert returned.rows.column("source_sheet").to_pylist() == ["Sheet1", "Sheet1 Copy"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_a_text_table(tmp_path: Path, campaign: Expected, encoding: str) -> None:
    lines = [TITLE, "镇（街）（某）    村（甲）    组（一组）", ",".join(HEADS), ",".join(f'"{cell}"' for cell in GOOD)]
    path = tmp_path / "表.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    returned = one(path, campaign)
    assert returned.sound
    assert returned.rows.to_pylist()[0]["employee_insured_people"] == 1


def test_merged_headings_over_several_rows(tmp_path: Path, catalogue: Catalogue) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    inner = [
        "收入是否达标",
        "住房安全有无保障",
        "饮水安全有无保障",
        "2022年居民医保是否应保尽保",
        "有无义务教育阶段学生失学、辍学",
        "产业就业帮扶情况",
    ]
    for row in (["某乡镇贺家村"], ["序号", "姓名", "联系电话", "排查内容"], [None, None, None, *inner],
                [1, "张甲", "13800000001", "是", "有", "有", "√", "无", "种了油茶"],
                [None, None, None, None, None, None, "排查人员签名：李签"]):  # fmt: skip
        sheet.append(row)
    for block in ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:I2", "G5:I5"):
        sheet.merge_cells(block)
    book.save(tmp_path / "a.xlsx")
    returned = one(tmp_path / "a.xlsx", expected(catalogue, ZHANQIAO))
    (row,) = returned.rows.to_pylist()
    assert (row["income_reaches_line"], row["net_income_per_head__lo"], row["fully_insured"]) == (True, 650000, True)
    assert (row["surveyor"], row["industry_employment_text"], returned.village) == ("李签", "种了油茶", "430682110201")
    assert [d.what.code for d in returned.doubts] == ["SHEET_READ_NOT_CODED"]
    assert returned.doubts[0].candidates
    assert not returned.faults


LONG = ["_" * 32000, " " * 16000 + "1", "1" + "_" * 32000, "1.有," + "a," * 16000, "有" + " 原因" * 10000, "□" * 32000,
        "1:" * 16000, "9" * 32000, "(" * 32000, "1、" * 16000, "住" * 32000]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=lambda text: f"{text[:4]}…")
def test_no_cell_makes_reading_labour(tmp_path: Path, campaign: Expected, text: str) -> None:
    cells = dict.fromkeys(HEADS[2:], text)
    start = time.process_time()
    returned = one(annex_1_1(tmp_path / "a.xlsx", [changed(**cells)]), campaign)
    assert time.process_time() - start < 10
    assert returned.rows.num_rows == 1


def test_a_link_gives_its_text_and_a_remark(tmp_path: Path, campaign: Expected) -> None:
    path = annex_1_1(tmp_path / "a.xlsx", [GOOD])
    book = openpyxl.load_workbook(path)
    book.active["B4"].hyperlink = "https://x.invalid/"  # type: ignore[index]
    book.active["B4"] = "张甲"  # type: ignore[index]
    book.save(path)
    returned = one(path, campaign)
    assert returned.sound
    assert returned.rows.column("name").to_pylist() == ["张甲"]
    assert "SHEET_READ_LINK" in [remark.code for remark in returned.remarks]
