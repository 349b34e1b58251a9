"""Addresses of accounts and areas."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.accounts import areas as known_areas
from shouxian.server.accounts import managing
from shouxian.server.web.desk.accounts import areas, views, workbook
from shouxian.server.web.desk.log.acts import ACTS
from shouxian.server.web.policies import Menu, Policy, route, who_may
from shouxian.server.web.sight import Sight

BOTH, WRITE = ("GET", "POST"), ("POST",)
ACTS.update(
    {
        "area.renamed": _("renamed an area"),
        "area.changed": _("gave an area other places"),
        "area.ended": _("ended an area"),
    }
)


def _account(sight: Sight, account: int) -> object:
    return managing.account(account, sight.standing)


def _posting(sight: Sight, posting: int) -> object:
    return managing.posting(posting, sight.standing)


def _area(sight: Sight, area: int) -> object:
    return known_areas.area(area, sight.standing)


def _one(*logs: str) -> Policy:
    return who_may("manage_accounts", find=_account, logs=logs)


def _an_area(*logs: str) -> Policy:
    return who_may("manage_accounts", find=_area, logs=logs)


OPENS = ("account.opened", "posting.given")
urlpatterns = [
    route("accounts/", views.accounts, name="accounts", policy=who_may("manage_accounts"),
          menu=Menu(_("Accounts"), "accounts", 60)),
    route("accounts/open/", views.open_, name="accounts_open", methods=BOTH,
          policy=who_may("manage_accounts", logs=OPENS)),
    route("accounts/workbook/", workbook.page, name="accounts_workbook", methods=BOTH,
          policy=who_may("manage_accounts")),
    route("accounts/workbook/blank/", workbook.blank_, name="accounts_blank", policy=who_may("manage_accounts")),
    route("accounts/workbook/answer/", workbook.answer, name="accounts_answer", policy=who_may("manage_accounts")),
    route("accounts/workbook/open/", workbook.open_, name="accounts_workbook_open", methods=WRITE,
          policy=who_may("manage_accounts", logs=OPENS)),
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
    route("areas/", areas.areas, name="areas", policy=who_may("manage_accounts")),
    route("areas/new/", areas.new, name="areas_new", methods=BOTH,
          policy=who_may("manage_accounts", logs=("area.named",))),
    route("areas/<area:area>/", areas.area, name="area", policy=_an_area()),
    route("areas/<area:area>/rename/", areas.rename, name="area_rename", methods=WRITE,
          policy=_an_area("area.renamed")),
    route("areas/<area:area>/change/", areas.change, name="area_change", methods=WRITE,
          policy=_an_area("area.changed")),
    route("areas/<area:area>/end/", areas.end, name="area_end", methods=WRITE, policy=_an_area("area.ended")),
]  # fmt: skip
