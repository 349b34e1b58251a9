"""What a rule says of a family: hit, clear, or cannot tell; Python and DuckDB say the same in every story."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Verdict = Callable[..., bool | None]
LINE = "income_per_head < monitoring_line"


def income(low: int | None, high: int | None) -> dict[str, Any]:
    return {"income_per_head__lo": low, "income_per_head__hi": high, "p__monitoring_line": 600_000}


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ((580_000, 580_000), True),
        ((600_000, 600_000), False),  # exactly at the line is not below it
        ((599_999, 599_999), True),
        ((400_001, 600_000), None),  # the band (4000, 6000] reaches the line itself
        ((400_001, 599_999), True),
        ((600_001, 1_000_000), False),
        ((500_000, 700_000), None),
        ((None, 599_999), True),  # "below the line" is all that was asked
        ((600_000, None), False),
        ((None, 600_000), None),
        ((None, None), None),
    ],
)
def test_a_band_decides_only_when_all_of_it_lies_on_one_side(verdict_of: Verdict, ends: Any, verdict: Any) -> None:
    assert verdict_of(LINE, income(*ends)) is verdict
    opposite = None if verdict is None else not verdict
    assert verdict_of("income_per_head >= monitoring_line", income(*ends)) is opposite
    assert verdict_of("monitoring_line > income_per_head", income(*ends)) is verdict
    assert verdict_of("monitoring_line <= income_per_head", income(*ends)) is opposite


def test_where_the_amount_at_the_line_counts_as_below_the_column_is_one_fen_higher(verdict_of: Verdict) -> None:
    at_the_line = {**income(600_000, 600_000), "p__monitoring_line": 600_001}
    assert verdict_of(LINE, at_the_line) is True
    assert verdict_of(LINE, {**income(600_001, 600_001), "p__monitoring_line": 600_001}) is False


def test_a_missing_line_leaves_the_verdict_open(verdict_of: Verdict) -> None:
    assert verdict_of(LINE, {**income(1, 1), "p__monitoring_line": None}) is None


@pytest.mark.parametrize(
    ("ends", "equal"),
    [((0, 0), True), ((1, 5), False), ((0, 5), None), ((None, 0), None), ((None, -1), False), ((5, None), False)],
)
def test_a_band_equals_an_amount_only_when_it_is_that_amount(verdict_of: Verdict, ends: Any, equal: Any) -> None:
    assert verdict_of("income_per_head = 0", income(*ends)) is equal
    assert verdict_of("income_per_head IN (0)", income(*ends)) is equal
    assert verdict_of("income_per_head <> 0", income(*ends)) is (None if equal is None else not equal)


def test_per_head_of_a_household_without_people_is_unknown(verdict_of: Verdict) -> None:
    rule = "per_head(wages, people) < monitoring_line"
    nobody = {"wages": 100, "people": 0, "p__monitoring_line": 600_000}
    assert verdict_of(rule, nobody) is None
    assert verdict_of(rule, {**nobody, "people": 3}) is True


@pytest.mark.parametrize(("total", "people", "line"), [(1, 2, 1), (-1, 2, 0), (-3, 2, -1), (7, 3, 2), (8, 3, 3)])
def test_per_head_rounds_half_up_also_below_zero(verdict_of: Verdict, total: int, people: int, line: int) -> None:
    given = {"wages": total, "people": people, "p__monitoring_line": line}
    assert verdict_of("per_head(wages, people) >= monitoring_line", given) is True
    assert verdict_of("per_head(wages, people) < monitoring_line", {**given, "p__monitoring_line": line + 1}) is True


@pytest.mark.parametrize(
    ("born", "day", "adult"),
    [
        (date(2004, 2, 29), date(2022, 2, 28), False),  # born on 29 February: eighteen on 1 March
        (date(2004, 2, 29), date(2022, 3, 1), True),
        (date(2004, 3, 1), date(2022, 2, 28), False),
        (date(2004, 2, 28), date(2022, 2, 28), True),
        (date(2023, 1, 1), date(2022, 2, 28), None),  # not yet born: a contradiction, not a child
        (None, date(2022, 2, 28), None),
    ],
)
def test_age_is_full_years(verdict_of: Verdict, born: Any, day: Any, adult: Any) -> None:
    record = {"birth_date": born, "p__reference_date": day, "p__adult_age": 18}
    assert verdict_of("age_on(birth_date, reference_date) >= adult_age", record, subject="person") is adult


@pytest.mark.parametrize(
    ("moved", "seen", "months"), [((2021, 12, 1), (2022, 1, 1), 1), ((2022, 1, 1), (2022, 1, 31), 0)]
)
def test_months_and_days(verdict_of: Verdict, moved: Any, seen: Any, months: int) -> None:
    record = {"moved_in": date(*moved), "visited_on": date(*seen)}
    assert verdict_of(f"months_since(moved_in, visited_on) = {months}", record) is True
    assert verdict_of("days_since(moved_in, visited_on) > 1", record) is True
    assert verdict_of("days_since(visited_on, moved_in) < 0", record) is True


@pytest.mark.parametrize(("part", "whole", "over"), [(31, 100, True), (30, 100, False), (31, 0, None), (31, -5, None)])
def test_a_share_of_nothing_is_unknown(verdict_of: Verdict, part: int, whole: int, over: Any) -> None:
    rule = "share_over(wages, income_per_head, spending_share)"
    given = {**income(whole, whole), "wages": part, "p__spending_share": 30}
    assert verdict_of(rule, given) is over
    assert verdict_of(rule, {**given, "p__spending_share": None}) is None


def test_choices_that_are_known_to_be_none_hold_nothing(verdict_of: Verdict) -> None:
    assert verdict_of("has(risks, 'illness')", {"risks": []}) is False
    assert verdict_of("has(risks, 'illness')", {"risks": ["schooling", "illness"]}) is True
    assert verdict_of("has(risks, 'illness')", {"risks": None}) is None


def test_codes_dates_and_texts(verdict_of: Verdict) -> None:
    home = {"tenure": "rent", "visited_on": date(2022, 1, 1), "note": "it's fine", "moved_in": date(2021, 5, 1)}
    assert verdict_of("tenure IN ('rent', 'other') AND tenure <> 'own'", home) is True
    assert verdict_of("tenure NOT IN ('rent')", home) is False
    assert verdict_of("visited_on >= DATE '2022-01-01' AND visited_on < '2022-01-02'", home) is True
    assert verdict_of("moved_in < visited_on AND note = 'it''s fine'", home) is True
    assert verdict_of("housing_safe = TRUE OR tenure = 'own'", {"tenure": "own"}) is True


def test_missing_means_asked_and_left_blank(verdict_of: Verdict) -> None:
    assert verdict_of("missing(tenure)", {"tenure__asked": True}, kind="quality") is True
    assert verdict_of("missing(tenure)", {"tenure__asked": True, "tenure": "own"}, kind="quality") is False
    assert verdict_of("missing(tenure)", {}, kind="quality") is False  # nobody asked
    assert verdict_of("missing(income_per_head)", {"income_per_head__asked": True}, kind="quality") is True
    assert (
        verdict_of("missing(income_per_head)", {"income_per_head__asked": True, **income(None, 5)}, kind="quality")
        is False
    )


def test_an_identifier_is_known_by_its_occurrences(verdict_of: Verdict) -> None:
    twice = {"phone__asked": True, "phone__occurrences": 2}
    assert verdict_of("occurrences(phone) > 1", twice, kind="quality") is True
    assert verdict_of("missing(phone)", twice, kind="quality") is False
    assert verdict_of("missing(phone)", {"phone__asked": True}, kind="quality") is True
    assert verdict_of("occurrences(phone) > 1", {}, kind="quality") is None
