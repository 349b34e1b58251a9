"""Papers out: what can be made, what was made, and fetching it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.core.kernel import clock
from shouxian.server.campaigns.queries import openings, pack_of
from shouxian.server.reports import actions, queries
from shouxian.server.web.desk.papers.forms import Blank
from shouxian.server.web.doors import ARCHIVE, attachment
from shouxian.server.web.sight import Sight


def papers(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The campaigns of one's places with what can be made for them, and what was made."""
    campaigns = [_campaign(opening.campaign, sight) for opening in openings(sight.places)]
    found = queries.papers(sight.places, "blank")
    if sight.may("export"):
        found += queries.papers(sight.where("export"), "outputs")
    made = sorted(found, key=lambda one: -one.pk)
    since = clock.now() - actions.KEPT
    shown = [(one, one.at >= since) for one in made]
    return render(
        request,
        "desk/papers/papers.html",
        {"campaigns": campaigns, "papers": shown, "sees_exports": sight.may("export")},
    )


def _campaign(campaign: str, sight: Sight) -> dict[str, Any]:
    opened = pack_of(campaign)
    whole = any(opened.pack.campaign.place.startswith(place) for place in sight.where("export"))
    form = Blank(sight, opened, prefix=campaign)
    return {"id": campaign, "name": opened.pack.campaign.name.of(sight.lang), "form": form, "reports": whole}


def blank(request: HttpRequest, sight: Sight, campaign: str) -> HttpResponse:
    form = Blank(sight, pack_of(campaign), request.POST, prefix=campaign)
    if not form.is_valid():  # only where somebody sends what no page offers
        return redirect("papers")
    villages, sheets = form.wanted()
    return redirect("job", actions.ask_blank(campaign=campaign, villages=villages, sheets=sheets, by=sight.by).pk)


def outputs(request: HttpRequest, sight: Sight, campaign: str) -> HttpResponse:
    return redirect("job", actions.ask_outputs(campaign=campaign, by=sight.by).pk)


def paper(request: HttpRequest, sight: Sight, paper: int) -> HttpResponse:
    content = actions.fetch(prepared=sight.found, by=sight.by)
    return attachment(content, sight.found.name, ARCHIVE)


def made(request: HttpRequest, sight: Sight, job: int) -> HttpResponse:
    """From a job that has run: the list, its file on top."""
    return redirect("papers")
