"""What a rule may not say, and how the author is told: where, what, and what to do."""

from collections.abc import Callable
from typing import Any

import pytest

from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Fault, ShouxianError

Refused = Callable[..., Fault]

FORBIDDEN = [
    ("income_per_head IS NULL", "EXPR_NULL_TEST", 1),
    ("housing_safe AND wages IS NOT NULL", "EXPR_NULL_TEST", 18),
    ("wages = NULL", "EXPR_NULL_TEST", 1),
    ("wages <=> people", "EXPR_NULL_TEST", 1),
    ("coalesce(wages, 0) > 0", "EXPR_COALESCE", 1),
    ("CASE WHEN housing_safe THEN TRUE END", "EXPR_CASE", 11),
    ("if(housing_safe, TRUE, FALSE)", "EXPR_CASE", 1),
    ("wages / people > wages", "EXPR_DIVISION", 1),
    ("wages % people = 0", "EXPR_DIVISION", 1),
    ("people * people > 1", "EXPR_MULTIPLICATION", 1),
    ("note LIKE '%poor%'", "EXPR_LIKE", 1),
    ("note NOT ILIKE 'a'", "EXPR_LIKE", 1),
    ("CAST(wages AS INT) > 0", "EXPR_CAST", 6),
    ("wages::int > 0", "EXPR_CAST", 1),
    ("note = '2022-01-01'::date", "EXPR_CAST", 8),
    ("wages > (SELECT 1)", "EXPR_SUBQUERY", 17),
    ("wages IN (SELECT 1)", "EXPR_SUBQUERY", 1),
    ("EXISTS(SELECT 1)", "EXPR_SUBQUERY", 15),
    ("SELECT wages", "EXPR_SUBQUERY", 8),
    ("wages; DROP TABLE household", "EXPR_SYNTAX", 1),
    ("\"wages\" > 0", "EXPR_QUOTED", 1),
    ("wages BETWEEN 0 AND 1", "EXPR_CONSTRUCT", 1),
    ("household.wages > 0", "EXPR_CONSTRUCT", 1),
    ("count(*) > 0", "EXPR_CONSTRUCT", 7),
    ("wages > 0 AS x", "EXPR_CONSTRUCT", 1),
    ("count(members) OVER () > 0", "EXPR_CONSTRUCT", 1),
    ("tenure IN ()", "EXPR_CONSTRUCT", 1),
    ("tenure IN (tenure)", "EXPR_CONSTRUCT", 12),
    ("wages AND", "EXPR_SYNTAX", 9),
    ("(wages > 0", "EXPR_SYNTAX", None),
    ("", "EXPR_SYNTAX", 1),
    ("'open", "EXPR_SYNTAX", None),
    ("today(visited_on)", "EXPR_FUNCTION", 1),
    ("incom_per_head < monitoring_line", "EXPR_NAME", 1),
    ("disabled", "EXPR_SCOPE", 1),
    ("any(members, has_clinic)", "EXPR_SCOPE", 14),
    ("any(member, disabled)", "EXPR_MEMBERS", 5),
    ("phone = 'x'", "EXPR_IDENTIFIER", 1),
    ("tenure = 'rented'", "EXPR_CODE", 10),
    ("has(risks, 'sick')", "EXPR_CODE", 12),
    ("wages = people", "EXPR_TYPES", 1),
    ("tenure = people", "EXPR_TYPES", 1),
    ("visited_on > wages", "EXPR_TYPES", 1),
    ("note IN (0)", "EXPR_TYPES", 10),
    ("housing_safe > FALSE", "EXPR_OPERATOR", 1),
    ("tenure < 'own'", "EXPR_OPERATOR", 1),
    ("risks = 'illness'", "EXPR_OPERATOR", 1),
    ("visited_on - moved_in > 1", "EXPR_OPERATOR", 1),
    ("housing_safe IN (TRUE)", "EXPR_OPERATOR", 1),
    ("wages", "EXPR_BOOLEAN", 1),
    ("NOT wages", "EXPR_BOOLEAN", 5),
    ("people > 5", "EXPR_NUMBER", 10),
    ("people > -1", "EXPR_NUMBER", 11),
    ("wages > 1.5", "EXPR_NUMBER", 9),
    ("visited_on > DATE '2022-02-30'", "EXPR_DATE", 19),
    ("visited_on > 'yesterday'", "EXPR_DATE", 14),
    ("wages <= monitoring_line", "EXPR_LINE", 1),
    ("monitoring_line < wages", "EXPR_LINE", 1),
    ("wages - monitoring_line > 0", "EXPR_LINE", 1),
    ("wages = monitoring_line", "EXPR_LINE", 1),
    ("per_head(monitoring_line, people) > 0", "EXPR_LINE", 1),
    ("any(members, count(members) > 1)", "EXPR_NESTED", 14),
    ("missing(tenure)", "EXPR_MISSING_KIND", 1),
    ("per_head(wages) > 0", "EXPR_ARGUMENT", 1),
    ("per_head(wages, wages) > 0", "EXPR_ARGUMENT", 1),
    ("age_on(wages, visited_on) > 0", "EXPR_ARGUMENT", 1),
    ("share_over(wages, people, spending_share)", "EXPR_ARGUMENT", 1),
    ("at_least(0, members, disabled)", "EXPR_ARGUMENT", 1),
    ("at_least(people, members, disabled)", "EXPR_ARGUMENT", 1),
    ("sum(members, disabled) > 0", "EXPR_ARGUMENT", 1),
    ("has(tenure, 'own')", "EXPR_ARGUMENT", 1),
    ("occurrences(monitoring_line) > 1", "EXPR_ARGUMENT", 1),
    ("TRUE", "EXPR_TRUE_ON_NOTHING", None),
    ("housing_safe OR reference_date > DATE '2022-01-01'", "EXPR_TRUE_ON_NOTHING", None),
    ("NOT (adult_age > 1 AND spending_share > 0)", "EXPR_TRUE_ON_NOTHING", None),
    ("any(members, adult_age > 1)", "EXPR_TRUE_ON_NOTHING", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "at"), FORBIDDEN, ids=[text for text, *_ in FORBIDDEN])
