"""Rosters: a second export changes only what changed, and everybody is known again."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.two_villages import NAME, PLAIN, POOR, SPEC, Town, column_of, edited

from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.take_back import Outcome, Source
from shouxian.core.dataset.roles import RESIDENT_ID
from shouxian.core.kernel.faults import ShouxianError


@pytest.fixture
def town(zhanqiao_founded: Town, tmp_path: Path) -> Town:
    return zhanqiao_founded.copy(tmp_path)


def take(town: Town, path: Path, spec: str = SPEC) -> Outcome:
    source = Source("镇信息员", date(2022, 2, 1), answers=town.folder / "answers")
    return take_roster(town.opened, town.store, path, spec, source)


def second(town: Town, change: Callable[[Worksheet], None]) -> Path:
    """A later export: the first one with a change."""
    path = town.folder / "second.xlsx"
    path.write_bytes((town.folder / "roster.xlsx").read_bytes())

    def write(book: Workbook) -> None:
        change(book.worksheets[0])

    return edited(path, write)


def members(town: Town) -> dict[str, dict[str, object]]:
    table = town.store.read_current("person")
    assert table is not None
    return {row["key"]: row for row in table.to_pylist()}


def _cell(sheet: Worksheet, row: int, head: str) -> object:
    return sheet.cell(row, column_of(sheet, head)).value


def test_everybody_of_the_first_export_gets_a_key(town: Town) -> None:
    assert len(town.records()) == 14
    assert len(members(town)) == sum(m.listed for h in town.invented for m in h.members)
    assert take(town, town.folder / "roster.xlsx").state == "same"


def test_a_second_export_changes_only_what_changed(town: Town) -> None:
    before, people = town.records(), members(town)

    def change(sheet: Worksheet) -> None:
        sheet.cell(4, column_of(sheet, "户联系电话")).value = "14099990000"

    outcome = take(town, second(town, change))
    assert outcome.state == "stored"
    households, persons = outcome.changes
    assert (households.new, households.changed) == (
        (),
        (town.store.read_current("household") and _changed(town, before),),
    )
    assert (persons.new, persons.changed) == ((), ())
    assert members(town).keys() == people.keys()


def _changed(town: Town, before: object) -> str:
    after = town.records()
    assert isinstance(before, dict)
    (key,) = [key for key in after if after[key] != before[key]]
    return str(key)


def test_a_new_head_of_the_same_household_number_keeps_the_key(town: Town) -> None:
    """The head has died; another member leads, under another name."""
    big = next(h for h in town.invented if len(h.members) > 1 and h.facts["head_name"] != NAME)
    name, heir = str(big.facts["head_name"]), str(big.members[1].facts["member_name"])
    key = next(k for k, r in town.records().items() if r.facts["phone"] == big.facts["phone"])

    def change(sheet: Worksheet) -> None:
        at = column_of(sheet, "姓名")
        rows = [r for r in range(4, sheet.max_row + 1) if sheet.cell(r, at).value in (name, heir)]
        gone = next(r for r in rows if sheet.cell(r, at).value == name)
        sheet.cell(gone + 1, column_of(sheet, "与户主关系")).value = "户主"
        sheet.delete_rows(gone)

    outcome = take(town, second(town, change))
    assert outcome.state == "stored"
    assert town.records()[key].facts["head_name"] == heir
    assert len(town.records()) == 14


def test_a_member_is_known_again_by_id_and_else_by_name(town: Town) -> None:
    people = members(town)

    def change(sheet: Worksheet) -> None:
        sheet.cell(4, column_of(sheet, "姓名")).value = "改名后示例"
        sheet.cell(5, column_of(sheet, "证件号码")).value = None

    outcome = take(town, second(town, change))
    assert outcome.state == "stored"
    after = members(town)
    assert after.keys() == people.keys()
    assert [k for k in after if after[k]["member_name"] != people[k]["member_name"]] == [
        k for k in people if after[k]["member_name"] == "改名后示例"
    ]
    assert all(after[k][RESIDENT_ID] == people[k][RESIDENT_ID] for k in after)


def test_two_members_of_one_name_in_a_household_are_two_people(town: Town) -> None:
    def change(sheet: Worksheet) -> None:
        for head in ("姓名", "户编号"):
            sheet.cell(5, column_of(sheet, head)).value = _cell(sheet, 4, head)
        sheet.cell(5, column_of(sheet, "证件号码")).value = None

    before = len(members(town))
    outcome = take(town, second(town, change))
    assert outcome.state == "stored"
    assert len(members(town)) == before + 1


def test_an_undone_roster_leaves_nothing_behind_and_comes_again(town: Town) -> None:
    town.store.retract(1)
    assert town.records() == {}
    outcome = take(town, town.folder / "roster.xlsx")
    assert outcome.state == "stored"
    assert len(town.records()) == 14


def test_an_unknown_village_is_refused_with_its_row(town: Town) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(6, column_of(sheet, "村")).value = "没有这个村"

    before = town.records()
    outcome = take(town, second(town, change))
    assert outcome.state == "refused"
    assert [(f.code, f.where.row) for f in outcome.faults] == [("SHEET_READ_UNKNOWN_VILLAGE", 6)]
    assert outcome.answer is not None
    assert town.records() == before


def _village_roster(town: Town, rows: list[list[str]]) -> Path:
    """A village's own list: no household numbers, so that names have to do."""
    path = town.folder / "village.csv"
    heads = ["行政村", "村民小组", "户主姓名", "联系电话", "成员姓名", "与户主关系"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def test_a_namesake_without_number_is_asked_for_and_the_answer_is_heard(town: Town) -> None:
    village = town.villages[0].name
    path = _village_roster(town, [[village, "", NAME, "", NAME, "户主"]])
    held = take(town, path, "village_roster")
    assert held.state == "held"
    (doubt,) = held.doubts
    assert len(doubt.choices) == 2
    assert held.answer is not None
    key, _ = doubt.choices[1]
    chosen = next(text for text in doubt.texts() if key in text)

    def answer(book: Workbook) -> None:
        sheet = next(s for s in book.worksheets if s.title == doubt.sheet)
        row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 3).value == NAME)
        sheet.cell(row, column_of(sheet, "请确认")).value = chosen

    outcome = take(town, edited(held.answer, answer), "village_roster")
    assert outcome.state == "stored", (outcome.faults, outcome.doubts)
    assert outcome.changes[0].new == ()
    assert not [r for r in outcome.remarks if r.code == "SHEET_READ_EXTRA_COLUMN"]


