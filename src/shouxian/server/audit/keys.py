"""Keys of the server, each for one purpose, derived from the one secret of the place, which stands in no database."""

from functools import lru_cache
from typing import Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

Purpose = Literal["audit", "sealing", "index", "second_factor", "guesses", "moving"]
_BYTES: dict[Purpose, int] = {"audit": 32, "sealing": 16, "index": 32, "second_factor": 32, "guesses": 32, "moving": 32}


def key_for(purpose: Purpose) -> bytes:
    return derived(settings.SECRET_KEY, purpose)


@lru_cache(maxsize=16)
def derived(secret: str, purpose: Purpose) -> bytes:
    """The key that a place with this secret uses for a purpose."""
    made = HKDF(hashes.SHA256(), _BYTES[purpose], salt=b"shouxian", info=purpose.encode())
    return made.derive(secret.encode())
