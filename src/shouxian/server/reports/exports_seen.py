"""Exports as pages read them: one's own, and those of others that wait for one's word."""

import hashlib
from collections.abc import Sequence

from django.db.models import QuerySet

from shouxian.server.audit.models import Entry
from shouxian.server.audit.queries import inside as told_inside
from shouxian.server.audit.tracing import EXPORT, FETCHED
from shouxian.server.registry.queries import inside, wholly
from shouxian.server.reports.models import Export, ExportPlace


def own(account: str, places: Sequence[str], *, most: int = 50, using: str = "default") -> list[Export]:
    """What somebody asked for of places in which they may still export, newest first, without its content."""
    return list(_within(places, using).filter(by=account).defer("content").order_by("-id")[:most])


def one_own(account: str, number: int, places: Sequence[str], *, using: str = "default") -> Export | None:
    """Of places in which they may still export, all of them."""
    return _within(places, using).filter(pk=number, by=account).first()


def to_decide(account: str, places: Sequence[str], *, most: int = 50, using: str = "default") -> list[Export]:
    """What others asked for in one's places and somebody has to allow, those that wait first; not one's own."""
    found = _within(places, using).exclude(by=account)
    waiting = found.filter(state="asked").defer("content").order_by("id")
    decided = found.exclude(decided_by="").defer("content").order_by("-id")
    return [*waiting[:most], *decided[:most]]


def one_to_decide(account: str, number: int, places: Sequence[str], *, using: str = "default") -> Export | None:
    found = _within(places, using).exclude(by=account).filter(pk=number).first()
    return found if found is not None and (found.state == "asked" or found.decided_by) else None


def traced(content: bytes, marks: Sequence[str], places: Sequence[str], *, using: str = "default") -> list[Entry]:
    """Every entry of the log about the exports that a file is: by the file itself, or by the marks in it; the oldest
    first, those of the places in which somebody reads the log."""
    entries = Entry.objects.using(using).filter(told_inside(places), subject=EXPORT)
    digest = hashlib.sha256(content).hexdigest()
    same = entries.filter(act=FETCHED, about__sha256=digest).values_list("key", flat=True)
    return list(entries.filter(key__in={*marks, *same}).order_by("id"))


def _within(places: Sequence[str], using: str) -> QuerySet[Export]:
    known = ExportPlace.objects.using(using)
    return Export.objects.using(using).filter(wholly(inside(places, "place"), known, "export"))