def test_it_is_refused_by_name_and_place(refused: Refused, text: str, code: str, at: int | None) -> None:
    found = refused(text)
    assert found.code == code
    assert (found.where.file, found.where.line) == ("rules/t.yaml", 7)
    if at is not None:
        assert dict(found.params)["at"] == str(at)


def test_not_missing_is_true_on_nothing_known(refused: Refused) -> None:
    assert refused("NOT missing(tenure)", kind="quality").code == "EXPR_TRUE_ON_NOTHING"


def test_a_misspelt_name_is_answered_by_the_nearest(refused: Refused) -> None:
    assert "income_per_head" in refused("incom_per_head < monitoring_line").todo("en")
    assert "rent" in refused("tenure = 'rented'").todo("en")
    assert "age_on(birth_date, day)" in refused("age_at(visited_on, visited_on) > 1").todo("en")


def test_the_author_is_told_to_make_a_number_a_parameter(refused: Refused) -> None:
    found = refused("people > 5")
    assert "No number stands in a rule: make it a parameter" in found.what("en")
    assert "参数" in found.todo("zh")


@pytest.mark.parametrize(
    "text",
    [
        "\"__import__('os').system('true')\" = TRUE",
        "wages > 0 AND \"x'); DROP TABLE household; --\" = 1",
        "has(risks, \"illness\")",
        "any(\"members\", disabled)",
        "tenure = \"own\"",
    ],
)  # fmt: skip
def test_a_quoted_name_never_becomes_code(refused: Refused, text: str) -> None:
    assert refused(text).code in {"EXPR_QUOTED", "EXPR_MEMBERS", "EXPR_CODE", "EXPR_NAME"}


