"""Addresses of lists of personal data."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import openings
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.queries import one_of
from shouxian.server.reports import exports_seen
from shouxian.server.reports.exporting import MAKE
from shouxian.server.reports.models import Export
from shouxian.server.web.desk.exports import deciding, views
from shouxian.server.web.desk.jobs.kinds import KIND_PAGES, KindPage
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.policies import Menu, route, signed_in, who_may
from shouxian.server.web.sight import Sight

KIND_PAGES[MAKE] = KindPage(_("Exporting a list"), "export_made")
ACTS.update(
    {
        "export.asked": _("asked for a list to be exported"),
        "export.allowed": _("allowed an export"),
        "export.refused": _("refused an export"),
        "export.made": _("an export was made"),
        "export.fetched": _("took an exported list"),
        "export.forgotten": _("deleted an export"),
    }
)


def _here(sight: Sight, campaign: str) -> Opening | None:
    return next((o for o in openings(sight.places) if o.campaign == campaign), None)


def _own(sight: Sight, export: int) -> Export | None:
    return exports_seen.one_own(sight.standing.account, export, sight.places)


def _others(sight: Sight, request_for: int) -> Export | None:
    return exports_seen.one_to_decide(sight.standing.account, request_for, sight.places)


def _own_job(sight: Sight, job: int) -> Job | None:
    found = one_of(sight.standing.account, job)
    return found if found is not None and found.kind == MAKE else None


_DECIDE = "export-requests/<asked:request_for>/"
urlpatterns = [
    route("exports/", views.exports, name="exports", policy=who_may("export"),
          menu=Menu(_("Export lists"), "out", 26)),
    route("exports/of/<campaign:campaign>/", views.ask, name="export_ask", methods=("GET", "POST"),
          policy=who_may("export", find=_here, logs=("export.asked",))),
    route("exports/<export:export>/", views.export, name="export", policy=who_may("export", find=_own)),
    route("exports/<export:export>/state/", views.state, name="export_state", policy=who_may("export", find=_own)),
    route("exports/<export:export>/file/", views.fetch, name="export_fetch", methods=("POST",),
          policy=who_may("export", find=_own, logs=("export.fetched",))),
    route("exports/<export:export>/forget/", views.forget, name="export_forget", methods=("POST",),
          policy=who_may("export", find=_own, logs=("export.forgotten",))),
    route("jobs/<job:job>/export/", views.made, name="export_made", policy=signed_in(find=_own_job)),
    route("export-requests/", deciding.waiting, name="export_requests", policy=who_may("decide"),
          menu=Menu(_("Exports to allow"), "allow", 27)),
    route(_DECIDE, deciding.request_page, name="export_request", policy=who_may("decide", find=_others)),
    route(_DECIDE + "allow/", deciding.allow, name="export_allow", methods=("POST",),
          policy=who_may("decide", find=_others, logs=("export.allowed",))),
    route(_DECIDE + "refuse/", deciding.refuse, name="export_refuse", methods=("POST",),
          policy=who_may("decide", find=_others, logs=("export.refused",))),
]  # fmt: skip
