"""The table of jobs."""

from typing import Literal

from django.db import models

State = Literal["waiting", "running", "done", "failed", "cancelled"]


class Job(models.Model):
    """``kind`` names its handler, ``given`` what it works on. ``not_before``: it waits at least until then. ``fault``:
    code and params of what went wrong, for a sentence in either language. ``worker``: who holds it while it runs;
    ``beat``: when that one was last heard of."""

    kind = models.CharField(max_length=60)
    given = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    post = models.CharField(max_length=80, default="")
    state = models.CharField(max_length=10, default="waiting")
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    fault = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("state", "id")),)
