"""What a password has to be, and passwords for one use. The security profile chooses among these rules."""

import secrets
import string
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_PLAIN = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"  # no 0 O 1 l I: slips are read from paper
MOST = 128  # characters; hashing longer ones only costs time


class Argon2(Argon2PasswordHasher):
    """With the figures that OWASP gives for a server: 19 MiB a hash instead of 100, so that a morning on which all
    sign in at once does not take all memory."""

    memory_cost, time_cost, parallelism = 19_456, 2, 1


class LongEnough:
    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        if not self.least <= len(password) <= MOST:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("At least %(least)d characters.") % {"least": self.least}


class SeveralKinds:
    """Lower case, upper case, digits, anything else: so many of these four."""

    def __init__(self, least: int) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:
        plain = sum(any(c in kind for c in password) for kind in _KINDS)
        other = any(c not in "".join(_KINDS) for c in password)
        if plain + other < self.least:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("At least %(least)d of: small letters, capital letters, digits, signs.") % {"least": self.least}


class NotTheLogin:
    def validate(self, password: str, user: Any = None) -> None:
        login = str(getattr(user, "login", "")).lower()
        if login and login in password.lower():
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("Without the login in it.")


def one_time() -> str:
    """A random password for the first sign-in, easy to read from paper: 12 characters of three kinds."""
    while True:
        made = "".join(secrets.choice("".join(_PLAIN)) for _ in range(12))
        if all(any(c in kind for c in made) for kind in _PLAIN):
            return f"{made[:4]}-{made[4:8]}-{made[8:]}"
