"""Of whom an export tells: the households that the filters of the list leave, village by village, as lists sort."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shouxian.core.dataset.roles import PERSON
from shouxian.server.findings.queries import Line, Wanted, listed
from shouxian.server.registry.models import Member

_VILLAGE = 50_000  # households; no village has so many
_AT_ONCE = 400


@dataclass(frozen=True)
class Asked:
    """What somebody wants. ``fields``: fact → "open", "masked" or "full"; ``villages``: codes; the filters are those of
    the list of households. ``posting``: for a public notice, which shows what such a notice may show, nothing else."""

    campaign: str
    subject: str
    villages: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    group: str = ""
    type: str = ""
    visited: str = ""
    worst: str = ""
    rule: str = ""
    posting: bool = False

    @staticmethod
    def kept(told: dict[str, Any]) -> "Asked":
        """As :class:`Export` keeps it."""
        return Asked(**told | {"villages": tuple(told["villages"])})

    @property
    def full(self) -> list[str]:
        """Facts that pages only show masked, wanted in full."""
        return sorted(name for name, how in self.fields.items() if how == "full")

    @property
    def masked(self) -> list[str]:
        return sorted(name for name, how in self.fields.items() if how == "masked")


def lines(asked: Asked, villages: Sequence[str], *, using: str = "default") -> Iterator[Line]:
    """Those of the villages asked for that lie among ``villages``."""
    for village in sorted(set(asked.villages) & set(villages)):
        wanted = Wanted(
            asked.campaign, village, asked.group, asked.type, asked.visited, asked.worst, asked.rule
        )  # fmt: skip
        yield from listed(wanted, (village,), using=using, most=_VILLAGE).lines


def count(asked: Asked, *, using: str = "default") -> int:
    """Rows that the export will have, as things stand."""
    keys = [line.household.key for line in lines(asked, asked.villages, using=using)]
    if asked.subject != PERSON:
        return len(keys)
    members = Member.objects.using(using)
    return sum(
        members.filter(household__in=keys[start : start + _AT_ONCE], left_on=None).count()
        for start in range(0, len(keys), _AT_ONCE)
    )
