"""A new place has one account: its administrator, with a password for one sign-in."""

from django.db import transaction

from shouxian.core.kernel import clock
from shouxian.server.accounts.actions import open_account, post
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.passwords import one_time
from shouxian.server.audit.actions import By


def make_administrator(*, login: str, name: str, using: str = "default") -> str | None:
    """The password of the administrator made; None where the place has accounts already."""
    if Account.objects.using(using).exists():
        return None
    password, by = one_time(), By("", "first start")
    with transaction.atomic(using=using):
        account = open_account(login=login, name=name, password=password, by=by, using=using)
        post(account=account, role="administrator", codes=[""], since=clock.today(), by=by, using=using)
    return password
