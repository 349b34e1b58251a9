"""Rules over the members of a family, and over the families of a village: what an incomplete list cannot say."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shouxian.core.expressions.evaluate import verdict as plain_verdict
from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Where

Verdict = Callable[..., bool | None]


def family(*disabled: bool | None, complete: bool | None = True) -> dict[str, Any]:
    return {"members": [{"disabled": d} for d in disabled], "members__complete": complete}


@pytest.mark.parametrize(
    ("rule", "home", "verdict"),
    [
        ("any(members, disabled)", family(False, True, complete=False), True),
        ("any(members, disabled)", family(False, complete=False), None),  # somebody may still be missing
        ("any(members, disabled)", family(False), False),
        ("any(members, disabled)", family(False, None), None),
        ("any(members, disabled)", family(complete=None), None),
        ("any(members, disabled)", family(), False),
        ("all(members, disabled)", family(True, False, complete=False), False),
        ("all(members, disabled)", family(True, complete=False), None),
        ("all(members, disabled)", family(True, True), True),
        ("at_least(2, members, disabled)", family(True, True, complete=False), True),
        ("at_least(2, members, disabled)", family(True, None), None),
        ("at_least(2, members, disabled)", family(True, False), False),
        ("at_most(1, members, disabled)", family(True, True, complete=False), False),
        ("at_most(1, members, disabled)", family(True, None), None),
        ("at_most(1, members, disabled)", family(True, False), True),
        ("at_most(1, members, disabled)", family(True, False, complete=False), None),
        ("at_least(enough, members, disabled)", family(True, True, complete=False) | {"p__enough": 2}, True),
        ("at_least(enough, members, disabled)", family(True, True) | {"p__enough": 3}, False),
        ("at_least(enough, members, disabled)", family(True, None) | {"p__enough": 2}, None),
        ("at_least(enough, members, disabled)", family(True, True), None),  # no value: never borrowed
        ("at_least(enough, members, disabled)", family(True, True) | {"p__enough": 0}, None),  # asks nothing
        ("at_most(enough, members, disabled)", family(True, True, complete=False) | {"p__enough": 1}, False),
        ("at_most(enough, members, disabled)", family(False) | {"p__enough": 0}, True),
        ("count(members) = 0", family(), True),
        ("count(members) = 0", family(complete=False), None),  # a list not collected never counts as zero
        ("count(members) = 0", {}, None),
        ("count(members, disabled) > 1", family(True, True), True),
        ("count(members, disabled) > 1", family(True, True, None), None),
    ],
)
def test_over_members(verdict_of: Verdict, rule: str, home: dict[str, Any], verdict: Any) -> None:
    assert verdict_of(rule, home) is verdict


def wages(*ends: tuple[int | None, int | None], complete: bool = True) -> dict[str, Any]:
    members = [{"wage__lo": low, "wage__hi": high} for low, high in ends]
    return {"members": members, "members__complete": complete, "p__monitoring_line": 300}


def test_a_sum_of_bands_is_a_band(verdict_of: Verdict) -> None:
    assert verdict_of("sum(members, wage) < monitoring_line", wages((100, 100), (50, 199))) is True
    assert verdict_of("sum(members, wage) < monitoring_line", wages((100, 100), (50, 200))) is None
    assert verdict_of("sum(members, wage) >= monitoring_line", wages((100, 100), (200, None))) is True
    assert verdict_of("sum(members, wage) >= monitoring_line", wages((100, 100), (None, 900))) is None
    assert verdict_of("sum(members, wage) >= monitoring_line", wages((900, 900), complete=False)) is None
    assert verdict_of("sum(members, wage) = 0", wages()) is True


def test_the_smallest_of_nobody_is_unknown(verdict_of: Verdict) -> None:
    assert verdict_of("min(members, wage) < monitoring_line", wages()) is None
    assert verdict_of("min(members, wage) < monitoring_line", wages((100, 100), (500, 500))) is True
    assert verdict_of("max(members, wage) < monitoring_line", wages((100, 100), (500, 500))) is False


def test_a_member_rule_may_use_facts_of_its_home(verdict_of: Verdict) -> None:
    rule = "disabled AND NOT housing_safe"
    assert verdict_of(rule, {"disabled": True}, subject="person", parent={"housing_safe": False}) is True
    assert verdict_of(rule, {"disabled": True}, subject="person", parent={}) is None


def test_inside_members_facts_of_the_home_are_at_hand(verdict_of: Verdict) -> None:
    rule = "any(members, disabled AND wage < wages)"
    home = {**wages((10, 10)), "wages": 20}
    home["members"][0]["disabled"] = True
    assert verdict_of(rule, home) is True


def test_a_village_rule_over_families_not_visited_is_unknown(verdict_of: Verdict) -> None:
    village = {"households": [{"housing_safe": True}, {}], "households__complete": True}
    assert verdict_of("any(households, NOT housing_safe)", village, subject="village") is None
    assert verdict_of("count(households, NOT housing_safe) > 0", village, subject="village") is None


def test_derived_facts_are_computed_across_subjects(
    verdict_of: Verdict, schema_with: Any, new_fact: Any, spring: date
) -> None:
    schema = schema_with(
        new_fact("adults", "int", derive="count(members, adult)"),
        new_fact("family_wages", "money", bounds=True, derive="sum(members, wage)"),
        new_fact("wages_per_adult", "money", bounds=True, derive="per_head(family_wages, adults)"),
        new_fact("crowded", "bool", derive="any(members, lonely) OR adults > 1"),
        more_of_person=(
            new_fact("adult", "bool", derive="age_on(birth_date, reference_date) >= adult_age"),
            new_fact("lonely", "bool", derive="disabled AND adults <= 1"),
        ),
    )
    set_ = {"p__reference_date": spring, "p__adult_age": 18, "p__monitoring_line": 600}
    people: list[dict[str, Any]] = [
        {"birth_date": date(1980, 1, 1), "disabled": True, "wage__lo": 500, "wage__hi": 599},
        {"birth_date": date(2010, 1, 1), "disabled": False, "wage__lo": 0, "wage__hi": 0},
    ]
    home = {"members": [{**p, **set_} for p in people], "members__complete": True, **set_}
    assert verdict_of("wages_per_adult < monitoring_line", home, schema=schema) is True
    assert verdict_of("crowded", home, schema=schema) is True
    only_the_child = {**home, "members": home["members"][1:]}
    first = {**people[0], **set_}
    assert verdict_of("lonely", first, schema=schema, subject="person", parent=only_the_child) is True
    assert verdict_of("lonely", first, schema=schema, subject="person", parent=home) is False  # two adults then


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        ("any(households, wages < monitoring_line)", True),  # the second, by its own line; none by the village's
        ("all(households, wages < monitoring_line)", False),
        ("count(households, wages < monitoring_line) > 1", False),
        ("sum(households, per_head(wages, people)) < monitoring_line", False),  # outside: the village's line
        ("at_least(enough, households, wages < monitoring_line)", True),  # the n is the village's, and one is enough
    ],
)
def test_a_village_holds_each_family_to_the_familys_own_line(verdict_of: Verdict, rule: str, verdict: bool) -> None:
    families = [
        {"wages": 300, "people": 1, "p__monitoring_line": 300, "p__enough": 2},
        {"wages": 400, "people": 1, "p__monitoring_line": 500, "p__enough": 2},
    ]
    village = {"households": families, "households__complete": True, "p__monitoring_line": 100, "p__enough": 1}
    assert verdict_of(rule, village, subject="village") is verdict


def test_a_family_without_a_line_of_its_own_is_not_held_to_the_villages(verdict_of: Verdict) -> None:
    village = {"households": [{"wages": 5, "p__monitoring_line": None}], "households__complete": True}
    rule = "any(households, wages < monitoring_line)"
    assert verdict_of(rule, {**village, "p__monitoring_line": 100}, subject="village") is None


def test_who_carries_no_parameters_at_all_has_those_of_home(schema: Schema) -> None:
    rule = "any(members, wage < monitoring_line)"
    programme = Programme.compile(schema, [RuleText("t.rule", "household", "risk", rule, Where("t"))])
    home = {"members": [{"wage__lo": 5, "wage__hi": 5}], "members__complete": True, "p__monitoring_line": 100}
    assert programme.run_python("household", home).of("t.rule") is True
    assert plain_verdict(programme.nodes["t.rule"], programme.frames("household", home)) is True


def test_a_fact_of_home_inside_members_is_derived_with_the_line_of_home(
    verdict_of: Verdict, schema_with: Any, new_fact: Any
) -> None:
    schema = schema_with(new_fact("poor", "bool", derive="wages < monitoring_line"))
    person = {"disabled": True, "p__monitoring_line": 100}
    home = {"wages": 400, "members": [person], "members__complete": True, "p__monitoring_line": 500}
    assert verdict_of("any(members, disabled AND poor)", home, schema=schema) is True
    assert verdict_of("any(members, disabled AND wages < monitoring_line)", home, schema=schema) is False
    assert verdict_of("poor AND any(members, wages >= monitoring_line)", home, schema=schema) is True
