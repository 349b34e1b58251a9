"""What an unknown waits for: only facts that could decide it, traced to what a form can ask."""

from datetime import date
from typing import Any

import pytest

from shouxian.core.expressions.needs import Need, Needs
from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Where


def needs(schema: Schema, when: str, record: dict[str, Any], subject: str = "household", **more: Any) -> Needs:
    programme = Programme.compile(schema, [RuleText("t.rule", subject, "risk", when, Where("t"))])
    return programme.needs("t.rule", record, **more)


def test_only_unknown_children_are_asked_for(schema: Schema) -> None:
    found = needs(
        schema, "housing_safe AND (wages > 0 OR people > 0)", {"wages": None, "people": 0, "housing_safe": True}
    )
    assert found == Needs((Need("household", "wages"),))


def test_a_decided_verdict_needs_nothing(schema: Schema) -> None:
    assert needs(schema, "housing_safe OR wages > 0", {"housing_safe": True}) == Needs()
    assert needs(schema, "housing_safe AND wages > 0", {"housing_safe": False}) == Needs()


def test_a_band_across_the_line_and_a_missing_line(schema: Schema) -> None:
    band = {"income_per_head__lo": 1, "income_per_head__hi": 900_000}
    found = needs(schema, "income_per_head < monitoring_line", {**band, "p__monitoring_line": 600_000})
    assert found == Needs((Need("household", "income_per_head"),))
    found = needs(schema, "wages < monitoring_line", {"wages": 5})
    assert found == Needs((), ("monitoring_line",))


def test_members_are_named_and_the_incomplete_list_too(schema: Schema) -> None:
    people = [{"key": "P-1", "disabled": False}, {"key": "P-2"}]
    found = needs(schema, "any(members, disabled)", {"members": people})
    assert found == Needs((Need("person", "disabled", "P-2"),), (), ("members",))
    assert needs(schema, "count(members) > 0", {}) == Needs((), (), ("members",))


def test_a_household_of_no_people_puts_its_facts_in_doubt(schema: Schema) -> None:
    found = needs(
        schema, "per_head(wages, people) < monitoring_line", {"wages": 5, "people": 0, "p__monitoring_line": 1}
    )
    assert found.facts == (Need("household", "people"), Need("household", "wages"))


def test_derived_facts_are_traced_to_raw_ones_of_any_subject(schema_with: Any, new_fact: Any, spring: date) -> None:
    schema = schema_with(
        new_fact("adults", "int", derive="count(members, adult)"),
        new_fact("per_adult", "money", derive="per_head(wages, adults)"),
        more_of_person=(new_fact("adult", "bool", derive="age_on(birth_date, reference_date) >= adult_age"),),
    )
    home = {"key": "H", "wages": 7, "members": [{"key": "P-1"}], "members__complete": True, "p__reference_date": spring}
    found = needs(schema, "per_adult > 0", home)
    assert found == Needs((Need("person", "birth_date", "P-1"),), ("adult_age",))
    programme = Programme.compile(schema, [RuleText("t.rule", "person", "risk", "disabled AND adults > 0", Where("t"))])
    parent = programme.widened("household", home)
    found = programme.needs("t.rule", {"key": "P-1", "disabled": True}, parent)
    assert found == Needs((Need("person", "birth_date", "P-1"),), ("adult_age",))


@pytest.mark.parametrize(
    ("when", "fact"),
    [("has(risks, 'illness')", "risks"), ("occurrences(phone) > 1", "phone"), ("tenure IN ('own')", "tenure")],
)
def test_every_kind_of_fact_can_be_needed(schema: Schema, when: str, fact: str) -> None:
    assert needs(schema, when, {}) == Needs((Need("household", fact),))


def test_the_line_that_a_member_lacks_is_told_although_its_parent_has_one(schema: Schema) -> None:
    rule = "any(households, wages < monitoring_line)"
    family = {"key": "H-1", "wages": 5, "p__monitoring_line": None}
    village = {"households": [family], "households__complete": True, "p__monitoring_line": 100}
    assert needs(schema, rule, village, "village") == Needs((), ("monitoring_line",))
    held = {**family, "p__monitoring_line": 100}
    assert needs(schema, rule, {**village, "households": [held], "p__monitoring_line": None}, "village") == Needs()


def test_a_derived_fact_of_home_needs_the_line_of_home(schema_with: Any, new_fact: Any) -> None:
    schema = schema_with(new_fact("poor", "bool", derive="wages < monitoring_line"))
    person = {"key": "P-1", "p__monitoring_line": 100}
    home = {"wages": 5, "members": [person], "members__complete": True, "p__monitoring_line": None}
    assert needs(schema, "any(members, poor)", home) == Needs((), ("monitoring_line",))
