"""Every rule passes its own cases in both engines, and every one-node change of it fails one of them."""

import re

import pytest

from shouxian.core.expressions.derive import define
from shouxian.core.expressions.schema import Schema
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.screening.cases import CasedRule, check_cases
from shouxian.core.screening.mutation import mutate

WHOSE = [
    "shared",
    "zhanqiao-2022-income",
    "shenmu-2022-spring",
    "shaoyun-2022-visits",
    "luorong-2022-line",
    "xinwan-2022-autumn",
]


def _rules(catalogue: Catalogue, whose: str) -> tuple[Schema, list[CasedRule]]:
    shared = whose == "shared"
    rules = catalogue.rules if shared else catalogue.campaign(whose).rules
    sources = catalogue.sources if shared else catalogue.campaign(whose).sources
    own = () if shared else catalogue.campaign(whose).campaign.parameters
    dictionary = catalogue.dictionary
    schema = Schema.build(
        dictionary.subjects.values(), dictionary.codelists.values(), [*catalogue.parameters.values(), *own]
    )
    return schema, [CasedRule.of(rule, sources[f"rule:{rule.id}"]) for rule in rules.values()]


@pytest.mark.parametrize("whose", WHOSE)
def test_every_case_of_every_rule(catalogue: Catalogue, whose: str) -> None:
    schema, rules = _rules(catalogue, whose)
    assert [fault.text("en") for fault in check_cases(schema, rules)] == []


@pytest.mark.parametrize("whose", WHOSE)
def test_every_change_of_every_rule_is_noticed(catalogue: Catalogue, whose: str) -> None:
    schema, rules = _rules(catalogue, whose)
    done = mutate(schema, rules)
    assert done.total > 10
    assert [fault.text("en") for fault in done.survivors] == []


def test_the_catalogue_is_broad(catalogue: Catalogue) -> None:
    rules = catalogue.rules.values()
    assert len(rules) >= 60
    assert {r.kind for r in rules} == {"risk", "gap", "contradiction", "quality", "procedure"}
    assert len([r for r in rules if r.subject == "person"]) >= 8
    assert len([r for r in rules if r.subject == "village"]) >= 4
    assert len([r for r in rules if "occurrences(" in r.when]) >= 4
    four_tests = {"income.below_line", "spending.rigid", "guarantees.water_unsafe", "coping.no_labour"}
    assert four_tests <= set(catalogue.rules)


def test_each_rule_has_a_hit_a_clear_and_an_unknown_and_says_where_it_comes_from(catalogue: Catalogue) -> None:
    packs = catalogue.campaigns.values()
    for rule in (*catalogue.rules.values(), *(r for pack in packs for r in pack.rules.values())):
        never_unknown = not _bare(rule.when)  # missing() is never unknown
        wanted = {"hit", "clear"} if never_unknown else {"hit", "clear", "unknown"}
        assert {case.expect for case in rule.cases} == wanted, rule.id
        assert rule.basis, rule.id
        assert rule.problem, rule.id


def _bare(expression: str) -> str:
    """What is left of an expression without its calls of missing() and the words that join them."""
    return re.sub(r"missing\([a-z_]+\)|AND|OR|NOT|\s", "", expression)


def test_no_risk_or_gap_asks_whether_the_household_was_visited(catalogue: Catalogue) -> None:
    """The engine adds that itself; repeated in a rule it would hide what the rule is about."""
    assert [r.id for r in catalogue.rules.values() if r.kind in ("risk", "gap") and "surveyed" in r.when] == []


def test_every_derived_fact_is_defined_and_none_runs_in_a_circle(catalogue: Catalogue) -> None:
    schema, _ = _rules(catalogue, "shared")
    derived = [v.name for v in catalogue.dictionary.variables.values() if v.derive]
    assert set(define(schema)) == set(derived)


def test_every_shared_problem_class_has_a_place_in_both_notices(catalogue: Catalogue) -> None:
    classes = {code.code for code in catalogue.dictionary.codelists["problem_classes"].codes}
    assert {r.problem for r in catalogue.rules.values()} <= classes
    for pack in catalogue.campaigns.values():
        mapped = [name for entry in pack.campaign.problem_classes for name in entry.shared]
        assert sorted(mapped) == sorted(classes)
