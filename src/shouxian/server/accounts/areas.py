"""Named areas: villages under a name of their own (a 片区, an inspection group), each with its days.

Other places from a day on are a new area of that name that takes the old one's place in every posting: what somebody
saw last month still follows from what the area held last month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts.actions import name_area, places_of
from shouxian.server.accounts.managing import Managed, account, all_covered, may_give
from shouxian.server.accounts.models import Area, Posting
from shouxian.server.accounts.queries import Standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.audit.actions import By, record


@dataclass(frozen=True)
class Posted:
    """An area and who is posted in it. ``elsewhere``: how many of them hold other posts beyond the asker's places."""

    area: Area
    people: tuple[tuple[Managed, Posting], ...]
    elsewhere: int


def areas(standing: Standing, *, using: str = "default") -> list[Area]:
    """The areas that lie within a manager's places, those that are over last."""
    places = standing.where("manage_accounts")
    found = [area for area in Area.objects.using(using).order_by("name", "-since", "-pk") if _within(area, places)]
    return sorted(found, key=lambda area: over(area, standing.day))


def present(standing: Standing, *, using: str = "default") -> list[Area]:
    """Those of them that are not over: a coming one counts."""
    return [area for area in areas(standing, using=using) if not over(area, standing.day)]


def called(name: str, standing: Standing, *, using: str = "default") -> tuple[Area, ...]:
    """What bears a name: several where it has other places from a coming day on."""
    return tuple(area for area in present(standing, using=using) if area.name == name)


def area(number: int, standing: Standing, *, using: str = "default") -> Area | None:
    found = Area.objects.using(using).filter(pk=number).first()
    return found if found is not None and _within(found, standing.where("manage_accounts")) else None


def over(area: Area, day: date) -> bool:
    return area.until is not None and area.until < day


def posted(area: Area, standing: Standing, *, using: str = "default") -> Posted:
    """Who is posted there today or later, as far as the asker may know them."""
    people, elsewhere = [], set()
    for one in _postings(area, standing.day, using):
        managed = account(one.account.pk, standing, using=using)
        if managed is None:
            elsewhere.add(one.account.pk)
        else:
            people.append((managed, one))
    return Posted(area, tuple(people), len(elsewhere))


def make(
    *, name: str, codes: Iterable[str], since: date, until: date | None, year: int, manager: Standing, by: By,
    using: str = "default",
) -> Area:  # fmt: skip
    """Raises ``ShouxianError`` AREA_EMPTY, AREA_NAME for one taken, ACCOUNT_NOT_YOURS for a place beyond the manager's
    own, ACCOUNT_DAYS."""
    wanted = _wanted(codes, manager)
    _insist_on_name(name, manager, using)
    if until is not None and until < since:
        raise ShouxianError(fault("ACCOUNT_DAYS", since=since, until=until))
    return name_area(name=name, year=year, codes=wanted, since=since, until=until, by=by, using=using)


def rename(*, area: Area, name: str, manager: Standing, by: By, using: str = "default") -> None:
    """Raises ``ShouxianError`` AREA_NAME, AREA_OVER, AREA_NOT_YOURS, ACCOUNT_SELF."""
    _insist_may_change(area, manager, by, using)
    _insist_on_name(name, manager, using, besides=area.name)
    with transaction.atomic(using=using):
        about = {"area": area.pk, "name": name, "before": area.name}
        for one in called(area.name, manager, using=using):
            one.name = name
            one.save(update_fields=("name",), using=using)
        record(by=by, act="area.renamed", about=about, using=using)


def change(*, area: Area, codes: Iterable[str], since: date, manager: Standing, by: By, using: str = "default") -> Area:
    """Other places from a day on; gives the area that holds them. Raises ``ShouxianError`` as :func:`make`, and
    AREA_OVER, AREA_DAY for a day before it began, AREA_NOT_YOURS, ACCOUNT_SELF."""
    _insist_may_change(area, manager, by, using)
    wanted = _wanted(codes, manager)
    if since < area.since:
        raise ShouxianError(fault("AREA_DAY", day=since, since=area.since))
    if area.until is not None and since > area.until:
        raise ShouxianError(fault("ACCOUNT_DAYS", since=since, until=area.until))
    with transaction.atomic(using=using):
        about = {"area": area.pk, "name": area.name, "codes": wanted, "before": area.codes, "since": since.isoformat()}
        record(by=by, act="area.changed", about=about, using=using)
        if since == area.since:
            area.codes = wanted
            area.save(update_fields=("codes",), using=using)
            return area
        fresh = Area(name=area.name, year=area.year, codes=wanted, since=since, until=area.until)
        fresh.save(force_insert=True, using=using)
        area.until = since - timedelta(days=1)
        area.save(update_fields=("until",), using=using)
        for one in _postings(area, since, using):
            one.areas.add(fresh)
        return fresh


def end(*, area: Area, last_day: date, manager: Standing, by: By, using: str = "default") -> None:
    """Raises ``ShouxianError`` AREA_OVER, AREA_NOT_YOURS, ACCOUNT_SELF."""
    _insist_may_change(area, manager, by, using)
    if area.until is not None and area.until < last_day:
        raise ShouxianError(fault("AREA_OVER"))
    with transaction.atomic(using=using):
        area.until = last_day
        area.save(update_fields=("until",), using=using)
        about = {"area": area.pk, "name": area.name, "until": last_day.isoformat()}
        record(by=by, act="area.ended", about=about, using=using)


def _within(area: Area, places: Sequence[str]) -> bool:
    return bool(area.codes) and all_covered(area.codes, places)


def _wanted(codes: Iterable[str], manager: Standing) -> list[str]:
    """The codes, without those that lie within others of them."""
    listed = places_of(codes)
    kept = [code for code in listed if not any(code != other and code.startswith(other) for other in listed)]
    if not kept:
        raise ShouxianError(fault("AREA_EMPTY"))
    if not all_covered(kept, manager.where("manage_accounts")):
        raise ShouxianError(fault("ACCOUNT_NOT_YOURS", what="、".join(kept)))
    return kept


def _insist_on_name(name: str, manager: Standing, using: str, besides: str = "") -> None:
    """A name that another area bears which is not over would be read for it."""
    if name != besides and called(name, manager, using=using):
        raise ShouxianError(fault("AREA_NAME", name=name))


def _insist_may_change(area: Area, manager: Standing, by: By, using: str) -> None:
    """Whose places change with it must be people whom the manager may post, and never the manager."""
    if over(area, manager.day):
        raise ShouxianError(fault("AREA_OVER"))
    held = _postings(area, manager.day, using)
    if any(one.account.login == by.account for one in held):
        raise ShouxianError(fault("ACCOUNT_SELF"))
    beyond = sorted({ROLES[one.role].zh for one in held if one.role not in may_give(manager)})
    if beyond:
        raise ShouxianError(fault("AREA_NOT_YOURS", who="、".join(beyond)))


def _postings(area: Area, day: date, using: str) -> list[Posting]:
    """Postings in an area that are not over on a day."""
    found = Posting.objects.using(using).filter(Q(until=None) | Q(until__gte=day), areas=area)
    return list(found.select_related("account").order_by("account__login", "pk"))
