"""The one boundary of the web: a fault becomes a page that says what is wrong and what to do, never a traceback."""

import logging
import sys
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from shouxian.core.kernel.faults import Fault, ShouxianError
from shouxian.server.jobs.storage import trouble
from shouxian.server.web.frame import asset_version
from shouxian.server.web.language import lang_of

LARGEST = 50 * 1024 * 1024  # bytes of one request; the guard of workbooks asks for less

_LOG = logging.getLogger("shouxian.web")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",  # machines are shared: the back button must not show the last person's pages
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Boundary:
    """Sets the headers of every page, refuses what is too large before it is read, turns faults into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = str(request.headers.get("Content-Length", ""))
        too_large = told.isdigit() and int(told) > LARGEST
        response = page(request, 413) if too_large else self.get_response(request)
        if response.status_code == 405:
            response = page(request, 405, headers={"Allow": response.headers.get("Allow", "")})
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ShouxianError):
            return faults_page(request, exception.faults)
        wrong = trouble(exception)
        return _storage(request, wrong) if wrong else None


def faults_page(request: HttpRequest, faults: Iterable[Fault], status: int = 400) -> HttpResponse:
    """What went wrong, in the person's language; to htmx as a message above the page, which stays as it is."""
    lang = lang_of(request)
    told = [(fault.where.text(lang), fault.what(lang), fault.todo(lang), fault.code) for fault in faults]
    if request.headers.get("HX-Request"):
        response = render(request, "desk/_faults.html", {"told": told}, status=status)
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#messages", "innerHTML"
        return response
    return render(request, "desk/faults.html", {"told": told, "back": _came_from(request)}, status=status)


def _came_from(request: HttpRequest) -> str:
    """The page of ours that the person was on."""
    named = urlsplit(request.headers.get("Referer", ""))
    ours = named.netloc == request.get_host() and named.path.startswith("/")
    return named._replace(scheme="", netloc="").geturl() if ours else "/"


def page(
    request: HttpRequest, status: int, *, saying: str = "", headers: dict[str, str] | None = None, **told: str
) -> HttpResponse:
    """A plain page for a status that has no fault of its own; ``saying``: its template, where not named by the status.
    It asks neither session nor database: they may be what is wrong."""
    about = {"lang": lang_of(request), "version": asset_version(), **told}
    response = HttpResponse(render_to_string(f"errors/{saying or status}.html", about), status=status)
    if request.headers.get("HX-Request"):
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    wrong = trouble(exception)  # a session that cannot be stored comes as a bad request
    if wrong:
        return _storage(request, wrong)
    large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return page(request, 413 if large else 400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """What no view raised: a session could not be stored, or it is a mistake of ours."""
    wrong = trouble(sys.exc_info()[1])
    return _storage(request, wrong) if wrong else page(request, 500)


def _storage(request: HttpRequest, wrong: Fault) -> HttpResponse:
    """Nothing is stored half: whoever asked may ask again."""
    _LOG.error("%s: %s", request.path, wrong.code)
    lang = lang_of(request)
    return page(request, 503, headers={"Retry-After": "60"}, what=wrong.what(lang), todo=wrong.todo(lang))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token does not fit: most often a page left open over a sign-out."""
    return page(request, 403, saying="forged")
