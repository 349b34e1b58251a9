"""The desk in a test: its pages on one of the databases, and people who sign in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.test import Client

from shouxian.core.kernel import clock
from shouxian.server.accounts.actions import open_account, post
from shouxian.server.accounts.models import Account
from shouxian.server.audit.actions import By

PASSWORD, TOWN = "Lang-genug-1", "430682110"
BY = By("test")


@contextmanager
def pages_on(using: str) -> Iterator[None]:
    """The pages use this database as long as this lasts."""
    kept = connections.settings["default"]
    _use(connections.settings[using])
    yield
    _use(kept)


def _use(told: dict[str, object]) -> None:
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = told


def person(login: str, role: str = "town_clerk", *places: str, must_change: bool = False) -> Account:
    """Somebody with one post from today on."""
    name = f"示例{login}"
    account = open_account(login=login, name=name, password=PASSWORD, by=BY, must_change=must_change)
    post(account=account, role=role, codes=places or (TOWN,), since=clock.today(), by=BY)
    return account


def sign_in(login: str, password: str = PASSWORD, client: Client | None = None) -> Client:
    """A browser after the sign-in page; whether it was let in, its next page tells."""
    browser = client or Client()
    browser.post("/sign-in/", {"login": login, "password": password})
    return browser
