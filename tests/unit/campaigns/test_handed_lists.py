"""A list handed down: every row ends in a verdict, a person's word goes before a proposal."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from tests.unit.two_villages import MONITORED, NAME, PLAIN, POOR, Town, edited, places

from shouxian.core.campaigns.handed_lists import (
    PROPOSED,
    UNDECIDED,
    VERDICT,
    handed_list,
    import_list,
    kept_rows,
    list_ledger,
    verdicts,
    write_back,
)  # fmt: skip
from shouxian.core.campaigns.views import view_of
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.synthetic.workbooks import write_handed_list

LIST = "below_line_january"
HEADS = ["行政村", "户主姓名", "联系电话", "家庭人口数", "人均纯收入"]


@pytest.fixture
def town(zhanqiao_visited: Town, tmp_path: Path) -> Town:
    return zhanqiao_visited.copy(tmp_path)


def sent(town: Town, *rows: list[str]) -> Path:
    path = town.folder / "list.xlsx"
    book = Workbook()
    for row in (["名单"], HEADS, *rows):
        book.worksheets[0].append(row)
    book.save(path)
    return path


def _row(town: Town, who: int, income: str = "6000", village: int = 0) -> list[str]:
    facts = town.records()[town.key(who, village)].facts
    return [town.villages[village].name, str(facts["head_name"]), str(facts["phone"]), "3", income]


def everybody(town: Town) -> Path:
    name = town.villages[0].name
    return sent(
        town, _row(town, PLAIN), _row(town, MONITORED), _row(town, POOR, "5000"), _row(town, 0, village=1),
        [name, NAME, "", "", ""], [name, "查无此人示例", "", "", ""], ["", "", "", "", "仅此"],
    )  # fmt: skip


def test_every_row_ends_in_a_verdict(town: Town) -> None:
    handed = handed_list(town.opened, LIST)
    rows = import_list(town.opened, town.store, LIST, everybody(town), "镇信息员")
    told = verdicts(town.again(), handed, rows)
    assert told[0] == (f"经核查收入达标{PROPOSED}", "")
    assert told[1] == (f"已是监测户{PROPOSED}", "")
    assert told[2][0] == UNDECIDED  # below the line, and nobody has judged yet whether to include
    assert told[3] == (UNDECIDED, "尚未入户")
    assert told[4] == (UNDECIDED, "有同名户,请确认是哪一户")
    assert told[5] == (UNDECIDED, "名单中的户未能对应到花名册,请核对")
    assert kept_rows(town.store, handed) == rows


def test_a_list_tells_of_sure_households_and_never_overrules_a_visit(town: Town) -> None:
    """The list comes back with verdicts after the visits, and its figures are those that the visits have checked."""
    before = town.records()[town.key(PLAIN)].facts["net_income_per_head"]
    import_list(town.opened, town.store, LIST, everybody(town), "镇信息员")
    assert town.store.imports()[-1].kind == "list"
    assert town.records()[town.key(0, 1)].facts["net_income_per_head"] == Bounds(6000_00, 6000_00)
    assert town.records()[town.key(PLAIN)].facts["net_income_per_head"] == before


def test_the_workbook_goes_back_as_it_came_with_two_columns_more_and_hears_a_person(town: Town, tmp_path: Path) -> None:
    handed = handed_list(town.opened, LIST)
    path = everybody(town)
    import_list(town.opened, town.store, LIST, path, "镇信息员")
    (back,) = write_back(town.again(), town.store, handed, tmp_path)
    before, after = load_workbook(path).worksheets[0], load_workbook(back).worksheets[0]
    assert [[c.value for c in row[:5]] for row in after.iter_rows()] == [
        [c.value for c in row] for row in before.iter_rows()
    ]
    assert [after.cell(2, 6).value, after.cell(2, 7).value] == ["核查结论", "说明"]

    def confirm(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.cell(5, 6).value, sheet.cell(5, 7).value = "收入低于6500元但不符合监测对象条件", "儿子有稳定收入"

    rows = import_list(town.opened, town.store, LIST, edited(back, confirm), "镇信息员")
    told = verdicts(town.again(), handed, rows)
    assert told[2] == ("收入低于6500元但不符合监测对象条件", "儿子有稳定收入")
    assert told[0] == (f"经核查收入达标{PROPOSED}", "")
    (again,) = write_back(town.again(), town.store, handed, tmp_path)
    assert load_workbook(again).worksheets[0].max_column == 7
    view = view_of(town.again(), town.store)
    ledger = list_ledger(town.again(), town.store, view, handed, {town.villages[0].code})
    assert ledger.heads[-2] == VERDICT
    assert [row[0] for row in ledger.rows] == [1, 2, 3, 5, 6]


def test_a_list_as_text_goes_back_as_a_workbook(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADS, _row(town, PLAIN)])
    import_list(town.opened, town.store, LIST, path, "镇信息员")
    (back,) = write_back(town.again(), town.store, handed_list(town.opened, LIST), tmp_path)
    sheet = load_workbook(back).worksheets[0]
    assert [sheet.cell(2, 3).value, sheet.cell(2, 6).value] == [_row(town, PLAIN)[2], f"经核查收入达标{PROPOSED}"]


def test_a_list_with_other_headings_or_a_wrong_cell_stores_nothing(town: Town) -> None:
    before = len(town.store.imports())
    book = Workbook()
    book.worksheets[0].append(["甲", "乙"])
    path = town.folder / "other.xlsx"
    book.save(path)
    with pytest.raises(ShouxianError, match="LIST_HEADINGS"):
        import_list(town.opened, town.store, LIST, path, "镇信息员")
    with pytest.raises(ShouxianError) as caught:
        import_list(town.opened, town.store, LIST, sent(town, _row(town, PLAIN, "很少")), "镇信息员")
    assert [f.where.row for f in caught.value.faults] == [3]
    assert len(town.store.imports()) == before
    handed = handed_list(town.opened, LIST)
    assert kept_rows(town.store, handed) == []
    assert write_back(town.again(), town.store, handed, town.folder) == []
    with pytest.raises(ShouxianError, match="CAMPAIGN_LIST"):
        handed_list(town.opened, "no_such_list")


def test_a_list_of_strangers_tells_nothing_of_anybody(town: Town) -> None:
    before = len(town.store.imports())
    rows = import_list(
        town.opened, town.store, LIST, sent(town, [town.villages[0].name, "查无此人示例", "", "2", "5000"]), "镇信息员"
    )
    assert [row.key for row in rows] == [None]
    assert len(town.store.imports()) == before


def test_the_invented_list_reads_back(town: Town) -> None:
    path = town.folder / "invented.xlsx"
    handed = handed_list(town.opened, LIST)
    count = write_handed_list(path, handed, town.poor, places(town.opened), town.opened.catalogue.dictionary, 6500_00)
    rows = import_list(town.opened, town.store, LIST, path, "镇信息员")
    assert len(rows) == count
    assert [row.key is None for row in rows][-2:] == [True, True]
    assert all(row.key for row in rows[:-2])


def test_a_persons_verdict_is_one_of_the_notice_with_its_reason_and_records_its_facts(town: Town) -> None:
    verdict = "收入低于6500元但不符合监测对象条件"
    heads = [*HEADS, VERDICT, "说明"]

    def returned(word: str, reason: str) -> Path:
        path = town.folder / "back.xlsx"
        book = Workbook()
        for row in (["名单"], heads, [*_row(town, POOR, "5000"), word, reason]):
            book.worksheets[0].append(row)
        book.save(path)
        return path

    before = len(town.store.imports())
    for word, reason, code in (("随便写的", "", "LIST_VERDICT"), (verdict, "", "LIST_REASON")):
        with pytest.raises(ShouxianError, match=code) as caught:
            import_list(town.opened, town.store, LIST, returned(word, reason), "镇信息员")
        assert caught.value.faults[0].where.row == 3
    assert len(town.store.imports()) == before
    assert kept_rows(town.store, handed_list(town.opened, LIST)) == []
    import_list(town.opened, town.store, LIST, returned(verdict, "儿子有稳定收入"), "镇信息员")
    assert town.records()[town.key(POOR)].facts["inclusion_judgement"] == "no"
