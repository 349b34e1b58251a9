"""Addresses of files handed in."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.registry import queries
from shouxian.server.registry.actions import CHECK, STORE, UNDO
from shouxian.server.registry.models import Received
from shouxian.server.web.desk.files import views
from shouxian.server.web.desk.jobs.kinds import KIND_PAGES, KindPage
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.policies import Menu, route, who_may
from shouxian.server.web.sight import Sight

KIND_PAGES[CHECK] = KindPage(_("Checking a file"))
KIND_PAGES[STORE] = KindPage(_("Storing a file"))
KIND_PAGES[UNDO] = KindPage(_("Undoing a file"))
ACTS.update(
    {
        "file.received": _("handed in a file"),
        "file.check_asked": _("had a file checked again"),
        "file.checked": _("checked a file"),
        "file.confirmed": _("confirmed a file"),
        "file.stored": _("stored a file"),
        "file.dropped": _("let a file go"),
        "file.undo_asked": _("asked to undo a file"),
        "file.undone": _("undid a file"),
        "answer.handed_out": _("took an answer workbook"),
    }
)


def _mine(sight: Sight, file: int) -> Received | None:
    return queries.file(file, sight.places)


urlpatterns = [
    route("files/", views.files, name="files", methods=("GET", "POST"),
          policy=who_may("take_back", logs=("file.received", "job.asked")), menu=Menu(_("Files in"), "import", 30)),
    route("files/<file:file>/", views.file, name="file", policy=who_may("take_back", find=_mine)),
    route("files/<file:file>/state/", views.state, name="file_state", policy=who_may("take_back", find=_mine)),
    route("files/<file:file>/confirm/", views.confirm, name="file_confirm", methods=("POST",),
          policy=who_may("take_back", find=_mine, logs=("file.confirmed",))),
    route("files/<file:file>/again/", views.again, name="file_again", methods=("POST",),
          policy=who_may("take_back", find=_mine, logs=("file.check_asked",))),
    route("files/<file:file>/drop/", views.drop, name="file_drop", methods=("POST",),
          policy=who_may("take_back", find=_mine, logs=("file.dropped",))),
    route("files/<file:file>/undo/", views.undo, name="file_undo", methods=("POST",),
          policy=who_may("take_back", find=_mine, logs=("file.undo_asked",))),
    route("files/<file:file>/answer/", views.answer, name="file_answer",
          policy=who_may("take_back", find=_mine, logs=("answer.handed_out",))),
    route("files/<file:file>/ticks/", views.ticks, name="file_ticks",
          policy=who_may("take_back", find=_mine, logs=("answer.handed_out",))),
]  # fmt: skip
