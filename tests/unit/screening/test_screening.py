"""Masks, types, records, details and differences of a run over a snapshot."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa
import pytest
from tests.unit.two_villages import HELP_MISSING, ILL, MONITORED, PLAIN, POOR, UNSAFE, Town

from shouxian.core.campaigns.asking import what_to_ask
from shouxian.core.campaigns.runs import campaign_rules
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, SURVEYED, TOWN, VILLAGE
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.rules import Basis, Rule, RuleCase
from shouxian.core.screening.classify import Condition, holding, household_types
from shouxian.core.screening.compare import Finding, compare
from shouxian.core.screening.details import filled, fingerprint
from shouxian.core.screening.run import Masks, Screened, guarded


def test_the_first_condition_that_is_true_decides_and_the_last_type_takes_everyone_else(zhanqiao_visited: Town) -> None:
    town = zhanqiao_visited
    types = town.run.types
    expected = {MONITORED: "monitored", HELP_MISSING: "alleviated", ILL: "special", PLAIN: "general"}
    assert {who: types[town.key(who)] for who in expected} == expected
    assert types.keys() == town.records().keys()


def test_a_household_that_is_two_things_counts_once_as_the_first(zhanqiao_visited: Town) -> None:
    cells = zhanqiao_visited.opened.pack.campaign.household_types
    turned = (cells[-2].model_copy(update={"when": f"{SURVEYED} OR NOT {SURVEYED}"}), *cells)
    types = household_types(zhanqiao_visited.opened.schema, zhanqiao_visited.run.snapshot, turned)
    visited = [key for key, r in zhanqiao_visited.records().items() if r.facts.get(SURVEYED)]
    assert {types[key] for key in visited} == {"special"}


def test_conditions_hold_for_the_households_they_are_true_for(zhanqiao_visited: Town) -> None:
    town = zhanqiao_visited
    schema, snapshot = town.opened.schema, town.run.snapshot
    found = holding(
        schema, snapshot, [Condition("unsafe", "NOT housing_safe", ""), Condition("none", "is_monitored", "二")]
    )
    assert found == {"unsafe": {town.key(UNSAFE)}, "none": {town.key(MONITORED)}}
    assert holding(schema, snapshot, []) == {}


def test_a_rule_for_some_types_never_hits_another(zhanqiao_visited: Town) -> None:
    rules = campaign_rules(zhanqiao_visited.opened)
    for found in zhanqiao_visited.run.details:
        applies = rules[found.rule.id].applies_to
        assert not applies or zhanqiao_visited.run.types[found.household] in applies


def test_only_risks_and_gaps_below_the_village_wait_for_a_visit() -> None:
    rules = guarded([_rule("risk"), _rule("gap", "person"), _rule("gap", VILLAGE), _rule("quality")])
    assert [rule.when for rule in rules] == [f"{SURVEYED} AND (a)", f"{SURVEYED} AND (a)", "a", "a"]


def _rule(kind: str, subject: str = HOUSEHOLD) -> Rule:
    return Rule.model_validate({
        "id": "a.b", "subject": subject, "kind": kind, "basis": (Basis(document="t"),), "when": "a",
        "severity": "verify", "message": Label(zh="x", en="x"), "cases": (RuleCase(expect="hit"),) * 2,
    })  # fmt: skip


def test_masks_of_many_rules_reach_over_several_words() -> None:
    rules = tuple(f"r{n:03}" for n in range(64))
    table = pa.table({
        "key": ["H-1"], "hits_0": pa.array([1 << 61 | 1], pa.int64()), "unknowns_0": pa.array([2], pa.int64()),
        "hits_1": pa.array([2], pa.int64()), "unknowns_1": pa.array([0], pa.int64()),
    })  # fmt: skip
    masks = Masks(rules, table)
    assert masks.long("hits")["rule"].to_pylist() == ["r000", "r061", "r063"]
    assert masks.long("unknowns").to_pylist() == [{"rule": "r001", "key": "H-1"}]


def test_masks_of_no_rule_are_empty() -> None:
    assert Masks((), pa.table({"key": ["H-1"]})).long("hits").num_rows == 0


def test_a_campaign_without_rules_of_households_asks_nothing_of_them(zhanqiao_visited: Town) -> None:
    run = zhanqiao_visited.run
    others = {subject: masks for subject, masks in run.screened.masks.items() if subject != HOUSEHOLD}
    without = replace(run, screened=Screened(others, run.snapshot))
    assert what_to_ask(run).asks
    assert what_to_ask(without).asks == ()
    counted = without.screened.of(HOUSEHOLD).counts("unknowns")
    assert counted[zhanqiao_visited.key(UNSAFE)] == 0
    assert run.screened.of(HOUSEHOLD).counts("unknowns").total() == sum(
        row["subject"] == HOUSEHOLD for row in run.screened.unknowns.to_pylist()
    )


def test_findings_are_sorted_and_carry_household_and_village(zhanqiao_visited: Town) -> None:
    findings = zhanqiao_visited.run.screened.findings.to_pylist()
    assert findings == sorted(findings, key=lambda row: (row["rule"], row["subject"], row["key"]))
    people = [row for row in findings if row["subject"] == PERSON]
    assert people
    assert {row["village_key"] for row in people} <= {v.code for v in zhanqiao_visited.villages}
    uninsured = {row["household_key"] for row in people if row["rule"] == "members.uninsured"}
    assert uninsured == {zhanqiao_visited.key(UNSAFE)}


def test_a_record_is_a_household_with_members_a_person_with_household_a_village_with_households(
    zhanqiao_visited: Town,
) -> None:
    town = zhanqiao_visited
    records = town.run.records
    household = records.get(HOUSEHOLD, town.key(UNSAFE))
    members = household.record["members"]
    assert household.parent is None
    person = records.get(PERSON, members[0]["key"])
    assert person.parent is not None
    assert person.parent["key"] == town.key(UNSAFE)
    village = records.get(VILLAGE, town.villages[0].code)
    assert len(village.record["households"]) == 8
    with pytest.raises(KeyError):
        records.get(HOUSEHOLD, "H-nobody")


def test_a_town_holds_its_villages_and_not_all_their_households(zhanqiao_visited: Town) -> None:
    """A function over members never stands inside another, so nobody asks for them; a town has thousands."""
    records = zhanqiao_visited.run.records
    (town,) = zhanqiao_visited.run.snapshot.tables[TOWN]["key"].to_pylist()
    villages = records.get(TOWN, town).record["villages"]
    assert {village["key"] for village in villages} >= {village.code for village in zhanqiao_visited.villages}
    assert not any("households" in village for village in villages)


def test_a_message_shows_the_values_the_rule_saw(zhanqiao_visited: Town) -> None:
    told = {d.rule.id: d for d in zhanqiao_visited.run.details if d.household == zhanqiao_visited.key(POOR)}
    message = told["income.below_line"].message
    assert "6500" in message.zh
    assert "{" not in message.zh + message.en


@pytest.mark.parametrize(
    ("template", "value", "told"),
    [
        ("{x}人，名册{x}人", "3人", "3人，名册3人"),
        ("{x} people and {x}", "3 people", "3 people and 3 people"),
        ("人均{x}，低于线", "6500元以下", "人均6500元以下，低于线"),
        ("{x}人", "未知", "未知人"),
    ],
)
def test_a_unit_is_said_once(template: str, value: str, told: str) -> None:
    assert filled(template, {"x": value}) == told


def test_a_fingerprint_changes_with_any_value_and_with_nothing_else() -> None:
    values: Mapping[str, str] = {"income": "5200", "line": "6500"}
    assert fingerprint("a.b", values) == fingerprint("a.b", dict(reversed(values.items())))
    assert (
        len({fingerprint("a.b", values), fingerprint("a.c", values), fingerprint("a.b", {**values, "line": "6000"})})
        == 3
    )


def test_two_runs_differ_by_new_gone_and_changed() -> None:
    stays, other, old, fresh = (Finding("a.a", key, "1") for key in ("H-1", "H-2", "H-3", "H-4"))
    told = compare([stays, other, old], [fresh, stays, Finding("a.a", "H-2", "2")])
    assert (told.new, told.gone, told.changed, told.same) == ((fresh,), (old,), (Finding("a.a", "H-2", "2"),), 1)
