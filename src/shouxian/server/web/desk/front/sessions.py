"""Where somebody is signed in at the moment, and ending all of it but here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from shouxian.core.kernel import clock
from shouxian.server.accounts.models import Account
from shouxian.server.audit.actions import By, record
from shouxian.server.web.idle import SEEN

_BEGUN, _ADDRESS, _BROWSER = "begun", "address", "browser"
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux")
_BROWSERS = {"MicroMessenger": "WeChat", "QQBrowser": "QQ", "Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome",
             "Safari": "Safari"}  # fmt: skip


@dataclass(frozen=True)
class SignedIn:
    """``here``: the one that asks."""

    key: str
    begun: datetime
    seen: datetime
    address: str
    browser: str
    here: bool


def begin(request: HttpRequest) -> None:
    """Keep what tells a session from others."""
    request.session[_BEGUN] = clock.now().timestamp()
    request.session[_ADDRESS] = request.META.get("REMOTE_ADDR", "")
    request.session[_BROWSER] = _browser(request.headers.get("User-Agent", ""))


def of(request: HttpRequest, account: Account) -> list[SignedIn]:
    """The sessions of an account, the latest used first."""
    return sorted(_of(request, account), key=lambda one: one.seen, reverse=True)


def end_others(request: HttpRequest, account: Account, by: By) -> int:
    """How many were ended."""
    keys = [one.key for one in _of(request, account) if not one.here]
    with transaction.atomic():
        Session.objects.filter(session_key__in=keys).delete()
        record(by=by, act="sessions.ended", about={"count": len(keys)})
    return len(keys)


def _of(request: HttpRequest, account: Account) -> Iterator[SignedIn]:
    mark = account.get_session_auth_hash()
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        told = session.get_decoded()
        if told.get(SESSION_KEY) == str(account.pk) and told.get(HASH_SESSION_KEY) == mark:
            begun = float(told.get(_BEGUN, 0))
            seen = max(begun, float(told.get(SEEN, 0)))
            here = session.session_key == request.session.session_key
            yield SignedIn(
                session.session_key, _moment(begun), _moment(seen), told.get(_ADDRESS, ""), told.get(_BROWSER, ""), here
            )


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, clock.CHINA)


def _browser(said: str) -> str:
    """What a browser says of itself, in two words."""
    system = next((name for name in _SYSTEMS if name in said), "")
    browser = next((name for sign, name in _BROWSERS.items() if sign in said), "")
    return " · ".join(part for part in (browser, system) if part)
