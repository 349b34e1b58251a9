"""Jobs of one's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shouxian.core.kernel.faults import fault
from shouxian.server.jobs import actions
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.queries import latest_of
from shouxian.server.web.desk.jobs.kinds import KIND_PAGES
from shouxian.server.web.sight import Sight


def jobs(request: HttpRequest, sight: Sight) -> HttpResponse:
    return render(request, "desk/jobs.html", {"jobs": latest_of(sight.standing.account)})


def one(request: HttpRequest, sight: Sight, job: int) -> HttpResponse:
    return render(request, "desk/job.html", told(sight, sight.found))


def progress(request: HttpRequest, sight: Sight, job: int) -> HttpResponse:
    """What changes while the page is open; asked for again until the job has ended."""
    return render(request, "desk/_job.html", told(sight, sight.found))


def stop(request: HttpRequest, sight: Sight, job: int) -> HttpResponse:
    actions.stop(job=sight.found, by=sight.by)
    return redirect("job", job)


def told(sight: Sight, job: Job) -> dict[str, object]:
    """A job for a page. ``share``: percent done, None where that is not known. ``wrong``: what went wrong, in words."""
    wrong = ""
    if job.fault:
        wrong = fault(job.fault["code"], **job.fault["params"]).text(sight.lang)
    over = job.state in ("done", "failed", "cancelled")
    share = min(100, 100 * job.done // job.total) if job.total else None
    return {"job": job, "over": over, "share": share, "wrong": wrong, "after": KIND_PAGES.get(job.kind)}
