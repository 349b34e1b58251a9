"""The demo's door: who can be signed in as, as the demo wrote it beside its data."""

import json
from dataclasses import dataclass

from django.conf import settings

from shouxian.core.kernel import clock
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import standing

FILE = "demo.json"  # {login: password}, written by whoever makes the demo's data


@dataclass(frozen=True)
class Known:
    login: str
    password: str
    name: str
    postings: tuple[tuple[str, tuple[str, ...]], ...]


def known() -> list[Known]:
    """Nobody, unless the server was started as a demo on data that a demo made."""
    file = settings.DATA / FILE
    if not settings.DEMO_DOOR or not file.is_file():
        return []
    told: dict[str, str] = json.loads(file.read_text("utf-8"))
    accounts = {account.login: account for account in Account.objects.filter(login__in=told, closed_at=None)}
    return [
        Known(login, password, accounts[login].name, standing(accounts[login], clock.today()).postings)
        for login, password in told.items()
        if login in accounts
    ]
