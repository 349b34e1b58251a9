"""Named areas: who is posted there, other places from a day on, a last day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.accounts import areas as known
from shouxian.server.accounts.models import Area
from shouxian.server.regions import queries as regions
from shouxian.server.web.desk.accounts.forms import End, Name, NewArea, Places
from shouxian.server.web.sight import Sight


def areas(request: HttpRequest, sight: Sight) -> HttpResponse:
    found = [(known.posted(area, sight.standing), known.over(area, sight.standing.day))
             for area in known.areas(sight.standing)]  # fmt: skip
    return render(request, "desk/areas/areas.html", {"found": found})


def new(request: HttpRequest, sight: Sight) -> HttpResponse:
    form = NewArea(sight, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            year = int(regions.known().year)
            made = known.make(**form.cleaned_data, year=year, manager=sight.standing, by=sight.by)
            messages.success(request, _("The area is made; it can be chosen for posts now."))
            return redirect("area", made.pk)
        except ShouxianError as error:
            for found in error.faults:
                form.add_error(None, found.text(sight.lang))
    return render(request, "desk/areas/new.html", {"form": form})


def area(request: HttpRequest, sight: Sight, area: int) -> HttpResponse:
    found: Area = sight.found
    places = Places(sight, initial={"codes": found.codes, "since": max(found.since, sight.standing.day)})
    return _page(request, sight, places, Name(initial={"name": found.name}))


def rename(request: HttpRequest, sight: Sight, area: int) -> HttpResponse:
    form = Name(request.POST)
    if not form.is_valid():
        messages.error(request, _("The name is missing, or too long."))
        return redirect("area", area)
    known.rename(area=sight.found, name=form.cleaned_data["name"], manager=sight.standing, by=sight.by)
    messages.success(request, _("The area is renamed."))
    return redirect("area", area)


def change(request: HttpRequest, sight: Sight, area: int) -> HttpResponse:
    form = Places(sight, request.POST)
    if not form.is_valid():
        return _page(request, sight, form, Name(initial={"name": sight.found.name}))
    made = known.change(area=sight.found, **form.cleaned_data, manager=sight.standing, by=sight.by)
    messages.success(request, _("The area has its new places from that day on; whoever is posted there as well."))
    return redirect("area", made.pk)


def end(request: HttpRequest, sight: Sight, area: int) -> HttpResponse:
    form = End(request.POST)
    if form.is_valid():
        known.end(area=sight.found, last_day=form.cleaned_data["last_day"], manager=sight.standing, by=sight.by)
        messages.success(request, _("The area ends with that day."))
    else:
        messages.error(request, _("That is no day."))
    return redirect("area", area)


def _page(request: HttpRequest, sight: Sight, places: Places, name: Name) -> HttpResponse:
    told = {"posted": known.posted(sight.found, sight.standing), "places": places, "name": name, "end": End(),
            "over": known.over(sight.found, sight.standing.day), "day": sight.standing.day}  # fmt: skip
    return render(request, "desk/areas/area.html", told, status=400 if places.errors else 200)
