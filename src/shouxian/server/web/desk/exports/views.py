"""Lists of personal data: asking for one, one's own, fetching and forgetting it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.kernel.faults import Lang, ShouxianError, fault
from shouxian.server.accounts.queries import account_name
from shouxian.server.campaigns.queries import openings, pack_of
from shouxian.server.findings.queries import Wanted
from shouxian.server.jobs.models import Job
from shouxian.server.reports import exporting, exports_seen
from shouxian.server.reports.models import Export
from shouxian.server.reports.selecting import Asked
from shouxian.server.web.desk.exports.forms import FILTERS, Ask
from shouxian.server.web.doors import WORKBOOK, attachment
from shouxian.server.web.sight import Sight

_LONGEST = 200
_SUBJECTS = (HOUSEHOLD, PERSON)


def exports(request: HttpRequest, sight: Sight) -> HttpResponse:
    """One's own, newest first, and the campaigns of which another can be asked for."""
    exporting.forget_expired()
    here = [(o.campaign, pack_of(o.campaign).pack.campaign.name.of(sight.lang)) for o in openings(sight.places)]
    mine = exports_seen.own(sight.standing.account, sight.places)
    rows = [{"export": one, "asked": Asked.kept(one.asked)} for one in mine]
    return render(request, "desk/exports/exports.html", {"campaigns": here, "rows": rows})


def ask(request: HttpRequest, sight: Sight, campaign: str) -> HttpResponse:
    """``?subject=`` and the filters of the list of households; sent, it becomes an export."""
    opened = pack_of(campaign)
    subject = request.GET.get("subject", HOUSEHOLD)
    if subject not in _SUBJECTS:
        raise Http404
    told = {name: request.GET.get(name, "")[:_LONGEST] for name in ("village", *FILTERS)}
    form = Ask(sight, opened, subject, request.POST or None, wanted=Wanted(campaign, **told))
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = exporting.ask_export(
                asked=form.asked(), reason=form.cleaned_data["reason"], hours=form.cleaned_data["hours"],
                held=sight.standing, dictionary=opened.catalogue.dictionary, by=sight.by,
            )  # fmt: skip
            return redirect("export", made.pk)
        except ShouxianError as error:
            wrong = [one.sentence(sight.lang) for one in error.faults]
    shown = {
        "form": form, "campaign": campaign, "name": opened.pack.campaign.name.of(sight.lang), "subject": subject,
        "wrong": wrong, "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "desk/exports/ask.html", shown, status=400 if form.errors or wrong else 200)


def export(request: HttpRequest, sight: Sight, export: int) -> HttpResponse:
    exporting.forget_expired()
    return render(request, "desk/exports/export.html", told_of(Export.objects.get(pk=export), sight))


def state(request: HttpRequest, sight: Sight, export: int) -> HttpResponse:
    """What changes while it is made."""
    return render(request, "desk/exports/_export.html", told_of(sight.found, sight))


def fetch(request: HttpRequest, sight: Sight, export: int) -> HttpResponse:
    content = exporting.fetch(export=sight.found, password=request.POST.get("password", "")[:_LONGEST], by=sight.by)
    return attachment(content, sight.found.name, WORKBOOK)


def forget(request: HttpRequest, sight: Sight, export: int) -> HttpResponse:
    exporting.forget(export=sight.found, by=sight.by)
    return redirect("export", export)


def made(request: HttpRequest, sight: Sight, job: int) -> HttpResponse:
    """From a job that has run: its export."""
    return redirect("export", sight.found.given["export"])


def told_of(export: Export, sight: Sight) -> dict[str, Any]:
    """An export for its page: what was asked in words, how far its job is, a fresh password to take it with."""
    job = Job.objects.filter(pk=export.job or 0).first()
    failed = job.fault if job and job.state in ("failed", "cancelled") and job.fault else None
    working = export.state == "making" and job is not None and job.state in ("waiting", "running")
    return {
        "export": export, "working": working, "stuck": export.state == "making" and not working,
        "failed": fault(failed["code"], **failed["params"]).text(sight.lang) if failed else "",
        "share": min(100, 100 * job.done // job.total) if job and job.total else None,
        "password": exporting.new_password() if export.state == "ready" else "",
        **in_words(export, sight.lang),
    }  # fmt: skip


def in_words(export: Export, lang: Lang) -> dict[str, Any]:
    asked = Asked.kept(export.asked)
    opened = pack_of(export.campaign)
    return {
        "asked": asked, "asker": account_name(export.by), "campaign": opened.pack.campaign.name.of(lang),
        **{how: _names(asked, how, opened, lang) for how in ("open", "masked", "full")},
    }  # fmt: skip


def _names(asked: Asked, how: str, opened: OpenedCampaign, lang: Lang) -> list[str]:
    variables = opened.catalogue.dictionary.variables
    wanted = (name for name, told in asked.fields.items() if told == how and name in variables)
    return [variables[name].label().of(lang) for name in wanted]
