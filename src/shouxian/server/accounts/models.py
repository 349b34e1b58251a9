"""Accounts, areas and postings."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Account(AbstractBaseUser):
    """Who signs in. One person, one account; nobody registers themselves, and nothing is deleted: it is closed."""

    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True)  # by the person themselves
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "login"
    objects = BaseUserManager()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # follows from when it was closed, cannot be set
        return self.closed_at is None


class Area(models.Model):
    """Places by a name of their own: a 片区, the villages of an inspection group, a new area. ``codes``: prefixes of
    official codes of the year ``year``."""

    name = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    codes = models.JSONField()
    since = models.DateField()
    until = models.DateField(null=True)  # the last day it holds


class Posting(models.Model):
    """A person in a post, for some places, from a day to a day (both days count; no last day: until further notice)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    post = models.CharField(max_length=160, default="")  # campaign/code of the post, where a notice names it
    codes = models.JSONField(default=list)
    areas = models.ManyToManyField(Area, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("account", "since")),)


class SecondFactor(models.Model):
    """Six digits from a person's phone. The secret follows from ``salt`` and a key that is not in the database.
    ``last_step``: the half minute of the last code taken, so that no code is taken twice."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    set_at = models.DateTimeField()
    last_step = models.PositiveBigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost; each is good once. ``mark``: HMAC of the code."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    mark = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)


class Guesses(models.Model):
    """Passwords and codes tried one after the other without success. ``bucket``: HMAC of whose account, tried from
    where; nothing typed stands here."""

    bucket = models.CharField(max_length=64, unique=True)
    last = models.DateTimeField()
    count = models.PositiveSmallIntegerField(default=0)
