"""Is everything as it must be? For the administrator's page and ``shouxian serve --check``."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from shouxian.core.kernel import clock
from shouxian.server.audit.models import Entry
from shouxian.server.jobs.models import Job
from shouxian.server.keeping.running import last_seen

State = Literal["good", "look", "bad"]
GB = 1024**3
_TIGHT, _FULL, _FULL_BYTES = 0.15, 0.05, 2 * GB
_SILENT, _UNSEALED = 60.0, 1000


@dataclass(frozen=True)
class Check:
    """``told``: what was seen, in words; ``todo``: what to do where it is not good."""

    code: str
    name: str
    state: State
    told: str
    todo: str = ""


def checks(*, serving: bool = True) -> list[Check]:
    """``serving``: also whether the worker and the sealer of this process are at work."""
    parts = list(_parts()) if serving else []
    return [database(), _migrations(), _disk(), _clock(), *parts, _log(), _waiting(), _java(), _fonts()]


def database() -> Check:
    """Whether what is acknowledged is on the disk."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            mode = cursor.fetchone()[0]
        todo = _("Set synchronous_commit to on in PostgreSQL.")
        told = f"PostgreSQL, synchronous_commit = {mode}"
        return Check("database", _("Database"), "bad" if mode == "off" else "good", told, todo)
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    sound = journal == "wal" and synchronous == 2
    todo = _("Put the data folder on a local disk: a network drive cannot keep what it acknowledged.")
    told = f"SQLite, journal = {journal}, synchronous = {synchronous}"
    return Check("database", _("Database"), "good" if sound else "bad", told, todo)


def _migrations() -> Check:
    executor = MigrationExecutor(connection)
    open_ = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    told = _("up to date") if not open_ else _("%(count)d steps open") % {"count": open_}
    todo = _("Start the server again: it brings them up to date.")
    return Check("tables", _("Tables"), "bad" if open_ else "good", told, todo)


def _disk() -> Check:
    used = shutil.disk_usage(settings.DATA if settings.DATA.exists() else ".")
    free = used.free / used.total
    state: State = "bad" if free < _FULL or used.free < _FULL_BYTES else "look" if free < _TIGHT else "good"
    told = _("%(free).0f GB free of %(total).0f GB") % {"free": used.free / GB, "total": used.total / GB}
    todo = _("Make room: with a full disk nothing more can be stored.")
    return Check("disk", _("Room on the disk"), state, told, todo)


def _clock() -> Check:
    """A clock behind the last entry of the log was set back."""
    now, last = clock.now(), Entry.objects.order_by("-id").values_list("at", flat=True).first()
    back = isinstance(last, datetime) and last > now
    told = now.strftime("%Y-%m-%d %H:%M")
    todo = _("It stands before the last entry of the log: set it.")
    return Check("clock", _("Clock"), "look" if back else "good", told, todo)


def _parts() -> Iterator[Check]:
    for part, name in (("worker", _("Worker of jobs")), ("sealer", _("Sealer of the log"))):
        seen = last_seen(part)
        busy = part == "worker" and Job.objects.filter(state="running").exists()
        alive = busy or (seen is not None and seen < _SILENT)
        told = _("at work") if alive else _("not at work in this process")
        yield Check(part, name, "good" if alive else "bad", told, _("Start the server again with: shouxian serve"))


def _log() -> Check:
    tail = Entry.objects.filter(sealed_in=None)[: _UNSEALED + 1].count()
    state: State = "look" if tail > _UNSEALED else "good"
    told = _("%(count)d entries not sealed yet") % {"count": tail}
    return Check("log", _("Log"), state, told, _("See that the sealer runs."))


def _waiting() -> Check:
    waiting = Job.objects.filter(state="waiting").count()
    failed = Job.objects.filter(state="failed", ended_at__gte=clock.now().replace(hour=0, minute=0)).count()
    told = _("%(waiting)d waiting, %(failed)d failed today") % {"waiting": waiting, "failed": failed}
    todo = _("Ask those whose jobs failed; the job's page says why.")
    return Check("jobs", _("Jobs"), "look" if failed else "good", told, todo)


def _java() -> Check:
    found = shutil.which("java")
    told = _("found") if found else _("not found")
    return Check(
        "java", "Java", "good" if found else "look", told, _("Only needed to check forms for phones: install a JRE.")
    )


def _fonts() -> Check:
    """Charts and documents drawn here need a Chinese font."""
    todo = _("Only needed where the server draws pictures: install fonts-noto-cjk.")
    lister = shutil.which("fc-list")
    if lister is None:
        return Check("fonts", _("Fonts"), "look", _("cannot be seen on this machine"), todo)
    listed = subprocess.run([lister, ":lang=zh"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    count = len(listed.stdout.splitlines())
    told = _("%(count)d Chinese fonts") % {"count": count}
    return Check("fonts", _("Fonts"), "good" if count else "look", told, todo)
