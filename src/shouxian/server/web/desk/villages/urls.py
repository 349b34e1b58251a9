"""Addresses of villages and of campaigns."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import openings
from shouxian.server.flows.looking_again import ALL, SOME
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.queries import one_of
from shouxian.server.regions.queries import known
from shouxian.server.web.desk.jobs.kinds import KIND_PAGES, KindPage
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.desk.villages import views
from shouxian.server.web.policies import Menu, route, signed_in, who_may
from shouxian.server.web.sight import Sight

KIND_PAGES[ALL] = KindPage(_("Screening of everybody"), "screened")
KIND_PAGES[SOME] = KindPage(_("Screening of changed households"))
ACTS.update(
    {
        "campaign.opened": _("opened a campaign"),
        "campaign.closed": _("closed a campaign"),
        "campaign.screened": _("screened everybody"),
        "households.screened": _("screened changed households"),
        "workspace.brought_over": _("brought a workspace over"),
    }
)


def _mine(sight: Sight, village: str) -> str | None:
    return village if known().at(village) and village.startswith(sight.places) else None


def _open(sight: Sight, campaign: str) -> Opening | None:
    """One that lies wholly where the person may screen: a run is of everybody."""
    found = (o for o in openings(sight.places) if o.campaign == campaign)
    return next((o for o in found if any(o.place.startswith(place) for place in sight.places)), None)


def _own_run(sight: Sight, job: int) -> Job | None:
    found = one_of(sight.standing.account, job)
    return found if found is not None and found.kind == ALL else None


urlpatterns = [
    route("villages/", views.villages, name="villages", policy=who_may("see_households"),
          menu=Menu(_("Villages"), "village", 20)),
    route("villages/<village:village>/", views.village, name="village",
          policy=who_may("see_households", find=_mine)),
    route("campaigns/<campaign:campaign>/screen/", views.screen, name="screen", methods=("POST",),
          policy=who_may("screen", find=_open, logs=("job.asked",))),
    route("jobs/<job:job>/screened/", views.screened, name="screened", policy=signed_in(find=_own_run)),
]  # fmt: skip
