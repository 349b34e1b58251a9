"""Asking for a job, stopping it, and the steps of its life. Who lost a job can no longer write for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.audit.actions import By, record
from shouxian.server.jobs.models import Job

SILENT_AFTER = timedelta(seconds=30)  # a worker not heard of for so long is dead; seen within a minute
MOST_TRIES = 2


def ask(
    *, kind: str, given: Mapping[str, Any], by: By, not_before: datetime | None = None, using: str = "default"
) -> Job:
    with transaction.atomic(using=using):
        job = Job(kind=kind, given=dict(given), by=by.account, post=by.post, asked_at=clock.now())
        job.not_before = not_before
        job.save(force_insert=True, using=using)
        record(by=by, act="job.asked", about={"job": job.pk, "kind": kind}, using=using)
        return job


def stop(*, job: Job, by: By, using: str = "default") -> None:
    """A waiting job is cancelled at once, a running one at its next step; one that ended stays as it ended."""
    with transaction.atomic(using=using):
        mine = Job.objects.using(using).filter(pk=job.pk)
        mine.filter(state="waiting").update(state="cancelled", ended_at=clock.now())
        mine.filter(state="running").update(stop_asked=True)
        record(by=by, act="job.stop_asked", about={"job": job.pk}, using=using)


def claim(*, worker: str, using: str = "default") -> Job | None:
    """The next job for a worker: the oldest that waits, or whose worker has fallen silent; None where there is none.
    One that fell silent too often fails, so that somebody sees it."""
    silent = Q(state="running", beat__lt=clock.now() - SILENT_AFTER)
    with transaction.atomic(using=using):
        jobs = Job.objects.using(using)
        for job in jobs.select_for_update(skip_locked=_can_skip(using)).filter(silent).order_by("id"):
            if job.tries >= MOST_TRIES or job.stop_asked:
                _end(job, "failed", {"fault": _as_json("JOB_DIED", tries=job.tries)}, using)
            else:
                jobs.filter(pk=job.pk).update(state="waiting", worker="")
        now = clock.now()
        due = Q(not_before=None) | Q(not_before__lte=now)
        waiting = jobs.select_for_update(skip_locked=_can_skip(using)).filter(due, state="waiting").order_by("id")
        found = waiting.first()
        if found is None:
            return None
        jobs.filter(pk=found.pk).update(
            state="running", worker=worker, started_at=now, beat=now, tries=F("tries") + 1, done=0, total=0
        )
        return jobs.get(pk=found.pk)


def beat(*, job: Job, worker: str, done: int | None = None, total: int | None = None, using: str = "default") -> None:
    """Say that the job is alive, and how far. Raises ``ShouxianError`` JOB_STOPPED where somebody asked it to stop,
    JOB_LOST where another worker has it by now."""
    told: dict[str, Any] = {"beat": clock.now()}
    told |= {} if done is None else {"done": done}
    told |= {} if total is None else {"total": total}
    held = Job.objects.using(using).filter(pk=job.pk, state="running", worker=worker)
    if not held.update(**told):
        raise ShouxianError(fault("JOB_LOST", number=job.pk))
    if held.filter(stop_asked=True).exists():
        raise ShouxianError(fault("JOB_STOPPED", number=job.pk))


def hold(*, job: Job, worker: str, using: str = "default") -> None:
    """Inside the transaction that writes: raises ``ShouxianError`` JOB_LOST unless the worker still has the job, and
    keeps it until the end of the transaction."""
    held = Job.objects.using(using).select_for_update().filter(pk=job.pk, state="running", worker=worker)
    if not held.exists():
        raise ShouxianError(fault("JOB_LOST", number=job.pk))


def finish(*, job: Job, result: Mapping[str, Any], using: str = "default") -> None:
    _end(job, "done", {"result": dict(result)}, using)


def fail(*, job: Job, worker: str, error: ShouxianError, using: str = "default") -> None:
    """Nothing where the job is another worker's by now."""
    state = "cancelled" if error.faults[0].code == "JOB_STOPPED" else "failed"
    first = error.faults[0]
    about = {"fault": {"code": first.code, "params": dict(first.params)}}
    with transaction.atomic(using=using):
        if Job.objects.using(using).select_for_update().filter(pk=job.pk, state="running", worker=worker).exists():
            _end(job, state, about, using)


def _end(job: Job, state: str, about: Mapping[str, Any], using: str) -> None:
    Job.objects.using(using).filter(pk=job.pk).update(state=state, ended_at=clock.now(), **about)


def _as_json(code: str, **params: object) -> dict[str, Any]:
    return {"code": code, "params": {name: str(value) for name, value in params.items()}}


def _can_skip(using: str) -> bool:
    """SQLite locks the whole database; there is nothing to skip."""
    return bool(transaction.get_connection(using).features.has_select_for_update_skip_locked)
