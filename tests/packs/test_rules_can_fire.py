"""Every rule can say each of its verdicts, none says what another says, known errors of public checkers stay out."""

import re
from collections import defaultdict

import pytest

from shouxian.core.expressions.check import check_rule
from shouxian.core.expressions.nodes import And, Compare, IsIn, Missing, Node, Not, Or
from shouxian.core.expressions.parse import Text
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.written import written
from shouxian.core.kernel.faults import Where
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.models.rules import Rule, RuleCase
from shouxian.core.screening.case_records import case_records
from tests.packs.verdicts import Judge

SHENMU, SHAOYUN = "shenmu-2022-spring", "shaoyun-2022-visits"
"""The two notices that name petitions and public opinion; each has a register as a handed list."""


Nodes = dict[tuple[str, str], tuple[Rule, Node]]


@pytest.fixture(scope="module")
def nodes(catalogue: Catalogue) -> Nodes:
    """Every rule by the campaign it stands with ("" for all) and its id, with its condition as checked nodes."""
    dictionary = catalogue.dictionary
    found: Nodes = {}
    for name, rules in {"": catalogue.rules, **{p.campaign.id: p.rules for p in catalogue.campaigns.values()}}.items():
        own = catalogue.campaigns[name].campaign.parameters if name else ()
        schema = Schema.build(
            dictionary.subjects.values(), dictionary.codelists.values(), [*catalogue.parameters.values(), *own]
        )
        for rule in rules.values():
            found[name, rule.id] = (rule, check_rule(schema, Text(rule.when, Where(rule.id)), rule.subject, rule.kind))
    return found


def test_every_rule_has_a_hit_a_clear_and_an_unknown_among_its_cases(nodes: Nodes) -> None:
    """Only a rule made of nothing but ``missing()`` is never unknown."""
    for rule, node in nodes.values():
        said = {case.expect for case in rule.cases}
        assert said >= {"hit", "clear"}, rule.id
        assert ("unknown" in said) != _only_missing(node), rule.id


