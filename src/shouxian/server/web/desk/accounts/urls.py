"""Addresses of accounts."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.accounts import managing
from shouxian.server.web.desk.accounts import views
from shouxian.server.web.policies import Menu, Policy, route, who_may
from shouxian.server.web.sight import Sight

WRITE = ("POST",)


def _account(sight: Sight, account: int) -> object:
    return managing.account(account, sight.standing)


def _posting(sight: Sight, posting: int) -> object:
    return managing.posting(posting, sight.standing)


def _one(*logs: str) -> Policy:
    return who_may("manage_accounts", find=_account, logs=logs)


urlpatterns = [
    route("accounts/", views.accounts, name="accounts", policy=who_may("manage_accounts"),
          menu=Menu(_("Accounts"), "accounts", 60)),
    route("accounts/open/", views.open_, name="accounts_open", methods=("GET", "POST"),
          policy=who_may("manage_accounts", logs=("account.opened", "posting.given"))),
    route("accounts/<account:account>/", views.account, name="account", policy=_one()),
    route("accounts/<account:account>/post/", views.post, name="account_post", methods=WRITE,
          policy=_one("posting.given")),
    route("accounts/<account:account>/reset/", views.reset, name="account_reset", methods=WRITE,
          policy=_one("password.reset")),
    route("accounts/<account:account>/second-factor/", views.second_factor, name="account_second_factor", methods=WRITE,
          policy=_one("second_factor.removed")),
    route("accounts/<account:account>/close/", views.close, name="account_close", methods=WRITE,
          policy=_one("account.closed")),
    route("postings/<posting:posting>/end/", views.end, name="posting_end", methods=WRITE,
          policy=who_may("manage_accounts", find=_posting, logs=("posting.ended",))),
]  # fmt: skip
