"""Who a session belongs to, for Django: an account that is open."""

from django.contrib.auth.backends import BaseBackend

from shouxian.server.accounts.models import Account


class OpenAccounts(BaseBackend):
    """Only finds accounts; passwords are checked in :mod:`shouxian.server.accounts.signing`, with their guesses."""

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, closed_at=None).first()
