"""Kleene's three-valued logic: True, False, None (unknown).

More facts may turn None into True or False, never True into False: that is why screening may run before every fact is
collected.
"""

from collections.abc import Iterable

Verdict = bool | None


def kleene_and(items: Iterable[Verdict]) -> Verdict:
    """False if any item is False, else None if any is None, else True (also for no items)."""
    result: Verdict = True
    for item in items:
        if item is False:
            return False
        if item is None:
            result = None
    return result


def kleene_or(items: Iterable[Verdict]) -> Verdict:
    """True if any item is True, else None if any is None, else False (also for no items)."""
    result: Verdict = False
    for item in items:
        if item is True:
            return True
        if item is None:
            result = None
    return result


def kleene_not(item: Verdict) -> Verdict:
    return None if item is None else not item
