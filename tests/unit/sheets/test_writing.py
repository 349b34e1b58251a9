"""Stories of a written annex: what a clerk gets, what is hidden in it, and what may never be born from data."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.kernel.faults import ExitCode, ShouxianError
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.sheets.answers.bound import BoundQuestion
from shouxian.core.sheets.writing.annexes import CARDS_PER_FILE, write_blank, write_filled
from shouxian.core.sheets.writing.grid import SheetRow, Stamp
from shouxian.core.sheets.writing.ledger import write_ledger
from shouxian.core.sheets.writing.workbook import STAMP_SHEET

STAMP = Stamp("shenmu-2022-spring", "annex_1_1", "610881100200", "f" * 64, date(2022, 3, 10))
PLACE = {"town": "示范", "village": "红柳沟"}
DANGEROUS = ('=1+1', '=HYPERLINK("http://x")', "@SUM(A1)", "+8613", "-1", "http://x.example", "\t=1")  # fmt: skip
Bound = dict[str, BoundQuestion]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return open_packs()


@pytest.fixture
def general(catalogue: Catalogue) -> Layout:
    return catalogue.campaigns["shenmu-2022-spring"].sheets["annex_1_1"]


@pytest.fixture
def statistics(catalogue: Catalogue) -> Layout:
    return catalogue.campaigns["shenmu-2022-spring"].sheets["annex_4"]


@pytest.fixture
def card(catalogue: Catalogue) -> Layout:
    return catalogue.campaigns["zhanqiao-2022-income"].sheets["annex_2"]


def household(number: int, group: str = "一", **facts: str | int | bool) -> SheetRow:
    return SheetRow(f"H-{number:010d}-0", {}, {"head_name": f"户{number}", "village_group": group, **facts})


def opened(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def assert_nothing_alive(path: Path) -> None:
    """No formula, link, connection or macro part in the file."""
    for name, text in parts(path).items():
        assert not re.search(r"<f[ >/]|<hyperlink", text), name
        assert "externalLink" not in name
        assert "vba" not in name.lower()
        assert "relationships/hyperlink" not in text, name


def test_households_keep_their_hidden_keys(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    (path,) = write_blank(general, shenmu, PLACE, [household(1), household(2)], STAMP, tmp_path / "a.xlsx")
    sheet = opened(path).worksheets[0]
    assert sheet.column_dimensions["P"].hidden
    assert [sheet.cell(row, 16).value for row in (5, 6, 7, 8, 9)] == [
        "_key", "示例", "H-0000000001-0", "H-0000000002-0", None,
    ]  # fmt: skip
    assert str(sheet.print_area).endswith("$A$1:$O$22")


def test_the_stamp_is_very_hidden(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    (path,) = write_blank(general, shenmu, PLACE, [], STAMP, tmp_path / "a.xlsx")
    book = opened(path)
    hidden = book[STAMP_SHEET]
    assert hidden.sheet_state == "veryHidden"
    assert {str(row[0].value): row[1].value for row in hidden.iter_rows(max_row=5)} == {
        "campaign": "shenmu-2022-spring",
        "sheet": "annex_1_1",
        "village": "610881100200",
        "pack_hash": "f" * 64,
        "made": "2022-03-10",
    }


def test_single_choices_have_a_list_with_number_and_text(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    (path,) = write_blank(general, shenmu, PLACE, [], STAMP, tmp_path / "a.xlsx")
    book = opened(path)
    rules = {str(rule.sqref): rule for rule in book.worksheets[0].data_validations.dataValidation}
    housing = rules["F6:F21"]
    assert housing.type == "list"
    assert not housing.showErrorMessage  # a clerk may write "2" alone
    column = re.fullmatch(rf"{STAMP_SHEET}!\$([A-Z]+)\$1:\$[A-Z]+\$3", str(housing.formula1))
    assert column is not None
    assert [book[STAMP_SHEET][f"{column[1]}{row}"].value for row in (1, 2, 3)] == [
        "1.不安全", "2.自有住房且安全", "3.租房且安全",
    ]  # fmt: skip
    welfare = rules["L6:L21"]
    assert welfare.type != "list"  # several answers: only the message
    assert "3.临时救助" in str(welfare.prompt)


def test_ids_and_phones_are_text_cells(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    (path,) = write_blank(general, shenmu, PLACE, [household(1, phone="00000000001")], STAMP, tmp_path / "a.xlsx")
    sheet = opened(path).worksheets[0]
    assert (sheet["D7"].value, sheet["D7"].data_type, sheet["D7"].number_format) == ("00000000001", "s", "@")
    assert sheet["D15"].number_format == "@"  # an empty cell too: what is typed stays as typed


def test_nobody_signs_beforehand(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    known = household(1, surveyor_name="乙一")
    (blank,) = write_blank(general, shenmu, PLACE, [known], STAMP, tmp_path / "blank.xlsx")
    (filled,) = write_filled(general, shenmu, PLACE, [known], STAMP, tmp_path / "filled.xlsx")
    assert opened(blank).worksheets[0]["N7"].value is None
    assert opened(filled).worksheets[0]["N6"].value == "乙一"


def test_every_group_has_its_own_worksheet(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    rows = [household(1, "一"), household(2, "二"), household(3, "一")]
    (path,) = write_blank(general, shenmu, PLACE, rows, STAMP, tmp_path / "a.xlsx")
    book = opened(path)
    assert book.sheetnames == ["一般农户 一", "一般农户 二", STAMP_SHEET]
    first = book["一般农户 一"]
    assert [first["B7"].value, first["B8"].value, first["B9"].value] == ["户1", "户3", None]
    assert re.sub(" ", "", str(first["A3"].value)).endswith("组(一)")


def test_a_full_list_leaves_rows_for_new_households(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    rows = [household(n) for n in range(1, 15)]  # one row would be left of the printed fifteen
    (path,) = write_blank(general, shenmu, PLACE, rows, STAMP, tmp_path / "a.xlsx")
    sheet = opened(path).worksheets[0]
    numbers = [sheet.cell(row, 1).value for row in range(7, 60) if isinstance(sheet.cell(row, 1).value, int)]
    assert numbers == list(range(1, 31))
    assert sheet.page_setup.fitToHeight == 0
    assert [brk.id for brk in sheet.row_breaks.brk] != []
    assert sheet.print_title_rows == "$1:$5"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_formula_is_born_from_data(tmp_path: Path, general: Layout, shenmu: Bound, text: str) -> None:
    row = SheetRow("H-0000000001-0", {}, {"head_name": text, "village_group": text, "survey_remark": text})
    (path,) = write_filled(general, shenmu, {"town": text, "village": text}, [row], STAMP, tmp_path / "a.xlsx")
    assert_nothing_alive(path)
    sheet = opened(path).worksheets[0]
    cell = sheet["B6"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == (text[0] in "=+-@\t")


def test_no_formula_is_born_from_a_layout(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    titled = general.model_copy(update={"title": ("=1+1",), "tab": "=cmd", "annex": "@x"})
    (path,) = write_blank(titled, shenmu, PLACE, [], STAMP, tmp_path / "a.xlsx")
    assert_nothing_alive(path)
    book = opened(path)
    assert book.sheetnames[0] == "\uff1dcmd"
    assert book.worksheets[0]["A2"].value == "=1+1"


def test_one_card_per_household_and_two_hundred_per_file(tmp_path: Path, card: Layout, zhanqiao: Bound) -> None:
    rows = [household(1), *(household(n) for n in range(1, CARDS_PER_FILE + 1))]
    files = write_blank(card, zhanqiao, PLACE, rows, STAMP, tmp_path / "cards.xlsx")
    assert [file.name for file in files] == ["cards.xlsx", "cards-2.xlsx"]
    first, second = opened(files[0]), opened(files[1])
    assert first.sheetnames[:3] == ["户1", "户1 (2)", "户2"]
    assert len(first.sheetnames) == CARDS_PER_FILE + 1  # and the stamp
    assert second.sheetnames == [f"户{CARDS_PER_FILE}", STAMP_SHEET]
    assert first["户2"]["C1"].value == "H-0000000002-0"
    assert first["户2"].column_dimensions["C"].hidden


def figures(village: str, total: int | None, *parts: int) -> SheetRow:
    general, alleviated, monitored = parts
    return SheetRow("", {"town": "示范", "village": village, "screened_total": total, "screened_general": general,
                         "screened_alleviated": alleviated, "screened_monitored": monitored})  # fmt: skip


def faults_of(layout: Layout, shenmu: Bound, rows: Sequence[SheetRow], path: Path, **stated: int) -> list[str]:
    with pytest.raises(ShouxianError) as raised:
        write_filled(layout, shenmu, PLACE, rows, STAMP, path, stated)
    assert raised.value.exit == ExitCode.TOTALS
    assert not path.exists()
    return [fault.code for fault in raised.value.faults]


def test_a_row_that_does_not_add_up_is_refused(tmp_path: Path, statistics: Layout, shenmu: Bound) -> None:
    rows = [figures("甲", 10, 7, 2, 1), figures("乙", 10, 7, 2, 0)]
    codes = faults_of(statistics, shenmu, rows, tmp_path / "a.xlsx")
    assert codes == ["SHEET_WRITE_CROSS_SUM", "SHEET_WRITE_CROSS_SUM"]  # the row, and the totals it spoils


def test_totals_computed_elsewhere_must_agree(tmp_path: Path, statistics: Layout, shenmu: Bound) -> None:
    rows = [figures("甲", 10, 7, 2, 1)]
    assert faults_of(statistics, shenmu, rows, tmp_path / "a.xlsx", screened_total=11) == ["SHEET_WRITE_TOTALS"]


def test_text_is_never_summed(tmp_path: Path, statistics: Layout, shenmu: Bound) -> None:
    rows = [SheetRow("", {"screened_total": "10户"})]
    assert faults_of(statistics, shenmu, rows, tmp_path / "a.xlsx") == ["SHEET_WRITE_NOT_A_COUNT"]


def test_an_unknown_count_leaves_its_total_blank(tmp_path: Path, statistics: Layout, shenmu: Bound) -> None:
    rows = [figures("甲", 10, 7, 2, 1), figures("乙", None, 7, 2, 0)]
    (path,) = write_filled(statistics, shenmu, PLACE, rows, STAMP, tmp_path / "a.xlsx")
    sheet = opened(path).worksheets[0]
    assert [sheet.cell(8, column).value for column in (1, 9, 10, 11, 12)] == ["合计", None, 14, 4, 1]


def test_a_layout_with_an_unknown_question_is_refused(tmp_path: Path, general: Layout) -> None:
    with pytest.raises(ShouxianError) as raised:
        write_blank(general, {}, PLACE, [], STAMP, tmp_path / "a.xlsx")
    assert raised.value.faults[0].code == "SHEET_LAYOUT_QUESTION"


def test_a_row_of_an_unknown_class_is_refused(tmp_path: Path, catalogue: Catalogue, shenmu: Bound) -> None:
    problems = catalogue.campaigns["shenmu-2022-spring"].sheets["annex_3"]
    with pytest.raises(ShouxianError) as raised:
        write_filled(problems, shenmu, PLACE, [SheetRow("weather", {})], STAMP, tmp_path / "a.xlsx")
    assert raised.value.faults[0].code == "SHEET_WRITE_ROW_UNKNOWN"


def test_a_text_no_cell_holds_is_refused(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    row = household(1, survey_remark="长" * 32_768)
    with pytest.raises(ShouxianError) as raised:
        write_filled(general, shenmu, PLACE, [row], STAMP, tmp_path / "a.xlsx")
    assert raised.value.faults[0].code == "SHEET_WRITE_TOO_LONG"


def test_the_same_annex_is_the_same_bytes(tmp_path: Path, general: Layout, shenmu: Bound) -> None:
    first, second = (
        write_blank(general, shenmu, PLACE, [household(1)], STAMP, tmp_path / name)[0] for name in ("a.xlsx", "b.xlsx")
    )
    assert parts(first) == parts(second)


def test_a_ledger_keeps_text_as_text(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    rows = [(text, "000000200001010000", number, None) for number, text in enumerate(DANGEROUS)]
    write_ledger("=问题/清单", ["=1+1", "证件号", "数", "数"], rows, path)
    assert_nothing_alive(path)
    sheet = opened(path).worksheets[0]
    assert sheet.title == "\uff1d问题\uff0f清单"
    assert [sheet.cell(row, 1).value for row in range(2, 9)] == list(DANGEROUS)
    assert {sheet.cell(row, 1).data_type for row in range(1, 9)} == {"s"}
    assert (sheet["B2"].value, sheet["B2"].number_format) == ("000000200001010000", "@")
    assert (sheet["C2"].value, sheet["C2"].data_type) == (0, "n")


def test_a_ledger_may_be_empty_and_has_limits(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    write_ledger("空", ["户主"], [], path)
    assert opened(path).worksheets[0]["A1"].value == "户主"
    with pytest.raises(ShouxianError) as raised:
        write_ledger("长", ["户主"], [("长" * 32_768,)], path)
    assert raised.value.faults[0].code == "SHEET_WRITE_TOO_LONG"


def test_a_long_list_of_problems_goes_on_below(tmp_path: Path, catalogue: Catalogue, shenmu: Bound) -> None:
    problems = catalogue.campaigns["shenmu-2022-spring"].sheets["annex_3"]
    lines = [f"{n}. 户{n}:住房不安全" for n in range(1, 61)]
    rows = [SheetRow("policy", {"problem_text": "\n".join(lines)})]
    (path,) = write_filled(problems, shenmu, PLACE, rows, STAMP, tmp_path / "a.xlsx")
    sheet = opened(path).worksheets[0]
    printed = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(5, 10)]
    assert printed[1] == (2, "帮扶政策落实方面")
    assert printed[2] == (None, "（续）")
    told = [str(sheet.cell(row, 3).value or "") for row in range(5, sheet.max_row + 1)]
    assert "\n".join(text for text in told if text).splitlines() == lines
    assert max(row.height or 0 for row in sheet.row_dimensions.values()) < 409
    assert sheet.page_setup.fitToHeight == 0
    last_break = max(brk.id for brk in sheet.row_breaks.brk)
    assert [sheet.cell(row, 1).value for row in range(last_break + 1, sheet.max_row + 1)][-5:] == [
        7, 8, "支部书记签字：", "第一书记签字：", "包村干部签字：",
    ]  # fmt: skip


def test_an_annex_has_a_name_without_blanks(catalogue: Catalogue) -> None:
    sheets = catalogue.campaigns["shenmu-2022-spring"].sheets
    assert sheets["annex_2"].name == "神木市镇（街）村村情调查表"
    assert sheets["annex_5"].name == "神木市防止返贫动态监测集中排查镇级核查表"


def test_who_surveyed_signs_for_the_own_households(tmp_path: Path, catalogue: Catalogue, zhanqiao: Bound) -> None:
    listed = catalogue.campaigns["zhanqiao-2022-income"].sheets["annex_1"]
    rows = [household(n, surveyor_name=name) for n, name in enumerate(["乙一", "乙二", "乙一"], start=1)]
    (filled,) = write_filled(listed, zhanqiao, PLACE, rows, STAMP, tmp_path / "filled.xlsx")
    (blank,) = write_blank(listed, zhanqiao, PLACE, rows, STAMP, tmp_path / "blank.xlsx")
    book = opened(filled)
    assert book.sheetnames == ["一般农户", "一般农户 (2)", STAMP_SHEET]
    assert [book["一般农户"][f"B{row}"].value for row in (6, 7)] == ["户1", "户3"]
    assert re.sub(" ", "", str(book["一般农户 (2)"]["G8"].value)) == "排查人员签名：乙二"
    assert opened(blank).sheetnames == ["一般农户", STAMP_SHEET]
