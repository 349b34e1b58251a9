"""Finding a returned row's household again: by its hidden key, else by village, name and phone (and group).

A match on all that the row tells is sure; a match on the name with another phone, or several households of one name,
is doubtful and asks a person one confirming answer; so is an unknown name with the phone of a known household: a new
head is no new household. Nobody is matched across villages.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shouxian.core.kernel.text import squeezed

_SHARED = 3  # households that may share one phone
Certainty = Literal["key", "sure", "doubtful", "new", "unknown_key"]


@dataclass(frozen=True)
class Known:
    """A known household, as far as matching needs it. Empty texts are unknown."""

    key: str
    village: str
    name: str
    phone: str
    group: str


@dataclass(frozen=True)
class Wanted:
    """A row to find. ``confirmed`` is the clerk's answer to an earlier doubt: a key, "new", "same" (where there is one
    candidate only), or "" for none."""

    row: int
    key: str
    village: str
    name: str
    phone: str
    group: str
    confirmed: str = ""


@dataclass(frozen=True)
class Match:
    """``key`` is None unless certain; ``candidates`` are keys a person may choose from, best first."""

    row: int
    certainty: Certainty
    key: str | None
    candidates: tuple[str, ...] = ()


def match_rows(rows: Sequence[Wanted], known: Sequence[Known]) -> list[Match]:
    """One match per row, in order."""
    keys = {k.key for k in known}
    by_name = _indexed(known, lambda household: squeezed(household.name))
    by_phone = _indexed(known, lambda household: household.phone)
    found = []
    for row in rows:
        namesakes = by_name.get((row.village, squeezed(row.name)), ())
        found.append(_match(row, keys, namesakes, by_phone.get((row.village, row.phone), ())))
    return found


def _indexed(known: Sequence[Known], by: Callable[[Known], str]) -> Mapping[tuple[str, str], list[Known]]:
    """(village, word) → households, where the word is known."""
    index: defaultdict[tuple[str, str], list[Known]] = defaultdict(list)
    for household in known:
        if by(household):
            index[(household.village, by(household))].append(household)
    return index


def _match(row: Wanted, keys: set[str], namesakes: Sequence[Known], at_phone: Sequence[Known]) -> Match:
    if row.key:
        return Match(row.row, "key" if row.key in keys else "unknown_key", row.key if row.key in keys else None)
    if row.confirmed == "new":
        return Match(row.row, "new", None)
    if row.confirmed in keys:
        return Match(row.row, "sure", row.confirmed)
    if not namesakes and len(at_phone) > _SHARED:  # a cadre's phone, given for many: it tells nothing
        at_phone = ()
    possible = namesakes or at_phone
    if row.confirmed == "same" and len(possible) == 1:
        return Match(row.row, "sure", possible[0].key)
    agreeing = [k for k in namesakes if _agrees(row, k)]
    same_phone = [k for k in agreeing if row.phone and k.phone == row.phone]
    sure = same_phone or agreeing
    if len(sure) == 1 and (row.phone == sure[0].phone or not row.phone or not sure[0].phone):
        return Match(row.row, "sure", sure[0].key)
    if possible:
        best = sorted(possible, key=lambda k: (k not in agreeing, k.group != row.group, k.key))
        return Match(row.row, "doubtful", None, tuple(k.key for k in best))
    return Match(row.row, "new", None)


def _agrees(row: Wanted, known: Known) -> bool:
    """No contradiction in what both tell."""
    phones = not row.phone or not known.phone or row.phone == known.phone
    groups = not row.group or not known.group or squeezed(row.group) == squeezed(known.group)
    return phones and groups
