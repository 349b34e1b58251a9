"""What the acts of the log are called. An act without a name here is shown as it is kept."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTS: dict[str, Any] = {
    "sign_in": _("signed in"),
    "sign_in.failed": _("failed to sign in"),
    "sign_in.held_back": _("too many failed sign-ins from one address"),
    "sessions.ended": _("signed out everywhere else"),
    "sign_out": _("signed out"),
    "password.changed": _("changed the password"),
    "password.reset": _("reset a password"),
    "second_factor.set": _("set up the second factor"),
    "second_factor.codes_renewed": _("made other codes for paper"),
    "second_factor.removed": _("removed a second factor"),
    "account.opened": _("opened an account"),
    "account.closed": _("closed an account"),
    "area.named": _("named a group of places"),
    "posting.given": _("gave a post"),
    "posting.ended": _("ended a post"),
    "job.asked": _("started a job"),
    "job.stop_asked": _("asked a job to stop"),
    "log.read": _("read the log"),
    "log.exported": _("took the log away"),
    "log.traced": _("asked whose file it is"),
}
"""Areas add the acts that are theirs, where they register their addresses."""
