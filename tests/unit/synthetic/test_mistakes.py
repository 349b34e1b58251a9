"""What goes wrong in rosters and on lists, and what the import says of the very row."""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook
from tests.unit.two_villages import SPEC, Town, places

from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.take_back import Source
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.kernel.faults import DETAILS
from shouxian.core.synthetic.clerks import fill_list
from shouxian.core.synthetic.mistakes import MISTAKES, homophone
from shouxian.core.synthetic.roster_mistakes import ROSTER_MISTAKES, spoil_roster
from shouxian.core.synthetic.workbooks import write_roster

FATES = {"stored": "tolerated", "held": "asked", "refused": "refused"}


@pytest.mark.parametrize("name", sorted(ROSTER_MISTAKES))
def test_a_dirty_row_of_a_roster_is_told_by_its_own_code(zhanqiao_founded: Town, tmp_path: Path, name: str) -> None:
    town, mistake = zhanqiao_founded, ROSTER_MISTAKES[name]
    dictionary, spec = town.opened.catalogue.dictionary, town.opened.catalogue.imports[SPEC]
    path = tmp_path / "roster.xlsx"
    write_roster(path, spec, town.invented, places(town.opened), dictionary)
    (made,) = spoil_roster(path, spec, dictionary, [name], Random(1))
    store = FolderStore.create(tmp_path / "work", dictionary.variables, town.opened.id)
    outcome = take_roster(town.opened, store, path, SPEC, Source("镇信息员", date(2022, 1, 5)))
    told = {(fault.code, fault.where.row) for fault in (*outcome.faults, *outcome.remarks)}
    assert FATES[outcome.state] == mistake.fate
    assert (mistake.says, made.row) in told if mistake.says else told == set()


@pytest.mark.parametrize("name", ["row_copied", "homophone_and_key_lost", "unknown_option", "name_erased"])
def test_a_mistake_on_a_list_is_told_of_its_row(zhanqiao_founded: Town, tmp_path: Path, name: str) -> None:
    town, mistake = zhanqiao_founded.copy(tmp_path), MISTAKES[name]
    path, layout = town.paper("annex_1"), town.opened.pack.sheets["annex_1"]
    questions = town.opened.questions(town.villages[0].code)
    (made,) = fill_list(path, layout, questions, town.truth(), "签字示例", [name])
    outcome = town.take(path)
    told = {(fault.code, fault.where.row) for fault in outcome.faults}
    told |= {(doubt.what.code, doubt.row) for doubt in outcome.doubts}
    assert FATES[outcome.state] == mistake.fate
    assert (mistake.says, made.row) in told


def test_every_mistake_names_a_fault_that_exists() -> None:
    for mistake in (*MISTAKES.values(), *ROSTER_MISTAKES.values()):
        assert mistake.says == "" or mistake.says in DETAILS
        assert mistake.says or mistake.fate == "tolerated"


def test_a_name_that_was_only_heard_is_another_name_of_the_same_sound() -> None:
    assert homophone("王伟示例") == "王玮示例"
    assert homophone("高示例") == "高示例"


def test_a_roster_without_a_column_gives_no_occasion(zhanqiao_founded: Town, tmp_path: Path) -> None:
    town = zhanqiao_founded
    spec, dictionary = town.opened.catalogue.imports[SPEC], town.opened.catalogue.dictionary
    path = tmp_path / "roster.xlsx"
    write_roster(path, spec, town.invented, places(town.opened), dictionary, ("household_number", "phone"))
    assert spoil_roster(path, spec, dictionary, ["id_check_digit", "no_head"], Random(1)) == []
    (made,) = spoil_roster(path, spec, dictionary, ["phone_too_short"], Random(1))
    texts = [str(cell.value) for cell in load_workbook(path).worksheets[0][made.row]]
    assert any(len(text) == 10 and text.startswith("140") for text in texts)
