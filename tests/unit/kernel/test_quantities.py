"""Money, bounds and three-valued logic."""

from itertools import product

import pytest

from shouxian.core.kernel.bounds import UNKNOWN, Bounds, parse_bounds
from shouxian.core.kernel.logic import kleene_and, kleene_not, kleene_or
from shouxian.core.kernel.money import parse_yuan, per_head, yuan


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("5800", 580_000), ("5,800.50元", 580_050), ("1.2万元", 1_200_000), ("５８００", 580_000), ("¥12", 1_200),
        ("-30", -3_000), (" 5 800 ", 580_000), ("0.01", 1), ("1,234,567", 123_456_700), ("2万", 2_000_000),
    ],
)  # fmt: skip
def test_an_amount_as_clerks_write_it(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize("text", ["约5000", "6,5OO", "1.234", "12,34", "", "五千", "5000左右", "1e3", "--5"])
def test_a_doubtful_amount_is_never_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"money|fen"):
        parse_yuan(text)


@pytest.mark.parametrize(("fen", "text"), [(580_000, "5800"), (580_050, "5800.50"), (-5, "-0.05"), (0, "0")])
def test_as_few_decimals_as_are_true(fen: int, text: str) -> None:
    assert yuan(fen) == text


@pytest.mark.parametrize(
    ("total", "people", "each"),
    [(100, 3, 33), (200, 3, 67), (5, 2, 3), (-5, 2, -2), (7, 1, 7), (7, 0, None), (7, -1, None), (None, 2, None),
     (7, None, None)],
)  # fmt: skip
def test_per_head_rounds_half_up(total: int | None, people: int | None, each: int | None) -> None:
    assert per_head(total, people) == each


@pytest.mark.parametrize(
    ("text", "scale", "low", "high"),
    [
        ("(4000, 6000]", 100, 400_001, 600_000), ("(, 4000]", 100, None, 400_000), ("(10000, )", 100, 1_000_001, None),
        ("[0, 3]", 1, 0, 3), ("(-1.5,2)", 100, -149, 199), ("[5800,5800]", 100, 580_000, 580_000),
    ],
)  # fmt: skip
def test_intervals_become_closed(text: str, scale: int, low: int | None, high: int | None) -> None:
    assert parse_bounds(text, scale) == Bounds(low, high)


@pytest.mark.parametrize("text", ["4000-6000", "(6000, 4000]", "[1.5, 2]", "(1, 2", "[1.2.3, 4]", "(1,1)"])
def test_what_is_no_interval(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_bounds(text)


def test_what_two_bounds_say_together() -> None:
    assert Bounds(1, 5).meet(Bounds(3, 9)) == Bounds(3, 5)
    assert Bounds(1, 5).meet(UNKNOWN) == Bounds(1, 5)
    assert Bounds(1, 2).meet(Bounds(3, 4)) is None
    assert Bounds.exactly(3).exact == 3
    assert Bounds(1, 2).exact is None
    assert UNKNOWN.exact is None
    assert (UNKNOWN.unknown, Bounds(None, 1).unknown) == (True, False)


VALUES = (True, False, None)


@pytest.mark.parametrize(("a", "b"), list(product(VALUES, VALUES)))
def test_kleenes_tables(a: bool | None, b: bool | None) -> None:
    """Unknown is anything between false and true: and is the least of both, or the greatest."""
    rank = {False: 0, None: 1, True: 2}
    back = {0: False, 1: None, 2: True}
    assert kleene_and((a, b)) is back[min(rank[a], rank[b])]
    assert kleene_or((a, b)) is back[max(rank[a], rank[b])]
    assert kleene_not(a) is back[2 - rank[a]]


def test_nothing_at_all() -> None:
    assert kleene_and(()) is True
    assert kleene_or(()) is False
