"""Accounts for many by a workbook: a blank one, a filled one looked at row by row, then all of them and their slips.

The filled workbook waits in the person's session until it is opened, replaced, or they sign out; every look reads it
anew, so that what has changed meanwhile is told.
"""

import base64
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shouxian.core.kernel.faults import Fault, ShouxianError, fault
from shouxian.server.accounts import opening
from shouxian.server.accounts import workbook as accounts
from shouxian.server.accounts.blank import blank
from shouxian.server.web.desk.accounts.forms import Workbook, offer_of
from shouxian.server.web.desk.accounts.views import slips
from shouxian.server.web.doors import WORKBOOK, attachment
from shouxian.server.web.sight import Sight

_WAITS = "accounts_workbook"


def page(request: HttpRequest, sight: Sight) -> HttpResponse:
    """What waits, row by row; a file handed in takes its place."""
    form = Workbook(request.POST, request.FILES) if request.method == "POST" else Workbook()
    told: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > accounts.LARGEST:
                raise ShouxianError(fault("ACCOUNTS_MANY", most=accounts.MOST))
            content = file.read()
            accounts.read(file.name, content, offer_of(sight), frozenset())
            request.session[_WAITS] = {"name": file.name, "content": base64.b64encode(content).decode()}
            return redirect("accounts_workbook")
        except ShouxianError as error:
            told = error.faults
    roll = _roll(request, sight)
    rows = [(row, [_said(one, sight) for one in row.faults]) for row in roll.rows] if roll else []
    wrong = sum(bool(faults) for _, faults in rows)
    about: Mapping[str, Any] = {
        "form": form, "rows": rows, "wrong": wrong, "file": _waiting(request)[0] if roll else "",
        "told": [f"{one.where.text(sight.lang)} {_said(one, sight)}".strip() for one in told],
    }  # fmt: skip
    return render(request, "desk/accounts_workbook.html", about, status=400 if told or form.errors else 200)


def blank_(request: HttpRequest, sight: Sight) -> HttpResponse:
    return _download(_("accounts") + ".xlsx", blank(offer_of(sight)))


def answer(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The person's own workbook with every fault at its cell."""
    roll = _roll(request, sight)
    if roll is None:
        raise Http404
    name, content = _waiting(request)
    stem = name.rpartition(".")[0] or name
    return _download(f"{stem}({_('returned')}).xlsx", accounts.answer(name, content, roll))


def open_(request: HttpRequest, sight: Sight) -> HttpResponse:
    """All of them or none. Raises ``ShouxianError`` ACCOUNTS_GONE where nothing waits, and every fault of the rows."""
    roll = _roll(request, sight)
    if roll is None:
        raise ShouxianError(fault("ACCOUNTS_GONE"))
    made = opening.open_accounts(people=roll.people(), manager=sight.standing, by=sight.by)
    del request.session[_WAITS]
    return slips(request, made)


def _roll(request: HttpRequest, sight: Sight) -> accounts.Roll | None:
    if _WAITS not in request.session:
        return None
    return accounts.read(*_waiting(request), offer_of(sight), opening.taken_logins())


def _waiting(request: HttpRequest) -> tuple[str, bytes]:
    kept = request.session[_WAITS]
    return kept["name"], base64.b64decode(kept["content"])


def _said(found: Fault, sight: Sight) -> str:
    heading = found.where.column.partition(" ")[2]
    said = found.sentence(sight.lang)
    return f"{heading}: {said}" if heading else said


def _download(name: str, content: bytes) -> HttpResponse:
    return attachment(content, name, WORKBOOK)
