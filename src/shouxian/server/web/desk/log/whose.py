"""Whose file is this? A file that turned up somewhere, and what the log tells of the export it is."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.sheets.reading.marks import marks_of
from shouxian.server.audit.actions import record
from shouxian.server.reports.exports_seen import traced
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.sight import Sight


class Found(forms.Form):
    file = forms.FileField(label=_("File"), required=False)
    password = forms.CharField(
        label=_("Password of the file"), required=False, max_length=60, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only for a protected file that somebody saved again."),
    )  # fmt: skip
    mark = forms.CharField(
        label=_("Or the mark on paper"), required=False, max_length=40, help_text=_("It stands at the foot of a page.")
    )


def whose(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The file is looked into and not kept; that somebody asked is told in the log."""
    form = Found(request.POST or None, request.FILES or None)
    told: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read() if file else form.cleaned_data["mark"].strip().upper().encode()
        try:
            marks = marks_of(content, file.name if file else "", form.cleaned_data["password"])
            found = traced(content, marks, sight.places)
            if not found:
                raise ShouxianError(fault("EXPORT_NO_MARK"))
            told["rows"] = [(entry, ACTS.get(entry.act, entry.act)) for entry in found]
        except ShouxianError as error:
            told["wrong"] = [(one.what(sight.lang), one.todo(sight.lang)) for one in error.faults]
        with transaction.atomic():
            keys = sorted({entry.key for entry, _act in told.get("rows", ())})
            record(by=sight.by, act="log.traced", about={"marks": keys})
    return render(request, "desk/whose.html", told)
