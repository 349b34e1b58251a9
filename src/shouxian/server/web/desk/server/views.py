"""The health of the server."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouxian.server.keeping.health import checks
from shouxian.server.web.sight import Sight


def health(request: HttpRequest, sight: Sight) -> HttpResponse:
    found = checks()
    worst = next((state for state in ("bad", "look") if any(c.state == state for c in found)), "good")
    return render(request, "desk/health.html", {"checks": found, "worst": worst})
