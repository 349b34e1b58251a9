"""Villages in figures, one village's page, and asking for a run."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.core.campaigns.deliveries import deliveries
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.kernel import clock
from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import catalogue, openings, pack_of, registry_of
from shouxian.server.findings import queries as findings
from shouxian.server.findings.models import Run
from shouxian.server.flows.looking_again import ask_screening
from shouxian.server.registry.cards import village_card
from shouxian.server.registry.queries import villages_in
from shouxian.server.web.desk.households.shown import named_findings
from shouxian.server.web.sight import Sight

_LATE = ("late", "overdue")


def villages(request: HttpRequest, sight: Sight) -> HttpResponse:
    """Every village of a campaign in figures: how many are visited, what was found, what is late."""
    here = openings(sight.places)
    chosen = _chosen(request, here)
    told: dict[str, Any] = {"openings": _named(here, sight), "campaign": chosen.campaign if chosen else ""}
    if chosen:
        opened = pack_of(chosen.campaign)
        lines = findings.villages(chosen.campaign, sight.places)
        run = findings.latest_run(chosen.campaign)
        late = _late(opened, [line.village for line in lines], sight)
        told |= {
            "lines": [_line(line, late.get(line.village, 0)) for line in lines],
            "total": _total(lines, late), "run": run, "missing": _missing(opened, run, sight),
            "may_screen": sight.may_in("screen", chosen.place), "waiting": villages_in(sight.places, most=1),
        }  # fmt: skip
    return render(request, "desk/villages/villages.html", told)


def village(request: HttpRequest, sight: Sight, village: str) -> HttpResponse:
    """What is known of the village itself, and what was found at it."""
    here = openings((village,))
    told = {
        "village": village,
        "card": village_card(village, catalogue().dictionary, sight.lang),
        "campaigns": [
            {
                "id": opening.campaign, "name": pack_of(opening.campaign).pack.campaign.name.of(sight.lang),
                "line": next(iter(findings.villages(opening.campaign, (village,))), None),
                "findings": _found(village, opening, sight),
                "deliveries": _deliveries(pack_of(opening.campaign), village, sight),
            }
            for opening in here
        ],
    }  # fmt: skip
    return render(request, "desk/villages/village.html", told)


def screen(request: HttpRequest, sight: Sight, campaign: str) -> HttpResponse:
    return redirect("job", ask_screening(campaign=campaign, by=sight.by).pk)


def _chosen(request: HttpRequest, here: Sequence[Opening]) -> Opening | None:
    named = request.GET.get("campaign", "")
    return next((o for o in here if o.campaign == named), here[0] if here else None)


def _named(here: Sequence[Opening], sight: Sight) -> list[tuple[str, str]]:
    return [(o.campaign, pack_of(o.campaign).pack.campaign.name.of(sight.lang)) for o in here]


def _late(opened: OpenedCampaign, codes: Sequence[str], sight: Sight) -> dict[str, int]:
    """Village → deliverables that came late or are overdue."""
    store = registry_of(opened, places=sight.places)
    found: dict[str, int] = {}
    for delivery in deliveries(opened, store, codes, clock.today()):
        if delivery.place in codes and delivery.state in _LATE:
            found[delivery.place] = found.get(delivery.place, 0) + 1
    return found


def _line(line: findings.VillageLine, late: int) -> dict[str, Any]:
    share = 100 * line.visited // line.households if line.households else 0
    return {"line": line, "share": share, "late": late, "left": line.households - line.visited}


def _total(lines: Sequence[findings.VillageLine], late: dict[str, int]) -> dict[str, int]:
    told = {"households": sum(line.households for line in lines), "visited": sum(line.visited for line in lines)}
    told |= {severity: sum(line.found.get(severity, 0) for line in lines) for severity in ("fix", "verify", "hint")}
    return told | {"late": sum(late.values())}


def _missing(opened: OpenedCampaign, run: Run | None, sight: Sight) -> list[tuple[str, int]]:
    """Lines and other parameters that nobody has given, with how many rules wait for them; for whoever screens."""
    if run is None or not sight.may("screen"):
        return []
    known = opened.parameters
    names = {name: known[name].zh if sight.lang == "zh" else known[name].en for name in run.parameters if name in known}
    return [(names.get(name, name), len(rules)) for name, rules in sorted(run.parameters.items())]


def _found(village: str, opening: Opening, sight: Sight) -> list[Any]:
    found = findings.village_findings(village, opening.campaign)
    return named_findings(found, pack_of(opening.campaign), sight.lang)


def _deliveries(opened: OpenedCampaign, village: str, sight: Sight) -> list[Any]:
    store = registry_of(opened, places=sight.places)
    told = deliveries(opened, store, [village], clock.today())
    return [delivery for delivery in told if delivery.place == village]


def screened(request: HttpRequest, sight: Sight, job: int) -> HttpResponse:
    """From a job that has run: the villages of its campaign."""
    if sight.found is None:
        raise Http404
    return redirect(f"/villages/?campaign={sight.found.given['campaign']}")
