"""Addresses of the front."""

from django.utils.translation import gettext_lazy as _

from shouxian.server.web.desk.front import second_factor, signing, views
from shouxian.server.web.policies import Menu, anyone, owing, route, signed_in

BOTH, WRITE = ("GET", "POST"), ("POST",)

urlpatterns = [
    route("", views.home, name="home", policy=signed_in(), menu=Menu(_("Start"), "home", 0)),
    route("me/", views.me, name="me", policy=signed_in()),
    route("me/codes/", second_factor.fresh_codes, name="fresh_codes", methods=BOTH,
          policy=signed_in(logs=("second_factor.codes_renewed",))),
    route("me/sessions/end/", views.end_sessions, name="sessions_end", methods=WRITE,
          policy=signed_in(logs=("sessions.ended",))),
    route("language/", views.language, name="language", policy=anyone(), methods=WRITE),
    route("sign-in/", signing.sign_in, name="sign_in", policy=anyone(logs=("sign_in", "sign_in.failed")), methods=BOTH),
    route("sign-in/code/", signing.code, name="sign_in_code", policy=anyone(logs=("sign_in", "sign_in.failed")),
          methods=BOTH),
    route("sign-out/", signing.sign_out, name="sign_out", policy=owing(logs=("sign_out",)), methods=WRITE),
    route("password/", signing.password, name="password", policy=owing(logs=("password.changed",)), methods=BOTH),
    route("second-factor/", second_factor.set_up, name="second_factor", policy=owing(logs=("second_factor.set",)),
          methods=BOTH),
]  # fmt: skip
