"""The log: entries, and the seals that chain them. No entry points at anything: what it tells of may be gone."""

from django.db import models

MAC = 32


class Seal(models.Model):
    """Some committed entries, in the order of their ids, tied to every seal before. ``head``: the end of the chain."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    head = models.BinaryField(max_length=MAC)


class Entry(models.Model):
    """One deed. ``about``: what else is needed to understand it, never a value of sensitive data itself."""

    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=150, db_index=True)
    post = models.CharField(max_length=80, default="")
    act = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=40, default="")
    key = models.CharField(max_length=40, default="", db_index=True)
    village = models.CharField(max_length=12, default="")
    about = models.JSONField(default=dict)
    mac = models.BinaryField(max_length=MAC)
    sealed_in = models.PositiveBigIntegerField(null=True, db_index=True)