def test_a_household_twice_in_a_roster_is_refused(town: Town) -> None:
    village = town.villages[0].name
    facts = town.records()[town.key(POOR)].facts
    row = [village, "", str(facts["head_name"]), str(facts["phone"]), str(facts["head_name"]), "户主"]
    outcome = take(town, _village_roster(town, [row, row]), "village_roster")
    assert (outcome.state, [f.code for f in outcome.faults]) == ("refused", ["DATA_ROW_TWICE"])


def test_a_roster_of_households_only_does_not_make_lists_of_members_complete(town: Town) -> None:
    imports = town.opened.catalogue.imports
    only = replace(town, opened=replace(town.opened, catalogue=replace(town.opened.catalogue, imports={
        **imports, "monitored_only": imports["national_households"].model_copy(update={"rows": "household"})})),
    )  # fmt: skip
    facts = town.records()[town.key(PLAIN)].facts
    path = town.folder / "households.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [
            ["村", "户主姓名", "联系电话", "家庭人口数"],
            [town.villages[0].name, facts["head_name"], facts["phone"], "5"],
        ]
        csv.writer(file).writerows(rows)
    outcome = take(only, path, "monitored_only")
    assert outcome.state == "stored", outcome.faults
    assert [part.subject for part in outcome.changes] == ["household"]
    assert town.records()[town.key(PLAIN)].facts["people_count"] == 5


def test_what_is_no_roster_is_refused(town: Town, tmp_path: Path) -> None:
    junk = tmp_path / "junk.csv"
    junk.write_text("a,b\n1,2\n", "utf-8")
    assert [f.code for f in take(town, junk).faults] == ["SHEET_READ_NO_SHEET"]
    assert [f.code for f in take(town, junk, "nothing").faults] == ["CAMPAIGN_IMPORT_SPEC"]
    with pytest.raises(ShouxianError, match="CAMPAIGN_FILE_MISSING"):
        take(town, tmp_path / "nowhere.xlsx")


def test_the_first_roster_was_kept_as_text(zhanqiao_founded: Town) -> None:
    sheet = load_workbook(zhanqiao_founded.folder / "roster.xlsx").worksheets[0]
    assert _cell(sheet, 4, "户编号") == zhanqiao_founded.invented[0].facts["household_number"]
