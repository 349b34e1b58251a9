"""The list of households, the search, and one household's page."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shouxian.core.campaigns.explaining import HouseholdExplained
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.kernel.faults import Lang
from shouxian.server.accounts.fields import class_of, may, where_may
from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import catalogue, common, openings, pack_of
from shouxian.server.documents.queries import documents_of
from shouxian.server.findings import queries as findings
from shouxian.server.findings.hushed import hushed, masked_facts
from shouxian.server.findings.queries import COUNTED, Wanted
from shouxian.server.findings.reasons import reasons
from shouxian.server.registry import actions
from shouxian.server.registry.cards import card_of
from shouxian.server.registry.earlier import earlier_of
from shouxian.server.registry.queries import MOST, groups_in, member_names, villages_in
from shouxian.server.web.desk.changes.shown import gone_from, reminders
from shouxian.server.web.desk.documents.forms import NAMES
from shouxian.server.web.desk.households.shown import named_findings, named_types, rule_title
from shouxian.server.web.sight import Sight

_LONGEST = 200  # letters of a filter; nobody types more, and no address grows without end


def households(request: HttpRequest, sight: Sight) -> HttpResponse:
    """A page of the list as its filters ask."""
    here = openings(sight.places)
    wanted = _wanted(request, here)
    opened = pack_of(wanted.campaign) if wanted.campaign else None
    places = _places(wanted, here, sight)
    page = findings.listed(wanted, places)
    told = {
        "page": page, "wanted": wanted, "counted": COUNTED, "types": named_types(opened, sight.lang),
        "more": _address(wanted, page.more), "filtered": wanted != Wanted(campaign=wanted.campaign, after=wanted.after),
        "openings": [(o.campaign, _name(pack_of(o.campaign), sight.lang)) for o in here],
        "villages": villages_in(places),
        "groups": groups_in(wanted.village, places) if wanted.village else [],
        "rules": _rules(opened, wanted, sight), "export": _export(wanted, sight),
        "whole": bool(where_may(sight.standing, "search_whole", "id")),
    }  # fmt: skip
    return render(request, "desk/households/households.html", told)


def search(request: HttpRequest, sight: Sight) -> HttpResponse:
    """What was typed comes in the body and never in an address."""
    text = request.POST.get("text", "")[:_LONGEST].strip()
    here = openings(sight.places)
    wanted = _wanted(request, here, request.POST.get("campaign", ""))
    whole_in = where_may(sight.standing, "search_whole", "id")
    found = actions.search(text=text, places=sight.places, whole_in=whole_in, by=sight.by)
    lines = findings.lines_of(found, wanted.campaign)
    opened = pack_of(wanted.campaign) if wanted.campaign else None
    told = {
        "lines": lines, "text": text, "full": len(found) >= MOST, "types": named_types(opened, sight.lang),
        "wanted": wanted,
    }  # fmt: skip
    part = "_found.html" if request.headers.get("HX-Request") else "found.html"
    return render(request, f"desk/households/{part}", told)


def household(request: HttpRequest, sight: Sight, household: str) -> HttpResponse:
    actions.see(household=sight.found, by=sight.by)
    here = {opening.campaign: pack_of(opening.campaign) for opening in openings((sight.found.village,))}
    seen = findings.seen_by(sight.found)
    dictionary = catalogue().dictionary
    card = card_of(sight.found, dictionary, sight.lang)
    told = {
        "household": sight.found,
        "card": card,
        "gone": gone_from(sight.found, sight),
        "reminders": reminders(card),
        "earlier": earlier_of(sight.found, dictionary, sight.lang),
        "campaigns": [
            {
                "id": name, "name": _name(opened, sight.lang), "types": named_types(opened, sight.lang),
                "seen": seen.get(name),
                "findings": named_findings(findings.findings_of(sight.found, name), opened, sight.lang),
            }
            for name, opened in here.items()
            if sight.found.closed_on is None  # no campaign looks at what is closed
        ],
        "documents": documents_of(sight.found), "kinds": NAMES,
        "may_add": sight.may_in("change_households", sight.found.village),
        "may_reveal": sight.may_in("reveal", sight.found.village),
        "may_change": sight.may_in("change_households", sight.found.village) and bool(here),
    }  # fmt: skip
    return render(request, "desk/households/household.html", told)


def why(request: HttpRequest, sight: Sight, household: str) -> HttpResponse:
    """Every finding with its reason, and what is not known; made from the facts as they stand."""
    campaign = request.GET.get("campaign", "")
    if sight.found.closed_on or campaign not in {opening.campaign for opening in openings((sight.found.village,))}:
        raise Http404
    opened = pack_of(campaign)
    told = _reasons(opened, sight)
    page = {
        "told": told, "missing": _missing(told, opened, sight.lang), "names": member_names(sight.found),
        "household": sight.found, "campaign": campaign, "campaign_name": _name(opened, sight.lang),
    }  # fmt: skip
    part = "_why.html" if request.headers.get("HX-Request") else "why.html"
    return render(request, f"desk/households/{part}", page)


def reveal(request: HttpRequest, sight: Sight, household: str) -> HttpResponse:
    subject, key, fact = (request.POST.get(name, "")[:_LONGEST] for name in ("subject", "key", "fact"))
    dictionary = catalogue().dictionary
    if subject not in dictionary.subjects:
        raise Http404
    value = actions.reveal(
        household=sight.found, subject=subject, key=key, fact=fact, dictionary=dictionary, lang=sight.lang, by=sight.by
    )
    if value is None:
        raise Http404
    return render(request, "desk/households/_revealed.html", {"value": value})


def _reasons(opened: OpenedCampaign, sight: Sight) -> HouseholdExplained:
    """In full for whoever may see everything so, which the log tells; masked for the others."""
    dictionary = opened.catalogue.dictionary
    told = reasons(opened, sight.found, sight.lang)
    facts = masked_facts(told, dictionary)
    if not all(may(sight.standing, "reveal", class_of(dictionary.variables[f]), sight.found.village) for f in facts):
        return hushed(told, dictionary)
    if facts:
        actions.told_in_reasons(household=sight.found, facts=facts, by=sight.by)
    return told


def _missing(told: HouseholdExplained, opened: OpenedCampaign, lang: Lang) -> dict[str, list[str]]:
    """What rules wait for that somebody here can tell, each once."""
    asked = [waiting for waiting in told.waiting if waiting.asked]
    names = {name: parameter.zh if lang == "zh" else parameter.en for name, parameter in opened.parameters.items()}
    return {
        "facts": list(dict.fromkeys(fact for waiting in asked for fact in waiting.facts)),
        "parameters": list(dict.fromkeys(names.get(name, name) for waiting in asked for name in waiting.parameters)),
        "lists": list(dict.fromkeys(name for waiting in asked for name in waiting.lists)),
    }


def _wanted(request: HttpRequest, here: Sequence[Opening], campaign: str = "") -> Wanted:
    """The filters of an address; a campaign that is not open here is none, and the only one is meant unsaid."""
    told = {field.name: request.GET.get(field.name, "")[:_LONGEST] for field in fields(Wanted)}
    told["campaign"] = campaign or told["campaign"]
    known = [opening.campaign for opening in here]
    if told["campaign"] not in known:
        told["campaign"] = known[0] if known else ""
    return Wanted(**told)


def _places(wanted: Wanted, here: Sequence[Opening], sight: Sight) -> tuple[str, ...]:
    """Those of one's places that the campaign covers; all of them where there is none."""
    covered = next((opening.place for opening in here if opening.campaign == wanted.campaign), "")
    return common(sight.places, covered)


