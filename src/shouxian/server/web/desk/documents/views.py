"""Documents of a household."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.documents import actions
from shouxian.server.web.desk.documents.forms import Add
from shouxian.server.web.doors import attachment
from shouxian.server.web.sight import Sight


def add(request: HttpRequest, sight: Sight, household: str) -> HttpResponse:
    form = Add(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(household=sight.found, given=form.given(), by=sight.by)
        except ShouxianError as error:
            form.take_faults(error, sight.lang)
        else:
            return redirect("household", household)
    told = {"form": form, "household": sight.found}
    return render(request, "desk/documents/add.html", told, status=400 if form.errors else 200)


def document(request: HttpRequest, sight: Sight, document: int) -> HttpResponse:
    household, found = sight.found
    name, content = actions.fetch(document=found, household=household, by=sight.by)
    return attachment(content, name, found.media)


def withdraw(request: HttpRequest, sight: Sight, document: int) -> HttpResponse:
    household, found = sight.found
    actions.withdraw(document=found, household=household, by=sight.by)
    return redirect("household", household.key)


def bring_back(request: HttpRequest, sight: Sight, document: int) -> HttpResponse:
    household, found = sight.found
    actions.bring_back(document=found, household=household, by=sight.by)
    return redirect("household", household.key)
