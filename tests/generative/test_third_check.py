"""The third check: SQLite, in its own words, says what both engines say; what it cannot say it names."""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import third_check
from real_rules import over_cases
from small_town import tables, town_schema
from third_check import ThirdCheck

from shouxian.core.expressions.derive import define
from shouxian.core.expressions.nodes import And, Node
from shouxian.core.expressions.programme import RuleText, check_one
from shouxian.core.kernel.faults import Where

SCHEMA = town_schema()
DEFINITIONS = define(SCHEMA)


def _said(rule: str, subject: str = "household", **facts: object) -> bool | None:
    """What SQLite says of one rule on one home (or its first member) of one village, in which only ``facts`` are
    known."""
    node = check_one(SCHEMA, DEFINITIONS, RuleText("r", subject, "quality", rule, Where("test")))
    home = {"key": "H", "village_key": "V", "members": facts.pop("members", []), **facts}
    for number, person in enumerate(home["members"]):  # type: ignore[arg-type]
        person |= {"key": f"P{number}", "household_key": "H"}
    village = {"key": "V", "households": [home]}
    check = ThirdCheck.of(SCHEMA, DEFINITIONS, {"r": (subject, node)})
    assert check.left_out == {}
    (verdict, *_) = [said["r"] for said in check.verdicts(tables([village]))[subject].values()]
    return verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(100, 199, True), (200, 300, False), (100, 200, None), (None, 199, True), (200, None, False), (None, None, None)],
)
def test_a_band_decides_where_all_its_values_agree(low: int | None, high: int | None, verdict: bool | None) -> None:
    assert _said("income < line", income__lo=low, income__hi=high, p__line=200) is verdict


@pytest.mark.parametrize(("amount", "people", "share"), [(5, 2, 3), (-5, 2, -2), (1, 3, 0), (-2, 3, -1), (7, 1, 7)])
def test_per_head_rounds_the_half_up_below_zero_too(amount: int, people: int, share: int) -> None:
    assert _said("per_head(cost, people) = sum_of_aid", cost=amount, people=people, p__sum_of_aid=share) is True


def test_nobody_has_no_share() -> None:
    assert _said("per_head(cost, people) = cost", cost=5, people=0) is None


@pytest.mark.parametrize(("day", "grown"), [(date(2022, 2, 28), False), (date(2022, 3, 1), True)])
def test_who_was_born_on_a_leap_day_turns_on_the_first_of_march(day: date, grown: bool) -> None:
    said = _said(
        "adult", "person", members=[{"born": date(2004, 2, 29), "p__reference_date": day, "p__adult_age": 18}]
    )  # fmt: skip
    assert said is grown


def test_a_list_that_may_lack_somebody_counts_only_what_one_more_cannot_change() -> None:
    members = [{"disabled": True}, {"disabled": False}]
    assert _said("any(members, disabled)", members=members) is True
    assert _said("all(members, disabled)", members=members) is False
    assert _said("at_least(2, members, disabled)", members=members) is None
    assert _said("at_least(2, members, disabled)", members=members, members__complete=True) is False
    assert _said("count(members) = 1", members=members) is None


@dataclass(frozen=True)
class _Strange(Node):
    """A node of a language to come."""


def test_what_it_cannot_say_is_named_and_left_out() -> None:
    sound = check_one(SCHEMA, DEFINITIONS, RuleText("r", "household", "quality", "safe", Where("test")))
    nodes = {"sound": ("household", sound), "strange": ("household", And((sound, _Strange())))}
    check = ThirdCheck.of(SCHEMA, DEFINITIONS, nodes)
    assert check.left_out == {"strange": "_Strange"}
    assert list(check.rules) == ["sound"]


def test_it_shares_nothing_with_the_engines() -> None:
    here = Path(third_check.__file__).parent
    text = "".join((here / name).read_text("utf-8") for name in ("third_check.py", "sqlite_meaning.py"))
    for module in ("sql_text", "sql_engine", "sql_members", "python_engine", "python_members", "evaluate", "functions"):
        assert f"expressions.{module}" not in text


@pytest.mark.parametrize(
    ("campaign", "shared"),
    [
        ("zhanqiao-2022-income", True),
        ("shenmu-2022-spring", False),
        ("xinwan-2022-autumn", False),
        ("shaoyun-2022-visits", False),
        ("luorong-2022-line", False),
    ],
)
def test_it_agrees_on_the_rules_of_the_packs_and_their_cases(campaign: str, shared: bool) -> None:
    compared = over_cases(campaign, shared=shared)
    assert compared.differences == []
    assert compared.left_out == {}
    assert compared.cases > 0
    assert compared.hits > 0
