"""The one policy layer: who may open an address, where, and what of it the log tells.

Every address is registered by :func:`route` with its policy. Rights are read from today's postings at each request.
``right`` asks whether the person has it anywhere; ``find`` asks for the one thing the address names, within the
person's places, and what it does not find is a page that does not exist. Lists take ``sight.places`` as an argument of
their query.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal

from django.core.exceptions import BadRequest, ImproperlyConfigured, PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters

from shouxian.server.accounts.roles import Right
from shouxian.server.web.language import lang_of
from shouxian.server.web.sight import Sight, look

Who = Literal["anyone", "owing", "signed_in"]
Find = Callable[..., Any]
"""``find(sight, **captured)``: the thing within ``sight.places`` or of ``sight.account``, None where there is none."""
View = Callable[..., HttpResponseBase]
"""``view(request, sight, **captured)``."""


@dataclass(frozen=True)
class Policy:
    """``who``: "anyone" without signing in; "owing" also who still owes a new password or a second factor;
    "signed_in" whoever has done all that. ``logs``: the acts that the log gets from this address."""

    who: Who
    right: Right | None = None
    find: Find | None = None
    logs: tuple[str, ...] = ()


def anyone(*, logs: tuple[str, ...] = ()) -> Policy:
    return Policy("anyone", logs=logs)


def owing(*, logs: tuple[str, ...] = ()) -> Policy:
    return Policy("owing", logs=logs)


def signed_in(*, find: Find | None = None, logs: tuple[str, ...] = ()) -> Policy:
    """For what is the person's own, whatever their posts."""
    return Policy("signed_in", None, find, logs)


def who_may(right: Right, *, find: Find | None = None, logs: tuple[str, ...] = ()) -> Policy:
    return Policy("signed_in", right, find, logs)


@dataclass(frozen=True)
class Menu:
    """An entry of the navigation, shown to whom the policy lets in. ``label``: lazily translated; ``icon``: a name of
    the sprite; ``order``: a smaller one stands higher."""

    label: Any
    icon: str
    order: int


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    policy: Policy
    methods: tuple[str, ...]
    menu: Menu | None


ROUTES: dict[str, Route] = {}


def route(
    pattern: str, view: View, *, name: str, policy: Policy, methods: tuple[str, ...] = ("GET",),
    menu: Menu | None = None,
) -> URLPattern:  # fmt: skip
    """An address of the desk. Raises ``ImproperlyConfigured`` for a name given twice."""
    if name in ROUTES:
        raise ImproperlyConfigured(f"two addresses are called {name}")
    made = ROUTES[name] = Route(name, pattern, policy, methods, menu)
    return path(pattern, _guarded(made, view), name=name)


def _guarded(route: Route, view: View) -> View:
    @sensitive_post_parameters()
    @wraps(view)
    def guarded(request: HttpRequest, **captured: Any) -> HttpResponseBase:
        if (request.method or "") not in (*route.methods, *(("HEAD",) if "GET" in route.methods else ())):
            return HttpResponseNotAllowed(route.methods)
        if _unstorable(request):
            raise BadRequest
        sight = look(request, lang_of(request), route.policy.right)
        request.sight = sight  # type: ignore[attr-defined]  # the frame of a page shows who is signed in
        elsewhere = owes(sight, route.policy)
        if elsewhere:
            return _go(request, elsewhere)
        return view(request, admitted(sight, route.policy, captured), **captured)

    guarded.route = route  # type: ignore[attr-defined]
    return guarded


def owes(sight: Sight, policy: Policy) -> str | None:
    """The name of the page that must come first, if any."""
    if policy.who == "anyone":
        return None
    if sight.account is None:
        return "sign_in"
    if policy.who == "owing":
        return None
    if sight.account.must_change_password:
        return "password"
    if sight.standing.needs_second_factor and not sight.second_factor:
        return "second_factor"
    return None


def admitted(sight: Sight, policy: Policy, captured: Mapping[str, Any]) -> Sight:
    """Raises ``PermissionDenied`` where the person's posts do not give the right, ``Http404`` where what the address
    names is not within their places: nobody learns whether it exists."""
    if policy.right and not sight.may(policy.right):
        raise PermissionDenied
    if policy.find is None:
        return sight
    found = policy.find(sight, **captured)
    if found is None:
        raise Http404
    return replace(sight, found=found)


def menu_of(sight: Sight) -> list[Route]:
    """What stands in a person's navigation."""
    shown = [
        route
        for route in ROUTES.values()
        if route.menu and not owes(sight, route.policy) and (not route.policy.right or sight.may(route.policy.right))
    ]
    return sorted(shown, key=lambda route: route.menu.order if route.menu else 0)


def insist_on_policies(patterns: list[URLPattern | URLResolver]) -> None:
    """Raises ``ImproperlyConfigured`` for an address that was not registered by :func:`route`."""
    bare = [
        str(p.pattern) for p in patterns if not isinstance(getattr(getattr(p, "callback", None), "route", None), Route)
    ]
    if bare:
        raise ImproperlyConfigured(f"addresses without a policy: {bare}")


def _unstorable(request: HttpRequest) -> bool:
    """Whether anything sent holds a sign that no keyboard makes and PostgreSQL stores in no text."""
    return any("\0" in text for told in (request.GET, request.POST) for name in told for text in told.getlist(name))


def _go(request: HttpRequest, name: str) -> HttpResponse:
    """To another page first; back to this one afterwards, where it was only looked at."""
    target = reverse(name)
    if name == "sign_in" and request.method in ("GET", "HEAD") and request.path != "/":
        target += "?" + urlencode({"next": request.get_full_path()})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse(name)})
    return HttpResponseRedirect(target)
