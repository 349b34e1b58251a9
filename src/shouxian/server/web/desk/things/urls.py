"""Addresses of what belongs to a village and is no household."""

from shouxian.server.campaigns.queries import catalogue
from shouxian.server.registry.models import Current
from shouxian.server.registry.things import thing
from shouxian.server.web.desk.things import views
from shouxian.server.web.policies import route, who_may
from shouxian.server.web.sight import Sight


def _mine(sight: Sight, thing_key: str) -> Current | None:
    return thing(thing_key, sight.places, catalogue().dictionary)


urlpatterns = [
    route("things/", views.things, name="things", policy=who_may("see_households")),
    route("things/<thing:thing_key>/", views.thing, name="thing", policy=who_may("see_households", find=_mine)),
]
