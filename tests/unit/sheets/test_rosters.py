"""National exports as they are: headings on row 3, all text, long ids, health in any order, one row per person."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.kernel.resident_ids import check_digit
from shouxian.core.packs.catalogue import Dictionary, load_catalogue
from shouxian.core.packs.locate import packs_folder
from shouxian.core.sheets.reading.rosters import Roster, read_roster

VILLAGES = {"610881101201": "甲村", "610881101202": "乙村", "610881102201": "甲村"}
TOWNS = {"610881101": "某镇", "610881102": "别镇"}
HEADS = (
    "省", "市", "县", "乡", "村", "户编号", "姓名", "证件号码", "与户主关系", "户联系电话", "户类型", "健康状况",
    "出生日期", "致贫/返贫风险1", "致贫/返贫风险2", "人均纯收入(元)", "识别监测时间(YYYYMM)", "风险是否已消除",
    "是否参加城乡居民基本医疗保险",
)  # fmt: skip


def number(first17: str, tail: str = "") -> str:
    return first17 + check_digit(first17) + tail


ADULT, CHILD = number("43068219700101123"), number("43068220100101124", "42")


def row(**cells: str) -> list[str]:
    sound = ("陕西省", "榆林市", "神木市", "某镇", "甲村", "9001", "张甲", ADULT, "户主", "13800000001", "监测对象",
             "残疾,长期慢性病", "1970-01-01", "因病", "因残", "5800.50", "202203", "否", "是")  # fmt: skip
    return [cells.get(head, value) for head, value in zip(HEADS, sound, strict=True)]


SPECS = load_catalogue(packs_folder()).imports


def export(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (["监测对象信息(自定义)"], ["导出时间:2022-03-01"], HEADS, *rows):
        sheet.append(list(cells))
    book.save(path)
    return path


@pytest.fixture
def read(dictionary: Dictionary, tmp_path: Path):  # type: ignore[no-untyped-def]  # a small helper of these tests
    def reading(rows: Sequence[Sequence[object]], spec: str = "national_monitored") -> Roster:
        path = export(tmp_path / "导出.xlsx", rows)
        return read_roster(path, SPECS[spec], dictionary, VILLAGES, TOWNS)

    return reading


def test_people_and_their_household(read) -> None:  # type: ignore[no-untyped-def]
    second = row(
        姓名="张乙", 证件号码=CHILD, 与户主关系="之子", 健康状况="长期慢性病、残疾", 出生日期="20100101", 户联系电话=""
    )
    roster = read([second, row()])
    (household,) = roster.households.to_pylist()
    assert (household["row"], household["head_name"], household["head_id"]) == (5, "张甲", ADULT)
    assert (household["village"], household["household_number"], household["phone"]) == (
        "610881101201", "9001", "13800000001",
    )  # fmt: skip
    assert (household["is_monitored"], household["risks"], household["risk_eliminated"]) == (
        True, ["illness", "disability"], False,
    )  # fmt: skip
    assert (household["net_income_per_head__lo"], household["net_income_per_head__hi"]) == (580050, 580050)
    assert household["monitored_since"] == date(2022, 3, 1)
    son, head = roster.persons.to_pylist()
    assert (son["health"], head["health"]) == (["chronic", "disabled"], ["disabled", "chronic"])
    assert (son["resident_id"], son["birth_date"], son["resident_insurance"]) == (CHILD, date(2010, 1, 1), True)
    assert son["group_key"] == head["group_key"] == household["group_key"]
    assert not roster.faults
    assert "SHEET_READ_EXTRA_COLUMN" not in [r.code for r in roster.remarks]
    assert "head_name" in roster.asked_household
    assert "relation" in roster.asked_person


def test_ids_of_wrong_length_and_as_numbers(read) -> None:  # type: ignore[no-untyped-def]
    wrong = [row(证件号码=ADULT[:17]), row(证件号码=ADULT + "4"), row(证件号码=number("43068219700101123", "41")),
             row(证件号码=ADULT[:17] + "0"), row(证件号码=ADULT.lower())]  # fmt: skip
    cells = row()
    cells[HEADS.index("证件号码")] = 430682197001011234  # type: ignore[call-overload]
    roster = read([*wrong, cells])
    assert [(f.code, f.where.row) for f in roster.faults] == [
        ("SHEET_READ_ID_LENGTH", 4), ("SHEET_READ_ID_LENGTH", 5), ("SHEET_READ_LONG_NUMBER", 9),
    ]  # fmt: skip
    assert ADULT[:17] not in roster.faults[0].text("zh")


def test_villages_are_told_apart_by_their_town(read) -> None:  # type: ignore[no-untyped-def]
    roster = read([row(), row(户编号="9002", 乡="别镇"), row(户编号="9003", 村="丙丁村")])
    assert roster.households.column("village").to_pylist() == ["610881101201", "610881102201", None]
    assert [(f.code, f.where.row) for f in roster.faults] == [("SHEET_READ_UNKNOWN_VILLAGE", 6)]


def test_a_household_without_a_head_is_told(read) -> None:  # type: ignore[no-untyped-def]
    roster = read([row(与户主关系="配偶"), row(户编号="9002")])
    assert [r.code for r in roster.remarks if r.where.row == 4] == ["SHEET_READ_NO_HEAD"]


def test_without_numbers_people_follow_their_head(read) -> None:  # type: ignore[no-untyped-def]
    rows = [row(户编号=""), row(户编号="", 与户主关系="配偶"), row(户编号="", 姓名="李乙")]
    assert read(rows).persons.column("group_key").to_pylist() == ["row 4", "row 4", "row 6"]


def test_the_shipped_specs_load() -> None:
    assert {"village_roster", "national_monitored", "national_households"} <= set(SPECS)


def test_a_file_that_is_no_roster(dictionary: Dictionary, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "会议记录"  # type: ignore[index]
    book.save(tmp_path / "x.xlsx")
    spec = SPECS["village_roster"]
    with pytest.raises(ShouxianError) as caught:
        read_roster(tmp_path / "x.xlsx", spec, dictionary, VILLAGES, TOWNS)
    assert caught.value.faults[0].code == "SHEET_READ_NO_SHEET"