def _address(wanted: Wanted, after: str) -> str:
    """The address of the next page, "" where there is none."""
    onward = replace(wanted, after=after)
    told = {field.name: getattr(onward, field.name) for field in fields(Wanted)}
    return "?" + urlencode({name: value for name, value in told.items() if value}) if after else ""


def _export(wanted: Wanted, sight: Sight) -> str:
    """Where a list of these households is exported, "" for whom it is not."""
    if not wanted.campaign or not common(
        sight.where("export"), wanted.village or pack_of(wanted.campaign).pack.campaign.place
    ):
        return ""
    told = {n: getattr(wanted, n) for n in ("village", "group", "type", "visited", "worst", "rule")}
    return f"{reverse('export_ask', args=[wanted.campaign])}?{urlencode({n: t for n, t in told.items() if t})}"


def _rules(opened: OpenedCampaign | None, wanted: Wanted, sight: Sight) -> list[dict[str, Any]]:
    """The rules that hit anybody here, for a choice; their own words instead of their ids."""
    if opened is None:
        return []
    hit = findings.rules_hit(wanted.campaign, sight.places)
    return [{"id": rule, "times": times, "title": rule_title(rule, opened, sight.lang)} for rule, times in hit]


def _name(opened: OpenedCampaign, lang: Lang) -> str:
    return opened.pack.campaign.name.of(lang)
