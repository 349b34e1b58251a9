"""Addresses of corrections."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.flows.correcting import corrected
from shouxian.server.registry.models import Household, Source
from shouxian.server.web.desk.corrections import views
from shouxian.server.web.desk.households.found import mine
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.policies import route, who_may
from shouxian.server.web.sight import Sight

ACTS.update(
    {
        "household.corrected": _("corrected facts of a household"),
        "household.correction_undone": _("undid a correction"),
    }
)


def _own(sight: Sight, source: int) -> tuple[Household, Source] | None:
    return corrected(source, sight.places)


urlpatterns = [
    route("households/<household:household>/correct/", views.correct, name="household_correct",
          methods=("GET", "POST"), policy=who_may("change_households", find=mine, logs=("household.corrected",))),
    route("corrections/<source:source>/undo/", views.undo, name="correction_undo", methods=("POST",),
          policy=who_may("change_households", find=_own, logs=("household.correction_undone",))),
]  # fmt: skip
