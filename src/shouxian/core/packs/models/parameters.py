"""Parameters: lines, ages, amounts and limits, dated and by place, each value with its source."""

from datetime import date
from typing import Literal

from shouxian.core.packs.models.base import Day, Name, PackModel, Truth

AtLine = Literal["below", "not_below"]


class LineReading(PackModel):
    """What a clause says of an amount exactly at the line. Two clauses may disagree; one reading is in use."""

    value: AtLine
    clause: str
    in_use: Truth = False


class ParameterValue(PackModel):
    """One value, for a place (region prefix, "" = nation) and from a day on (``until`` inclusive, open if absent)."""

    place: str
    since: Day
    until: Day | None = None
    value: str  # in the written unit; typed by the parameter
    source: str
    clause: str = ""
    measure: str = ""  # for incomes: 纯收入 or 可支配收入
    at_line: tuple[LineReading, ...] = ()

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def reading(self) -> AtLine:
        """The reading in use; a value without any is ``not_below``, the plain sense of 低于."""
        used = [r.value for r in self.at_line if r.in_use] or [r.value for r in self.at_line]
        return used[0] if used else "not_below"


class Parameter(PackModel):
    """A named quantity of policy. A ``line`` splits amounts into below and not below, and is compared by < and >= only:
    what holds exactly at it is said by its readings, never by the rule."""

    name: Name
    kind: Literal["line", "age", "amount", "count", "days", "date"]
    type: Literal["int", "money", "decimal", "date"]
    unit: str
    zh: str
    en: str
    values: tuple[ParameterValue, ...] = ()


class ParameterFile(PackModel):
    parameters: tuple[Parameter, ...]
