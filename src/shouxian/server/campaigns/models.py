"""Campaigns at work here."""

from django.db import models


class Opening(models.Model):
    """A campaign (a folder of the packs) that is worked on here, from a day on until it is closed."""

    campaign = models.CharField(max_length=80, unique=True)
    place = models.CharField(max_length=12)  # prefix of the places it covers
    opened_by = models.CharField(max_length=150)
    since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
