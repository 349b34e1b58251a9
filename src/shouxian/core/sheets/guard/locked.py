"""Workbooks under a password: locked as Excel, WPS and LibreOffice lock them (OOXML agile encryption, AES-256), opened
again by whoever says the password."""

import io

import msoffcrypto
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.sheets.guard import limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_SPINS = 1_000_000  # Excel writes 100,000; a file may ask for any work it likes before a password is known false


def is_locked(content: bytes) -> bool:
    return content.startswith(_OLE) and _ENCRYPTED in content


def lock(content: bytes, password: str) -> bytes:
    """A workbook that opens with the password only; it takes about a second, on purpose."""
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, made)
    return made.getvalue()


def unlock(content: bytes, password: str, name: str) -> bytes:
    """The workbook inside. Raises ``ShouxianError`` SHEET_GUARD_WRONG_PASSWORD, SHEET_GUARD_TOO_LARGE, and
    SHEET_GUARD_STRANGE_LOCK for what no usual program has locked."""
    where = Where(name)
    if len(content) > limits.FILE_BYTES:
        raise ShouxianError(fault("SHEET_GUARD_TOO_LARGE", where, size=f"{len(content) / limits.MEGABYTE:.0f}"))
    opened = io.BytesIO()
    try:
        book = msoffcrypto.OfficeFile(io.BytesIO(content))
        if getattr(book, "type", "") != "agile" or book.info["spinValue"] > _MOST_SPINS:
            raise ShouxianError(fault("SHEET_GUARD_STRANGE_LOCK", where))
        book.load_key(password=password, verify_password=True)
        book.decrypt(opened, verify_integrity=True)
    except InvalidKeyError:
        raise ShouxianError(fault("SHEET_GUARD_WRONG_PASSWORD", where)) from None
    except ShouxianError:
        raise
    except Exception:  # a foreign parser over foreign bytes: whatever it stumbles over, the file is what is wrong
        raise ShouxianError(fault("SHEET_GUARD_STRANGE_LOCK", where)) from None
    return opened.getvalue()
