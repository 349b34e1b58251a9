"""The outputs of a run: files for people by area, and the same as data without anybody's name."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from docx import Document
from openpyxl import load_workbook
from tests.unit.two_villages import MONITORED, NAME, POOR, UNSAFE, Town, edited, places

from shouxian.core.campaigns.handed_lists import import_list
from shouxian.core.campaigns.report import write_filled_sheets, write_outputs
from shouxian.core.campaigns.reported import Report
from shouxian.core.synthetic.workbooks import write_handed_list

LIST = "below_line_january"


@pytest.fixture(scope="module")
def zhanqiao(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Report, Path]:
    """Zhanqiao's outputs, with the January list come in and one verdict by a person."""
    town = zhanqiao_visited.copy(tmp_path_factory.mktemp("report"))
    path = town.folder / "list.xlsx"
    handed = town.opened.pack.campaign.lists[0]
    write_handed_list(path, handed, town.poor, places(town.opened), town.opened.catalogue.dictionary, 6500_00)

    def verdict(book: object) -> None:
        sheet = book.worksheets[0]  # type: ignore[attr-defined]
        sheet.cell(2, 6).value, sheet.cell(2, 7).value = "核查结论", "说明"
        sheet.cell(3, 6).value, sheet.cell(3, 7).value = "已是监测户", f"见{NAME}"
        sheet.cell(4, 6).value, sheet.cell(4, 7).value = "已迁出、死亡或查无此户", "整户迁往县城"

    import_list(town.opened, town.store, LIST, edited(path, verdict), "镇信息员")
    report = Report(town.again(), town.store)
    into = town.folder / "outputs"
    assert len(set(write_outputs(report, into))) > 20
    return town, report, into


@pytest.fixture(scope="module")
def shenmu(shenmu_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Report, Path]:
    into = tmp_path_factory.mktemp("shenmu_report")
    report = Report(shenmu_visited.run, shenmu_visited.store)
    files = list(write_outputs(report, into))
    assert all(path.exists() for path in files)
    return shenmu_visited, report, into


def _rows(folder: Path, name: str) -> list[dict[str, object]]:
    return list(pq.read_table(folder / "数据" / f"{name}.parquet").to_pylist())


def test_every_output_stands_at_its_levels(
    zhanqiao: tuple[Town, Report, Path], shenmu: tuple[Town, Report, Path]
) -> None:
    for town, _, into in (zhanqiao, shenmu):
        folders = {"village": "村", "town": "镇", "county": "县"}
        levels = {level for spec in town.opened.pack.campaign.outputs for level in spec.levels}
        assert {path.name for path in into.iterdir()} == {"数据", *(folders[level] for level in levels)}
        assert {p.name for p in (into / "村").iterdir()} == {v.short for v in town.villages}
    assert sorted(p.name for p in (shenmu[2] / "县").iterdir()) == ["神木"]


def test_data_hold_every_output_and_nobodys_name(
    zhanqiao: tuple[Town, Report, Path], shenmu: tuple[Town, Report, Path]
) -> None:
    for town, _, into in (zhanqiao, shenmu):
        files = sorted((into / "数据").iterdir())
        assert [path.name for path in files] == [
            "coverage.parquet", "findings.parquet", "list_verdicts.parquet", "next_visit.parquet", "not_asked.json",
            "problems.parquet", "quality.parquet", "statistics.json", "unknowns.parquet",
        ]  # fmt: skip
        texts = [str(pq.read_table(p).to_pylist()) if p.suffix == ".parquet" else p.read_text("utf-8") for p in files]
        secrets = {str(h.facts["phone"]) for h in town.invented}
        secrets |= {str(m.facts["resident_id"]) for h in town.invented for m in h.members}
        for text in texts:
            assert "示例" not in text
            assert not [secret for secret in secrets if secret in text]


