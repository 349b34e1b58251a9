"""Changes of members worked out: who is told what, when somebody comes, leaves, goes, or becomes head."""

from datetime import date

import pytest

from shouxian.core.campaigns.member_changes import Change, Home, Kind, Line, Worked, work_out
from shouxian.core.campaigns.member_parts import kind_facts, parts_of
from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.dataset.records import Record
from shouxian.core.kernel.faults import ShouxianError

DAY = date(2022, 5, 1)
MEMBERS = (
    ("P-HEAD", "甲示例", "head", "male"), ("P-WIFE", "乙示例", "spouse", "female"), ("P-SON", "丙示例", "son", "male"),
    ("P-HIS-WIFE", "丁示例", "daughter_in_law", "female"), ("P-CHILD", "戊示例", "granddaughter", "female"),
    ("P-MOTHER", "己示例", "mother", "female"),
)  # fmt: skip


def _home(people: int | None = 6, key: str = "H-A", count: int = 6) -> Home:
    members = {
        own: Record(
            own, "", {"member_name": name, "relation": relation, "sex": sex, "resident_id": f"900000{own}"}, key
        )
        for own, name, relation, sex in MEMBERS[:count]
    }
    facts = {"head_name": "甲示例", "head_id": "900000P-HEAD", "village_group": "三组", "is_poverty_alleviated": True}
    if people is not None:
        facts["people_count"] = people
    return Home(Record(key, "430682110200", facts), members, complete=True)


def _facts(worked: Worked, key: str) -> dict[str, object]:
    return {name: value for line in worked.lines if line.key == key for name, value in line.facts.items()}


def _fresh(letter: str) -> str:
    return f"{letter}-NEW"


def test_a_newborn_is_one_more_with_the_mark_a_sheet_would_ask_for() -> None:
    newcomer = {"member_name": "庚示例", "sex": "female", "relation": "granddaughter"}
    worked = work_out(Change("born", DAY, newcomer=newcomer), _home(), fresh=_fresh)
    assert worked.counts == {"here": 7}
    assert _facts(worked, "H-A") == {"people_count": 7}
    told = {"birth_date": DAY, "member_change": "born", "member_changed_on": DAY}
    assert _facts(worked, "P-NEW") == newcomer | told


def test_a_figure_that_a_sheet_told_already_is_not_counted_twice() -> None:
    died = Change("died", DAY, who=("P-MOTHER",))
    assert work_out(died, _home(people=6)).counts == {"here": 5}
    assert work_out(died, _home(people=5)).counts == {"here": 5}, "the sheet that told of it told of five people too"
    assert work_out(died, _home(people=9)).counts == {"here": 8}, "some are not on the list"
    assert work_out(died, _home(people=None)).counts == {"here": 5}
    said = Change("died", DAY, who=("P-MOTHER",), counts={"here": 4})
    assert work_out(said, _home()).counts == {"here": 4}


def test_when_the_head_dies_the_others_are_to_the_new_head_what_follows() -> None:
    with pytest.raises(ShouxianError, match="CHANGE_NEW_HEAD"):
        work_out(Change("died", DAY, who=("P-HEAD",)), _home())
    worked = work_out(Change("died", DAY, who=("P-HEAD",), new_head="P-SON"), _home())
    assert worked.relations == {
        "P-WIFE": "mother", "P-HIS-WIFE": "spouse", "P-CHILD": "daughter", "P-MOTHER": "grandmother",
    }  # fmt: skip
    assert _facts(worked, "P-SON") == {"relation": "head"}
    assert _facts(worked, "P-HEAD") == {
        "left_on": DAY, "left_how": "died", "member_change": "died", "member_changed_on": DAY,
    }  # fmt: skip
    assert _facts(worked, "H-A") == {"people_count": 5, "head_name": "丙示例", "head_id": "900000P-SON"}
    by_wife = work_out(Change("died", DAY, who=("P-HEAD",), new_head="P-WIFE"), _home())
    assert by_wife.relations["P-MOTHER"] == "husbands_mother"
    assert by_wife.missing == [], "her children are hers"
    assert "P-SON" not in {line.key for line in by_wife.lines}, "what stays is not told again"


