"""The accounts of others. Passwords appear once, on a slip that is never kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.accounts import managing, opening
from shouxian.server.accounts import second_factor as factor
from shouxian.server.accounts.models import Account
from shouxian.server.web.desk.accounts.forms import End, Open, Post
from shouxian.server.web.sight import Sight


def accounts(request: HttpRequest, sight: Sight) -> HttpResponse:
    text = request.GET.get("q", "")[:60]
    found = [(managed, managed.now(sight.standing.day)) for managed in managing.accounts(sight.standing, text=text)]
    return render(request, "desk/accounts.html", {"found": found, "text": text})


def open_(request: HttpRequest, sight: Sight) -> HttpResponse:
    form = Open(sight, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            people = opening.newcomers(form.cleaned_data["people"], form.wanted())
            return slips(request, opening.open_accounts(people=people, manager=sight.standing, by=sight.by))
        except ShouxianError as error:
            for found in error.faults:
                form.add_error(None, found.text(sight.lang))
    return render(request, "desk/accounts_open.html", {"form": form})


def account(request: HttpRequest, sight: Sight, account: int) -> HttpResponse:
    return _page(request, sight, Post(sight))


def post(request: HttpRequest, sight: Sight, account: int) -> HttpResponse:
    form = Post(sight, request.POST)
    if not form.is_valid():
        return _page(request, sight, form)
    managing.give_post(account=sight.found.account, wanted=form.wanted(), manager=sight.standing, by=sight.by)
    messages.success(request, _("The post is given."))
    return redirect("account", account)


def end(request: HttpRequest, sight: Sight, posting: int) -> HttpResponse:
    form = End(request.POST)
    if form.is_valid():
        managing.end_post(posting=sight.found, last_day=form.cleaned_data["last_day"], by=sight.by)
        messages.success(request, _("The post ends with that day."))
    else:
        messages.error(request, _("That is no day."))
    return redirect("account", sight.found.account.pk)


def reset(request: HttpRequest, sight: Sight, account: int) -> HttpResponse:
    found: Account = sight.found.account
    return slips(request, [(found, managing.reset(account=found, by=sight.by))])


def second_factor(request: HttpRequest, sight: Sight, account: int) -> HttpResponse:
    managing.remove_second_factor(account=sight.found.account, by=sight.by)
    messages.success(request, _("The second factor is removed; another is set up at the next sign-in."))
    return redirect("account", account)


def close(request: HttpRequest, sight: Sight, account: int) -> HttpResponse:
    managing.close(account=sight.found.account, by=sight.by)
    messages.success(request, _("The account is closed; whoever was signed in with it is out."))
    return redirect("accounts")


def _page(request: HttpRequest, sight: Sight, form: Post) -> HttpResponse:
    managed: managing.Managed = sight.found
    about = {"managed": managed, "form": form, "end": End(), "day": sight.standing.day,
             "has_factor": factor.has(managed.account), "self": managed.account == sight.account}  # fmt: skip
    return render(request, "desk/account.html", about)


def slips(request: HttpRequest, made: list[tuple[Account, str]]) -> HttpResponse:
    return render(request, "desk/slips.html", {"made": made, "address": request.build_absolute_uri("/")})
