"""Two runs side by side: what is new, what is gone, and what still stands on other values."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A finding as runs remember it; the fingerprint tells whether its values are still the same."""

    rule: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class Difference:
    """Findings of the later run (``new``, ``changed``) and of the earlier one (``gone``), sorted by rule and key."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    changed: tuple[Finding, ...]
    same: int


def compare(earlier: Iterable[Finding], later: Iterable[Finding]) -> Difference:
    before = {(f.rule, f.key): f for f in earlier}
    after = {(f.rule, f.key): f for f in later}
    both = sorted(before.keys() & after.keys())
    changed = tuple(after[k] for k in both if before[k].fingerprint != after[k].fingerprint)
    return Difference(
        new=tuple(after[k] for k in sorted(after.keys() - before.keys())),
        gone=tuple(before[k] for k in sorted(before.keys() - after.keys())),
        changed=changed,
        same=len(both) - len(changed),
    )