def test_data_say_the_same_as_the_files(zhanqiao: tuple[Town, Report, Path]) -> None:
    town, report, into = zhanqiao
    assert len(_rows(into, "findings")) == len(report.view.details)
    problems = {(row["household"], row["problem"]) for row in _rows(into, "problems")}
    assert problems == {(p.household, p.problem) for p in report.problems}
    assert (town.key(UNSAFE), "housing") in problems
    assert {row["rule"] for row in _rows(into, "quality")} >= {"members.both_insurances"}
    coverage = _rows(into, "coverage")
    assert sum(int(str(row["listed"])) for row in coverage) == len(report.view.households) == 14
    assert sum(int(str(row["visited"])) for row in coverage) == 8
    asks = {(row["household"], row["question"]) for row in _rows(into, "next_visit")}
    assert asks == {(a.household, a.question) for a in report.asking.asks}
    told = json.loads((into / "数据" / "statistics.json").read_text("utf-8"))
    assert told["run"] == report.run.id
    assert told["priority_groups"]["low_general"]["visited"] >= 1
    assert json.loads((into / "数据" / "not_asked.json").read_text("utf-8"))["not_collected"]


def test_a_verdict_is_data_by_its_code_and_tells_who_decided(zhanqiao: tuple[Town, Report, Path]) -> None:
    rows = _rows(zhanqiao[2], "list_verdicts")
    assert [row["row"] for row in rows] == list(range(3, 3 + len(rows)))
    assert (rows[0]["verdict"], rows[0]["by_a_person"]) == ("monitored_already", True)
    assert (rows[1]["verdict"], rows[1]["by_a_person"]) == ("gone", True)
    assert (rows[-1]["verdict"], rows[-1]["by_a_person"], rows[-1]["household"]) == ("undecided", False, None)


def test_the_problem_summary_ticks_each_class_once(zhanqiao: tuple[Town, Report, Path]) -> None:
    town, _, into = zhanqiao
    sheet = load_workbook(next((into / "村" / town.villages[0].short).glob("附件3*.xlsx"))).worksheets[0]
    name = town.records()[town.key(POOR)].facts["head_name"]
    rows = [[c.value for c in line] for line in sheet.iter_rows() if name in [c.value for c in line]]
    assert len(rows) == 1


def test_the_summary_is_there_to_read_and_as_a_word_document(zhanqiao: tuple[Town, Report, Path]) -> None:
    _, report, into = zhanqiao
    (folder,) = (into / "镇").iterdir()
    text = (folder / "排查情况小结.md").read_text("utf-8")
    assert "14 户,已排查 8 户" in text
    assert report.run.id in text
    words = "\n".join(p.text for p in Document(str(folder / "排查情况小结.docx")).paragraphs)
    assert "收入只是参考" in words
    notes = (folder / "方案核对说明.md").read_text("utf-8")
    assert notes.startswith("# 方案核对说明\n\n1. ")


def test_statistics_of_a_county_have_a_row_for_each_village(shenmu: tuple[Town, Report, Path]) -> None:
    town, _, into = shenmu
    (path,) = (into / "县" / "神木").glob("附件4*.xlsx")
    texts = [str(c.value) for line in load_workbook(path).worksheets[0].iter_rows() for c in line]
    assert {village.short for village in town.villages} <= set(texts)


def test_sheets_that_people_fill_can_be_written_alone(shenmu_visited: Town, tmp_path: Path) -> None:
    report = Report(shenmu_visited.run, shenmu_visited.store)
    files = list(write_filled_sheets(report, tmp_path))
    assert {path.parent.name for path in files} == {v.short for v in shenmu_visited.villages}
    filled = next(
        p for p in files if p.name.startswith("附件1-3") and p.parent.name == shenmu_visited.villages[0].short
    )
    texts = [str(c.value) for line in load_workbook(filled).worksheets[0].iter_rows() for c in line]
    assert str(shenmu_visited.records()[shenmu_visited.key(MONITORED)].facts["head_name"]) in texts
