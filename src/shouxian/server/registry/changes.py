"""Changes of members and households as they were registered: what touched a household, who is no member any more."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q

from shouxian.core.dataset.roles import CHANGED_ON, HOUSEHOLD, LEFT_HOW, LEFT_ON, MEMBER_NAME, PERSON
from shouxian.server.audit.keys import key_for
from shouxian.server.registry.models import Current, Household, Member, Observation, Source
from shouxian.server.registry.queries import LAST, household, inside, sources
from shouxian.server.registry.sealing import mark_of

REGISTERED: Final = "change"  # the kind of such a source; its ``sheet`` says which change it is


@dataclass(frozen=True)
class Departed:
    """Somebody who was a member. ``how``: died, moved, split …; ``to``: his household now, None where whoever looks may
    not see it or there is none."""

    key: str
    name: str
    day: date | None
    how: str
    source: Source | None
    to: Household | None = None


def state_of(key: str, *, using: str = "default") -> str:
    """A short text that is another one as soon as anything was told anew of a household or its members, or undone."""
    told = Current.objects.using(using).filter(Q(subject=HOUSEHOLD, key=key) | Q(subject=PERSON, household=key))
    rows = list(told.order_by("subject", "key").values_list("key", "origin"))
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:20]


def last_told(key: str, *, using: str = "default") -> Source | None:
    """The newest source of anything that stands of a household or its members."""
    told = Current.objects.using(using).filter(Q(subject=HOUSEHOLD, key=key) | Q(subject=PERSON, household=key))
    numbers = [number for origin in told.values_list("origin", flat=True) for number in origin.values()]
    return Source.objects.using(using).filter(number=max(numbers, default=0)).first()


def changes_of(key: str, *, using: str = "default") -> list[Source]:
    """Changes that stand and touched a household, newest first."""
    told = Observation.objects.using(using).filter(subject=HOUSEHOLD, key=key, source__kind=REGISTERED)
    numbers = told.filter(source__retracted=None).values_list("source_id", flat=True)
    return list(Source.objects.using(using).filter(number__in=set(numbers)).order_by("-number"))


def touched(source: Source, *, using: str = "default") -> list[str]:
    """Keys of the households that a change tells of, sorted."""
    told = Observation.objects.using(using).filter(source=source, subject=HOUSEHOLD)
    return sorted(set(told.values_list("key", flat=True)))


def built_on(source: Source, *, using: str = "default") -> bool:
    """True where something told since needs what this change told: a later change of the same, or anything of what
    only this change made known."""
    observed = Observation.objects.using(using)
    for one in observed.filter(source=source):
        others = observed.filter(subject=one.subject, key=one.key, source__retracted=None).exclude(source=source)
        later = others.filter(source__gt=source)
        made_here = not others.filter(source__lt=source).exists()
        if later.filter(source__kind=REGISTERED).exists() or (made_here and later.exists()):
            return True
        if made_here and one.subject == HOUSEHOLD:
            members = observed.filter(source=source, subject=PERSON).values("key")
            inner = Current.objects.using(using).filter(household=one.key)
            if inner.exclude(subject=PERSON, key__in=members).exists():
                return True
    return False


def departed(home: Household, places: Sequence[str], *, using: str = "default") -> list[Departed]:
    """Who was a member of a household that was found within the places of whoever looks, the latest first; where
    somebody is now only if that lies within ``places`` too."""
    found = [*_left(home, using), *_gone_elsewhere(home, places, using)]
    return sorted(found, key=lambda one: (one.day or date.min, one.key), reverse=True)


def _left(home: Household, using: str) -> Iterator[Departed]:
    rows = Current.objects.using(using).filter(subject=PERSON, household=home.key)
    left = [row for row in rows if row.values.get(LEFT_ON)]
    told = sources((row.origin.get(LEFT_ON, 0) for row in left), using=using)
    for row in left:
        how, name = str(row.values.get(LEFT_HOW) or ""), str(row.values.get(MEMBER_NAME) or "")
        yield Departed(row.key, name, _day(row.values.get(LEFT_ON)), how, told.get(row.origin.get(LEFT_ON, 0)))


def _gone_elsewhere(home: Household, places: Sequence[str], using: str) -> Iterator[Departed]:
    observed = Observation.objects.using(using)
    present = Member.objects.using(using)
    seen: set[str] = set()
    for source in changes_of(home.key, using=using):
        for one in observed.filter(source=source, subject=PERSON).exclude(key__in=list(seen)):
            if one.values.get("household_key") == home.key or _before(one, using) != home.key:
                continue
            member = present.filter(key=one.key).exclude(household=home.key).first()
            if member is None:
                continue
            seen.add(one.key)
            day, to = _day(one.values.get(CHANGED_ON)), household(member.household, places, using=using)
            yield Departed(one.key, member.name, day, source.sheet, source, to)


def _before(told: Observation, using: str) -> str:
    """The household that somebody was of before a source told of him."""
    earlier = Observation.objects.using(using).filter(
        subject=PERSON, key=told.key, source__lt=told.source_id, source__retracted=None
    )
    homes = (one.values.get("household_key") for one in earlier.order_by("-source_id", "-id"))
    return next((home for home in homes if home), "")


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None


def of_number(number: str, places: Collection[str], *, using: str = "default") -> list[tuple[Member, Household | None]]:
    """Members of an identity number within ``places``, whoever left among them, with their households."""
    found = Member.objects.using(using).filter(inside(sorted(places)), id_mark=mark_of(key_for("index"), number))
    members = list(found.order_by("key"))
    homes = Household.objects.using(using).in_bulk([member.household for member in members])
    return [(member, homes.get(member.household)) for member in members]


def homes_named(name: str, places: Collection[str], *, most: int = 20, using: str = "default") -> list[Household]:
    """Households within ``places`` whose head's name begins so, closed ones left out."""
    plain = "".join(name.split())
    if not plain:
        return []
    found = Household.objects.using(using).filter(inside(sorted(places)), name__gte=plain, name__lt=plain + LAST)
    return list(found.filter(closed_on=None).order_by("line")[:most])
