"""Resident identity numbers (GB 11643) and the longer disability-certificate numbers built on them.

The first six digits are the county *when the number was issued*: renamed and abolished counties are valid, so no number
is ever refused by its area code. Lengths 20 and 22 are disability certificates: id + type digit + grade digit (+ 2).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shouxian.core.kernel.text import squeezed

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
_SHAPE = re.compile(r"^\d{17}[\dX](?:[1-7][1-4](?:\d{2})?)?$")
_TYPES = ("sight", "hearing", "speech", "limb", "intellect", "mental", "multiple")  # digits 1 to 7

Wrong = Literal["empty", "length", "characters", "birth_date", "check_digit", "placeholder"]


@dataclass(frozen=True)
class ResidentId:
    """A number as read: ``number`` is the normal form (half-width, capital X); ``wrong`` is None for a sound one."""

    number: str
    wrong: Wrong | None

    @property
    def birth_date(self) -> date | None:
        return _birth_date(self.number) if self.wrong is None else None

    @property
    def sex(self) -> Literal["male", "female"] | None:
        """From the 17th digit: odd is male."""
        if self.wrong is not None:
            return None
        return "male" if int(self.number[16]) % 2 else "female"

    @property
    def disability_type(self) -> str | None:
        """From the 19th digit of a disability certificate; None for a plain identity number."""
        return _TYPES[int(self.number[18]) - 1] if self.wrong is None and len(self.number) > 18 else None

    @property
    def disability_grade(self) -> str | None:
        """``grade_1`` … ``grade_4`` from the 20th digit of a disability certificate; None for an identity number."""
        return f"grade_{self.number[19]}" if self.wrong is None and len(self.number) > 18 else None


def check_digit(first17: str) -> str:
    """The 18th character for 17 digits (ISO 7064 mod 11-2)."""
    return CHECKS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def read_id(text: str) -> ResidentId:
    """Read a number as a clerk wrote it; says the first thing wrong with it, never raises."""
    number = squeezed(text).upper().lstrip("'’")
    return ResidentId(number, _wrong(number))


def _wrong(number: str) -> Wrong | None:
    if not number:
        return "empty"
    if number.startswith("999999"):
        return "placeholder"
    if len(number) not in (18, 20, 22):
        return "length"
    if not _SHAPE.match(number):
        return "characters"
    if _birth_date(number) is None:
        return "birth_date"
    if check_digit(number[:17]) != number[17]:
        return "check_digit"
    return None


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def masked_id(number: str) -> str:
    """3301**********123X: enough to recognise, not enough to use."""
    return number[:4] + "*" * (len(number) - 8) + number[-4:] if len(number) > 8 else "*" * len(number)


def masked_phone(number: str) -> str:
    return number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) > 7 else "*" * len(number)
