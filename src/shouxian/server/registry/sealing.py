"""What may not lie open in a database (ids, phones, accounts): SM4-GCM per row, under a key that is not in it."""

import json
import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC

_NONCE, _TAG, _KEY, _MARK = 12, 16, 16, 16
NOTHING = "{}"


class Sealer:
    """Seals and opens with one key of 16 bytes. What was sealed for one address opens at no other."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY:
            raise ValueError(f"a key for SM4 has {_KEY} bytes, not {len(key)}")
        self._algorithm = algorithms.SM4(key)

    def seal(self, address: str, facts: str) -> bytes | None:
        """None where there is nothing to seal. ``address``: what the row is of; ``facts``: fact → text, as JSON."""
        return None if facts == NOTHING else self.seal_bytes(address, facts.encode())

    def open(self, address: str, sealed: bytes | memoryview | None) -> str:
        """As it was sealed. Raises ``cryptography.exceptions.InvalidTag`` for another key, another address or a
        changed byte."""
        return self.open_bytes(address, sealed).decode() if sealed else NOTHING

    def facts(self, address: str, sealed: bytes | memoryview | None) -> dict[str, str]:
        """Raises as :meth:`open`."""
        found: dict[str, str] = json.loads(self.open(address, sealed))
        return found

    def seal_bytes(self, address: str, content: bytes) -> bytes:
        """A whole file or document."""
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(self._algorithm, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(address.encode())
        return nonce + encryptor.update(content) + encryptor.finalize() + encryptor.tag

    def open_bytes(self, address: str, sealed: bytes | memoryview) -> bytes:
        """Raises as :meth:`open`."""
        given = bytes(sealed)
        nonce, text, tag = given[:_NONCE], given[_NONCE:-_TAG], given[-_TAG:]
        decryptor = Cipher(self._algorithm, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(address.encode())
        return decryptor.update(text) + decryptor.finalize()


@lru_cache(maxsize=4)
def _begun(key: bytes) -> HMAC:
    """What all marks under a key have in common."""
    return HMAC(key, hashes.SM3())


def mark_of(key: bytes, text: str) -> bytes:
    """16 bytes that are the same for the same identifier and tell nothing of it without the key of 32 bytes: an index
    to seek by a whole number and to count how often it stands."""
    made = _begun(key).copy()
    made.update(text.strip().upper().encode())
    return made.finalize()[:_MARK]
