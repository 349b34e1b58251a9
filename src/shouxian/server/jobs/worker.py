"""Carrying out jobs. A handler works as long as it likes without touching the database, then hands over one function
that writes; the worker runs it and marks the job done in one transaction, so a job is done entirely or not at all."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, transaction

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.jobs.actions import beat, claim, fail, finish, hold
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.storage import trouble

BEAT_EVERY = 5.0  # seconds

Write = Callable[[], Mapping[str, Any]]
"""Writes what the job is for and gives its result; runs inside one transaction."""


@dataclass
class Running:
    """A job while it is carried out."""

    job: Job
    worker: str
    using: str
    _told: threading.Event = field(default_factory=threading.Event)

    def step(self, done: int, total: int) -> None:
        """Tell how far it is; raises ``ShouxianError`` where it must stop."""
        beat(job=self.job, worker=self.worker, done=done, total=total, using=self.using)


Handler = Callable[[Running], Write]


def work_once(handlers: Mapping[str, Handler], *, worker: str = "", using: str = "default") -> Job | None:
    """Carry out the next job; None where there was none. Never raises for what a job did."""
    name = worker or f"{os.getpid()}"
    job = claim(worker=name, using=using)
    if job is None:
        return None
    over = threading.Event()
    heart = threading.Thread(target=_beating, args=(job, name, using, over), daemon=True)
    heart.start()
    try:
        write = _handler(handlers, job)(Running(job, name, using))
        with transaction.atomic(using=using):
            hold(job=job, worker=name, using=using)
            finish(job=job, result=write(), using=using)
    except ShouxianError as error:
        fail(job=job, worker=name, error=error, using=using)
    except Exception as error:  # the last wall of a job: it fails visibly, and the worker goes on
        told = ShouxianError(trouble(error) or fault("JOB_BROKEN", kind=type(error).__name__))
        fail(job=job, worker=name, error=told, using=using)
    finally:
        over.set()
        heart.join()
    return Job.objects.using(using).get(pk=job.pk)


def work(
    handlers: Mapping[str, Handler], until: Callable[[], bool], *, after: Callable[[], None] = lambda: None,
    using: str = "default", idle: float = 1.0,
) -> None:  # fmt: skip
    """Carry out jobs until told to stop; looks again every ``idle`` seconds. ``after``: done after every job."""
    while not until():
        if work_once(handlers, using=using) is None:
            time.sleep(idle)
        else:
            after()


def _handler(handlers: Mapping[str, Handler], job: Job) -> Handler:
    if job.kind not in handlers:
        raise ShouxianError(fault("JOB_KIND", kind=job.kind))
    return handlers[job.kind]


def _beating(job: Job, worker: str, using: str, over: threading.Event) -> None:
    """A sign of life while the handler computes; whoever has lost the job stops giving any."""
    try:
        while not over.wait(BEAT_EVERY):
            beat(job=job, worker=worker, using=using)
    except ShouxianError:
        return
    finally:
        connections[using].close()
