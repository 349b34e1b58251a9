"""Screening asked for: of a whole campaign, or of the few households whose facts have changed."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shouxian.core.kernel import clock
from shouxian.server.audit.actions import By
from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import pack_of, registry_of
from shouxian.server.findings.actions import lay_out, store_again, store_run
from shouxian.server.findings.computing import of_all, of_some
from shouxian.server.findings.models import CampaignHousehold, Run
from shouxian.server.jobs.actions import ask, stop
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.worker import Running, Write
from shouxian.server.registry.models import Household

ALL, SOME = "campaign.screen", "households.screen"
FEW = 400  # households that are looked at one by one; more are a run over everybody
LATER = timedelta(minutes=1)  # how long a run over everybody waits for more corrections, at least
RESTS = 20  # and how many times as long as it takes: it keeps one processor busy at most one minute in twenty
_AT_ONCE = 400


def ask_screening(*, campaign: str, by: By, using: str = "default") -> Job:
    """A run over everybody, at once; asked twice by one person while it waits, it is one. One that waits for more
    corrections is not needed any more."""
    with transaction.atomic(using=using):
        waiting = list(_waiting(campaign, using))
        for later in (job for job in waiting if job.not_before is not None):
            stop(job=later, by=by, using=using)
        same = next((job for job in waiting if job.not_before is None and job.by == by.account), None)
        return same or ask(kind=ALL, given={"campaign": campaign}, by=by, using=using)


def look_again(keys: Collection[str], *, whole: bool, by: By, using: str = "default") -> None:
    """Ask every open campaign that these households concern to look at them again, and later at everybody: what is
    said of a village or a town follows from all its households. ``whole``: more than households changed, so that
    everybody has to be looked at now."""
    for opening in Opening.objects.using(using).filter(closed_at=None):
        mine = _concerned(keys, opening, using)
        has_run = Run.objects.using(using).filter(campaign=opening.campaign).exists()
        if whole or (mine and (len(mine) > FEW or not has_run)):
            ask_screening(campaign=opening.campaign, by=by, using=using)
        elif mine:
            given = {"campaign": opening.campaign, "households": sorted(mine)}
            ask(kind=SOME, given=given, by=by, using=using)
            _everybody_later(opening.campaign, by, using)


def _everybody_later(campaign: str, by: By, using: str) -> None:
    if not _waiting(campaign, using).exists():
        last = Job.objects.using(using).filter(kind=ALL, state="done", given__campaign=campaign).order_by("-id").first()
        took = last.ended_at - last.started_at if last and last.ended_at and last.started_at else timedelta()
        later = clock.now() + max(LATER, RESTS * took)
        ask(kind=ALL, given={"campaign": campaign}, by=by, not_before=later, using=using)


def _waiting(campaign: str, using: str) -> QuerySet[Job]:
    return Job.objects.using(using).filter(kind=ALL, state="waiting", given__campaign=campaign).order_by("id")


def screen_campaign(running: Running) -> Write:
    campaign = str(running.job.given["campaign"])
    opened = pack_of(campaign)
    running.step(0, 3)
    registry_of(opened, using=running.using).make_blocks()
    computed = of_all(opened, using=running.using)
    running.step(1, 3)
    count = computed.worded.num_rows
    running.step(2, 3)
    laid = lay_out(computed, using=running.using)

    def write() -> Mapping[str, Any]:
        by = By(running.job.by, running.job.post)
        run = store_run(laid=laid, by=by, using=running.using)
        return {"run": run.run, "households": run.households, "visited": run.visited, "findings": count}

    return write


def screen_households(running: Running) -> Write:
    given = running.job.given
    running.step(0, 2)
    keys = list(given["households"])
    computed = of_some(pack_of(str(given["campaign"])), keys, using=running.using)
    count = computed.worded.num_rows
    running.step(1, 2)

    def write() -> Mapping[str, Any]:
        by = By(running.job.by, running.job.post)
        store_again(computed=computed, keys=keys, by=by, using=running.using)
        return {"households": len(keys), "findings": count}

    return write


def _concerned(keys: Collection[str], opening: Opening, using: str) -> set[str]:
    """Those that lie in the campaign's place, or did until now."""
    found: set[str] = set()
    listed = sorted(keys)
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        here = Household.objects.using(using).filter(key__in=some, village__startswith=opening.place)
        gone = CampaignHousehold.objects.using(using).filter(household__in=some, campaign=opening.campaign)
        found |= {*here.values_list("key", flat=True), *gone.values_list("household", flat=True)}
    return found
