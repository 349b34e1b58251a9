"""Who left and what is closed: no sheet, rule or figure knows them, and a file that names them brings nobody back."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook, load_workbook
from tests.unit.campaigns.few_households import XINWAN, Place, family
from tests.unit.two_villages import SPEC, Town, column_of, edited

from shouxian.core.campaigns.hand_out import hand_out, sheet_rows
from shouxian.core.campaigns.member_changes import Change, Home, work_out
from shouxian.core.campaigns.member_parts import parts_of
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.runs import Run
from shouxian.core.campaigns.take_back import Outcome, Source
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON

DAY = date(2022, 1, 20)


@pytest.fixture
def town(zhanqiao_founded: Town, tmp_path: Path) -> Town:
    return zhanqiao_founded.copy(tmp_path)


def _persons(town: Town) -> dict[str, Record]:
    return {r.key: r for r in read_records(town.store, PERSON, town.opened.catalogue.dictionary.variables)}


def _home(town: Town, key: str) -> Home:
    members = {k: r for k, r in _persons(town).items() if r.household == key}
    return Home(town.records()[key], members, complete=True)


def _register(town: Town, change: Change, home: Home, target: Home | None = None) -> int:
    lines = work_out(change, home, target).lines
    told = Import(
        0, "change", "户口簿(示例)", "", datetime(2022, 1, 21, tzinfo=UTC), "镇信息员", town.opened.id, change.kind,
        date(2022, 1, 21),
    )  # fmt: skip
    return town.store.apply(told, parts_of(lines, town.opened.catalogue.dictionary)).number


def _counts(run: Run) -> tuple[int, int]:
    return run.snapshot.tables[HOUSEHOLD].num_rows, run.snapshot.tables[PERSON].num_rows


def _second_export(town: Town) -> Outcome:
    """A later export of another system, which knows nothing of what was registered here."""

    def change(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.cell(4, column_of(sheet, "户联系电话")).value = "14099990000"

    path = town.folder / "second.xlsx"
    path.write_bytes((town.folder / "roster.xlsx").read_bytes())
    source = Source("镇信息员", date(2022, 2, 1), answers=town.folder / "answers")
    return take_roster(town.opened, town.store, edited(path, change), SPEC, source)


def _two(town: Town) -> tuple[Home, Home]:
    """Two households of village one, the first with somebody beside its head."""
    village = town.villages[0].code
    homes = [_home(town, key) for key, record in sorted(town.records().items()) if record.village == village]
    homes.sort(key=lambda home: -len(home.members))
    return homes[0], homes[1]


def test_who_left_is_in_no_snapshot_and_no_sheet_and_a_later_roster_leaves_it_so(town: Town) -> None:
    home, _ = _two(town)
    gone = next(key for key in home.members if home.head and key != home.head.key)
    homes, people = _counts(town.again())
    number = _register(town, Change("died", DAY, (gone,)), home)
    assert _counts(town.again()) == (homes, people - 1)
    assert gone not in _persons(town)
    outcome = _second_export(town)
    assert outcome.state == "stored"
    assert [remark.code for remark in outcome.remarks if remark.code.startswith("DATA_ROW")] == ["DATA_ROW_LEFT"]
    assert gone not in _persons(town), "he stays away"
    assert _counts(town.again()) == (homes, people - 1), "and no second one came instead"
    town.store.retract(number)
    assert _counts(town.again()) == (homes, people)


@pytest.mark.parametrize("numbered", [True, False])
def test_who_went_to_another_household_stays_there_whatever_another_system_says(town: Town, numbered: bool) -> None:
    home, target = _two(town)
    goes = next(key for key in home.members if home.head and key != home.head.key)
    if not numbered:
        told = Import(0, "desk", "户口簿(示例)", "", datetime(2022, 1, 20, tzinfo=UTC), "镇信息员", town.opened.id)
        table = pa.table({"key": [goes], "household_key": [home.record.key]})
        town.store.apply(told, [Incoming(PERSON, table, ("resident_id",), ((goes, "resident_id"),))])
    before = _counts(town.again())
    _register(town, Change("moved", DAY, (goes,), relations={goes: "other"}), home, target)
    assert _persons(town)[goes].household == target.record.key
    outcome = _second_export(town)
    assert [remark.code for remark in outcome.remarks if remark.code.startswith("DATA_ROW")] == ["DATA_ROW_ELSEWHERE"]
    assert _persons(town)[goes].household == target.record.key
    assert _counts(town.again()) == before


def test_a_household_that_went_into_another_is_handed_out_no_more(town: Town) -> None:
    home, target = _two(town)
    homes, people = _counts(town.again())
    relations = dict.fromkeys(home.members, "other")
    _register(town, Change("merged", DAY, relations=relations), home, target)
    assert _counts(town.again()) == (homes - 1, people)
    assert home.record.key not in town.records()
    sheets = list(hand_out(town.opened, town.store, town.villages[:1], town.folder / "again"))
    assert sheets
    outcome = town.take(town.filled("annex_1" if home.record.key in _keys(town, "annex_1") else "annex_2"))
    assert outcome.state == "stored"
    assert [remark.code for remark in outcome.remarks if remark.code == "DATA_ROW_CLOSED"] == ["DATA_ROW_CLOSED"]
    assert home.record.key not in town.records(), "a sheet handed out before brings it not back"
    assert _counts(town.again()) == (homes - 1, people)


def _keys(town: Town, sheet: str) -> str:
    """Everything that the blank sheet of village one holds, as one text."""
    book = load_workbook(town.paper(sheet))
    return "\n".join(str(cell.value) for page in book.worksheets for row in page.iter_rows() for cell in row)


def test_a_sheet_that_collects_the_years_changes_tells_of_who_died_in_it(tmp_path: Path) -> None:
    place = Place.of(XINWAN, tmp_path)
    rows = family("甲示例", "14000000001", {"成员姓名": "乙示例"}, {"成员姓名": "丙示例"}, 是否监测户="是")
    assert place.roster(rows).state == "stored"
    people = place.records(PERSON)
    home = Home(next(iter(place.records(HOUSEHOLD).values())), {r.key: r for r in people.values()}, complete=True)
    for name, day in (("乙示例", date(2022, 5, 1)), ("丙示例", date(2021, 5, 1))):
        lines = work_out(Change("died", day, (people[name].key,)), home).lines
        told = Import(
            0, "change", "死亡证明(示例)", "", datetime(2022, 9, 1, tzinfo=UTC), "示例", place.opened.id, "died"
        )
        place.store.apply(told, parts_of(lines, place.opened.catalogue.dictionary))
    layout, known = place.opened.pack.sheets["annual_members"], sheet_rows(place.opened, place.store)
    handed = [row.facts["member_name"] for row in known.of(layout, place.village.code)]
    filled = {row.facts["member_name"]: row.facts for row in known.of(layout, place.village.code, with_left=True)}
    assert handed == ["甲示例"], "nobody is asked of the dead"
    assert set(filled) == {"甲示例", "乙示例"}, "who died the year before was told of then"
    assert (filled["乙示例"]["member_change"], filled["乙示例"]["member_changed_on"]) == ("died", date(2022, 5, 1))
