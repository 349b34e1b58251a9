"""The main job through the real command, for both notices: from roster to ledger."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.journeys.conftest import Said, Town, shouxian, started

pytestmark = pytest.mark.xdist_group("journeys")  # one worker makes the demo town once

Demo = Callable[[str], tuple[Path, Said]]
BOTH = ["zhanqiao-2022-income", "shenmu-2022-spring"]


@pytest.mark.parametrize("name", BOTH)
def test_the_demo_ends_with_every_output_and_the_wrong_files_came_back(demo: Demo, name: str) -> None:
    folder, said = demo(name)
    told = said.json[0]
    assert told["households"] == 90
    assert 0 < told["visited"] < 90
    assert told["findings"] > 0
    assert "refused" in told["returned"]
    assert "held" in told["returned"]
    assert set(told["corrected"]) == {"stored"}
    assert all(Path(path).exists() for path in told["files"])
    assert list((folder / "3-退回和待打勾").glob("*(退回).xlsx"))


@pytest.mark.parametrize("name", BOTH)
def test_screening_again_repeats_the_same_run(demo: Demo, name: str) -> None:
    workspace = demo(name)[0] / "工作文件夹"
    kept = sorted(path.name for path in (workspace / "runs").iterdir())
    again = shouxian("--json", "screen", "-w", workspace, "--compare", kept[0]).json
    assert again["run"] == kept[0]
    about = json.loads((workspace / "runs" / kept[0] / "run.json").read_text("utf-8"))
    assert again["findings_hash"] == about["findings_hash"]
    assert again["compare"] == {"new": 0, "gone": 0, "changed": 0, "same": again["findings"]}


def test_the_second_import_of_a_file_changes_nothing(zhanqiao: Town) -> None:
    path = zhanqiao.one("2-村里交回/詹桥社区*/附件2*.xlsx")
    before = shouxian("--json", "import", "history", "-w", zhanqiao.workspace).json
    said = shouxian("--json", "import", "returns", path, "-w", zhanqiao.workspace)
    assert said.code == 0
    assert said.json[0]["state"] == "same"
    assert shouxian("--json", "import", "history", "-w", zhanqiao.workspace).json == before


def test_an_undone_import_takes_its_findings_with_it_and_comes_back(zhanqiao: Town) -> None:
    run = shouxian("--json", "screen", "-w", zhanqiao.workspace).json
    history = shouxian("--json", "import", "history", "-w", zhanqiao.workspace).json
    last = max(item["number"] for item in history if item["kind"] == "return")
    assert shouxian("import", "undo", last, "-w", zhanqiao.workspace).code == 0
    without = shouxian("--json", "screen", "-w", zhanqiao.workspace, "--compare", run["run"]).json
    assert without["visited"] < run["visited"]
    assert without["compare"]["new"] == 0
    undone = next(item for item in history if item["number"] == last)
    path = next(zhanqiao.folder.glob(f"2-村里交回/*/{undone['file']}"), None)
    assert path is not None
    assert shouxian("import", "undo", last, "-w", zhanqiao.workspace).code == 2


def test_a_held_file_is_answered_in_the_clerks_own_workbook(zhanqiao: Town) -> None:
    """The clerk chooses 是同一户 in the column 请确认 and returns the file; nothing is typed again."""
    original = zhanqiao.one("2-村里交回/泰和社区*/附件1*.xlsx")
    answers = zhanqiao.folder / "再退回"
    held = shouxian("--json", "import", "returns", original, "-w", zhanqiao.workspace, "--answers", answers)
    assert held.code == 12
    answer = Path(held.json[0]["answer"])
    book = load_workbook(answer)
    sheet = next(s for s in book.worksheets if "一般农户" in s.title)
    column = next(c.column for row in sheet.iter_rows(max_row=12) for c in row if c.value == "请确认")
    choices = [v for v in sheet.data_validations.dataValidation if any(
        r.min_col <= column <= r.max_col for r in v.sqref.ranges)]  # fmt: skip
    chosen = [_first_choice(book, choice.formula1) for choice in choices]
    for choice, words in zip(choices, chosen, strict=True):
        sheet.cell(next(r.min_row for r in choice.sqref.ranges), column).value = words
    assert any(words.startswith("是同一户") for words in chosen)
    book.save(answer)
    again = shouxian("--json", "import", "returns", answer, "-w", zhanqiao.workspace)
    assert again.code == 0, again.err
    assert again.json[0]["state"] == "stored"
    assert again.json[0]["new"] == chosen.count("新的一户")


def _first_choice(book: object, formula: str) -> str:
    if formula.startswith('"'):
        return formula.strip('"').split(",")[0]
    sheet, area = formula.lstrip("=").rsplit("!", 1)
    first = area.replace("$", "").split(":")[0]
    return str(book[sheet.strip("'")][first].value)  # type: ignore[index]


def test_free_words_ask_one_tick_and_the_tick_settles_the_fact(zhanqiao: Town) -> None:
    ticks = zhanqiao.one("3-退回和待打勾/*(待打勾).xlsx")
    book = load_workbook(ticks)
    sheet = book["待打勾"]
    assert sheet.cell(2, 4).value == "就业信息已登记,待村里核实"
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 5).value = "有问题"
    book.save(ticks)
    before = shouxian("--json", "screen", "-w", zhanqiao.workspace).json
    said = shouxian("--json", "import", "returns", ticks, "-w", zhanqiao.workspace)
    assert said.code == 0, said.err
    after = shouxian("--json", "screen", "-w", zhanqiao.workspace, "--compare", before["run"]).json
    assert after["compare"]["new"] >= 1


def test_explain_tells_reason_line_clause_date_and_source(zhanqiao: Town) -> None:
    findings = shouxian("--json", "screen", "-w", zhanqiao.workspace).json
    assert findings["by_rule"].get("income.below_line")
    ledger = load_workbook(zhanqiao.one("4-结果/镇/詹桥/问题清单.xlsx")).worksheets[0]
    row = next(r for r in ledger.iter_rows(min_row=2, values_only=True) if r[-1] == "income.below_line")
    said = started("explain", f"{row[1]}{row[3]}", "-w", zhanqiao.workspace)
    assert said.code == 0, said.err
    assert "詹政发〔2022〕5号" in said.out
    assert "6500" in said.out
    assert "2022-02-2" in said.out  # the day of the visit
    assert ".xlsx" in said.out  # the file it came from


def test_every_row_of_the_handed_list_goes_back_with_a_verdict(zhanqiao: Town) -> None:
    sent = load_workbook(zhanqiao.one("0-收到的文件/*6500*(示例).xlsx")).worksheets[0]
    back = load_workbook(zhanqiao.one("4-结果/镇/詹桥/岳阳市*6500*.xlsx")).worksheets[0]
    heads = [cell.value for cell in back[2]]
    place = heads.index("核查结论")
    assert [[c.value for c in row[: sent.max_column]] for row in back.iter_rows()] == [
        [c.value for c in row] for row in sent.iter_rows()
    ]
    assert all(back.cell(row, place + 1).value for row in range(3, back.max_row + 1))
    assert any("查无此人" in str(row[1].value) for row in back.iter_rows(min_row=3))


def test_statistics_of_shenmu_add_up(shenmu: Town) -> None:
    sheet = load_workbook(shenmu.one("4-结果/县/*/附件4*.xlsx")).worksheets[0]
    rows = [[cell.value for cell in row[:13]] for row in sheet.iter_rows()]
    villages = [row for row in rows if isinstance(row[0], int)]
    total = next(row for row in rows if row[0] == "合计")
    for place in (8, 9, 10, 11, 12):
        assert total[place] == sum(row[place] for row in villages)
    assert all(row[8] == row[9] + row[10] + row[11] for row in villages)


def test_no_output_without_need_carries_a_whole_phone_number(zhanqiao: Town) -> None:
    ledger = load_workbook(zhanqiao.one("4-结果/镇/詹桥/问题清单.xlsx")).worksheets[0]
    for row in ledger.iter_rows(min_row=2, values_only=True):
        assert row[4] in ("", None) or "****" in str(row[4])
    for path in (zhanqiao.folder / "4-结果" / "数据").iterdir():
        assert "示例".encode() not in path.read_bytes()
