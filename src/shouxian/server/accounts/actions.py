"""Opening and closing accounts, giving and ending posts: each an entry of the log, in one transaction."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shouxian.core.kernel import clock, region_codes
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts.models import Account, Area, Posting
from shouxian.server.accounts.roles import ROLES
from shouxian.server.audit.actions import By, record


def open_account(
    *, login: str, name: str, password: str = "", by: By, must_change: bool = True, hashed: str = "",
    using: str = "default",
) -> Account:  # fmt: skip
    """``must_change``: False only where nobody but the person knows the password, or everybody may (a demo);
    ``hashed``: the password already hashed, for many at once: hashing takes time on purpose, and nobody else writes
    during a transaction. Raises ``ShouxianError`` ACCOUNT_TAKEN for a login that is in use, whoever's it was."""
    with transaction.atomic(using=using):
        if Account.objects.using(using).filter(login=login).exists():
            raise ShouxianError(fault("ACCOUNT_TAKEN", login=login))
        account = Account(login=login, name=name, password=hashed or make_password(password), opened_at=clock.now())
        account.must_change_password = must_change
        account.save(force_insert=True, using=using)
        record(by=by, act="account.opened", about={"login": login}, using=using)
        return account


def close_account(*, account: Account, by: By, using: str = "default") -> None:
    with transaction.atomic(using=using):
        account.closed_at = clock.now()
        account.save(update_fields=("closed_at",), using=using)
        record(by=by, act="account.closed", about={"login": account.login}, using=using)


def name_area(
    *,
    name: str,
    year: int,
    codes: Iterable[str],
    since: date,
    by: By,
    until: date | None = None,
    using: str = "default",
) -> Area:
    """Raises ``ShouxianError`` ACCOUNT_PLACE for what is no code of a place."""
    listed = places_of(codes)
    with transaction.atomic(using=using):
        area = Area(name=name, year=year, codes=listed, since=since, until=until)
        area.save(force_insert=True, using=using)
        record(by=by, act="area.named", about={"name": name, "codes": listed}, using=using)
        return area


def post(
    *, account: Account, role: str, by: By, since: date, codes: Iterable[str] = (), areas: Iterable[Area] = (),
    until: date | None = None, named: str = "", using: str = "default",
) -> Posting:  # fmt: skip
    """Give somebody a post. Raises ``ShouxianError`` ACCOUNT_ROLE for a role that there is not, ACCOUNT_PLACE for what
    is no code of a place, ACCOUNT_NO_END for an inspection without a last day, ACCOUNT_DAYS for one that would end
    before it begins."""
    if role not in ROLES:
        raise ShouxianError(fault("ACCOUNT_ROLE", role=role, known="、".join(ROLES)))
    insist_on_days(role, since, until)
    places, named_areas = places_of(codes), list(areas)
    with transaction.atomic(using=using):
        posting = Posting(account=account, role=role, post=named, codes=places, since=since, until=until)
        posting.save(force_insert=True, using=using)
        posting.areas.set(named_areas)
        about = {
            "login": account.login, "role": role, "post": named, "codes": places,
            "areas": [area.name for area in named_areas], "since": since.isoformat(),
        }  # fmt: skip
        record(by=by, act="posting.given", about=about, using=using)
        return posting


def insist_on_days(role: str, since: date, until: date | None) -> None:
    if ROLES[role].until_end and until is None:
        raise ShouxianError(fault("ACCOUNT_NO_END", role=ROLES[role].zh))
    if until is not None and until < since:
        raise ShouxianError(fault("ACCOUNT_DAYS", since=since, until=until))


def end_posting(*, posting: Posting, last_day: date, by: By, using: str = "default") -> None:
    with transaction.atomic(using=using):
        posting.until = last_day
        posting.save(update_fields=("until",), using=using)
        about = {"login": posting.account.login, "role": posting.role, "until": last_day.isoformat()}
        record(by=by, act="posting.ended", about=about, using=using)


def places_of(codes: Iterable[str]) -> list[str]:
    """Each once, by code; raises ``ShouxianError`` ACCOUNT_PLACE."""
    listed = sorted(set(codes))
    wrong = [code for code in listed if not region_codes.is_place(code)]
    if wrong:
        raise ShouxianError([fault("ACCOUNT_PLACE", place=code) for code in wrong])
    return listed
