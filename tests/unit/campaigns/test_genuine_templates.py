"""A genuine template of another system in a campaign: proposed, asked once, remembered, filled by village."""

from pathlib import Path

import openpyxl
import pytest
from tests.unit.campaigns.few_households import XINWAN, Place, family

from shouxian.core.campaigns.genuine_templates import fill_templates, map_template
from shouxian.core.kernel.faults import ShouxianError


@pytest.fixture
def xinwan(tmp_path: Path) -> Place:
    place = Place.of(XINWAN, tmp_path)
    child = {"成员姓名": "甲子示例", "出生日期": "2010-03-01", "在校生状况": "七年级"}
    rows = [
        *family("甲户示例", "14000000001", child, 是否脱贫户="是"),
        *family("乙户示例", "14000000002", 是否脱贫户="否"),
    ]
    assert place.roster(rows).state == "stored"
    assert place.roster(family("丙户示例", "14000000003"), village=place.opened.villages[1]).state == "stored"
    return place


def template(folder: Path, *heads: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "导入"
    sheet.append(["某系统导入模板"])
    sheet.append(list(heads))
    path = folder / "导入模板.xlsx"
    book.save(path)
    return path


def rows(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["导入"].iter_rows(min_row=3)]


def test_what_the_dictionary_knows_is_proposed_the_rest_is_asked_once_and_remembered(xinwan: Place) -> None:
    path = template(xinwan.folder, "村", "*户主姓名", "户联系电话", "脱贫标识", "经办人")
    first = map_template(xinwan.opened, xinwan.store, path, "household", {})
    assert first.columns == {
        "村": "village", "*户主姓名": "head_name", "户联系电话": "phone", "脱贫标识": None, "经办人": None,
    }  # fmt: skip
    with pytest.raises(ShouxianError) as asked:
        list(fill_templates(xinwan.opened, xinwan.store, first, [xinwan.village], xinwan.folder / "out"))
    assert asked.value.faults[0].code == "TEMPLATE_UNMAPPED"
    named = {"脱贫标识": "is_poverty_alleviated", "经办人": "-"}
    mapped = map_template(xinwan.opened, xinwan.store, path, "household", named)
    (filled,) = fill_templates(xinwan.opened, xinwan.store, mapped, [xinwan.village], xinwan.folder / "out")
    assert rows(filled) == [
        [xinwan.village.short, "乙户示例", "14000000002", "否", None],
        [xinwan.village.short, "甲户示例", "14000000001", "是", None],
    ]
    again = map_template(xinwan.opened, xinwan.store, path, "household", {})
    assert again.columns == mapped.columns
    assert again.open == ()


def test_members_carry_their_household_and_every_village_gets_its_own_file(xinwan: Place) -> None:
    path = template(xinwan.folder, "序号", "户主姓名", "成员姓名", "在校生状况", "行政村代码")
    mapped = map_template(xinwan.opened, xinwan.store, path, "person", {})
    assert mapped.open == ()
    files = list(fill_templates(xinwan.opened, xinwan.store, mapped, xinwan.opened.villages, xinwan.folder / "out"))
    assert [file.parent.name for file in files] == [v.name for v in xinwan.opened.villages[:2]]
    told = rows(files[0])
    assert ["甲户示例", "甲子示例", "七年级", xinwan.village.code] in [row[1:] for row in told]
    assert [row[0] for row in told] == ["1", "2", "3"]


def test_a_fact_or_subject_that_does_not_exist_is_told(xinwan: Place) -> None:
    path = template(xinwan.folder, "户主姓名", "户联系电话")
    for subject, named in (("household", {"户主姓名": "nonsense"}), ("planet", {})):
        with pytest.raises(ShouxianError, match="TEMPLATE_COLUMN"):
            map_template(xinwan.opened, xinwan.store, path, subject, named)
