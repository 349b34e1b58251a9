"""The registry as pages read it. Every query takes ``places``, the prefixes within which somebody may see, and filters
by them itself; none is nowhere. Pages are stretches of an index, however many households there are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connections
from django.db.models import Model, Q, QuerySet

from shouxian.core.kernel.text import squeezed
from shouxian.server.audit.keys import key_for
from shouxian.server.jobs.models import Job
from shouxian.server.registry.models import WORKING, Household, Member, Received, ReceivedPlace, Source
from shouxian.server.registry.sealing import mark_of
from shouxian.server.registry.sql import END

LAST = "\U0010ffff"  # sorts after every letter
MOST = 50  # lines of a page
_FEW_VILLAGES = 60  # up to here a search goes village by village, beyond by what is sought alone
_FOUR = re.compile(r"\d{3}[\dXx]")
_WHOLE = re.compile(r"\d{11}|\d{17}[\dXx]|\d{20}|\d{22}")
_LETTERS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class Sought:
    """What somebody types: which column it is, and whether all of it must be there. ``whole``: a complete id or phone,
    the seeking of which the log tells."""

    columns: tuple[str, ...]
    value: Any
    whole: bool = False

    @staticmethod
    def of(text: str) -> "Sought | None":
        """None for nothing to seek."""
        plain = squeezed(text)  # as names are kept; and digits typed full-width are digits
        if _WHOLE.fullmatch(plain):
            return Sought(("id_mark", "phone_mark"), mark_of(key_for("index"), plain), whole=True)
        if _FOUR.fullmatch(plain):
            return Sought(("id4", "phone4"), plain.upper())
        if _LETTERS.fullmatch(plain):
            return Sought(("initials",), plain.lower())
        return Sought(("name",), plain) if plain else None


def inside(places: Sequence[str], column: str = "village") -> Q:
    """Codes in a column that begin with one of ``places``."""
    found = Q(pk__in=())
    for place in places:
        found |= Q(**{f"{column}__gte": place, f"{column}__lt": place + END})
    return found


def household(key: str, places: Sequence[str], *, using: str = "default") -> Household | None:
    return Household.objects.using(using).filter(inside(places), key=key).first()


def in_order(keys: Iterable[str], *, using: str = "default") -> list[Household]:
    """Households that a query found within the places of whoever looks, in the order of a list."""
    return list(Household.objects.using(using).filter(key__in=list(keys)).order_by("line"))


def member_names(household: Household, *, using: str = "default") -> dict[str, str]:
    """Key → name of the members of a household that was found within the places of whoever looks."""
    return dict(Member.objects.using(using).filter(household=household.key).values_list("key", "name"))


def seek(sought: Sought, places: Sequence[str], *, using: str = "default", most: int = MOST) -> list[Household]:
    """Households whose head or a member is what is sought, at most ``most``."""
    villages = villages_in(places, most=_FEW_VILLAGES + 1, using=using)
    narrow = Q(village__in=villages) if len(villages) <= _FEW_VILLAGES else inside(places)
    keys: dict[str, None] = {}
    kinds: tuple[tuple[type[Model], str], ...] = ((Household, "key"), (Member, "household"))
    for kind, key in kinds:
        for column in sought.columns:
            if any(field.name == column for field in kind._meta.get_fields()):
                found = kind._default_manager.using(using).filter(narrow & _is(column, sought))
                ordered = found.order_by(column, "village", key).values_list(key, flat=True)
                keys |= dict.fromkeys(ordered[:most])
    return in_order(islice(keys, most), using=using)


def _is(column: str, sought: Sought) -> Q:
    if column in ("name", "initials"):
        return Q(**{f"{column}__gte": sought.value, f"{column}__lt": sought.value + LAST})
    return Q(**{column: sought.value})


def villages_in(places: Sequence[str], *, most: int = 1000, using: str = "default") -> list[str]:
    """Codes of the villages within ``places`` that hold any household; each found by one step of the index, all of a
    place in one statement."""
    found: list[str] = []
    with connections[using].cursor() as cursor:
        for place in sorted(places):
            cursor.execute(_VILLAGES, [place, place + END, place + END, most - len(found)])
            found += [code for (code,) in cursor.fetchall()]
    return found


_VILLAGES = """
WITH RECURSIVE stepped(code) AS (
  SELECT MIN(village) FROM registry_household WHERE village >= %s AND village < %s
  UNION ALL
  SELECT (SELECT MIN(village) FROM registry_household WHERE village > stepped.code AND village < %s)
  FROM stepped WHERE stepped.code IS NOT NULL
)
SELECT code FROM stepped WHERE code IS NOT NULL LIMIT %s
"""


def groups_in(village: str, places: Sequence[str], *, using: str = "default") -> list[str]:
    """The groups of a village, as lists sort them."""
    found = Household.objects.using(using).filter(inside(places), village=village).order_by("line")
    return list(dict.fromkeys(group for group in found.values_list("group", flat=True) if group))


def files(places: Sequence[str], campaign: str = "", *, using: str = "default", most: int = 100) -> list[Received]:
    """Files handed in of which somebody may see every place, newest first, without their content."""
    found = _files(places, using)
    if campaign:
        found = found.filter(campaign=campaign)
    return list(found.defer("content", "told", "answer", "ticks").order_by("-id")[:most])


def stuck(found: Iterable[Received], *, using: str = "default") -> set[int]:
    """Those of some files whose job failed or was stopped before it was done with them."""
    working = {one.job: one.pk for one in found if one.state in WORKING and one.job is not None}
    over = Job.objects.using(using).filter(pk__in=list(working), state__in=("failed", "cancelled"))
    return {working[number] for number in over.values_list("pk", flat=True)}


def file(number: int, places: Sequence[str], *, using: str = "default") -> Received | None:
    return _files(places, using).filter(pk=number).first()


def _files(places: Sequence[str], using: str) -> QuerySet[Received]:
    known = ReceivedPlace.objects.using(using)
    return Received.objects.using(using).filter(wholly(inside(places, "place"), known, "received"))


def wholly(here: Q, known: QuerySet[Any], of: str) -> Q:
    """Things of which ``known`` names some place, and none that is not ``here``. ``known``: rows with a ``place`` each,
    pointing at the thing by their field ``of``."""
    return Q(pk__in=known.filter(here).values(of)) & ~Q(pk__in=known.exclude(here).values(of))


def sources(numbers: Iterable[int], *, using: str = "default") -> dict[int, Source]:
    """Where values came from. Whoever may see the values may see that."""
    return Source.objects.using(using).in_bulk(sorted(set(numbers)))


def households_of_source(number: int, *, using: str = "default") -> set[str]:
    """Every household of which, or of whose members or belongings, a source tells anything."""
    query = (
        "SELECT DISTINCT CASE WHEN c.subject = 'household' THEN c.key ELSE c.household END FROM registry_observation o "
        "JOIN registry_current c ON c.subject = o.subject AND c.key = o.key WHERE o.source_id = %s"
    )
    with connections[using].cursor() as cursor:
        cursor.execute(query, [number])
        return {key for (key,) in cursor.fetchall() if key}
