"""Setting up the second factor: a picture for the phone, the first code, then the codes for paper."""

import segno
from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.accounts import second_factor
from shouxian.server.web.desk.front.signing import Code
from shouxian.server.web.sight import Sight

_SALT = "second_factor_salt"


class Password(forms.Form):
    password = forms.CharField(label=gettext_lazy("Password"), strip=False, widget=forms.PasswordInput)


def set_up(request: HttpRequest, sight: Sight) -> HttpResponse:
    """The salt waits in the session until the phone has shown that it works."""
    assert sight.account is not None
    if second_factor.has(sight.account):
        if not sight.second_factor:
            logout(request)  # it was set up in another session: it has to be shown in this one too
        return redirect("me" if sight.second_factor else "sign_in")
    kept = request.session.get(_SALT) or second_factor.new_salt().hex()
    request.session[_SALT] = kept
    salt = bytes.fromhex(kept)
    form = Code(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.set_up(
                account=sight.account, salt=salt, code=form.cleaned_data["code"].strip(), by=sight.by
            )
            del request.session[_SALT]
            request.session["second_factor"] = True
            return render(request, "desk/second_factor_codes.html", {"codes": codes})
        except ShouxianError as error:
            form.add_error("code", error.faults[0].text(sight.lang))
    address = second_factor.address(sight.account, salt)
    picture = segno.make(address, error="m").svg_inline(scale=5, border=2, omitsize=True, svgclass="qr", lineclass=None)
    typed = address.split("secret=")[1].split("&")[0]
    return render(
        request, "desk/second_factor.html",
        {"form": form, "picture": SafeString(picture), "secret": [typed[i : i + 4] for i in range(0, len(typed), 4)]},
    )  # fmt: skip


def fresh_codes(request: HttpRequest, sight: Sight) -> HttpResponse:
    """Other codes for paper, for whoever knows the password; the old ones are void."""
    assert sight.account is not None
    if not second_factor.has(sight.account):
        return redirect("me")
    form = Password(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factor.fresh_codes(
                account=sight.account, password=form.cleaned_data["password"], by=sight.by
            )
            return render(request, "desk/second_factor_codes.html", {"codes": codes, "again": True})
        except ShouxianError as error:
            form.add_error("password", error.faults[0].text(sight.lang))
    left = second_factor.codes_left(sight.account)
    return render(request, "desk/fresh_codes.html", {"form": form, "left": left})
