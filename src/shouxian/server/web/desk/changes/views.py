"""Registering a change of members: what it is, who and when, what it will change, then confirmed; and taken back."""

import secrets
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.core.campaigns.member_changes import GOES, Kind
from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.server.flows import changing
from shouxian.server.flows.correcting import pack_for
from shouxian.server.registry import queries
from shouxian.server.registry.models import Household
from shouxian.server.web.desk.changes.forms import Register
from shouxian.server.web.desk.changes.kinds import KINDS
from shouxian.server.web.desk.changes.preview import Preview
from shouxian.server.web.sight import Sight

_LONGEST = 60


def change(request: HttpRequest, sight: Sight, household: str) -> HttpResponse:
    """``?kind=&who=&day=``: without a kind the page of all of them. POST ``step``: look, confirm or back."""
    kind = request.POST.get("kind", "") or request.GET.get("kind", "")
    if kind not in KINDS:
        return render(request, "desk/changes/kinds.html", _told(sight, kinds=KINDS))
    return _posted(request, sight, cast(Kind, kind)) if request.method == "POST" else _first(request, sight, kind)


def undo(request: HttpRequest, sight: Sight, change: int) -> HttpResponse:
    """Back to the household that it was undone from; to another of its households where that one is gone with it."""
    households, source = sight.found
    changing.undo(source=source, by=sight.by)
    keys = sorted((one.key for one in households), key=lambda key: key != request.POST.get("from", ""))
    return redirect("household", next(key for key in keys if queries.household(key, sight.places)))


def _first(request: HttpRequest, sight: Sight, kind: str) -> HttpResponse:
    given = {name: request.GET[name][:_LONGEST] for name in ("who", "day") if request.GET.get(name)}
    return _form(request, sight, _register(sight, cast(Kind, kind), None, given))


def _posted(request: HttpRequest, sight: Sight, kind: Kind) -> HttpResponse:
    if request.POST.get("step") == "confirm" and changing.done_already(sight.found, request.POST.get("once", "")):
        return redirect("household", sight.found.key)  # a second click
    found: list[Household] = []
    if kind in GOES:
        found = changing.targets(sight.found, request.POST.get("target_name", "")[:_LONGEST], sight.places)
    target = next((one for one in found if one.key == request.POST.get("target")), None)
    form = Register(kind, *_home(sight), sight, request.POST, {}, found)
    if request.POST.get("step") == "back" or not form.is_valid():
        return _form(request, sight, form)
    if kind in GOES and target is None:
        if len(found) != 1:
            what = fault("CHANGE_TARGET", Where(column="target" if found else "target_name"))
            form.take_faults(ShouxianError(what))
            return _form(request, sight, form)
        target = found[0]
    return _looked(request, sight, form, target)


def _looked(request: HttpRequest, sight: Sight, form: Register, target: Household | None) -> HttpResponse:
    """The page of what will change, or the change itself where somebody confirms it."""
    where: dict[str, Any] = {"household": sight.found, "places": sight.places}
    stands_against: ShouxianError | None = None
    try:
        asked = form.asked(sight.found, target)
        if request.POST.get("step") == "confirm":
            try:
                changing.change(asked=asked, by=sight.by, **where)
                return redirect("household", sight.found.key)
            except ShouxianError as error:
                stands_against = error
        looked = changing.look(asked=asked, **where)
    except ShouxianError as error:
        form.take_faults(error)
        return _form(request, sight, form)
    page = {
        "preview": Preview(form, looked, secrets.token_urlsafe(12)), "target": target,
        "faults": _said(stands_against, sight) if stands_against else [],
    }  # fmt: skip
    told = _told(sight, form=form, named=KINDS[form.kind], **page)
    return render(request, "desk/changes/preview.html", told, status=400 if stands_against else 200)


def _said(error: ShouxianError, sight: Sight) -> list[str]:
    """Each fault once, in words."""
    return list(dict.fromkeys(one.sentence(sight.lang) for one in error.faults))


def _home(sight: Sight) -> tuple[Any, Any]:
    opened = pack_for(sight.found)
    return changing.home_of(opened, sight.found), opened


def _register(sight: Sight, kind: Kind, data: None, given: dict[str, str]) -> Register:
    return Register(kind, *_home(sight), sight, data, given)


def _form(request: HttpRequest, sight: Sight, form: Register) -> HttpResponse:
    told = _told(sight, form=form, named=KINDS[form.kind])
    return render(request, "desk/changes/register.html", told, status=400 if form.errors else 200)


def _told(sight: Sight, **told: Any) -> dict[str, Any]:
    changes = [
        (source, KINDS[source.sheet].name, changing.registered(source.number, sight.places) is not None)
        for source in changing.undoable(sight.found)
    ]
    return {"household": sight.found, "changes": changes, **told}
