"""Allowing what others asked for: what is asked, of whom, why; one's own is never among it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.server.reports import exporting, exports_seen
from shouxian.server.reports.selecting import Asked
from shouxian.server.web.desk.exports.views import in_words
from shouxian.server.web.sight import Sight

_LONGEST = 300


def waiting(request: HttpRequest, sight: Sight) -> HttpResponse:
    found = exports_seen.to_decide(sight.standing.account, sight.places)
    rows = [{"export": one, "asked": Asked.kept(one.asked)} for one in found]
    return render(request, "desk/exports/waiting.html", {"rows": rows})


def request_page(request: HttpRequest, sight: Sight, request_for: int) -> HttpResponse:
    told = {"export": sight.found, **in_words(sight.found, sight.lang)}
    return render(request, "desk/exports/decide.html", told)


def allow(request: HttpRequest, sight: Sight, request_for: int) -> HttpResponse:
    return _decide(request, sight, allowed=True)


def refuse(request: HttpRequest, sight: Sight, request_for: int) -> HttpResponse:
    return _decide(request, sight, allowed=False)


def _decide(request: HttpRequest, sight: Sight, *, allowed: bool) -> HttpResponse:
    why = request.POST.get("why", "")[:_LONGEST]
    exporting.decide(export=sight.found, allow=allowed, why=why, by=sight.by)
    return redirect("export_requests")
