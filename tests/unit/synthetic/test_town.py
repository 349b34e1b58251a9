"""Invented towns: the same seed, the same town; every fact fits the dictionary; nobody real can be meant."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook, load_workbook
from tests.unit.two_villages import MONITORED, Town

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.kernel.resident_ids import read_id
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact
from shouxian.core.synthetic.clerks import fill_cards, fill_list
from shouxian.core.synthetic.life.table import life_table
from shouxian.core.synthetic.mistakes import MISTAKES, Row
from shouxian.core.synthetic.people import member
from shouxian.core.synthetic.town import Household, surveyor_names, town
from shouxian.core.synthetic.workbooks import as_text, village_facts

TODAY, LINE = date(2022, 2, 21), 6500_01
VILLAGES = ["430682110001", "430682110002", "430682110003"]
TYPES: dict[str, type] = {"bool": bool, "int": int, "money": int, "decimal": int, "text": str, "date": date,
                          "month": date, "choice": str, "choices": tuple}  # fmt: skip


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return open_packs().dictionary


@pytest.fixture(scope="module")
def big(dictionary: Dictionary) -> list[Household]:
    return town(dictionary, VILLAGES, 1500, TODAY, LINE, seed=5)


def _wrong(name: str, value: Fact, dictionary: Dictionary) -> str | None:
    """What does not fit, None for a sound fact."""
    variable = dictionary.variables.get(name)
    if variable is None:
        return f"{name} is no fact"
    if not isinstance(value, TYPES[variable.type]) or (isinstance(value, bool) and variable.type != "bool"):
        return f"{name} = {value!r} is no {variable.type}"
    codes = {c.code for c in dictionary.codelists[variable.codelist].codes} if variable.codelist else None
    said = value if isinstance(value, tuple) else (value,)
    strange = [code for code in said if codes is not None and code not in codes]
    return f"{name} = {strange}" if strange else None


def _all_facts(big: list[Household]) -> Iterator[tuple[str, Fact]]:
    for household in big:
        yield from household.facts.items()
        for person in household.members:
            yield from person.facts.items()
        for dwelling in household.dwellings:
            yield from dwelling.items()
    for village in VILLAGES:
        yield from village_facts(big, village).items()


def test_every_invented_value_fits_the_dictionary(big: list[Household], dictionary: Dictionary) -> None:
    assert {wrong for name, value in _all_facts(big) if (wrong := _wrong(name, value, dictionary))} == set()


def test_what_a_town_shows_leaves_room_for_ordinary_households(dictionary: Dictionary) -> None:
    shown = [life for life in life_table().lives if life.town]
    assert 200 < sum(life.town for life in shown) < 500
    assert {dictionary.subject_of[name] for life in shown for name in life.dwelling} <= {"dwelling"}
    assert {dictionary.subject_of[name] for life in shown for name in life.everybody} <= {"person"}


def test_the_same_seed_is_the_same_town_and_every_story_happens(big: list[Household], dictionary: Dictionary) -> None:
    assert town(dictionary, VILLAGES, 1500, TODAY, LINE, seed=5) == big
    assert town(dictionary, VILLAGES, 1500, TODAY, LINE, seed=6) != big
    assert {h.story for h in big} == {"", *(life.id for life in life_table().lives if life.town)}
    assert {h.village for h in big} == set(VILLAGES)
    assert [h.village for h in big] == sorted(h.village for h in big)
    assert len({h.key for h in big}) == len(big)


def test_nobody_real_can_be_meant(big: list[Household]) -> None:
    people = [m.facts for h in big for m in h.members]
    assert all(str(p["member_name"]).endswith("示例") for p in people)
    ids = [str(p["resident_id"]) for p in people]
    assert all(number.startswith("900000") and read_id(number).wrong is None for number in ids)
    assert all(read_id(str(p["resident_id"])).birth_date == p["birth_date"] for p in people)
    assert all(re.fullmatch(r"140\d{8}", str(h.facts["phone"])) for h in big)
    assert all(name.endswith("示例") for name in surveyor_names(Random(1), 4))


def test_income_reaches_the_line_where_there_is_one(big: list[Household], dictionary: Dictionary) -> None:
    assert all(h.facts["income_reaches_line"] == (h.facts["net_income_per_head"] >= LINE) for h in big)  # type: ignore[operator]
    assert not any("income_reaches_line" in h.facts for h in town(dictionary, VILLAGES[:1], 20, TODAY, None))


@pytest.mark.parametrize(
    ("age", "schooling", "labour"),
    [(1, "before_school", "none"), (4, "kindergarten", "none"), (9, "primary", "none"), (13, "grade_8", "none"),
     (17, "senior_3", "ordinary"), (40, "not_in_school", "ordinary"), (66, "not_in_school", "weak"),
     (80, "not_in_school", "lost")],
)  # fmt: skip
def test_schooling_and_labour_go_with_age(age: int, schooling: str, labour: str) -> None:
    made = [member(Random(seed), "son", "male", age, TODAY).facts for seed in range(12)]
    assert schooling in {str(facts["schooling"]) for facts in made}
    assert labour in {str(facts["labour_ability"]) for facts in made}


def test_a_fact_is_written_as_an_export_writes_it(dictionary: Dictionary) -> None:
    def said(name: str, value: Fact | None) -> str:
        return as_text(value, dictionary.variables[name], dictionary.codelists)

    assert said("is_monitored", True) == "是"
    assert said("is_monitored", None) == ""
    assert said("eliminated_month", date(2021, 11, 1)) == "202111"
    assert said("birth_date", date(1980, 1, 2)) == "1980-01-02"
    assert said("net_income_per_head", 5200_50) == "5200.5"
    assert said("livelihoods", ("farming", "labour")).count(",") == 1
    assert said("sex", "male") == "男"
    assert said("people_count", 3) == "3"


@pytest.mark.parametrize(
    "name", sorted(MISTAKES.keys() - {"another_name"})
)  # made where a list has no phones: journeys
def test_a_mistake_meets_the_fate_it_is_known_for(
    zhanqiao_founded: Town, shenmu_founded: Town, tmp_path: Path, name: str
) -> None:
    """Made once on the sheet that gives occasion for it."""
    signed_by_row = name in ("unsigned", "negative_people", "full_width_digits")
    town = (shenmu_founded if signed_by_row else zhanqiao_founded).copy(tmp_path)
    sheet = "annex_1_1" if "annex_1_1" in town.opened.pack.sheets else "annex_1"
    path = town.filled(sheet, mistakes=[name])
    fates = {"stored": "tolerated", "held": "asked", "refused": "refused"}
    assert fates[town.take(path).state] == MISTAKES[name].fate


def test_a_mistake_without_occasion_is_not_made(zhanqiao_founded: Town, tmp_path: Path) -> None:
    """Annex 1 of Zhanqiao is signed once and does not ask for the number of people."""
    town = zhanqiao_founded.copy(tmp_path)
    path = town.filled("annex_1")
    village = town.villages[0].code
    made = fill_list(path, town.opened.pack.sheets["annex_1"], town.opened.questions(village), town.truth(), "签字示例",
                     ["unsigned", "negative_people", "full_width_digits", "unknown_option"])  # fmt: skip
    assert [m.mistake.name for m in made] == ["unknown_option"]
    assert made[0].row > 0


def test_a_row_without_anything_gives_no_occasion_at_all() -> None:
    nothing = Row({}, Workbook().worksheets[0]["A1"])
    assert [name for name, mistake in MISTAKES.items() if mistake.do(nothing, Random(1))] == ["hidden_key_lost"]


def test_no_two_heads_of_a_village_are_called_alike(big: list[Household]) -> None:
    names = [(h.village, h.facts["head_name"]) for h in big]
    assert len(names) == len(set(names))
    assert all(h.members[0].facts["member_name"] == h.facts["head_name"] for h in big)


def test_the_parts_of_an_income_make_the_whole(big: list[Household]) -> None:
    def amount(home: Household, name: str) -> int:
        value = home.facts[name]
        assert isinstance(value, int)
        return value

    for home in big:
        if not home.story:
            parts = sum(amount(home, n) for n in ("wage_income", "business_income", "property_income"))
            whole = parts + amount(home, "transfer_income") - amount(home, "business_expense")
            assert whole == amount(home, "net_income") == amount(home, "net_income_per_head") * len(home.members)


def test_a_clerk_writes_his_own_words_into_the_last_row_of_the_first_card(
    zhanqiao_founded: Town, tmp_path: Path
) -> None:
    town = zhanqiao_founded.copy(tmp_path)
    path = town.paper("annex_2")
    layout = town.opened.pack.sheets["annex_2"]
    truth = {town.key(MONITORED): town.truth()[town.key(MONITORED)]}  # the others are left blank
    fill_cards(path, layout, town.opened.questions(town.villages[0].code), truth, "签字示例", "在城里帮工")
    book = load_workbook(path)
    texts = [str(c.value) for sheet in book.worksheets for line in sheet.iter_rows() for c in line]
    assert texts.count("在城里帮工") == 1
