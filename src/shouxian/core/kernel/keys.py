"""Our own keys of subjects: random, with a check character, carrying nothing about anybody.

``H-7K3M9QXW2C-5``: a letter for the subject, ten characters of Crockford's base 32 (no I, L, O, U) and one check
character. Every pre-filled row and sheet carries one, hidden.
"""

import re
import secrets
from random import Random

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHAPE = re.compile(r"^([A-Z])-([0-9A-HJKMNP-TV-Z]{10})-([0-9A-HJKMNP-TV-Z])$")


def _check(letter: str, body: str) -> str:
    total = ord(letter)
    for position, character in enumerate(body, start=1):
        total += (2 * position + 1) * _ALPHABET.index(character)  # odd weights: every single change is seen mod 32
    return _ALPHABET[total % 32]


def new_key(letter: str, random: Random | None = None) -> str:
    """A fresh key for a subject kind (H household, P person, V village); ``random`` only for synthetic towns."""
    choose = random.choice if random else secrets.choice
    body = "".join(choose(_ALPHABET) for _ in range(10))
    return f"{letter}-{body}-{_check(letter, body)}"


def is_key(text: str) -> bool:
    """True for a key whose check character fits."""
    match = _SHAPE.match(text)
    return match is not None and _check(match[1], match[2]) == match[3]
