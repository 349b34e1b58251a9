"""Managing the accounts of others: whose one may, and which posts one may give. Nobody manages themselves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts import second_factor, signing
from shouxian.server.accounts.actions import close_account, end_posting, open_account, post
from shouxian.server.accounts.models import Account, Posting
from shouxian.server.accounts.passwords import one_time
from shouxian.server.accounts.queries import Standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.audit.actions import By

_APART = frozenset({"keep_server", "read_log"})  # only the administrator gives these: who works with data does not
_LINE = re.compile(r"^\s*(\S.*?)[\s,,]+([A-Za-z0-9._-]{2,60})\s*$")


@dataclass(frozen=True)
class Managed:
    """An account with its postings, each with the codes of its areas; those that are over last."""

    account: Account
    postings: tuple[tuple[Posting, tuple[str, ...]], ...]

    def now(self, day: date) -> tuple[tuple[Posting, tuple[str, ...]], ...]:
        """Those that are not over; a coming one counts."""
        return tuple((p, codes) for p, codes in self.postings if p.until is None or p.until >= day)


def may_give(standing: Standing) -> tuple[str, ...]:
    """The roles that somebody may give to others."""
    if standing.may("keep_server"):
        return tuple(ROLES)
    return tuple(code for code, role in ROLES.items() if not role.rights & _APART) if _manages(standing) else ()


def accounts(standing: Standing, *, text: str = "", using: str = "default") -> list[Managed]:
    """The accounts that somebody may manage, by login; ``text``: part of the name or login."""
    wanted = text.strip().lower()
    listed = _all(using) if _manages(standing) else []
    return [
        found
        for found in listed
        if _mine(found, standing) and wanted in f"{found.account.login} {found.account.name}".lower()
    ]


def account(number: int, standing: Standing, *, using: str = "default") -> Managed | None:
    found = Account.objects.using(using).filter(pk=number).first()
    if found is None:
        return None
    managed = _managed(found, _postings(using, account=number))
    return managed if _mine(managed, standing) else None


def posting(number: int, standing: Standing, *, using: str = "default") -> Posting | None:
    found = Posting.objects.using(using).filter(pk=number).select_related("account").first()
    return found if found is not None and account(found.account.pk, standing, using=using) else None


def open_several(
    *, people: str, role: str, place: str, since: date, until: date | None, manager: Standing, by: By,
    using: str = "default",
) -> list[tuple[Account, str]]:  # fmt: skip
    """Accounts with a first post, one person a line (name, login), all or none; each with the password for its slip."""
    _may_give(manager, role, place)
    read = [(line, _LINE.match(line)) for line in people.splitlines() if line.strip()]
    wrong = [line for line, match in read if match is None]
    if wrong or not read:
        raise ShouxianError([fault("ACCOUNT_LINE", line=line.strip()[:80]) for line in wrong or [""]])
    made: list[tuple[Account, str]] = []
    with transaction.atomic(using=using):
        for name, login in (match.groups() for _, match in read if match):
            password = one_time()
            fresh = open_account(login=login, name=name[:80], password=password, by=by, using=using)
            post(account=fresh, role=role, codes=[place], since=since, until=until, by=by, using=using)
            made.append((fresh, password))
    return made


def give_post(
    *, account: Account, role: str, place: str, since: date, until: date | None, manager: Standing, by: By,
    using: str = "default",
) -> Posting:  # fmt: skip
    """Raises ``ShouxianError`` ACCOUNT_SELF, ACCOUNT_NOT_YOURS, and what :func:`post` raises."""
    _not_self(account, by)
    _may_give(manager, role, place)
    return post(account=account, role=role, codes=[place], since=since, until=until, by=by, using=using)


def end_post(*, posting: Posting, last_day: date, by: By, using: str = "default") -> None:
    """Raises ``ShouxianError`` ACCOUNT_SELF, POSTING_OVER for one that ended before that day."""
    _not_self(posting.account, by)
    if posting.until is not None and posting.until < last_day:
        raise ShouxianError(fault("POSTING_OVER"))
    end_posting(posting=posting, last_day=last_day, by=by, using=using)


def close(*, account: Account, by: By, using: str = "default") -> None:
    _not_self(account, by)
    close_account(account=account, by=by, using=using)


def reset(*, account: Account, by: By, using: str = "default") -> str:
    """A password for one sign-in."""
    _not_self(account, by)
    return signing.reset_password(account=account, by=by, using=using)


def remove_second_factor(*, account: Account, by: By, using: str = "default") -> None:
    _not_self(account, by)
    second_factor.remove(account=account, by=by, using=using)


def _manages(standing: Standing) -> bool:
    return standing.may("manage_accounts")


def _mine(found: Managed, standing: Standing) -> bool:
    """All posts that are not over lie within the manager's places and are such as the manager may give: whoever could
    reset the password of somebody who sees more, would see more. Without any such post, the last one counts."""
    places, roles = standing.where("manage_accounts"), may_give(standing)
    held = found.now(standing.day) or found.postings[:1]
    if not held:
        return "" in places
    return all(p.role in roles and codes and all(covered(code, places) for code in codes) for p, codes in held)


def covered(code: str, places: Sequence[str]) -> bool:
    """Whether a place lies within some of ``places``."""
    return code.startswith(tuple(places)) if places else False


def _all(using: str) -> list[Managed]:
    by_account: dict[int, list[Posting]] = {}
    for found in _postings(using):
        by_account.setdefault(found.account.pk, []).append(found)
    known = sorted(Account.objects.using(using), key=lambda one: (not one.is_active, one.login))
    return [_managed(account, by_account.get(account.pk, [])) for account in known]


def _postings(using: str, **only: object) -> Iterable[Posting]:
    found = Posting.objects.using(using).filter(**only).select_related("account")
    return found.order_by("-since", "-pk").prefetch_related("areas")


def _managed(account: Account, postings: Iterable[Posting]) -> Managed:
    told = ((p, tuple(sorted({*p.codes, *(code for area in p.areas.all() for code in area.codes)}))) for p in postings)
    return Managed(account, tuple(told))


def _may_give(manager: Standing, role: str, place: str) -> None:
    if role not in may_give(manager):
        raise ShouxianError(fault("ACCOUNT_NOT_YOURS", what=ROLES[role].zh if role in ROLES else role))
    if not covered(place, manager.where("manage_accounts")):
        raise ShouxianError(fault("ACCOUNT_NOT_YOURS", what=place or "—"))


def _not_self(account: Account, by: By) -> None:
    if account.login == by.account:
        raise ShouxianError(fault("ACCOUNT_SELF"))
