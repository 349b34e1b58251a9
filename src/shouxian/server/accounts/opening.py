"""Opening accounts for many at once: all or none, each with a password for its slip."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts.actions import open_account
from shouxian.server.accounts.managing import Wanted, give, insist_may_give
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.passwords import one_time
from shouxian.server.accounts.queries import Standing
from shouxian.server.audit.actions import By

_LINE = re.compile(r"^\s*(\S.*?)[\s,，]+([A-Za-z0-9._-]{2,60})\s*$")
LONGEST_NAME = 80


@dataclass(frozen=True)
class Newcomer:
    name: str
    login: str
    wanted: Wanted


def newcomers(people: str, wanted: Wanted) -> list[Newcomer]:
    """One person a line (name, login), all with the same post. Raises ``ShouxianError`` ACCOUNT_LINE."""
    read = [(line, _LINE.match(line)) for line in people.splitlines() if line.strip()]
    wrong = [line for line, match in read if match is None]
    if wrong or not read:
        raise ShouxianError([fault("ACCOUNT_LINE", line=line.strip()[:80]) for line in wrong or [""]])
    return [Newcomer(match[1][:LONGEST_NAME], match[2], wanted) for _, match in read if match]


def open_accounts(
    *, people: Sequence[Newcomer], manager: Standing, by: By, using: str = "default"
) -> list[tuple[Account, str]]:
    """Accounts with a first post each, and the password for each slip. Raises ``ShouxianError`` ACCOUNT_NOT_YOURS,
    ACCOUNT_TAKEN, and what giving a post raises; nothing is opened then."""
    for one in people:
        insist_may_give(manager, one.wanted)
    passwords = [one_time() for _ in people]
    hashed = [make_password(password) for password in passwords]
    made: list[tuple[Account, str]] = []
    with transaction.atomic(using=using):
        for one, password, kept in zip(people, passwords, hashed, strict=True):
            fresh = open_account(login=one.login, name=one.name, hashed=kept, by=by, using=using)
            give(account=fresh, wanted=one.wanted, by=by, using=using)
            made.append((fresh, password))
    return made


def taken_logins(*, using: str = "default") -> frozenset[str]:
    """Every login that is in use or ever was."""
    return frozenset(Account.objects.using(using).values_list("login", flat=True))
