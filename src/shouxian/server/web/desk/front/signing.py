"""Signing in, by password and where it is wanted by a second factor; signing out; another password."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core import signing as signed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts import second_factor, signing
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import standing
from shouxian.server.audit.actions import By
from shouxian.server.web.desk.front import sessions
from shouxian.server.web.desk.front.demo import known
from shouxian.server.web.desk.front.views import back
from shouxian.server.web.sight import Sight

_DEVICE, _DEVICE_DAYS, _DEVICE_PEOPLE = "shouxian_device", 180, 12
_PENDING, _PENDING_SECONDS = "pending", 300


class SignIn(forms.Form):
    login = forms.CharField(label=gettext_lazy("Login"), max_length=60)
    password = forms.CharField(label=gettext_lazy("Password"), max_length=128, strip=False, widget=forms.PasswordInput)


class Code(forms.Form):
    code = forms.CharField(label=gettext_lazy("Code"), max_length=20)


class NewPassword(forms.Form):
    old = forms.CharField(label=gettext_lazy("Password until now"), strip=False, widget=forms.PasswordInput)
    new = forms.CharField(label=gettext_lazy("New password"), strip=False, widget=forms.PasswordInput)
    again = forms.CharField(label=gettext_lazy("New password again"), strip=False, widget=forms.PasswordInput)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("new") != told.get("again"):
            self.add_error("again", _("The two are not the same."))
        return told


def sign_in(request: HttpRequest, sight: Sight) -> HttpResponse:
    if sight.account is not None:
        return HttpResponseRedirect(back(request))
    form = SignIn(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            account = signing.account_of(
                login=typed["login"], password=typed["password"], device=_device(request, typed["login"]),
                address=request.META.get("REMOTE_ADDR", ""),
            )  # fmt: skip
            if account is not None:
                return _after_password(request, account)
            form.add_error(None, fault("SIGN_IN_WRONG").text(sight.lang))
        except ShouxianError as error:
            form.add_error(None, error.faults[0].text(sight.lang))
    return render(request, "desk/sign_in.html", {"form": form, "known": known(), "next": back(request)})


def code(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The second step: the code of the phone, or one from paper."""
    pending = request.session.get(_PENDING) or {}
    account = Account.objects.filter(pk=pending.get("account", 0), closed_at=None).first()
    if account is None or clock.now().timestamp() - pending["at"] > _PENDING_SECONDS:
        request.session.pop(_PENDING, None)
        return redirect("sign_in")
    form = Code(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if second_factor.passes(account=account, code=form.cleaned_data["code"]):
                return _let_in(request, account, by_factor=True)
            signing.failed(login=account.login, how="second_factor")
            form.add_error("code", fault("FACTOR_CODE").text(sight.lang))
        except ShouxianError as error:
            form.add_error("code", error.faults[0].text(sight.lang))
    return render(request, "desk/sign_in_code.html", {"form": form, "next": back(request)})


def sign_out(request: HttpRequest, sight: Sight) -> HttpResponse:
    signing.signed_out(by=sight.by)
    logout(request)
    messages.success(request, _("You are signed out."))
    answer = redirect("sign_in")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def password(request: HttpRequest, sight: Sight) -> HttpResponse:
    assert sight.account is not None
    form = NewPassword(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            signing.change_password(account=sight.account, old=typed["old"], new=typed["new"], by=sight.by)
            update_session_auth_hash(request, sight.account)  # every other session of the account ends
            messages.success(request, _("The password is changed."))
            return redirect("home")
        except ShouxianError as error:
            form.add_error("old", error.faults[0].text(sight.lang))
        except ValidationError as error:
            form.add_error("new", error)
    rules = password_validators_help_texts()
    return render(request, "desk/password.html", {"form": form, "rules": rules})


def _after_password(request: HttpRequest, account: Account) -> HttpResponse:
    """In at once, or to the second step first; at the demo's door nobody has a phone at hand."""
    if settings.DEMO_DOOR or not second_factor.has(account):
        return _let_in(request, account, by_factor=settings.DEMO_DOOR)
    request.session.cycle_key()
    request.session[_PENDING] = {"account": account.pk, "at": clock.now().timestamp()}
    return HttpResponseRedirect(f"/sign-in/code/?{request.GET.urlencode()}")


def _let_in(request: HttpRequest, account: Account, *, by_factor: bool) -> HttpResponse:
    """A session of its own, under a new key. A device that worked once is known from now on."""
    posts = "、".join(role for role, _ in standing(account, clock.today()).postings)
    signing.signed_in(by=By(account.login, posts[:80]), second_factor=by_factor and not settings.DEMO_DOOR)
    request.session.flush()
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["second_factor"] = by_factor
    sessions.begin(request)
    if signing.password_is_old(account):
        messages.warning(request, _("Your password is old: please choose another one soon."))
    answer = HttpResponseRedirect(back(request))
    if not _device(request, account.login):
        others = list(_devices(request).items())[-(_DEVICE_PEOPLE - 1) :]
        told = signed.dumps(dict(others) | {account.login: get_random_string(22)}, salt=_DEVICE)
        answer.set_cookie(
            _DEVICE, told, max_age=_DEVICE_DAYS * 24 * 3600, httponly=True, samesite="Strict", secure=settings.HTTPS
        )
    return answer


def _device(request: HttpRequest, named: str) -> str:
    """The device, where this person has signed in on it before, else ""."""
    return _devices(request).get(named, "")


def _devices(request: HttpRequest) -> dict[str, str]:
    """Who has signed in on this device, each under a name of its own; offices share machines."""
    try:
        told = signed.loads(request.COOKIES.get(_DEVICE, ""), salt=_DEVICE, max_age=_DEVICE_DAYS * 24 * 3600)
    except signed.BadSignature:
        return {}
    return {str(login): str(device) for login, device in told.items()}
