"""Correcting what is known of a household, and taking a correction back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.flows import correcting
from shouxian.server.web.desk.corrections.forms import Correct
from shouxian.server.web.sight import Sight


def correct(request: HttpRequest, sight: Sight, household: str) -> HttpResponse:
    """``?subject=&key=``: the household itself, or something in it."""
    subject = request.GET.get("subject", HOUSEHOLD)
    key = request.GET.get("key", household)
    opened = correcting.pack_for(sight.found)
    if subject not in opened.catalogue.dictionary.subjects:
        raise Http404
    known = correcting.facts_of(opened, sight.found, subject, key)
    if known is None:
        raise Http404
    codelists = opened.catalogue.dictionary.codelists
    form = Correct(sight, known, codelists, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = correcting.correct(household=sight.found, correction=form.correction(subject, key), by=sight.by)
        except ShouxianError as error:
            form.take_faults(error, sight.lang)
        else:
            if isinstance(done, int):
                return redirect("household", household)
            form.take_meanwhile(done, codelists)
    told = {
        "form": form, "household": sight.found, "subject": opened.catalogue.dictionary.subjects[subject],
        "corrections": correcting.corrections(sight.found),
    }  # fmt: skip
    return render(request, "desk/corrections/correct.html", told, status=400 if form.errors else 200)


def undo(request: HttpRequest, sight: Sight, source: int) -> HttpResponse:
    household, correction = sight.found
    correcting.undo(household=household, source=correction, by=sight.by)
    return redirect("household", household.key)
