"""Reading the log: for the auditor's page, and whole for a check without the server."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from shouxian.core.kernel.clock import CHINA
from shouxian.server.audit.actions import told
from shouxian.server.audit.models import Entry, Seal


@dataclass(frozen=True)
class Asked:
    """What an auditor looks for; all of it has to fit. ``since`` and ``until``: days, both included."""

    by: str = ""
    key: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


def entries(
    asked: Asked, places: Sequence[str], *, before: int | None = None, most: int = 100, using: str = "default"
) -> list[Entry]:
    """Entries of villages within ``places`` and those of no village, the newest first; ``before``: older than this."""
    wanted = inside(places)
    wanted &= Q(by=asked.by) if asked.by else Q()
    wanted &= Q(key=asked.key) if asked.key else Q()
    wanted &= Q(act=asked.act) if asked.act else Q()
    wanted &= Q(at__gte=_midnight(asked.since)) if asked.since else Q()
    wanted &= Q(at__lt=_midnight(asked.until + timedelta(days=1))) if asked.until else Q()
    wanted &= Q(id__lt=before) if before else Q()
    return list(Entry.objects.using(using).filter(wanted).order_by("-id")[:most])


def inside(places: Sequence[str]) -> Q:
    """Entries that tell of no village or of one within ``places``."""
    found = Q(pk__in=())
    for place in places:
        found |= Q(village="") | Q(village__startswith=place)
    return found


def reads_all(places: Sequence[str], *, using: str = "default") -> bool:
    """Whether no entry lies outside ``places``: only then may somebody take the whole log away."""
    return bool(places) and not Entry.objects.using(using).exclude(inside(places)).exists()


def acts(*, using: str = "default") -> list[str]:
    """Every act the log tells of; each found by one step of its index."""
    found: list[str] = []
    known = Entry.objects.using(using).order_by("act")
    while (act := known.filter(act__gt=found[-1] if found else "").values_list("act", flat=True).first()) is not None:
        found.append(act)
    return found


def exported(*, using: str = "default") -> Iterator[str]:
    """The whole log as lines of JSON: every seal, then every entry. What is sealed while it is written out is told as
    not sealed yet: its seal is not among those told."""
    last = 0
    for seal in Seal.objects.using(using).order_by("number"):
        last = seal.number
        yield json.dumps({"seal": seal.number, "entries": seal.entries, "head": bytes(seal.head).hex()})
    for entry in Entry.objects.using(using).order_by("id").iterator():
        sealed_in = entry.sealed_in if entry.sealed_in and entry.sealed_in <= last else None
        line = {"id": entry.id, "told": told(entry), "mac": bytes(entry.mac).hex(), "sealed_in": sealed_in}
        yield json.dumps(line, ensure_ascii=False)


def of_household(key: str, *, using: str = "default") -> list[Entry]:
    """Everything anybody did with or looked at of a household, newest first."""
    return list(Entry.objects.using(using).filter(key=key).order_by("-id"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
