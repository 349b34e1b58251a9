"""Addresses of the server's health."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.web.desk.server import views
from shouxian.server.web.policies import Menu, route, who_may

urlpatterns = [
    route("server/", views.health, name="health", policy=who_may("keep_server"), menu=Menu(_("Server"), "server", 75)),
]
