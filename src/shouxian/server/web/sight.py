"""Who looks, and how far: made anew for every request from the postings that hold today."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Lang
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import Standing, standing
from shouxian.server.accounts.roles import ROLES, Right
from shouxian.server.audit.actions import By


@dataclass(frozen=True)
class Sight:
    """``right``: what the address asks for, ``places``: where the person has it (prefixes of codes; queries take them).
    ``found``: what the address names, as its policy found it within ``places``."""

    account: Account | None
    standing: Standing
    lang: Lang
    right: Right | None = None
    second_factor: bool = False
    found: Any = field(default=None, compare=False)

    @property
    def places(self) -> tuple[str, ...]:
        return self.where(self.right) if self.right else ()

    def where(self, right: Right) -> tuple[str, ...]:
        return self.standing.where(right)

    def may(self, right: Right) -> bool:
        return self.standing.may(right)

    def may_in(self, right: Right, village: str) -> bool:
        return self.standing.may_in(right, village)

    @property
    def by(self) -> By:
        """For the log: the account, and the posts in which it does what the address is for."""
        posts = [role for role, _ in self.standing.postings if not self.right or self.right in ROLES[role].rights]
        return By(self.standing.account, "、".join(dict.fromkeys(posts))[:80])


def look(request: HttpRequest, lang: Lang, right: Right | None = None) -> Sight:
    """The sight of whoever sent a request; a closed account looks like nobody."""
    user = request.user
    if isinstance(user, AnonymousUser) or not isinstance(user, Account):
        return Sight(None, Standing("", clock.today(), ()), lang, right)
    held = standing(user, clock.today())
    return Sight(user, held, lang, right, second_factor=bool(request.session.get("second_factor")))
