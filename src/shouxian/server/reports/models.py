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
