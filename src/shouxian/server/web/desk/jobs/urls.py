"""Addresses of jobs."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.jobs.queries import one_of
from shouxian.server.web.desk.jobs import views
from shouxian.server.web.policies import Menu, route, signed_in
from shouxian.server.web.sight import Sight


def _own(sight: Sight, job: int) -> object:
    return one_of(sight.standing.account, job)


urlpatterns = [
    route("jobs/", views.jobs, name="jobs", policy=signed_in(), menu=Menu(_("My jobs"), "jobs", 80)),
    route("jobs/<job:job>/", views.one, name="job", policy=signed_in(find=_own)),
    route("jobs/<job:job>/progress/", views.progress, name="job_progress", policy=signed_in(find=_own)),
    route("jobs/<job:job>/stop/", views.stop, name="job_stop", methods=("POST",),
          policy=signed_in(find=_own, logs=("job.stop_asked",))),
]  # fmt: skip
