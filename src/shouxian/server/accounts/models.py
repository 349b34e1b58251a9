"""Accounts, areas and postings."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Account(AbstractBaseUser):
    """Who signs in. One person, one account; nobody registers themselves, and nothing is deleted: it is closed."""

    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    must_change_password = models.BooleanField(default=True)
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
    post = models.CharField(max_length=80, default="")  # the post's code in a pack, where a notice names it
    codes = models.JSONField(default=list)
    areas = models.ManyToManyField(Area, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("account", "since")),)
