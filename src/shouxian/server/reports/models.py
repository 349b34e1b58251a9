"""Papers that were made and wait to be fetched."""

from django.db import models


class Prepared(models.Model):
    """A file made for somebody, kept for some days. ``content`` lies sealed: it holds names and what households told.
    ``kind``: blank or outputs."""

    campaign = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    name = models.TextField()
    files = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField(null=True)  # None once it is no longer kept
    by = models.CharField(max_length=150)
    post = models.CharField(max_length=80, default="")
    at = models.DateTimeField()
    job = models.PositiveBigIntegerField()


class PreparedPlace(models.Model):
    """Where it is of: who may act in all of its places may fetch it."""

    prepared = models.ForeignKey(Prepared, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=12)


class Export(models.Model):
    """A list of personal data that somebody asked for, made once, kept until ``until``. ``asked``: what of whom, as
    :class:`shouxian.server.reports.exporting.Asked` tells it; ``mark``: stands in the file, so that a file that turns
    up somewhere says whose it was. ``content`` lies sealed; no password is ever kept. ``state``: asked (waits
    for somebody to allow it), making, ready, refused, gone."""

    mark = models.CharField(max_length=16, unique=True)
    campaign = models.CharField(max_length=80)
    asked = models.JSONField()
    reason = models.TextField()
    rows = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    post = models.CharField(max_length=80, default="")
    at = models.DateTimeField()
    hours = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10)
    decided_by = models.CharField(max_length=150, default="")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(default="")
    job = models.PositiveBigIntegerField(null=True)
    until = models.DateTimeField(null=True)  # once it is made
    name = models.TextField(default="")
    sha256 = models.CharField(max_length=64, default="")
    size = models.PositiveBigIntegerField(default=0)
    content = models.BinaryField(null=True)
    fetched = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("by", "id")), models.Index(fields=("state", "id")))


class ExportPlace(models.Model):
    """The villages that an export is of."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=12)
