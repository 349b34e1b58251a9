"""Managing the accounts of others: whose one may, and which posts one may give. Nobody manages themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts import second_factor, signing
from shouxian.server.accounts.actions import close_account, end_posting, post
from shouxian.server.accounts.models import Account, Area, Posting
from shouxian.server.accounts.queries import Standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.audit.actions import By

_APART = frozenset({"keep_server", "read_log"})  # only the administrator gives these: who works with data does not


@dataclass(frozen=True)
class PostChoice:
    """A post of a notice that may be chosen. ``named``: as a posting keeps it; ``place``: what the notice covers;
    ``of_zh``, ``of_en``: the notice."""

    named: str
    role: str
    zh: str
    en: str
    place: str
    of_zh: str
    of_en: str


@dataclass(frozen=True)
class Wanted:
    """A post as somebody wants to give it: a role, as a notice names it or not, in places or areas."""

    role: str
    since: date
    until: date | None = None
    codes: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    named: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(sorted({*self.codes, *(code for area in self.areas for code in area.codes)}))


@dataclass(frozen=True)
class Held:
    """A posting with all its places (``codes``), and the areas among them by name."""

    posting: Posting
    codes: tuple[str, ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Managed:
    """An account with its postings; those that are over last."""

    account: Account
    postings: tuple[Held, ...]

    def now(self, day: date) -> tuple[Held, ...]:
        """Those that are not over; a coming one counts."""
        return tuple(one for one in self.postings if one.posting.until is None or one.posting.until >= day)


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


def give_post(*, account: Account, wanted: Wanted, manager: Standing, by: By, using: str = "default") -> Posting:
    """Raises ``ShouxianError`` ACCOUNT_SELF, ACCOUNT_NOT_YOURS, and what :func:`post` raises."""
    not_self(account, by)
    insist_may_give(manager, wanted)
    return give(account=account, wanted=wanted, by=by, using=using)


def give(*, account: Account, wanted: Wanted, by: By, using: str = "default") -> Posting:
    """Without asking whether anybody may."""
    return post(
        account=account, role=wanted.role, codes=wanted.codes, areas=wanted.areas, since=wanted.since,
        until=wanted.until, named=wanted.named, by=by, using=using,
    )  # fmt: skip


def end_post(*, posting: Posting, last_day: date, by: By, using: str = "default") -> None:
    """Raises ``ShouxianError`` ACCOUNT_SELF, POSTING_OVER for one that ended before that day."""
    not_self(posting.account, by)
    if posting.until is not None and posting.until < last_day:
        raise ShouxianError(fault("POSTING_OVER"))
    end_posting(posting=posting, last_day=last_day, by=by, using=using)


def close(*, account: Account, by: By, using: str = "default") -> None:
    not_self(account, by)
    close_account(account=account, by=by, using=using)


def reset(*, account: Account, by: By, using: str = "default") -> str:
    """A password for one sign-in."""
    not_self(account, by)
    return signing.reset_password(account=account, by=by, using=using)


def remove_second_factor(*, account: Account, by: By, using: str = "default") -> None:
    not_self(account, by)
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
    return all(one.posting.role in roles and one.codes and all_covered(one.codes, places) for one in held)


def covered(code: str, places: Sequence[str]) -> bool:
    """Whether a place lies within some of ``places``."""
    return code.startswith(tuple(places)) if places else False


def all_covered(codes: Iterable[str], places: Sequence[str]) -> bool:
    return all(covered(code, places) for code in codes)


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
    return Managed(account, tuple(_held(posting) for posting in postings))


def _held(posting: Posting) -> Held:
    areas = tuple(posting.areas.all())
    return Held(posting, tuple(sorted({*posting.codes, *(code for area in areas for code in area.codes)})), areas)


def insist_may_give(manager: Standing, wanted: Wanted) -> None:
    """Raises ``ShouxianError`` ACCOUNT_NOT_YOURS for a role or a place beyond what the manager may give."""
    if wanted.role not in may_give(manager):
        raise ShouxianError(
            fault("ACCOUNT_NOT_YOURS", what=ROLES[wanted.role].zh if wanted.role in ROLES else wanted.role)
        )
    beyond = [code or "—" for code in wanted.places if not covered(code, manager.where("manage_accounts"))]
    if beyond or not wanted.places:
        raise ShouxianError(fault("ACCOUNT_NOT_YOURS", what="、".join(beyond) or "—"))


def not_self(account: Account, by: By) -> None:
    if account.login == by.account:
        raise ShouxianError(fault("ACCOUNT_SELF"))
