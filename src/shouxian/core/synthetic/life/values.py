"""Values of lives made exact for a place and a day.

``line``, ``line - 0.01``: the smallest amount that reaches the place's line, and a fen less; ``today - 40 days``,
``today - 7 months``; ``age 6``: born six years ago today, ``age 16 - 1 days``: sixteen tomorrow.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.facts import Fact, typed
from shouxian.core.synthetic.life.models import Told

BLANK = "blank"
_LINE = re.compile(r"line(?:\s*([+-])\s*(\d+(?:\.\d+)?))?")
_DAY = re.compile(r"today(?:\s*([+-])\s*(\d+)\s*(days|months|years))?")
_AGE = re.compile(r"age (\d+)(?:\s*([+-])\s*(\d+) days)?")


@dataclass(frozen=True)
class Moment:
    """Where and when lives are lived: ``line`` in fen, the smallest amount that reaches it."""

    dictionary: Dictionary
    today: date
    line: int

    def fact(self, name: str, told: Told) -> Fact | None:
        """The typed fact; None where it was left blank or is not told. ``ValueError`` names the fact."""
        if told is None or told == BLANK:
            return None
        variable = self.dictionary.variables[name]
        try:
            if isinstance(told, str) and variable.type == "money" and (match := _LINE.fullmatch(told)):
                aside = int(Decimal(match[2] or 0) * 100)
                return self.line + (-aside if match[1] == "-" else aside)
            if isinstance(told, str) and variable.type in ("date", "month"):
                return self._day(told, month=variable.type == "month")
            return typed(variable, told, self.dictionary.codelists)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    def _day(self, told: str, *, month: bool) -> date:
        if match := _AGE.fullmatch(told):
            aside = int(match[3] or 0) * (-1 if match[2] == "-" else 1)
            return _years_before(self.today, int(match[1])) - timedelta(days=aside)
        match = _DAY.fullmatch(told)
        if match is None:
            return date.fromisoformat(f"{told}-01" if month and len(told) == 7 else told)
        if match[3] is None and not month:
            return self.today
        count = int(match[2] or 0) * (-1 if match[1] == "-" else 1)
        if match[3] == "days":
            return self.today + timedelta(days=count)
        whole = self.today.year * 12 + self.today.month - 1 + count * (12 if match[3] == "years" else 1)
        return date(whole // 12, whole % 12 + 1, 1)


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; who is born on 29 February is a year older on 1 March."""
    leap = (day.month, day.day) == (2, 29)
    return date(day.year - years, 3, 1) if leap and years % 4 else day.replace(year=day.year - years)
