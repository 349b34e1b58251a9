"""A job is done entirely or not at all, whoever dies in the middle, and somebody can always see which."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.audit.actions import By
from shouxian.server.jobs.actions import SILENT_AFTER, ask, claim, stop
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.worker import Running, Write, work_once
from shouxian.server.registry.models import Paper

CLERK = By("镇信息员", "town_clerk")


def _papers(using: str) -> int:
    return Paper.objects.using(using).count()


def _writes(using: str) -> Mapping[str, Any]:
    Paper.objects.using(using).create(campaign="test", name="made by a job", content=b"x")
    return {"papers": 1}


def _copy(running: Running) -> Write:
    for step in range(3):
        running.step(step, 3)
    return lambda: _writes(running.using)


def _stumbles(running: Running) -> Write:
    def write() -> Mapping[str, Any]:
        _writes(running.using)
        raise ShouxianError(fault("DATA_NO_SUCH_IMPORT", number=7))

    return write


def _breaks(running: Running) -> Write:
    raise ZeroDivisionError("with somebody's name in it")


HANDLERS = {"copy": _copy, "stumbles": _stumbles, "breaks": _breaks}


def test_jobs_are_done_in_order_and_keep_their_result(using: str) -> None:
    first, second = (ask(kind="copy", given={"n": n}, by=CLERK, using=using) for n in range(2))
    done = work_once(HANDLERS, using=using)
    assert done is not None
    assert (done.pk, done.state, done.result, done.done, done.total) == (first.pk, "done", {"papers": 1}, 2, 3)
    assert Job.objects.using(using).get(pk=second.pk).state == "waiting"


@pytest.mark.parametrize(
    ("kind", "code"), [("stumbles", "DATA_NO_SUCH_IMPORT"), ("breaks", "JOB_BROKEN"), ("unheard_of", "JOB_KIND")]
)
def test_a_job_that_goes_wrong_writes_nothing_and_says_why(using: str, kind: str, code: str) -> None:
    ask(kind=kind, given={}, by=CLERK, using=using)
    failed = work_once(HANDLERS, using=using)
    assert failed is not None
    assert (failed.state, failed.fault["code"]) == ("failed", code)
    assert "somebody" not in str(failed.fault)
    assert _papers(using) == 0
    assert work_once(HANDLERS, using=using) is None, "a failed job is not tried again by itself"


def test_a_waiting_job_is_stopped_at_once_and_a_running_one_at_its_next_step(using: str) -> None:
    waiting = ask(kind="copy", given={}, by=CLERK, using=using)
    stop(job=waiting, by=CLERK, using=using)
    assert work_once(HANDLERS, using=using) is None

    def stopped_meanwhile(running: Running) -> Write:
        stop(job=running.job, by=CLERK, using=using)
        running.step(1, 2)
        return lambda: _writes(using)

    ask(kind="copy", given={}, by=CLERK, using=using)
    ended = work_once({"copy": stopped_meanwhile}, using=using)
    assert ended is not None
    assert (ended.state, ended.fault["code"], _papers(using)) == ("cancelled", "JOB_STOPPED", 0)


def test_a_silent_worker_loses_its_job_and_can_write_no_more(using: str) -> None:
    ask(kind="copy", given={}, by=CLERK, using=using)

    def overtaken(running: Running) -> Write:
        Job.objects.using(using).update(beat=clock.now() - 2 * SILENT_AFTER)
        other = claim(worker="another", using=using)
        assert other is not None, "the job is taken over"
        return lambda: _writes(using)

    left = work_once({"copy": overtaken}, worker="slow", using=using)
    assert left is not None
    assert (left.state, left.worker, _papers(using)) == ("running", "another", 0)
    Job.objects.using(using).update(beat=clock.now() - 2 * SILENT_AFTER)
    assert claim(worker="a third", using=using) is None, "it was tried often enough"
    dead = Job.objects.using(using).get()
    assert (dead.state, dead.fault["code"]) == ("failed", "JOB_DIED")


WORKER = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "shouxian.server.project.settings"
import django; django.setup()
from shouxian.server.jobs.worker import work_once
from shouxian.server.registry.models import Paper
def half(running):
    def write():
        for number in range(1000):
            Paper.objects.create(campaign="test", name=f"paper {number}", content=b"x" * 1000)
            if number == 500:
                print("half", flush=True)
                time.sleep(60)
        return {}
    return write
work_once({"half": half})
"""


def test_a_worker_killed_in_the_middle_of_writing_leaves_nothing_and_the_job_is_taken_up(using: str) -> None:
    """The kill is real: SIGKILL to another process that has written half of what it had to."""
    ask(kind="half", given={}, by=CLERK, using=using)
    told = connections[using].settings_dict
    env = dict(os.environ)
    if connections[using].vendor == "postgresql":
        env["SHOUXIAN_DATABASE"] = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}"
    else:
        env["SHOUXIAN_DATA"] = str(Path(str(told["NAME"])).parent)
    process = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, env=env)
    assert process.stdout is not None
    assert process.stdout.readline() == b"half\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert _papers(using) == 0
    assert Job.objects.using(using).get().state == "running"
    Job.objects.using(using).update(beat=clock.now() - 2 * SILENT_AFTER)  # a minute later
    again = work_once({"half": _copy}, using=using)
    assert again is not None
    assert (again.state, again.tries, _papers(using)) == ("done", 2, 1)
