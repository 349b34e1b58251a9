"""What belongs to a village and is no household: businesses, waterworks, public toilets, posts, problems."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from shouxian.core.dataset.roles import HOUSEHOLD, VILLAGE
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.registry.models import Current
from shouxian.server.registry.queries import inside

MOST = 200  # on one page; who seeks one of more narrows the list


@dataclass(frozen=True)
class Wanted:
    """``subject``: a subject of the dictionary; ``village``: its code or ""; ``text``: part of the name or ""."""

    subject: str = ""
    village: str = ""
    text: str = ""


def kinds(dictionary: Dictionary) -> tuple[str, ...]:
    """Subjects that belong to a village, households apart."""
    return tuple(child.subject for child in dictionary.children(VILLAGE) if child.subject != HOUSEHOLD)


def counts(places: Sequence[str], dictionary: Dictionary, *, using: str = "default") -> dict[str, int]:
    """Subject → how many are known within ``places``; those of which none is known are left out."""
    found = Current.objects.using(using).filter(inside(places), subject__in=kinds(dictionary))
    told = dict(found.order_by().values_list("subject").annotate(times=Count("id")))
    return {subject: told[subject] for subject in kinds(dictionary) if subject in told}


def things(wanted: Wanted, places: Sequence[str], *, using: str = "default") -> list[Current]:
    """By village and name, at most :data:`MOST`."""
    found = Current.objects.using(using).filter(inside(places), subject=wanted.subject)
    if wanted.village:
        found = found.filter(village=wanted.village)
    if wanted.text:
        found = found.filter(name__icontains=wanted.text)
    return list(found.only("key", "subject", "village", "name").order_by("village", "name", "key")[:MOST])


def thing(key: str, places: Sequence[str], dictionary: Dictionary, *, using: str = "default") -> Current | None:
    return Current.objects.using(using).filter(inside(places), subject__in=kinds(dictionary), key=key).first()
