"""Businesses, waterworks, public toilets, posts, problems of a ledger …: lists, and a page for each."""

from dataclasses import fields

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouxian.server.campaigns.queries import catalogue, openings, pack_of
from shouxian.server.findings.queries import findings_at
from shouxian.server.registry import things as registry
from shouxian.server.registry.cards import thing_card
from shouxian.server.registry.queries import villages_in
from shouxian.server.registry.things import MOST, Wanted
from shouxian.server.web.desk.households.shown import named_findings
from shouxian.server.web.sight import Sight

_LONGEST = 100  # letters of a filter


def things(request: HttpRequest, sight: Sight) -> HttpResponse:
    """One kind at a time; the first there is where none is named."""
    dictionary = catalogue().dictionary
    here = registry.counts(sight.places, dictionary)
    asked = Wanted(**{f.name: request.GET.get(f.name, "")[:_LONGEST].strip() for f in fields(Wanted)})
    subject = asked.subject if asked.subject in here else next(iter(here), "")
    wanted = Wanted(subject, asked.village, asked.text)
    found = registry.things(wanted, sight.places) if subject else []
    told = {
        "kinds": [(name, _word(name, sight), times) for name, times in here.items()], "wanted": wanted,
        "things": found, "full": len(found) >= MOST, "most": MOST, "villages": villages_in(sight.places),
    }  # fmt: skip
    return render(request, "desk/things/things.html", told)


def thing(request: HttpRequest, sight: Sight, thing_key: str) -> HttpResponse:
    found = sight.found
    told = {
        "thing": found, "kind": _word(found.subject, sight),
        "card": thing_card(found, catalogue().dictionary, sight.lang),
        "campaigns": [
            (pack_of(o.campaign).pack.campaign.name.of(sight.lang),
             named_findings(findings_at(found.key, found.village, o.campaign), pack_of(o.campaign), sight.lang))
            for o in openings((found.village,))
        ],
    }  # fmt: skip
    return render(request, "desk/things/thing.html", told)


def _word(subject: str, sight: Sight) -> str:
    named = catalogue().dictionary.subjects[subject]
    return named.zh if sight.lang == "zh" else named.en
