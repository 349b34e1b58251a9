"""What is known of a quantity: exactly, between two ends, or not at all.

A form that asks income as a band gives ``(4000, 6000]``; one that asks yes or no against a line gives one end only.
Quantities are integers in their smallest unit (fen, people, hundredths), so every open end becomes a closed one.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_NOTATION = re.compile(r"^\s*([\[(])\s*(-?[\d.]+)?\s*,\s*(-?[\d.]+)?\s*([\])])\s*$")


@dataclass(frozen=True)
class Bounds:
    """A closed interval of integers; ``None`` stands for no end on that side. Both ``None`` means unknown."""

    low: int | None
    high: int | None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the lower end {self.low} lies above the upper end {self.high}")

    @staticmethod
    def exactly(value: int) -> "Bounds":
        return Bounds(value, value)

    @property
    def exact(self) -> int | None:
        """The one value it can have, or None."""
        return self.low if self.low is not None and self.low == self.high else None

    @property
    def unknown(self) -> bool:
        return self.low is None and self.high is None

    def meet(self, other: "Bounds") -> "Bounds | None":
        """What both say together; None where they contradict each other."""
        low = max((x for x in (self.low, other.low) if x is not None), default=None)
        high = min((x for x in (self.high, other.high) if x is not None), default=None)
        if low is not None and high is not None and low > high:
            return None
        return Bounds(low, high)


UNKNOWN = Bounds(None, None)


def parse_bounds(text: str, scale: int = 1) -> Bounds:
    """Read ``(4000, 6000]``, ``(, 4000]`` or ``(10000, )`` given in a unit of ``scale`` smallest units.

    Raises ``ValueError`` for any other notation, an end that is not a multiple of the smallest unit, or an empty
    interval.
    """
    match = _NOTATION.match(text)
    if match is None:
        raise ValueError(f"not an interval like (4000, 6000]: {text!r}")
    opening, low_text, high_text, closing = match.groups()
    low = None if low_text is None else _smallest(low_text, scale) + (1 if opening == "(" else 0)
    high = None if high_text is None else _smallest(high_text, scale) - (1 if closing == ")" else 0)
    return Bounds(low, high)


def _smallest(text: str, scale: int) -> int:
    try:
        scaled = Decimal(text) * scale
    except InvalidOperation as error:
        raise ValueError(f"not a number: {text!r}") from error
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{text} is finer than the smallest unit")
    return int(scaled)
