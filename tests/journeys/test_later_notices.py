"""The main job of the notices with jobs, visits, ledgers and things beyond the household, on two small villages."""

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.journeys.conftest import Demo, demos, shouxian

pytestmark = pytest.mark.xdist_group("later")  # one worker makes each demo once

LUORONG, SHAOYUN, XINWAN = "luorong-2022-line", "shaoyun-2022-visits", "xinwan-2022-autumn"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demos(tmp_path_factory, households=30, villages=2)


def rows(folder: Path, pattern: str) -> list[dict[str, object]]:
    """A plain table: heading → cell, row by row."""
    found = sorted(folder.glob(pattern))
    assert found, f"no file like {pattern}"
    told = list(load_workbook(found[0]).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(map(str, told[0]), line, strict=True)) for line in told[1:]]


@pytest.mark.parametrize("name", [LUORONG, SHAOYUN, XINWAN])
def test_everything_comes_back_mended_and_every_output_is_written(demo: Demo, name: str) -> None:
    folder, said = demo(name)
    told = said.json[0]
    assert (told["households"], told["visited"]) == (30, 30)
    assert set(told["returned"]) == {"stored", "refused"}
    assert set(told["corrected"]) == {"stored"}
    assert told["findings"] > 5
    assert all(Path(path).exists() for path in told["files"])
    for path in (folder / "4-结果").rglob("*.xlsx"):
        sheets = [s for s in load_workbook(path).worksheets if s.sheet_state == "visible"]
        assert all(sheet.max_row > 1 for sheet in sheets), path.name


def test_general_households_wait_for_the_first_two_jobs(demo: Demo) -> None:
    folder = demo(XINWAN)[0]
    first, second = (sorted(folder.glob(f"1-下发空表{mark}/*/*农户信息采集表.xlsx")) for mark in ("", "(第二次)"))
    assert [path.parent.name for path in first] == [path.parent.name for path in second]
    for before, after in zip(first, second, strict=True):
        assert _households(after) > _households(before)
    waiting = [
        row for row in rows(folder, "4-结果/镇/*/各项工作全覆盖进度.xlsx") if "一般农户" in str(row["全覆盖对象"])
    ]
    assert {row["状态"] for row in waiting} == {"已完成"}


def _households(path: Path) -> int:
    keys = (sheet.cell(row, sheet.max_column).value for sheet in load_workbook(path).worksheets[:1]
            for row in range(1, sheet.max_row + 1))  # fmt: skip
    return sum(str(key or "").startswith("H-") for key in keys)


def test_a_material_is_in_time_another_late_and_one_still_due(demo: Demo) -> None:
    states = {str(row["状态"]) for row in rows(demo(XINWAN)[0], "4-结果/镇/*/上报材料进度.xlsx")}
    assert {"已报送", "迟报", "未到期"} <= states


def test_what_was_entered_is_no_longer_told_for_the_national_system(demo: Demo) -> None:
    """The second export covers the first village only."""
    folder = demo(XINWAN)[0]
    assert sorted(folder.glob("0-收到的文件/*(录入后)*.xlsx"))
    changes = [row for row in rows(folder, "4-结果/镇/*/国家系统应更新清单.xlsx") if row["户主"]]
    assert len({row["行政村"] for row in changes}) == 1
    assert all(row["系统原值"] != row["现值"] for row in changes)


def test_toilets_are_counted_by_dwelling_and_add_up(demo: Demo) -> None:
    counted = rows(demo(SHAOYUN)[0], "4-结果/镇/*/户厕摸底汇总.xlsx")
    total = counted.pop()
    assert total["总数"] == sum(int(str(row["总数"]).split(".")[0]) for row in counted)
    for row in (*counted, total):
        kinds = [row["卫生厕所"], row["非卫生厕所"], row["无厕所"], row["卫生厕所(无法判断)"]]
        assert sum(float(str(n)) for n in kinds) == float(str(row["总数"]))
    listed = rows(demo(SHAOYUN)[0], "4-结果/镇/*/户厕名单.xlsx")
    assert len(listed) == int(float(str(total["总数"])))


def test_strangers_on_a_handed_list_keep_a_persons_verdict(demo: Demo) -> None:
    folder = demo(SHAOYUN)[0]
    back = load_workbook(next(folder.glob("4-结果/镇/*/部门筛查预警名单.xlsx"))).worksheets[0]
    strangers = [row for row in back.iter_rows(min_row=3, values_only=True) if "查无此人" in str(row[1])]
    assert strangers
    assert all(row[-2] == "已迁出、死亡或查无此户" and row[-1] for row in strangers)


@pytest.mark.parametrize("name", [LUORONG, SHAOYUN, XINWAN])
def test_one_visit_for_all_jobs_asks_less(demo: Demo, name: str) -> None:
    made = shouxian("--json", "burden", "-w", demo(name)[0] / "工作文件夹").json
    assert len(made) > 0
    assert all(visit["saved"] >= 0 for visit in made)
    assert sum(visit["saved"] for visit in made) > 0


def test_the_demo_stood_on_the_campaigns_own_days(demo: Demo) -> None:
    """Whoever looks at it later is told what is overdue by then."""
    assert "SHOUXIAN_NOW" not in os.environ
    history = shouxian("--json", "import", "history", "-w", demo(LUORONG)[0] / "工作文件夹").json
    assert all("2022" in str(item) and "2022-0" in str(item) for item in history)
