"""Workbooks as clerks and attackers make them, with openpyxl, xlsxwriter or raw zip, never with our own writer."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.sheets.answers.bound import bind_all
from shouxian.core.sheets.reading.model import Expected

SHENMU, ZHANQIAO = "shenmu-2022-spring", "zhanqiao-2022-income"
VILLAGES = {"610881101201": "甲村", "610881101202": "乙村", "430682110201": "贺家村"}
TITLE = "神木市防止返贫动态监测集中排查表（一般农户）"
PLACE = "镇（街）（某）    村（甲）    组（一组）"
HEADS = (
    "序号", "户主姓名", "家庭人口", "联系电话", "居住地", "有无安全住房",
    "有无义务教育阶段因贫失学辍学学生", "有无安全饮水", "家庭成员参加城乡居民(职工)基本医疗保险", "人均年纯收入",
    "有无较大刚性支出", "是否享受民政政策", "是否需要纳入易返贫致贫户",
    "排查人员签字", "备注",
)  # fmt: skip
GOOD = ("1", "张甲", "4", "13800000001", "1", "2", "2", "2", "1:0人 2:3人 3:1人", "4", "2", "5", "3", "李签", "")
Row = Sequence[object]


def expected(catalogue: Catalogue, campaign: str = SHENMU, village: str | None = None) -> Expected:
    pack = catalogue.campaign(campaign)
    questions = bind_all(pack.questions, catalogue.dictionary, {"monitoring_line": 650000})
    return Expected(campaign, pack.sheets, questions, catalogue.dictionary, VILLAGES, {"610881101": "某镇"}, village)


def changed(**cells: object) -> Row:
    """A sound row with some cells changed, by heading."""
    return [cells.get(head, value) for head, value in zip(HEADS, GOOD, strict=True)]


def annex_1_1(
    path: Path, rows: Sequence[Row], *, heads: Sequence[str] = HEADS, place: str = PLACE,
    below: Sequence[Row] = (), title: str = TITLE,
) -> Path:  # fmt: skip
    """Annex 1-1 of Shenmu as a clerk retyped it: title, place line, headings, rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet1"
    for row in ([title], [place], heads, *rows, *below):
        sheet.append(list(row))
    book.save(path)
    return path


def rezip(path: Path, extra: Mapping[str, bytes], into: Path) -> Path:
    """A workbook with parts added or replaced."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in extra:
                target.writestr(name, source.read(name))
        for name, data in extra.items():
            target.writestr(name, data)
    return into
