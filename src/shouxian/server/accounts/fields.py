"""Who may do what with which kind of personal fact: one table, by which pages, searches and exports go.

A fact is of one class. What may be done with a class needs all the rights named, in the same place; None: nobody may.
Rights are given to roles in :mod:`shouxian.server.accounts.roles`; the reasons stand in ADR 19.
"""

from typing import Literal

from shouxian.core.packs.models.dictionary import Variable
from shouxian.server.accounts.queries import Standing
from shouxian.server.accounts.roles import Right

Class = Literal["open", "name", "id", "phone", "account", "health"]
Use = Literal[
    "see",  # as the page shows it: open, or masked where the class is a masked one
    "reveal",  # in full, by a click that the log tells
    "filter", "sort",
    "search_part",  # a name or its beginning, or the last four that the mask shows anyway
    "search_whole",  # by a whole number: who may ask "is it this one?" may read it
    "export_masked", "export_full",
]  # fmt: skip

MASKED: frozenset[Class] = frozenset({"id", "phone", "account", "health"})

_SEE: tuple[Right, ...] = ("see_households",)
_REVEAL: tuple[Right, ...] = ("see_households", "reveal")
_OUT: tuple[Right, ...] = ("export",)
_OUT_FULL: tuple[Right, ...] = ("export", "reveal")

NEEDS: dict[Class, dict[Use, tuple[Right, ...] | None]] = {
    "open": {
        "see": _SEE, "reveal": None, "filter": _SEE, "sort": _SEE, "search_part": None, "search_whole": None,
        "export_masked": None, "export_full": _OUT,
    },
    "name": {
        "see": _SEE, "reveal": None, "filter": None, "sort": _SEE, "search_part": _SEE, "search_whole": _SEE,
        "export_masked": None, "export_full": _OUT,
    },
    "id": {
        "see": _SEE, "reveal": _REVEAL, "filter": None, "sort": None, "search_part": _SEE, "search_whole": _REVEAL,
        "export_masked": _OUT, "export_full": _OUT_FULL,
    },
    "phone": {
        "see": _SEE, "reveal": _REVEAL, "filter": None, "sort": None, "search_part": _SEE, "search_whole": _REVEAL,
        "export_masked": _OUT, "export_full": _OUT_FULL,
    },
    "account": {
        "see": _SEE, "reveal": _REVEAL, "filter": None, "sort": None, "search_part": None, "search_whole": None,
        "export_masked": _OUT, "export_full": _OUT_FULL,
    },
    "health": {
        "see": _SEE, "reveal": _REVEAL, "filter": None, "sort": None, "search_part": None, "search_whole": None,
        "export_masked": _OUT, "export_full": _OUT_FULL,
    },
}  # fmt: skip


def class_of(variable: Variable) -> Class:
    """What kind of personal fact it is."""
    if variable.hidden is not None:
        return variable.hidden
    if variable.privacy == "health":
        return "health"
    return "name" if variable.identifier else "open"


def is_masked(variable: Variable) -> bool:
    """True for what pages show in full only on a click that the log tells."""
    return class_of(variable) in MASKED


def where_may(held: Standing, use: Use, kind: Class) -> tuple[str, ...]:
    """Prefixes of the places in which somebody may; none is nowhere."""
    rights = NEEDS[kind][use]
    if rights is None:
        return ()
    found = held.where(rights[0])
    for right in rights[1:]:
        found = _both(found, held.where(right))
    return found


def may(held: Standing, use: Use, kind: Class, village: str) -> bool:
    return any(village.startswith(place) for place in where_may(held, use, kind))


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Where two sets of prefixes meet: the longer of each pair that lies in one another."""
    met = {max(a, b, key=len) for a in one for b in other if a.startswith(b) or b.startswith(a)}
    return tuple(sorted(met))
