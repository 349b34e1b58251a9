"""What a file is, by its bytes: a workbook, a text table, or something to refuse with its reason."""

import codecs
from pathlib import Path
from typing import Literal

from shouxian.core.kernel.faults import ShouxianError, Where, fault
from shouxian.core.sheets.guard import limits, package

Kind = Literal["xlsx", "csv"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")


def recognise(path: Path) -> Kind:
    """Raises ``ShouxianError`` with one SHEET_GUARD_… fault for a file that cannot be taken, before any parser runs."""
    where = Where(path.name)
    size = path.stat().st_size
    if size == 0:
        raise ShouxianError(fault("SHEET_GUARD_EMPTY", where))
    if size > limits.FILE_BYTES:
        raise ShouxianError(fault("SHEET_GUARD_TOO_LARGE", where, size=f"{size / limits.MEGABYTE:.0f}"))
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_OLE):
        # No parser touches it: the name of the encrypted stream stands in the directory of the container.
        code = "SHEET_GUARD_PASSWORD" if _ENCRYPTED in path.read_bytes() else "SHEET_GUARD_OLD_FORMAT"
        raise ShouxianError(fault(code, where))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if path.suffix.lower() in _TEXT_ENDINGS and encoding_of(path) is not None:
        return "csv"
    raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK", where))


def encoding_of(path: Path) -> str | None:
    """``utf-8-sig``, ``utf-16`` or ``gb18030`` (GBK and GB 2312 inside); None for bytes that are no text."""
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _if_decodes(data, "utf-16")
    if b"\0" in data:
        return None
    return _if_decodes(data, "utf-8-sig") or _if_decodes(data, "gb18030")


def _if_decodes(data: bytes, encoding: str) -> str | None:
    try:
        data.decode(encoding)
    except UnicodeError:
        return None
    return encoding


def admit(path: Path) -> tuple[Kind, package.Package | None]:
    """:func:`recognise`, and for a workbook its inspected package."""
    kind = recognise(path)
    return kind, package.inspect(path, Where(path.name)) if kind == "xlsx" else None
