"""Working days of the official calendar, for limits like "within 5 working days".

Holidays and working Saturdays come from the package ``chinesecalendar``; a year it does not know yet is counted Monday
to Friday and called provisional. Overrides (a table of dates) win over the package.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True)
class Deadline:
    """A date; ``provisional`` where the official calendar of a year it crosses is not published yet."""

    day: date
    provisional: bool


def is_working_day(day: date, overrides: Mapping[date, bool] | None = None) -> tuple[bool, bool]:
    """(works, provisional) for one day."""
    if overrides and day in overrides:
        return overrides[day], False
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:  # the package's way to say: that year is not published
        return day.weekday() < 5, True


def add_working_days(start: date, days: int, overrides: Mapping[date, bool] | None = None) -> Deadline:
    """The ``days``-th working day after ``start`` (the start itself does not count): 2022-04-28 + 5 = 05-09."""
    if days < 0:
        raise ValueError("a limit cannot be negative")
    day, provisional = start, False
    while days:
        day += timedelta(days=1)
        works, guessed = is_working_day(day, overrides)
        provisional = provisional or guessed
        days -= works
    return Deadline(day, provisional)
