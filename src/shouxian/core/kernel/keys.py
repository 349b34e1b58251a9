"""Our own keys of subjects: random, with a check character, carrying nothing about anybody.

``H-7K3M9QXW2C-5``: a letter for the subject, ten characters of Crockford's base 32 (no I, L, O, U) and one check
character. Every pre-filled row and sheet carries one, hidden.
"""

import re
import secrets
from operator import mul
from random import Random

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHAPE = re.compile(r"^([A-Z])-([0-9A-HJKMNP-TV-Z]{10})-([0-9A-HJKMNP-TV-Z])$")


_OF_BYTE = bytes(ord(_ALPHABET[byte % 32]) for byte in range(256))  # 32 divides 256: none is likelier than another
_VALUES = bytes(max(_ALPHABET.find(chr(byte)), 0) for byte in range(256))
_WEIGHTS = tuple(2 * position + 1 for position in range(1, 11))  # odd: every single change is seen mod 32


def _check(letter: str, body: str) -> str:
    return _ALPHABET[(ord(letter) + sum(map(mul, _WEIGHTS, body.encode("ascii").translate(_VALUES)))) % 32]


def new_key(letter: str, random: Random | None = None) -> str:
    """A fresh key for a subject kind (H household, P person, V village); ``random`` only for synthetic towns."""
    if random is None:
        body = secrets.token_bytes(10).translate(_OF_BYTE).decode("ascii")
    else:
        body = "".join(random.choice(_ALPHABET) for _ in range(10))
    return f"{letter}-{body}-{_check(letter, body)}"


def is_key(text: str) -> bool:
    """True for a key whose check character fits."""
    match = _SHAPE.match(text)
    return match is not None and _check(match[1], match[2]) == match[3]
