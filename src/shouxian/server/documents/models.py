"""The table of documents."""

from django.db import models

from shouxian.server.registry.models import KEY

TITLE = 80


class Document(models.Model):
    """A paper or a photograph of a household: its content lies sealed. ``kind``: a name of
    :data:`shouxian.server.documents.actions.KINDS`; ``day``: the day it is of. ``withdrawn``: since when nobody is
    shown it any more."""

    household = models.CharField(max_length=KEY, db_index=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=TITLE)
    day = models.DateField()
    media = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    by = models.CharField(max_length=150)
    post = models.CharField(max_length=80, default="")
    at = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, default="")
