"""The first page, one's own page, the switch of language."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext

from shouxian.server.accounts import second_factor
from shouxian.server.jobs.queries import latest_of
from shouxian.server.web.desk.front import sessions
from shouxian.server.web.language import CODES, COOKIE
from shouxian.server.web.policies import menu_of
from shouxian.server.web.sight import Sight

_YEAR = 365 * 24 * 3600


def home(request: HttpRequest, sight: Sight) -> HttpResponse:
    """What somebody may do here, for which places, and how their latest jobs went."""
    tasks = [route for route in menu_of(sight) if route.name != "home"]
    return render(request, "desk/home.html", {"tasks": tasks, "jobs": latest_of(sight.standing.account, most=5)})


def me(request: HttpRequest, sight: Sight) -> HttpResponse:
    assert sight.account is not None
    has_factor = second_factor.has(sight.account)
    left = second_factor.codes_left(sight.account) if has_factor else 0
    told = {"has_factor": has_factor, "left": left, "sessions": sessions.of(request, sight.account)}
    return render(request, "desk/me.html", told)


def end_sessions(request: HttpRequest, sight: Sight) -> HttpResponse:
    assert sight.account is not None
    count = sessions.end_others(request, sight.account, sight.by)
    messages.success(
        request,
        ngettext("%(count)d other session is ended.", "%(count)d other sessions are ended.", count) % {"count": count},
    )
    return redirect("me")


def language(request: HttpRequest, sight: Sight) -> HttpResponse:
    """Keep the language on this device, and go back to where the person was."""
    answer = HttpResponseRedirect(back(request))
    if request.POST.get("to") in CODES:
        answer.set_cookie(
            COOKIE, request.POST["to"], max_age=_YEAR, httponly=True, samesite="Strict", secure=settings.HTTPS
        )
    return answer


def back(request: HttpRequest) -> str:
    """The page of ours that a form names in ``next``, else the first page."""
    named = request.POST.get("next") or request.GET.get("next") or ""
    return named if url_has_allowed_host_and_scheme(named, allowed_hosts=None) else "/"
