"""Addresses of the log."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.web.desk.log import views, whose
from shouxian.server.web.policies import Menu, route, who_may

urlpatterns = [
    route("log/", views.log, name="log", policy=who_may("read_log", logs=("log.read",)),
          menu=Menu(_("Log"), "log", 70)),
    route("log/whose/", whose.whose, name="log_whose", methods=("GET", "POST"),
          policy=who_may("read_log", logs=("log.traced",))),
    route("log/export/", views.export, name="log_export", methods=("POST",),
          policy=who_may("read_log", find=views.whole, logs=("log.exported",))),
]  # fmt: skip
