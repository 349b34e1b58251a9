"""The log for its readers. Reading it is told in it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from shouxian.core.kernel import clock
from shouxian.server.audit import queries
from shouxian.server.audit.actions import record
from shouxian.server.audit.models import Entry
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.doors import LINES, streamed
from shouxian.server.web.sight import Sight

_PAGE = 100


class Search(forms.Form):
    by = forms.CharField(label=_("Who (login)"), required=False, max_length=60)
    key = forms.CharField(label=_("Household (key)"), required=False, max_length=40)
    act = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        known = [(act, ACTS.get(act, act)) for act in queries.acts()]
        self.fields["act"].choices = [("", _("everything")), *known]  # type: ignore[attr-defined]


def log(request: HttpRequest, sight: Sight) -> HttpResponse:
    form = Search(request.GET)
    asked, before = queries.Asked(), None
    if form.is_valid():
        told = form.cleaned_data
        asked = queries.Asked(told["by"], told["key"].strip(), told["act"], told["since"], told["until"])
        before = told["before"]
    found = queries.entries(asked, sight.places, before=before, most=_PAGE + 1)
    with transaction.atomic():
        record(by=sight.by, act="log.read", key=asked.key, about={k: str(v) for k, v in vars(asked).items() if v})
    older = ""
    if len(found) > _PAGE:
        asked_for = request.GET.copy()
        asked_for["before"] = str(found[_PAGE - 1].pk)
        older = "?" + asked_for.urlencode()
    rows = [(entry, ACTS.get(entry.act, entry.act), _about(entry)) for entry in found[:_PAGE]]
    whole_log = queries.reads_all(sight.places)
    return render(request, "desk/log.html", {"form": form, "rows": rows, "older": older, "whole": whole_log})


def whole(sight: Sight) -> object:
    """The log as one thing, for whoever may read all of it."""
    return True if queries.reads_all(sight.places) else None


def export(request: HttpRequest, sight: Sight) -> StreamingHttpResponse:
    """The whole log, a line of JSON each, for ``shouxian audit verify``; that it was taken is its last entry."""
    with transaction.atomic():
        record(by=sight.by, act="log.exported")
    return streamed(_lines(), clock.now().strftime("shouxian-log-%Y%m%d-%H%M.jsonl"), LINES)


def _lines() -> Iterator[str]:
    for line in queries.exported():
        yield line + "\n"


def _about(entry: Entry) -> str:
    told = {name: value for name, value in entry.about.items() if value not in ("", None, [], {})}
    return "; ".join(f"{k}: {v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)}" for k, v in told.items())
