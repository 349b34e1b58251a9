"""The named functions: what they take, what they do with an unknown and with zero, and how each engine computes them.

- ``age_on(born, day)``: full years on ``day``; unknown before birth; born on 29 February turns on 1 March.
- ``months_since(from, to)``: full months; negative where ``to`` comes first.
- ``days_since(from, to)``: days; negative where ``to`` comes first.
- ``per_head(total, people)``: rounded half up, in the unit of ``total``; unknown for no people.
- ``share_over(part, whole, percent)``: part is more than percent of whole; unknown where whole is zero or less.

Every function is unknown where an argument is. ``per_head`` takes a banded total, ``share_over`` a banded part and
whole; any other banded argument counts only when it is exact.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shouxian.core.kernel.money import per_head
from shouxian.core.kernel.text import nearest

Ends = tuple[int | None, int | None]


@dataclass(frozen=True)
class Function:
    """``takes`` names what each argument must be (``day``, ``quantity``, ``people``, ``percent``)."""

    name: str
    usage: str
    takes: tuple[str, ...]
    zh: str
    en: str


FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function("age_on", "age_on(birth_date, day)", ("day", "day"), "周岁", "age"),
        Function("months_since", "months_since(from, to)", ("day", "day"), "满月数", "full months"),
        Function("days_since", "days_since(from, to)", ("day", "day"), "天数", "days"),
        Function("per_head", "per_head(amount, people)", ("quantity", "people"), "人均", "per head"),
        Function(
            "share_over",
            "share_over(part, whole, percent)",
            ("quantity", "quantity", "percent"),
            "占比超过",
            "share over",
        ),
    )
}

USAGES: dict[str, str] = {name: f.usage for name, f in FUNCTIONS.items()} | {
    "has": "has(choices, 'code')",
    "missing": "missing(fact)",
    "occurrences": "occurrences(fact)",
    "any": "any(members, condition)",
    "all": "all(members, condition)",
    "at_least": "at_least(n, members, condition)",
    "at_most": "at_most(n, members, condition)",
    "count": "count(members) or count(members, condition)",
    "sum": "sum(members, quantity)",
    "min": "min(members, quantity)",
    "max": "max(members, quantity)",
}


def nearest_function(name: str) -> str:
    """The usage of the function most like ``name``, or all names where none is near."""
    found = nearest(name, USAGES)
    return USAGES[found] if found else ", ".join(sorted(USAGES))


# --- Python ----------------------------------------------------------------------------------------------------------


def age_on(born: date | None, day: date | None) -> int | None:
    """Full years; None for an unknown or a day before birth."""
    if born is None or day is None or day < born:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months_since(start: date | None, end: date | None) -> int | None:
    """Full months from ``start`` to ``end``; negative where ``end`` comes first; None for an unknown."""
    if start is None or end is None:
        return None
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def days_since(start: date | None, end: date | None) -> int | None:
    """Days from ``start`` to ``end``; negative where ``end`` comes first; None for an unknown."""
    return None if start is None or end is None else (end - start).days


def share_over(part: Ends, whole: Ends, percent: int | None, scale: int) -> bool | None:
    """part/whole > percent/(100·scale) over closed ends, without dividing; None for whole <= 0 or percent < 0."""
    if percent is None or percent < 0 or whole[0] is None or whole[0] <= 0:
        return None
    if part[0] is not None and whole[1] is not None and part[0] * 100 * scale > whole[1] * percent:
        return True
    if part[1] is not None and part[1] * 100 * scale <= whole[0] * percent:
        return False
    return None


PYTHON: dict[str, Callable[..., object]] = {
    "age_on": age_on,
    "months_since": months_since,
    "days_since": days_since,
    "per_head": per_head,
    "share_over": share_over,
}


# --- SQL: over arguments that are never NULL; a result counts where DEFINED holds -------------------------------------


def _sql_age_on(born: str, day: str) -> str:
    early = f"(month({day}) * 100 + day({day})) < (month({born}) * 100 + day({born}))"
    return f"(year({day}) - year({born}) - ({early})::BIGINT)"


def _sql_months_since(start: str, end: str) -> str:
    early = f"(day({end}) < day({start}))::BIGINT"
    return f"((year({end}) - year({start})) * 12 + month({end}) - month({start}) - {early})"


def _sql_days_since(start: str, end: str) -> str:
    return f"({end} - {start})"


def _sql_per_head(total: str, people: str) -> str:
    """Integer half up. DuckDB's ``//`` cuts towards zero, so below zero the quotient is taken from the other side."""
    heads = f"greatest({people}, 1)"  # never a division by zero
    up = f"(2 * {total} + {heads}) // (2 * {heads})"
    down = f"-((-2 * {total} + {heads} - 1) // (2 * {heads}))"
    return f"(CASE WHEN 2 * {total} + {heads} >= 0 THEN {up} ELSE {down} END)"


def sql_share_over(part: tuple[str, str], whole: tuple[str, str], percent: str, scale: int) -> tuple[str, str]:
    """(over for sure, not over for sure)"""
    over = f"{part[0]} * {100 * scale} > {whole[1]} * {percent}"
    under = f"{part[1]} * {100 * scale} <= {whole[0]} * {percent}"
    return over, under


SQL: dict[str, Callable[..., str]] = {
    "age_on": _sql_age_on,
    "months_since": _sql_months_since,
    "days_since": _sql_days_since,
    "per_head": _sql_per_head,
}

DEFINED: dict[str, Callable[..., str]] = {
    "age_on": lambda born, day: f"{day} >= {born}",
    "per_head": lambda total, people: f"{people} > 0",
    "share_over": lambda part, whole, percent: f"({whole[0]} > 0 AND {percent} >= 0)",
}
