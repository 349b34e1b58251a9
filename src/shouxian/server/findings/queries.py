"""Findings as pages read them, and households as a campaign sees them: within ``places``, as the registry's, or of a
household or village that was found so."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Model, Q, QuerySet

from shouxian.server.findings.models import CampaignHousehold, Finding, Run
from shouxian.server.registry.lines import line_of
from shouxian.server.registry.models import Household
from shouxian.server.registry.queries import MOST, household, in_order, inside
from shouxian.server.registry.sql import END

COUNTED = 10_000  # beyond, a list says "more than"
WORST: dict[str, tuple[int, ...]] = {"fix": (3,), "verify": (2,), "hint": (1,), "none": (0,), "any": (1, 2, 3)}


@dataclass(frozen=True)
class Wanted:
    """What a list shows. ``visited``: yes, no or ""; ``worst``: a name of :data:`WORST` or ""; ``after``: the key of
    the household that the page before ended with."""

    campaign: str = ""
    village: str = ""
    group: str = ""
    type: str = ""
    visited: str = ""
    worst: str = ""
    rule: str = ""
    after: str = ""

    @property
    def of_campaign(self) -> bool:
        """True where only what a campaign knows tells who is meant."""
        return bool(self.campaign and (self.type or self.visited or self.worst or self.rule))


@dataclass(frozen=True)
class Line:
    """A household on a list; ``seen``: as the campaign sees it, None where it has not been looked at yet."""

    household: Household
    seen: CampaignHousehold | None


@dataclass(frozen=True)
class Page:
    lines: tuple[Line, ...]
    more: str  # ``after`` of the next page, "" where there is none
    count: int  # at most COUNTED + 1


@dataclass(frozen=True)
class VillageLine:
    """A village in figures. ``found``: severity → findings of its households and its own."""

    village: str
    households: int
    visited: int
    found: Mapping[str, int]


def listed(wanted: Wanted, places: Sequence[str], *, using: str = "default", most: int = MOST) -> Page:
    """A page of a list. The places are gone through one after the other, each as one stretch of an index."""
    rows: list[str] = []
    count = 0
    start = _line_after(wanted.after, places, using) if wanted.after else ""
    kind: type[Model] = CampaignHousehold if wanted.of_campaign else Household
    key = "household" if wanted.of_campaign else "key"
    found = kind._default_manager.using(using).filter(_campaign_filter(wanted, using))
    for low, high in _stretches(wanted, places):
        stretch = found.filter(line__gte=low, line__lt=high)
        if count <= COUNTED:
            count += stretch.order_by()[: COUNTED + 1].count()
        if len(rows) <= most:
            onward = stretch.filter(line__gt=start) if start else stretch
            rows += onward.order_by("line").values_list(key, flat=True)[: most + 1 - len(rows)]
    more = rows[most - 1] if len(rows) > most else ""
    return Page(lines_of(in_order(rows[:most], using=using), wanted.campaign, using=using), more, count)


def lines_of(found: Sequence[Household], campaign: str, *, using: str = "default") -> tuple[Line, ...]:
    """Households that were found within the places of whoever looks, as a list shows them."""
    keys = [household.key for household in found]
    seen = CampaignHousehold.objects.using(using).filter(campaign=campaign, household__in=keys)
    by_key = {one.household: one for one in seen}
    return tuple(Line(household, by_key.get(household.key)) for household in found)


def _stretches(wanted: Wanted, places: Sequence[str]) -> list[tuple[str, str]]:
    """Lines to go through, from (included) and to, in order; a village outside ``places`` is nowhere."""
    if not wanted.village:
        return [(place, place + END) for place in sorted(places)]
    if not any(wanted.village.startswith(place) for place in places):
        return []
    if not wanted.group:
        return [(wanted.village, wanted.village + END)]
    low = line_of(wanted.village, wanted.group, "", "").rstrip()
    return [(f"{low} ", f"{low}!")]  # the sign after a blank


def _campaign_filter(wanted: Wanted, using: str) -> Q:
    if not wanted.of_campaign:
        return Q()
    told = Q(campaign=wanted.campaign)
    if wanted.type:
        told &= Q(type=wanted.type)
    if wanted.visited:
        told &= Q(visited=wanted.visited == "yes")
    if wanted.worst in WORST:
        told &= Q(worst__in=WORST[wanted.worst])
    if wanted.rule:
        hit = Finding.objects.using(using).filter(campaign=wanted.campaign, rule=wanted.rule)
        told &= Q(household__in=hit.values("household"))
    return told


def _line_after(key: str, places: Sequence[str], using: str) -> str:
    found = household(key, places, using=using)
    return found.line if found else ""


def findings_of(found: Household, campaign: str, *, using: str = "default") -> list[Finding]:
    """What was found at a household and its members, the worst first. The household was found within the places of
    whoever looks."""
    told = Finding.objects.using(using).filter(household=found.key, campaign=campaign)
    order = {"fix": 0, "verify": 1, "hint": 2}
    return sorted(told, key=lambda one: (order.get(one.severity, 3), one.rule, one.key))


def village_findings(village: str, campaign: str, *, using: str = "default") -> list[Finding]:
    """What was found at the village itself and what belongs to it, not at its households. The village lies within the
    places of whoever looks."""
    told = Finding.objects.using(using).filter(village=village, campaign=campaign, household="")
    return list(told.order_by("rule", "key"))


def findings_at(key: str, village: str, campaign: str, *, using: str = "default") -> list[Finding]:
    """What was found at one thing of a village that lies within the places of whoever looks."""
    told = Finding.objects.using(using).filter(village=village, campaign=campaign, household="", key=key)
    return list(told.order_by("rule"))


def seen_by(found: Household, *, using: str = "default") -> dict[str, CampaignHousehold]:
    """A household that was found so, as every campaign that knows it sees it."""
    told = CampaignHousehold.objects.using(using).filter(household=found.key)
    return {one.campaign: one for one in told}


def latest_run(campaign: str, *, using: str = "default") -> Run | None:
    return Run.objects.using(using).filter(campaign=campaign).order_by("-id").first()


def rules_hit(campaign: str, places: Sequence[str], *, using: str = "default") -> list[tuple[str, int]]:
    """Rule → findings within ``places``, the most frequent first."""
    found = Finding.objects.using(using).filter(inside(places), campaign=campaign).exclude(household="")
    counted = found.order_by().values_list("rule").annotate(times=Count("id"))
    return sorted(((rule, times) for rule, times in counted), key=lambda pair: (-pair[1], pair[0]))


def villages(campaign: str, places: Sequence[str], *, using: str = "default") -> list[VillageLine]:
    """Every village of a campaign within ``places`` that holds any household, by code."""
    seen = CampaignHousehold.objects.using(using).filter(inside(places), campaign=campaign)
    all_of = dict(_counted(seen))
    visited = dict(_counted(seen.filter(visited=True)))
    found: dict[str, Counter[str]] = {}
    told = Finding.objects.using(using).filter(inside(places), campaign=campaign)
    for village, severity, times in told.order_by().values_list("village", "severity").annotate(times=Count("id")):
        found.setdefault(village, Counter())[severity] += times
    return [
        VillageLine(code, count, visited.get(code, 0), found.get(code, Counter()))
        for code, count in sorted(all_of.items())
    ]


def _counted(found: QuerySet[CampaignHousehold]) -> QuerySet[CampaignHousehold, tuple[str, int]]:
    return found.order_by().values_list("village").annotate(times=Count("id"))