def test_what_does_not_follow_is_asked() -> None:
    worked = work_out(Change("new_head", DAY, new_head="P-HIS-WIFE"), _home())
    assert set(worked.missing) == {"P-HEAD", "P-WIFE", "P-SON", "P-CHILD", "P-MOTHER"}
    given = dict.fromkeys(worked.missing, "other")
    assert work_out(Change("new_head", DAY, new_head="P-HIS-WIFE", relations=given), _home()).missing == []


def test_the_last_who_leaves_closes_the_household() -> None:
    worked = work_out(Change("moved_out", DAY, who=("P-HEAD",)), _home(people=1, count=1))
    assert worked.closes
    assert _facts(worked, "H-A") == {"closed_on": DAY, "closed_how": "emptied"}
    with pytest.raises(ShouxianError, match="CHANGE_UNLISTED"):
        work_out(Change("moved_out", DAY, who=("P-HEAD",)), _home(people=3, count=1))


def test_a_split_leaves_as_many_people_as_there_were() -> None:
    who = ("P-SON", "P-HIS-WIFE", "P-CHILD")
    change = Change("split", DAY, who=who, head_there="P-SON", group="五组", same_kind=("is_poverty_alleviated",))
    worked = work_out(change, _home(), fresh=_fresh)
    assert worked.counts == {"here": 3, "there": 3}
    (made,) = (line for line in worked.lines if line.key == "H-NEW")
    assert made == Line(
        "household", "H-NEW",
        {"head_name": "丙示例", "people_count": 3, "village_group": "五组", "head_id": "900000P-SON",
         "is_poverty_alleviated": True}, "430682110200", complete=True,
    )  # fmt: skip
    assert {line.key: line.home for line in worked.lines if line.subject == "person"} == dict.fromkeys(who, "H-NEW")
    assert worked.relations == {"P-HIS-WIFE": "spouse", "P-CHILD": "daughter"}
    assert worked.lines[0].subject == worked.lines[1].subject == "household", "who arrives finds the household there"


def test_a_merge_closes_the_one_and_counts_everybody_in_the_other() -> None:
    worked = work_out(Change("merged", DAY), _home(people=7), _home(people=4, key="H-B", count=4))
    assert worked.counts == {"there": 11}, "one is not on the list and comes along"
    assert _facts(worked, "H-A") == {"closed_on": DAY, "closed_how": "merged"}
    assert set(worked.missing) == {key for key, *_ in MEMBERS}, "nobody can tell what they are to a stranger"


@pytest.mark.parametrize(
    ("kind", "told", "code"),
    [
        ("died", {}, "CHANGE_WHO"), ("died", {"who": ("P-STRANGER",)}, "CHANGE_WHO"),
        ("moved", {"who": ("P-SON",)}, "CHANGE_TARGET"), ("merged", {}, "CHANGE_TARGET"),
        ("split", {"who": tuple(key for key, *_ in MEMBERS)}, "CHANGE_ALL_GO"),
        ("split", {"who": ("P-SON",)}, "CHANGE_HEAD_THERE"), ("new_head", {"new_head": "P-HEAD"}, "CHANGE_NEW_HEAD"),
        ("born", {"new_head": "P-SON"}, "CHANGE_NEW_HEAD"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(kind: Kind, told: dict[str, object], code: str) -> None:
    with pytest.raises(ShouxianError, match=code) as refused:
        work_out(Change(kind, DAY, **told), _home())  # type: ignore[arg-type]
    assert refused.value.faults[0].where.column


def test_a_change_becomes_observations_in_which_nobody_else_is_asked_anything() -> None:
    opened = open_campaign("zhanqiao-2022-income")
    worked = work_out(Change("died", DAY, who=("P-HEAD",), new_head="P-SON"), _home())
    parts = parts_of(worked.lines, opened.catalogue.dictionary)
    (died,) = (part for part in parts if part.table["key"].to_pylist() == ["P-HEAD"])
    assert set(died.asked) == {"left_on", "left_how", "member_change", "member_changed_on"}
    assert died.table["household_key"].to_pylist() == ["H-A"]
    facts = kind_facts(opened.pack.campaign.household_types, opened.catalogue.dictionary)
    assert {"is_monitored", "is_poverty_alleviated", "special_hardship"} <= set(facts)
