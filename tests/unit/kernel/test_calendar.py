"""Working days of the official calendar; the examples were counted by hand on the published holiday tables."""

from datetime import date

import pytest

from shouxian.core.kernel.calendar import Deadline, add_working_days, is_working_day


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2022-04-28", 5, "2022-05-09"),  # May holidays, and Saturday 7 May is worked
        ("2022-03-28", 5, "2022-04-02"),  # Saturday 2 April is worked
        ("2022-09-28", 5, "2022-10-10"),  # national holidays, 8 and 9 October worked
        ("2024-09-12", 15, "2024-10-10"),  # mid-autumn and national holidays
        ("2022-03-10", 0, "2022-03-10"),
        ("2022-03-11", 1, "2022-03-14"),  # over an ordinary weekend
    ],
)
def test_working_days_after_a_day(start: str, days: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), days) == Deadline(date.fromisoformat(end), False)


def test_a_year_without_a_published_calendar_is_provisional() -> None:
    assert add_working_days(date(2051, 3, 2), 5) == Deadline(date(2051, 3, 9), True)


def test_a_table_of_our_own_wins_over_the_package() -> None:
    own = {date(2022, 3, 11): False, date(2051, 3, 4): True}
    assert is_working_day(date(2022, 3, 11), own) == (False, False)
    assert is_working_day(date(2051, 3, 4), own) == (True, False)  # a Saturday, known now
    assert add_working_days(date(2022, 3, 10), 1, own).day == date(2022, 3, 14)


def test_a_limit_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2022, 3, 10), -1)
