"""Addresses of households."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.web.desk.households import views
from shouxian.server.web.desk.households.found import mine
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.policies import Menu, route, who_may

ACTS.update(
    {
        "household.seen": _("opened a household"),
        "household.revealed": _("looked at a number in full"),
        "household.sought_by_number": _("searched by a whole number"),
    }
)


urlpatterns = [
    route("households/", views.households, name="households", policy=who_may("see_households"),
          menu=Menu(_("Households"), "households", 10)),
    route("households/search/", views.search, name="household_search", methods=("POST",),
          policy=who_may("see_households", logs=("household.sought_by_number",))),
    route("households/<household:household>/", views.household, name="household",
          policy=who_may("see_households", find=mine, logs=("household.seen",))),
    route("households/<household:household>/why/", views.why, name="household_why",
          policy=who_may("see_households", find=mine)),
    route("households/<household:household>/reveal/", views.reveal, name="household_reveal", methods=("POST",),
          policy=who_may("reveal", find=mine, logs=("household.revealed",))),
]  # fmt: skip
