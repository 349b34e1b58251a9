"""Why a household was found, and what is not known of it: told anew from the facts as they stand."""

from collections.abc import Mapping

from shouxian.core.campaigns.explaining import HouseholdExplained, Origin, Who, explain
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, SURVEYOR
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Lang
from shouxian.server.findings.computing import of_some
from shouxian.server.registry.models import Current, Household, Observation, Source


def reasons(opened: OpenedCampaign, household: Household, lang: Lang, *, using: str = "default") -> HouseholdExplained:
    """Of a household in the campaign's place, found within the places of whoever asks."""
    run = of_some(opened, [household.key], using=using).run
    region = opened.regions.at(household.village)
    who = Who(household.key, region.short if region else household.village, household.group, household.name)
    return explain(run, who, _origins(household, using), lang)


def _origins(household: Household, using: str) -> Mapping[tuple[str, str], Origin]:
    """(key, fact) → where its present value came from."""
    current = Current.objects.using(using)
    rows = [
        *current.filter(subject=HOUSEHOLD, key=household.key),
        *current.filter(subject=PERSON, household=household.key),
    ]
    numbers = {number for row in rows for number in row.origin.values()}
    sources = Source.objects.using(using).in_bulk(sorted(numbers))
    told = Observation.objects.using(using).filter(key__in=[row.key for row in rows], source__in=numbers)
    lines = {(seen.key, seen.source_id): seen.values for seen in told.order_by("id")}
    return {
        (row.key, fact): _origin(sources[number], lines.get((row.key, number), {}))
        for row in rows
        for fact, number in row.origin.items()
    }


def _origin(source: Source, values: Mapping[str, object]) -> Origin:
    row = values.get("row")
    day = source.as_of or clock.day_of(source.at)
    return Origin(source.file, row if isinstance(row, int) else None, day.isoformat(), str(values.get(SURVEYOR) or ""))
