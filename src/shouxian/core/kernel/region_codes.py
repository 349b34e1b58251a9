"""Statistical region codes: 12 digits = province 2, city 2, county 2, town 3, village 3 (统计用区划代码编制规则).

A *place* is a prefix of such a code (2, 4, 6, 9 or 12 digits; "" is the nation). A longer prefix is more special.
"""

from collections.abc import Iterable
from typing import Literal

Level = Literal["nation", "province", "city", "county", "town", "village"]
_LEVELS: dict[int, Level] = {0: "nation", 2: "province", 4: "city", 6: "county", 9: "town", 12: "village"}


def is_place(text: str) -> bool:
    return len(text) in _LEVELS and (text == "" or (text.isascii() and text.isdigit()))


def level(place: str) -> Level:
    """Raises ``ValueError`` for anything that is not a place."""
    if not is_place(place):
        raise ValueError(f"not a region code of 2, 4, 6, 9 or 12 digits: {place!r}")
    return _LEVELS[len(place)]


def contains(place: str, other: str) -> bool:
    return other.startswith(place)


def most_special(places: Iterable[str], village: str) -> str | None:
    """The longest of ``places`` that contains ``village``, or None."""
    return max((p for p in places if contains(p, village)), key=len, default=None)
