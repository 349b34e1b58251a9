"""What an account may do today, and where: the one place from which every right is read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shouxian.server.accounts.models import Account, Posting
from shouxian.server.accounts.roles import ROLES, Right


@dataclass(frozen=True)
class Standing:
    """An account on a day: its postings that hold, each as role code and prefixes of places."""

    account: str
    day: date
    postings: tuple[tuple[str, tuple[str, ...]], ...]
    named: tuple[str, ...] = ()  # for each posting the post that a notice names, "" for none

    def may(self, right: Right) -> bool:
        return any(right in ROLES[role].rights for role, _ in self.postings)

    def where(self, right: Right) -> tuple[str, ...]:
        """Prefixes of the places in which the account has the right, the shortest only, sorted; none is nowhere."""
        places = {code for role, codes in self.postings if right in ROLES[role].rights for code in codes}
        return tuple(sorted(p for p in places if not any(p != other and p.startswith(other) for other in places)))

    def may_in(self, right: Right, village: str) -> bool:
        return any(village.startswith(place) for place in self.where(right))

    @property
    def told(self) -> tuple[tuple[str, tuple[str, ...], str], ...]:
        """Role, places and the notice's name of every post, for people to read."""
        named = self.named or ("",) * len(self.postings)
        return tuple((role, codes, post) for (role, codes), post in zip(self.postings, named, strict=True))

    @property
    def needs_second_factor(self) -> bool:
        return any(ROLES[role].second_factor for role, _ in self.postings)


def standing(account: Account, day: date, *, using: str = "default") -> Standing:
    """A closed account stands nowhere; so does one whose postings have ended or not begun."""
    if not account.is_active:
        return Standing(account.login, day, ())
    holds = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    found = Posting.objects.using(using).filter(holds, account=account).order_by("id").prefetch_related("areas")
    held = [(posting.role, _codes(posting, day), posting.post) for posting in found]
    return Standing(account.login, day, tuple((role, codes) for role, codes, _ in held), tuple(p for *_, p in held))


def _codes(posting: Posting, day: date) -> tuple[str, ...]:
    areas = (a for a in posting.areas.all() if a.since <= day and (a.until is None or a.until >= day))
    return tuple(sorted({*posting.codes, *(code for area in areas for code in area.codes)}))


def account_name(login: str, *, using: str = "default") -> str:
    """How somebody is called, "" for nobody known."""
    return Account.objects.using(using).filter(login=login).values_list("name", flat=True).first() or ""