def test_a_text_with_quotes_stays_a_text(verdict_of: Any) -> None:
    nasty = "'); DROP TABLE household; --"
    written = nasty.replace("'", "''")
    assert verdict_of(f"note = '{written}'", {"note": nasty}) is True
    assert verdict_of('note = \'\\n"""\'', {"note": "x"}) is False


def test_deep_and_long_texts_are_refused_calmly(refused: Refused) -> None:
    assert refused("(" * 3_000 + "wages > 0" + ")" * 3_000).code == "EXPR_SYNTAX"
    assert refused("NOT " * 1_900 + "housing_safe").code == "EXPR_SYNTAX"
    assert refused("housing_safe AND " * 1_000 + "housing_safe").code == "EXPR_SYNTAX"


def test_derived_facts_in_a_circle_are_named(schema_with: Any, new_fact: Any) -> None:
    schema = schema_with(
        new_fact("one", "int", derive="two + people"),
        new_fact("two", "int", derive="three"),
        new_fact("three", "int", derive="count(members, fourth)"),
        more_of_person=(new_fact("fourth", "bool", derive="one > 0"),),
    )
    with pytest.raises(ShouxianError) as caught:
        Programme.compile(schema, [])
    assert [f.code for f in caught.value.faults] == ["EXPR_CYCLE"]
    assert "fourth → one → two → three → fourth" in caught.value.faults[0].what("en")


@pytest.mark.parametrize(
    ("type_", "more", "derive"),
    [
        ("int", {}, "wages"),
        ("money", {}, "income_per_head"),  # a band needs bounds: true
        ("bool", {}, "TRUE"),
        ("choice", {"codelist": "risks"}, "tenure"),
    ],
)
def test_a_derived_fact_has_the_type_it_declares(
    schema_with: Any, new_fact: Any, type_: str, more: dict[str, Any], derive: str
) -> None:
    with pytest.raises(ShouxianError) as caught:
        Programme.compile(schema_with(new_fact("made", type_, derive=derive, **more)), [])
    assert caught.value.faults[0].code == "EXPR_DERIVE_TYPE"


def test_missing_cannot_hide_in_a_derived_fact(schema_with: Any, new_fact: Any) -> None:
    with pytest.raises(ShouxianError) as caught:
        Programme.compile(schema_with(new_fact("made", "bool", derive="missing(tenure)")), [])
    assert caught.value.faults[0].code == "EXPR_MISSING_KIND"


def test_a_derived_fact_that_is_true_on_nothing_taints_its_rules(
    refused: Refused, schema_with: Any, new_fact: Any
) -> None:
    schema = schema_with(
        new_fact("late", "bool", derive="reference_date > DATE '2022-01-01'"),
        new_fact("limit_seen", "int", derive="adult_age"),
    )
    assert refused("late OR housing_safe", schema=schema).code == "EXPR_TRUE_ON_NOTHING"
    assert refused("limit_seen > 0", schema=schema).code == "EXPR_TRUE_ON_NOTHING"
    assert refused("late = TRUE", schema=schema).code == "EXPR_TRUE_ON_NOTHING"


def test_names_are_unique_across_subjects_and_parameters(schema_with: Any, new_fact: Any) -> None:
    with pytest.raises(ShouxianError) as caught:
        schema_with(new_fact("disabled", "bool"), new_fact("adult_age", "int"))
    assert [f.code for f in caught.value.faults] == ["EXPR_DUPLICATE", "EXPR_DUPLICATE"]


def test_every_fault_of_all_rules_is_told_at_once(schema: Schema) -> None:
    from shouxian.core.expressions.programme import RuleText
    from shouxian.core.kernel.faults import Where

    wrong = [RuleText("a.b", "household", "risk", text, Where("f")) for text in ("people > 5", "wages / people > 0")]
    with pytest.raises(ShouxianError) as caught:
        Programme.compile(schema, [*wrong, RuleText("a.c", "hosehold", "risk", "TRUE", Where("f"))])
    assert [f.code for f in caught.value.faults] == ["EXPR_NUMBER", "EXPR_DIVISION", "EXPR_SUBJECT"]
