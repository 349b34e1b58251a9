"""A world for any campaign: what its pack asks has an answer, rules' own cases say what is usual and what is found."""

import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.kernel.clock import standing_on, today
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.models.dates import in_use
from shouxian.core.synthetic.cases import planted_cases, usual_values
from shouxian.core.synthetic.exports import export_rows
from shouxian.core.synthetic.things import village_things
from shouxian.core.synthetic.workbooks import facts_of, listed_for, write_foreign, write_handed_list
from shouxian.core.synthetic.world import World, invent

XINWAN = "xinwan-2022-autumn"
VILLAGES = {"430981108001": "甲村", "430981108200": "乙村"}
PLACES = {code: ("示例县", "示例镇", name) for code, name in VILLAGES.items()}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return open_packs()


@pytest.fixture(scope="module")
def world(catalogue: Catalogue) -> World:
    return _world(catalogue, XINWAN)


def _world(catalogue: Catalogue, name: str, seed: int = 3) -> World:
    pack = catalogue.campaign(name)
    day = in_use(pack.campaign.reference_date).value
    return invent(catalogue, pack, VILLAGES, 60, day, 6800_00, seed)


@pytest.mark.parametrize("name", ["luorong-2022-line", "shaoyun-2022-visits", "shenmu-2022-spring", XINWAN])
def test_every_answer_that_a_form_cannot_do_without_is_there(catalogue: Catalogue, name: str) -> None:
    world, pack = _world(catalogue, name), catalogue.campaign(name)
    needed = [q for q in pack.questions.values() if q.required and q.cell and not q.asked_if and not q.asked_of]
    for question in needed:
        if question.cell != "surveyor_name":
            everyone = [told for code in VILLAGES for told in world.all_of(question.subject, code)]
            assert all(told.get(question.cell) is not None for told in everyone), question.id


def test_the_same_seed_is_the_same_world_and_answers_alike_twice(catalogue: Catalogue, world: World) -> None:
    again, other = _world(catalogue, XINWAN), _world(catalogue, XINWAN, seed=4)
    assert (again.households, again.things) == (world.households, world.things)
    assert again.things != other.things or again.households != other.households
    first, second = (w.all_of("household", "430981108001")[0] for w in (world, again))
    assert dict(first) == dict(second) == dict(first)


def test_who_has_no_work_has_no_employer_and_who_is_not_monitored_no_category(world: World) -> None:
    homes = world.households
    assert any(h.facts["is_monitored"] is True for h in homes)
    for home in homes:
        if home.facts["is_monitored"] is not True and not home.story:
            assert world.household(home)["monitored_category"] is None
        for member in home.members:
            if member.facts["is_working"] is not True:
                assert world.person(home, member)["work_company"] is None


def test_what_is_usual_stands_in_clear_cases(catalogue: Catalogue) -> None:
    usual = usual_values(catalogue.rules.values(), catalogue.dictionary)
    assert usual["wages_owed"] is False
    assert usual["site_governance"] is True
    assert "net_income_per_head" not in usual  # an amount in a case stands at a line


def test_a_planted_case_tells_only_what_is_asked_and_never_who_somebody_is(catalogue: Catalogue) -> None:
    asked = {"wages_owed", "disaster_hit", "head_id", "phone"}
    found = planted_cases(catalogue.rules.values(), catalogue.dictionary, asked)
    told = {name for cases in found.values() for case in cases for name in case.told()}
    assert told == {"wages_owed", "disaster_hit"}
    assert {case.facts["wages_owed"] for case in found["enterprise"]} == {True}


def test_things_of_every_kind_stand_in_a_village_and_some_have_something_to_be_found(catalogue: Catalogue) -> None:
    rules = list(catalogue.rules.values())
    planted = planted_cases(rules, catalogue.dictionary, set(catalogue.dictionary.variables))
    homes = _world(catalogue, XINWAN).households
    things = village_things(catalogue.dictionary, VILLAGES, homes, date(2022, 11, 8), planted)
    kinds = {subject.subject for subject in catalogue.dictionary.children("village")} - {"household"}
    assert {thing.subject for thing in things} == kinds
    assert any(thing.story for thing in things)
    counted = [t.facts for t in things if t.subject == "natural_village" and not t.story]
    assert sum(int(str(f["nv_households"])) for f in counted) == len(homes)


def test_an_export_before_the_visits_is_older_than_the_truth(catalogue: Catalogue, world: World) -> None:
    spec = catalogue.imports["national_annual"]
    names = facts_of(spec, catalogue.dictionary, catalogue.screens)
    aged = frozenset({"wage_income", "business_income", "transfer_income", "net_income_per_head"})
    before, after = (list(export_rows(world, spec, names, VILLAGES, facts)) for facts in (aged, ()))
    assert len(before) == len(after) == len(world.households)
    for old, new in zip(before, after, strict=True):
        assert int(str(old.facts["net_income_per_head"])) < int(str(new.facts["net_income_per_head"]))
        assert old.facts["head_name"] == new.facts["head_name"]


def test_a_register_of_workers_lists_workers_only(catalogue: Catalogue, world: World, tmp_path: Path) -> None:
    spec = catalogue.imports["national_work"]
    names = facts_of(spec, catalogue.dictionary)
    rows = list(export_rows(world, spec, names, VILLAGES, ()))
    assert rows
    assert all(row.facts["register_working"] is True for row in rows)
    write_foreign(tmp_path / "work.xlsx", spec, rows, names, PLACES, catalogue.dictionary)
    sheet = load_workbook(tmp_path / "work.xlsx").worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    assert len(heads) == len(set(heads))
    assert sheet.max_row == 3 + len(rows)


@pytest.mark.parametrize("name", ["zhanqiao-2022-income", "shaoyun-2022-visits", "luorong-2022-line", XINWAN])
def test_a_list_has_the_headings_of_its_notice_and_a_word_in_every_cell(
    catalogue: Catalogue, world: World, tmp_path: Path, name: str
) -> None:
    for handed in catalogue.campaign(name).campaign.lists:
        chosen = listed_for(handed, world.households, Random(1))
        path = tmp_path / f"{handed.id}.xlsx"
        count = write_handed_list(path, handed, chosen, PLACES, catalogue.dictionary, 6500_00)
        rows = list(load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True))
        assert list(rows[0]) == [column.head for column in handed.columns]
        assert len(rows) == 1 + count
        assert not any(re.search("[a-z]", str(cell)) for row in rows for cell in row if cell)
        strangers = 2 if handed.made_by == "sender" else 0
        assert count == len(chosen) + strangers


def test_a_demo_stands_on_its_own_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOUXIAN_NOW", raising=False)
    with standing_on(date(2022, 3, 4)):
        assert today() == date(2022, 3, 4)
        with standing_on(date(2022, 3, 5)):
            assert today() == date(2022, 3, 5)
        assert today() == date(2022, 3, 4)
    assert today() > date(2022, 3, 5)
