"""What the registry keeps: sources, what each observed, and the current state that follows from them."""

from django.db import models

KEY, CODE = 40, 12


class Source(models.Model):
    """One stored import (:class:`shouxian.core.dataset.model.Import`); its number orders them all."""

    number = models.BigAutoField(primary_key=True)
    campaign = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=10)
    file = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    by = models.TextField()
    sheet = models.TextField(default="")
    as_of = models.DateField(null=True)
    village = models.CharField(max_length=CODE, default="")
    national = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    erased = models.JSONField(default=dict)
    sheets = models.JSONField(default=dict)
    retracted = models.DateTimeField(null=True)


class Observation(models.Model):
    """One row of a source as it said it: append-only. ``values``: the columns of a table that are known;
    ``sealed``: those that may not lie open."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=60)
    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=KEY)
    values = models.JSONField()
    sealed = models.BinaryField(null=True)
    told = models.BooleanField()  # says anything at all of its subject

    class Meta:
        indexes = (models.Index(fields=("subject", "key")), models.Index(fields=("source", "part")))


class Current(models.Model):
    """A subject as it stands. ``origin``: fact → number of the source that gave it; ``asked``: exceptions from
    "what has a source was asked" (asked and left blank: true; told unasked: false)."""

    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=KEY)
    village = models.CharField(max_length=CODE)  # "" for what belongs to no village
    household = models.CharField(max_length=KEY, default="")
    name = models.TextField(default="")
    values = models.JSONField()
    origin = models.JSONField()
    asked = models.JSONField()
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subject", "key"), name="one_current_per_subject"),)
        indexes = (
            models.Index(fields=("subject", "village", "name")),
            models.Index(fields=("subject", "household")),
        )


class Paper(models.Model):
    """A document kept beside the observations of a campaign: a list as it was sent, what somebody ticked."""

    campaign = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "name"), name="one_paper_per_name"),)
