"""Bad input through the real command: a plain sentence, an exit code by class, nothing stored, no traceback."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from tests.journeys.conftest import Said, Town, shouxian, started

pytestmark = pytest.mark.xdist_group("journeys")  # one worker makes the demo town once

USAGE, REFUSED, PACK, DOUBT, WORKSPACE = 2, 10, 11, 12, 15
Make = Callable[[Path], None]


def _told(said: Said, code: int, *words: str) -> None:
    assert said.code == code, (said.code, said.out, said.err)
    text = said.out + said.err
    assert "Traceback" not in text
    for word in words:
        assert word in text


def _foreign_workbook(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["菜单", "价格"])
    sheet.append(["面条", 8])
    book.save(path)


BAD_FILES: dict[str, tuple[str, Make]] = {
    "not_a_workbook.xlsx": ("SHEET_GUARD", lambda p: p.write_bytes(b"\x89PNG not a workbook at all" * 50) and None),
    "empty.xlsx": ("SHEET_GUARD", lambda p: p.write_bytes(b"") and None),
    "gbk.csv": ("SHEET_READ_NO_SHEET", lambda p: p.write_bytes("品名,数量\n苹果,3\n".encode("gbk")) and None),
    "other_table.xlsx": ("SHEET_READ_NO_SHEET", _foreign_workbook),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_annex_is_refused_and_nothing_is_stored(zhanqiao: Town, tmp_path: Path, name: str) -> None:
    code, make = BAD_FILES[name]
    path = tmp_path / name
    make(path)
    before = shouxian("--json", "import", "history", "-w", zhanqiao.workspace).json
    _told(shouxian("import", "returns", path, "-w", zhanqiao.workspace), REFUSED, name, code)
    assert shouxian("--json", "import", "history", "-w", zhanqiao.workspace).json == before


def test_one_bad_file_does_not_stop_the_good_ones_beside_it(zhanqiao: Town, tmp_path: Path) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"")
    good = zhanqiao.one("2-村里交回/詹桥社区*/附件2*.xlsx")
    said = shouxian("--json", "import", "returns", bad, good, "-w", zhanqiao.workspace)
    assert said.code == REFUSED
    assert [item["state"] for item in said.json] == ["refused", "same"]


def test_the_annex_of_another_campaign_is_told_by_name(zhanqiao: Town, shenmu: Town) -> None:
    path = shenmu.one("2-村里交回/常家沟*/附件1-1*.xlsx")
    _told(shouxian("import", "returns", path, "-w", zhanqiao.workspace), REFUSED, "SHEET_READ_WRONG_CAMPAIGN")


def test_a_sheet_of_another_village_than_said_is_refused(zhanqiao: Town) -> None:
    book = load_workbook(zhanqiao.one("2-村里交回/三界*/附件1*.xlsx"))
    book.worksheets[0]["A2"] = "改过的标题"
    other = zhanqiao.folder / "改过.xlsx"
    book.save(other)
    said = shouxian("import", "returns", other, "-w", zhanqiao.workspace, "--village", "印石村")
    _told(said, REFUSED, "SHEET_READ_WRONG_VILLAGE", "三界", "印石")


def test_a_renamed_column_is_asked_once_and_remembered(zhanqiao: Town) -> None:
    path = zhanqiao.one("2-村里交回/三界*/附件1*.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    cell = next(c for row in sheet.iter_rows(max_row=10) for c in row if c.value == "住房安全有无保障")
    cell.value = "房子好不好"
    renamed = path.with_name("改了表头.xlsx")
    book.save(renamed)
    asked = shouxian("--json", "import", "returns", renamed, "-w", zhanqiao.workspace)
    assert asked.code in (DOUBT, REFUSED)
    assert asked.json[0]["state"] in ("held", "refused")
    named = shouxian("import", "returns", renamed, "-w", zhanqiao.workspace, "--column", "房子好不好=housing")
    _told(named, 0, "已导入")
    sheet.cell(cell.row + 2, cell.column).value = "无"
    book.save(path.with_name("第二次.xlsx"))
    again = shouxian("--json", "import", "returns", path.with_name("第二次.xlsx"), "-w", zhanqiao.workspace)
    assert again.json[0]["state"] == "stored", again.err


def test_mistakes_of_the_command_line_are_told_with_the_nearest_name(zhanqiao: Town, tmp_path: Path) -> None:
    _told(shouxian("campaign", "show", "zhanqiao"), USAGE, "现有", "zhanqiao-2022-income")
    said = shouxian("sheet", "blank", "-w", zhanqiao.workspace, "--into", tmp_path, "--village", "詹桥社")
    _told(said, USAGE, "最接近")
    _told(
        shouxian("sheet", "blank", "-w", zhanqiao.workspace, "--into", tmp_path, "--sheet", "annex_9"), USAGE, "annex_1"
    )
    _told(shouxian("explain", "没有这个人", "-w", zhanqiao.workspace), USAGE, "没有找到")
    _told(shouxian("screen", "-w", tmp_path / "nowhere"), WORKSPACE, "还不是工作文件夹")
    _told(shouxian("screen", "-w", zhanqiao.workspace, "-c", "shenmu-2022-spring"), WORKSPACE, "属于")
    _told(shouxian("screen", "-w", zhanqiao.workspace, "--compare", "no-such-run"), USAGE, "no-such-run")
    _told(shouxian("import", "list", "no_list", zhanqiao.one("0-收到的文件/*.xlsx"), "-w", zhanqiao.workspace), USAGE)
    _told(shouxian("demo-town", "--into", zhanqiao.folder), USAGE, "已有内容")
    _told(shouxian("--packs", tmp_path, "campaign", "list"), USAGE, "政策包目录")


def test_a_broken_pack_names_file_and_line(tmp_path: Path) -> None:
    packs = Path(__file__).resolve().parents[2] / "packs"
    copy = tmp_path / "packs"
    shutil.copytree(packs, copy)
    rule = next((copy / "rules").rglob("*.yaml"))
    rule.write_text(rule.read_text("utf-8").replace("when:", "when: no_such_fact AND", 1), "utf-8")
    _told(started("--packs", copy, "campaign", "check", "--all"), PACK, rule.name, "第", "no_such_fact")


def test_english_is_complete_where_it_is_asked_for(zhanqiao: Town) -> None:
    said = shouxian("--lang", "en", "screen", "-w", zhanqiao.workspace)
    assert "findings" in said.out
    wrong = started("--lang", "en", "campaign", "show", "zhanqiao")
    assert "There is no campaign" in wrong.err
