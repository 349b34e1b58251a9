"""Runs, their findings, and every household as a campaign sees it. Keys, codes and figures; no name, id or phone."""

from django.db import models

CAMPAIGN, KEY, CODE, LINE = 80, 40, 12, 400


class Run(models.Model):
    """One screening of a whole campaign. ``run``: the same for the same packs, facts and reference date. ``rules``:
    the rules of households in the order of their bits. ``not_collected``: fact → verdicts that wait for it although no
    form asks it; ``parameters``: those without a value → rules that wait for them."""

    campaign = models.CharField(max_length=CAMPAIGN)
    run = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reference_date = models.DateField()
    pack_hash = models.CharField(max_length=64)
    snapshot_hash = models.CharField(max_length=64)
    findings_hash = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    households = models.PositiveIntegerField()
    visited = models.PositiveIntegerField()
    findings = models.PositiveIntegerField()
    unknowns = models.PositiveIntegerField()
    rules = models.JSONField()
    not_collected = models.JSONField(default=dict)
    parameters = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("campaign", "id")),)


class Finding(models.Model):
    """A rule hits a subject. ``household``: "" for what is of a village. Messages hold values of facts, of nobody's
    identity; the fingerprint is the same while rule and values are."""

    campaign = models.CharField(max_length=CAMPAIGN)
    rule = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    problem = models.CharField(max_length=60, default="")
    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=KEY)
    household = models.CharField(max_length=KEY, default="")
    village = models.CharField(max_length=CODE, default="")
    zh = models.TextField()
    en = models.TextField()
    fingerprint = models.CharField(max_length=16)

    class Meta:
        indexes = (
            models.Index(fields=("campaign", "rule", "village")),
            models.Index(fields=("household",)),
            models.Index(fields=("campaign", "village", "severity")),
        )


class CampaignHousehold(models.Model):
    """A household as a campaign sees it since it was last looked at. ``worst``: 3 where something has to be put right,
    2 to be verified, 1 a hint, 0 nothing found; ``waiting``: bits of the run's rules that cannot tell yet."""

    campaign = models.CharField(max_length=CAMPAIGN)
    household = models.CharField(max_length=KEY)
    village = models.CharField(max_length=CODE)
    line = models.CharField(max_length=LINE)
    type = models.CharField(max_length=60)
    visited = models.BooleanField()
    worst = models.PositiveSmallIntegerField()
    fix = models.PositiveSmallIntegerField()
    verify = models.PositiveSmallIntegerField()
    hint = models.PositiveSmallIntegerField()
    unknown = models.PositiveSmallIntegerField()
    waiting = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("household", "campaign"), name="once_in_a_campaign"),)
        indexes = (
            models.Index(fields=("campaign", "line")),
            models.Index(fields=("campaign", "type", "line")),
            models.Index(fields=("campaign", "visited", "line")),
            models.Index(fields=("campaign", "worst", "line")),
            models.Index(fields=("campaign", "village", "visited")),
        )
