"""Files handed in: the list of them, one of them as it stands, and every step of its way."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shouxian.core.campaigns.exported_lists import LAYOUT
from shouxian.core.campaigns.gone_rows import DOUBTFUL
from shouxian.core.kernel.faults import Fault, fault
from shouxian.core.packs.models.dictionary import Variable
from shouxian.server.campaigns.queries import catalogue, openings, pack_of
from shouxian.server.flows.previews import HIDDEN
from shouxian.server.flows.taking_in import faults_from
from shouxian.server.registry import actions, queries
from shouxian.server.registry.actions import job_of, told_of
from shouxian.server.registry.models import WORKING, Received
from shouxian.server.registry.wording import hide_numbers, worded
from shouxian.server.web.desk.files.forms import HandIn
from shouxian.server.web.doors import WORKBOOK, attachment
from shouxian.server.web.sight import Sight

SHOWN = 100  # faults a page lists; the answer workbook has them all


def files(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The files of one's places, and the form for another."""
    form = HandIn(sight, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = actions.hand_in(handed=form.handed(), places=sight.places, by=sight.by)
        return redirect("file", made.pk)
    found = queries.files(sight.places)
    names = {o.campaign: pack_of(o.campaign).pack.campaign.name.of(sight.lang) for o in openings(sight.places)}
    left = queries.stuck(found)
    rows = [(one, names.get(one.campaign, one.campaign), one.pk in left) for one in found]
    told = {"form": form, "files": rows, "campaigns": names}
    return render(request, "desk/files/files.html", told, status=400 if form.errors else 200)


def file(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    return render(request, "desk/files/file.html", _told(sight))


def state(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    """What changes while a job works on it."""
    return render(request, "desk/files/_file.html", _told(sight))


def confirm(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    actions.confirm(received=sight.found, by=sight.by)
    return redirect("file", file)


def again(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    """Check it once more; columns that were named come as ``column:<id>`` = heading."""
    named = {v: k.removeprefix("column:") for k, v in request.POST.items() if k.startswith("column:") and v}
    actions.check_again(
        received=sight.found, columns={str(head): column for head, column in named.items()}, by=sight.by
    )
    return redirect("file", file)


def drop(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    actions.let_go(received=sight.found, by=sight.by)
    return redirect("files")


def undo(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    actions.ask_undo(received=sight.found, by=sight.by)
    return redirect("file", file)


def answer(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    return _handed_out(sight, "answer")


def ticks(request: HttpRequest, sight: Sight, file: int) -> HttpResponse:
    return _handed_out(sight, "ticks")


def _handed_out(sight: Sight, which: str) -> HttpResponse:
    found = actions.take_out(received=sight.found, which=which, by=sight.by)
    if found is None:
        raise Http404
    name, content = found
    return attachment(content, name, WORKBOOK)


def _told(sight: Sight) -> dict[str, Any]:
    received: Received = sight.found
    told = told_of(received)
    job = job_of(received)
    stuck = bool(queries.stuck([received]))
    share = min(100, 100 * job.done // job.total) if job and job.total else None
    opened = pack_of(received.campaign)
    remarks = faults_from(told.get("remarks", ()))
    wrong = [*faults_from(told.get("faults", ())), *faults_from(told.get("doubts", ()))]
    failed = fault(job.fault["code"], **job.fault["params"]) if job and stuck and job.fault else None
    return {
        "file": received, "job": job, "working": received.state in WORKING and not stuck, "stuck": stuck,
        "share": share, "failed": failed.text(sight.lang) if failed else "",
        "campaign": opened.pack.campaign.name.of(sight.lang), "what": _what(received, sight),
        "wrong": [_said(f, sight) for f in wrong[:SHOWN]], "more_wrong": max(0, len(wrong) - SHOWN),
        "remarks": [_said(f, sight) for f in remarks if f.code not in DOUBTFUL][:SHOWN],
        "to_verify": [_said(f, sight) for f in remarks if f.code in DOUBTFUL][:SHOWN],
        "questions": told.get("questions", ()),
        "changes": [_change(change, sight) for change in told.get("changes", ())], "earlier": told.get("earlier"),
    }  # fmt: skip


def _change(told: dict[str, Any], sight: Sight) -> dict[str, Any]:
    """A subject's changes with their values in words."""
    dictionary = catalogue().dictionary
    rows = []
    for who, fact, old, new in told["fields"]:
        variable = dictionary.variables.get(fact)
        if variable is not None:
            texts = (_worded(variable, value, sight) for value in (old, new))
            rows.append((who, variable.label().of(sight.lang), *texts))
    return {**told, "name": told[sight.lang], "rows": rows}


def _worded(variable: Variable, value: Any, sight: Sight) -> str:
    if value is None or value == [None, None]:
        return ""
    if value == HIDDEN:
        return HIDDEN
    kept = tuple(value) if variable.bounds else value
    return worded(variable, kept, catalogue().dictionary.codelists, sight.lang)


def _said(told: Fault, sight: Sight) -> dict[str, str]:
    return {
        "where": told.where.text(sight.lang), "what": hide_numbers(told.what(sight.lang)),
        "todo": hide_numbers(told.todo(sight.lang)),
    }  # fmt: skip


def _what(received: Received, sight: Sight) -> str:
    opened = pack_of(received.campaign)
    if received.kind == "roster" and received.layout == LAYOUT:
        return str(_("An exported list that comes back"))
    if received.kind == "roster":
        spec = opened.catalogue.imports.get(received.layout)
        return (spec.zh if sight.lang == "zh" else spec.en) if spec else received.layout
    if received.kind == "list":
        handed = next((one for one in opened.pack.campaign.lists if one.id == received.layout), None)
        return (handed.zh if sight.lang == "zh" else handed.en) if handed else received.layout
    return ""
