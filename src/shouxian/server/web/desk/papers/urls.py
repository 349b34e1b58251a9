"""Addresses of papers."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import openings
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.queries import one_of
from shouxian.server.reports import queries
from shouxian.server.reports.actions import BLANK, OUTPUTS
from shouxian.server.reports.models import Prepared
from shouxian.server.web.desk.jobs.kinds import KIND_PAGES, KindPage
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.desk.papers import views
from shouxian.server.web.policies import Menu, route, signed_in, who_may
from shouxian.server.web.sight import Sight

KIND_PAGES[BLANK] = KindPage(_("Making blank annexes"), "papers_made")
KIND_PAGES[OUTPUTS] = KindPage(_("Making the reports"), "papers_made")
ACTS.update(
    {
        "papers.blank.made": _("had blank annexes made"),
        "papers.outputs.made": _("had the reports made"),
        "papers.fetched": _("fetched papers"),
    }
)


def _here(sight: Sight, campaign: str) -> Opening | None:
    return next((o for o in openings(sight.places) if o.campaign == campaign), None)


def _whole(sight: Sight, campaign: str) -> Opening | None:
    """One that lies wholly where the person may export."""
    found = _here(sight, campaign)
    return found if found and any(found.place.startswith(place) for place in sight.places) else None


def _mine(sight: Sight, paper: int) -> Prepared | None:
    own = queries.paper(paper, sight.places, "blank")
    return own or queries.paper(paper, sight.where("export"), "outputs")


def _own_job(sight: Sight, job: int) -> Job | None:
    found = one_of(sight.standing.account, job)
    return found if found is not None and found.kind in (BLANK, OUTPUTS) else None


urlpatterns = [
    route("papers/", views.papers, name="papers", policy=who_may("hand_out"),
          menu=Menu(_("Papers out"), "download", 25)),
    route("papers/<campaign:campaign>/blank/", views.blank, name="papers_blank", methods=("POST",),
          policy=who_may("hand_out", find=_here, logs=("job.asked",))),
    route("papers/<campaign:campaign>/outputs/", views.outputs, name="papers_outputs", methods=("POST",),
          policy=who_may("export", find=_whole, logs=("job.asked",))),
    route("papers/<paper:paper>/", views.paper, name="paper",
          policy=who_may("hand_out", find=_mine, logs=("papers.fetched",))),
    route("jobs/<job:job>/papers/", views.made, name="papers_made", policy=signed_in(find=_own_job)),
]  # fmt: skip
