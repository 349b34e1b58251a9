"""Handing out: every household stands once, on the sheet of its type, with its hidden key."""

from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.unit.two_villages import SHENMU, Town

from shouxian.core.campaigns.hand_out import hand_out, place_fields
from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.kernel.keys import is_key
from shouxian.core.screening.classify import household_types


def keys_in(path: Path) -> list[str]:
    book = load_workbook(path)
    cells = (cell.value for sheet in book.worksheets for line in sheet.iter_rows() for cell in line)
    return [value for value in cells if isinstance(value, str) and is_key(value) and value.startswith("H")]


def test_every_household_stands_once_and_on_the_sheet_of_its_type(shenmu_founded: Town, zhanqiao_founded: Town) -> None:
    for town in (shenmu_founded, zhanqiao_founded):
        types = household_types(town.opened.schema, town.run.snapshot, town.opened.pack.campaign.household_types)
        seen: Counter[str] = Counter()
        for layout in town.opened.pack.sheets.values():
            if layout.kind == "table" or layout.subject != "household":
                continue
            for number in (0, 1):
                path = town.paper(layout.id, number)
                keys = keys_in(path) if path.exists() else []
                assert {types[key] for key in keys} <= set(layout.covers)
                assert all(town.records()[key].village == town.villages[number].code for key in keys)
                seen.update(keys)
        assert seen == Counter(dict.fromkeys(town.records(), 1))


def test_a_sheet_that_is_filled_from_the_run_is_not_handed_out(shenmu_founded: Town) -> None:
    names = [path.name for path in shenmu_founded.blank.rglob("*.xlsx")]
    assert not [name for name in names if name.startswith(("附件3", "附件4"))]


def test_one_sheet_can_be_asked_for_and_a_village_without_households_gets_one_empty_card(
    zhanqiao_founded: Town, tmp_path: Path
) -> None:
    town = zhanqiao_founded
    nobody = town.opened.villages[5]
    (path,) = hand_out(town.opened, town.store, [nobody], tmp_path, ["annex_2"])
    assert keys_in(path) == []
    assert path.parent.name == nobody.name
    assert place_fields(town.opened, nobody)["town"] == "詹桥"


def test_without_any_roster_sheets_are_blank(tmp_path: Path) -> None:
    opened = open_campaign(SHENMU)
    store = FolderStore.create(tmp_path / "work", opened.catalogue.dictionary.variables, opened.id)
    files = list(hand_out(opened, store, opened.villages[:1], tmp_path / "blank"))
    assert len(files) == 5
    assert all(keys_in(path) == [] for path in files)


def test_villages_and_sheets_are_found_by_name_or_the_nearest_is_told(shenmu_founded: Town) -> None:
    opened = shenmu_founded.opened
    first = opened.villages[0]
    assert opened.village(first.code) == first
    assert opened.chosen([]) == opened.villages
    assert opened.chosen([first.code]) == (first,)
    assert opened.sheets(["annex_2"]) == ("annex_2",)
    with pytest.raises(ShouxianError, match="CAMPAIGN_VILLAGE"):
        opened.village("没有这个村")
    with pytest.raises(ShouxianError, match="CAMPAIGN_SHEET"):
        opened.sheets(["annex_9"])
    with pytest.raises(ShouxianError, match="PACK_CAMPAIGN_UNKNOWN"):
        open_campaign("nowhere-2022")
