"""Addresses of changes of members."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.flows.changing import registered
from shouxian.server.registry.models import Household, Source
from shouxian.server.web.desk.changes import views
from shouxian.server.web.desk.households.found import mine
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.policies import route, who_may
from shouxian.server.web.sight import Sight

ACTS.update(
    {
        "household.changed": _("registered a change of members"),
        "household.change_undone": _("undid a change of members"),
    }
)


def _all_mine(sight: Sight, change: int) -> tuple[list[Household], Source] | None:
    return registered(change, sight.places)


urlpatterns = [
    route("households/<household:household>/change/", views.change, name="household_change", methods=("GET", "POST"),
          policy=who_may("change_households", find=mine, logs=("household.changed",))),
    route("changes/<change:change>/undo/", views.undo, name="change_undo", methods=("POST",),
          policy=who_may("change_households", find=_all_mine, logs=("household.change_undone",))),
]  # fmt: skip