def _only_missing(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(_only_missing(item) for item in node.items)
    return _only_missing(node.item) if isinstance(node, Not) else isinstance(node, Missing)


def test_no_two_rules_ask_the_same(nodes: Nodes) -> None:
    """A notice's own rules are compared with the shared ones and with each other, not with another notice's."""
    twice: list[list[str]] = []
    for campaign in sorted({name for name, _ in nodes if name}):
        same: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (name, rule_id), (rule, node) in nodes.items():
            if name in ("", campaign):
                same[rule.subject, normal(node)].append(rule_id)
        twice += [ids for ids in same.values() if len(ids) > 1]
    assert twice == []


def normal(node: Node) -> str:
    """A condition as text, whatever the order of what AND and OR join; ``x IN (a, b)`` is ``x = a OR x = b``."""
    if isinstance(node, IsIn):
        return normal(Or(tuple(Compare("=", node.item, code) for code in node.values)))
    if isinstance(node, And | Or):
        word = " AND " if isinstance(node, And) else " OR "
        return f"({word.join(sorted(normal(item) for item in node.items))})"
    return f"NOT ({normal(node.item)})" if isinstance(node, Not) else written(node)


# Known errors of public checkers of the same export, one by one: none of them is made again.


class Told:
    """What rules say of one thing of any subject, by the facts of a case."""

    def __init__(self, catalogue: Catalogue, *names: str) -> None:
        self.judge = Judge(catalogue, SHENMU, names)

    def hits(self, subject: str, given: dict[str, object], **more: object) -> list[str]:
        case = RuleCase.model_validate({"given": given, "expect": "hit", **more})
        records = case_records(self.judge.schema, subject, case, "X-1")
        run = self.judge.programme.run_python(subject, records.record, {})
        return sorted(name for name in run.rules if run.of(name))


def test_age_turns_on_the_birthday_and_months_count_over_the_end_of_a_year(catalogue: Catalogue) -> None:
    """A public checker compared years twice and never months."""
    told = Told(catalogue, "members.child_working", "elimination.too_early")
    child: dict[str, object] = {"birth_date": "2006-09-01", "is_working": "true"}
    ages = {"parameters": {"labour_age_from": "16"}}
    assert told.hits("person", child, reference_date="2022-08-31", **ages) == ["members.child_working"]
    assert told.hits("person", child, reference_date="2022-09-01", **ages) == []
    span = {"parameters": {"elimination_months_min": "6"}}
    early: dict[str, object] = {"risk_eliminated": "true", "monitored_since": "2021-09", "eliminated_month": "2022-02"}
    assert told.hits("household", early, **span) == ["elimination.too_early"]
    assert told.hits("household", early | {"eliminated_month": "2022-03"}, **span) == []


def test_a_rule_about_a_household_looks_at_all_of_its_members(catalogue: Catalogue) -> None:
    """Public checkers tested the person of the row, or stopped at the first member."""
    names = ("monitoring.illness_without_member", "coping.no_labour_no_support", "help.nobody_outside_county")
    told = Told(catalogue, *names)
    household: dict[str, object] = {"risks": ["illness"], "employment_measures": ["labour_export"]}
    nobody = {
        "health": ["healthy"], "labour_ability": "none", "subsistence": "none", "destitute_support": "false",
        "work_place": "not_working",
    }  # fmt: skip
    last = nobody | {"health": ["chronic"], "subsistence": "rural", "work_place": "other_province"}
    assert told.hits("household", household, members=[nobody, nobody]) == sorted(names)
    assert told.hits("household", household, members=[nobody, nobody, last]) == []


def test_every_member_is_judged_and_not_only_the_first(catalogue: Catalogue) -> None:
    told = Told(catalogue, "members.healthy_and_ill")
    wrong: dict[str, object] = {"health": ["healthy", "disabled"]}
    assert [told.hits("person", wrong), told.hits("person", wrong)] == [["members.healthy_and_ill"]] * 2


@pytest.mark.parametrize("ability", ["lost", "none", "weak"])
def test_old_people_who_lost_their_labour_are_no_error(catalogue: Catalogue, ability: str) -> None:
    told = Told(catalogue, "members.elderly_with_labour")
    old: dict[str, object] = {"birth_date": "1950-01-01"}
    more = {"parameters": {"labour_age_to": "60"}, "reference_date": "2022-03-20"}
    assert told.hits("person", old | {"labour_ability": ability}, **more) == []
    assert told.hits("person", old | {"labour_ability": "ordinary"}, **more) == ["members.elderly_with_labour"]


def test_sex_is_compared_with_the_members_own_relation(catalogue: Catalogue) -> None:
    told = Told(catalogue, "members.relation_against_sex")
    assert told.hits("person", {"relation": "daughter", "sex": "female"}) == []
    assert told.hits("person", {"relation": "son", "sex": "male"}) == []
    assert told.hits("person", {"relation": "brothers_wife", "sex": "male"}) == ["members.relation_against_sex"]
    assert told.hits("person", {"relation": "nephew", "sex": "female"}) == ["members.relation_against_sex"]


def test_a_number_that_stands_twice_is_told_and_stops_nothing(catalogue: Catalogue) -> None:
    """A real duplicate crashed a public checker."""
    told = Told(catalogue, "members.id_repeated")
    assert told.hits("person", {"occurrences(resident_id)": "1"}) == ["members.id_repeated"]
    assert told.hits("person", {"occurrences(resident_id)": "0"}) == []


def test_ranges_can_be_left_upwards(catalogue: Catalogue) -> None:
    """``<0 and >100`` at once never fired; below zero is refused at import, above the limit is asked."""
    lands = ("cultivated_land", "forest_land", "returned_forest_land", "fruit_land", "pasture_land", "water_surface")
    for land in lands:
        rule = catalogue.rules[f"dwelling.{land}"]
        assert rule.when == f"{land} > {land}_max"
        assert catalogue.dictionary.variables[land].minimum == 0


def test_no_condition_names_a_place_a_year_or_an_amount(catalogue: Catalogue) -> None:
    """A public checker had one county and the limits of one year in its code."""
    packs = catalogue.campaigns.values()
    for rule in (*catalogue.rules.values(), *(rule for pack in packs for rule in pack.rules.values())):
        assert rule.when.isascii(), rule.id
        numbers = set(re.findall(r"\b\d+\b", re.sub(r"'[^']*'", "", rule.when)))
        assert numbers <= {"0", "1"} or rule.id == "identity.several_heads", rule.id


# Petitions and public opinion: told by a register alone.


def petitions(catalogue: Catalogue) -> set[str]:
    return {name for name in catalogue.dictionary.variables if name.startswith(("petition_", "public_opinion_"))}


def test_no_household_is_asked_of_petitions(catalogue: Catalogue) -> None:
    facts = petitions(catalogue)
    assert len(facts) == 5
    assert {catalogue.dictionary.variables[name].privacy for name in facts} == {"sensitive"}
    for pack in catalogue.campaigns.values():
        assert not facts & {name for question in pack.questions.values() for name in question.facts()}
    assert not facts & {
        name for spec in catalogue.imports.values() for column in spec.columns for name in column.facts()
    }
    assert not facts & {name for screen in catalogue.screens for name in screen.facts}


def test_a_register_tells_them_where_the_notice_names_petitions(catalogue: Catalogue) -> None:
    telling = {
        pack.campaign.id: {column.gives for column in handed.columns if column.gives}
        for pack in catalogue.campaigns.values()
        for handed in pack.campaign.lists
        if petitions(catalogue) & {column.gives for column in handed.columns}
    }
    assert telling == {SHENMU: petitions(catalogue), SHAOYUN: petitions(catalogue)}
    rules = {rule.id: rule for rule in catalogue.rules.values() if rule.id.startswith("petition.")}
    for name in telling:
        campaign = catalogue.campaign(name).campaign
        assert not rules.keys() & campaign.left_out_rules.keys()
        register = next(handed for handed in campaign.lists if handed.id == "petition_register")
        assert register.level == "household"
        assert any(output.kind == "handed_list" for output in campaign.outputs)


def test_the_rules_on_petitions_fire_in_shenmu(catalogue: Catalogue) -> None:
    names = sorted(name for name in catalogue.rules if name.startswith("petition."))
    told = Told(catalogue, *names)
    register: dict[str, object] = {
        "petition_pending": "true", "petition_matter": "inclusion", "petition_received_on": "2021-12-01",
        "petition_answered": "false", "public_opinion_open": "true", "is_monitored": "false",
    }  # fmt: skip
    more = {"parameters": {"petition_answer_days": "60"}, "reference_date": "2022-03-20"}
    assert sorted(told.hits("household", register, **more)) == names
    settled = {"petition_pending": "false", "public_opinion_open": "false"}
    assert told.hits("household", register | settled, **more) == []
