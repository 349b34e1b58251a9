"""What the registry keeps: sources, what each observed, and the current state that follows from them."""

from django.db import models

KEY, CODE, NAME, MARK = 40, 12, 300, 16
WORKING = ("checking", "storing", "undoing")  # states of a file that a job works on
LINE = 400


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


class Block(models.Model):
    """All of a subject in a village as columns, sealed (:mod:`shouxian.server.registry.blocks`): it follows from the
    rows of :class:`Current` and moves with no dump. ``shape``: which columns its dictionary has."""

    derived = True
    subject = models.CharField(max_length=40)
    village = models.CharField(max_length=CODE)
    shape = models.CharField(max_length=16)
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subject", "shape", "village"), name="one_block_per_village"),)
        indexes = (models.Index(fields=("village",)),)


class Household(models.Model):
    """What lists show of a household, sort and seek it by; written with its current state and never by itself.
    ``line``: village, group and name in one text, so that a page of a list is one stretch of one index; a closed
    household's stands in none. Marks tell that two identifiers are alike and nothing else about them."""

    key = models.CharField(max_length=KEY, primary_key=True)
    village = models.CharField(max_length=CODE)
    group = models.TextField(default="")
    name = models.TextField(default="")
    initials = models.CharField(max_length=NAME, default="")
    people = models.IntegerField(null=True)
    line = models.CharField(max_length=LINE)
    id4 = models.CharField(max_length=4, default="")
    phone4 = models.CharField(max_length=4, default="")
    id_mark = models.BinaryField(max_length=MARK, null=True)
    phone_mark = models.BinaryField(max_length=MARK, null=True)
    account_mark = models.BinaryField(max_length=MARK, null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("line",)),
            models.Index(fields=("village", "name")),
            models.Index(fields=("name", "village")),
            models.Index(fields=("initials", "village")),
            models.Index(fields=("id4", "village")),
            models.Index(fields=("phone4", "village")),
            models.Index(fields=("id_mark",)),
            models.Index(fields=("phone_mark",)),
            models.Index(fields=("account_mark",)),
        )


class Member(models.Model):
    """The same of a member of a household. ``village``: the household's."""

    key = models.CharField(max_length=KEY, primary_key=True)
    household = models.CharField(max_length=KEY)
    village = models.CharField(max_length=CODE)
    name = models.TextField(default="")
    initials = models.CharField(max_length=NAME, default="")
    id4 = models.CharField(max_length=4, default="")
    phone4 = models.CharField(max_length=4, default="")
    id_mark = models.BinaryField(max_length=MARK, null=True)
    left_on = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("household",)),
            models.Index(fields=("name", "village")),
            models.Index(fields=("initials", "village")),
            models.Index(fields=("id4", "village")),
            models.Index(fields=("phone4", "village")),
            models.Index(fields=("id_mark",)),
        )


class Received(models.Model):
    """A file handed in at the desk, from the moment it came until what it says is stored or it is let go. ``content``,
    ``told`` (what was found in it, for its page) and the answers lie sealed: they hold ids and phones."""

    campaign = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)  # roster, return or list
    layout = models.CharField(max_length=80, default="")  # of a roster (packs/imports), or the list's name
    village = models.CharField(max_length=CODE, default="")  # whose it is, where it does not say so itself
    as_of = models.DateField(null=True)  # the day its data are of; None: the day it came
    columns = models.JSONField(default=dict)  # heading → column, as somebody named it for this file
    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField(null=True)  # None once it is no longer kept
    by = models.CharField(max_length=150)
    post = models.CharField(max_length=80, default="")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="checking")
    job = models.PositiveBigIntegerField(null=True)  # the job that works on it now, or did last
    counts = models.JSONField(default=dict)
    told = models.BinaryField(null=True)
    answer = models.BinaryField(null=True)
    answer_name = models.TextField(default="")
    ticks = models.BinaryField(null=True)
    ticks_name = models.TextField(default="")
    source = models.PositiveBigIntegerField(null=True)  # number of the import it became

    class Meta:
        indexes = (models.Index(fields=("campaign", "id")),)


class ReceivedPlace(models.Model):
    """Where a file is of: who may see all of its places may see it. Before it was read: where its sender may act."""

    received = models.ForeignKey(Received, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=CODE)


class Paper(models.Model):
    """A document kept beside the observations of a campaign: a list as it was sent, what somebody ticked."""

    campaign = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("campaign", "name"), name="one_paper_per_name"),)
