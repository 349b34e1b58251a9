"""The zip around a workbook, looked at before any parser: counts, names, real unpacked sizes, entities, macros."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.sheets.guard import limits

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_CHUNK = 1 << 18
_OVERLAP = 64  # bytes kept between chunks, so that a mark across the border is seen
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")


@dataclass(frozen=True)
class Package:
    """A sound workbook package: ``parts`` by name with their real unpacked sizes in bytes."""

    path: Path
    parts: dict[str, int]

    @property
    def unpacked(self) -> int:
        return sum(self.parts.values())


def inspect(path: Path, where: Where) -> Package:
    """Raises ``ShouxianError`` (SHEET_GUARD_…) for anything that is not a harmless .xlsx package."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error, UnicodeError):
        raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK", where)) from None
    refused = _refuse_by_list(infos, path, where)
    if refused is not None:
        raise ShouxianError(refused)
    budget = _Budget(where, path.stat().st_size)
    parts: dict[str, int] = {}
    with path.open("rb") as file:
        for info in infos:
            try:
                parts[info.filename] = _unpack_and_look(file, info, budget)
            except (zlib.error, struct.error, EOFError):
                raise ShouxianError(fault("SHEET_GUARD_NOT_WORKBOOK", where)) from None
    return Package(path, parts)


def _refuse_by_list(infos: list[zipfile.ZipInfo], path: Path, where: Where) -> Fault | None:
    """What the table of contents alone can say."""
    names = [info.filename for info in infos]
    if len(infos) > limits.ZIP_ENTRIES:
        return fault("SHEET_GUARD_BOMB", where, reason=f"内含 {len(infos)} 个部件 / {len(infos)} parts")
    if any(info.flag_bits & 1 for info in infos):
        return fault("SHEET_GUARD_PASSWORD", where)
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\0" in name for name in names):
        return fault("SHEET_GUARD_XML", where, reason="部件名称越出文件 / a part's name leaves the file")
    lower = {name.lower() for name in names}
    if len(lower) != len(names):
        return fault("SHEET_GUARD_XML", where, reason="部件重名 / two parts share a name")
    if any(name.endswith("vbaproject.bin") for name in lower):
        return fault("SHEET_GUARD_MACROS", where)
    if "xl/workbook.bin" in lower or "content.xml" in lower:
        return fault("SHEET_GUARD_OLD_FORMAT", where)
    if "xl/workbook.xml" not in lower or any(info.compress_type not in (0, 8) for info in infos):
        return fault("SHEET_GUARD_NOT_WORKBOOK", where)
    if sum(info.compress_size for info in infos) > path.stat().st_size:
        return fault("SHEET_GUARD_BOMB", where, reason="部件互相重叠 / parts overlap")
    if sum(info.file_size for info in infos) > limits.UNPACKED_BYTES:
        return fault("SHEET_GUARD_BOMB", where, reason="解压后超过 400 MB / unpacks to more than 400 MB")
    return None


class _Budget:
    """Bytes unpacked so far, over all parts; raises when the limit or the ratio is passed."""

    def __init__(self, where: Where, file_bytes: int) -> None:
        self.where = where
        self.file_bytes = file_bytes
        self.unpacked = 0

    def spend(self, count: int) -> None:
        self.unpacked += count
        over_ratio = self.unpacked > max(limits.RATIO_FREE_BYTES, limits.RATIO * self.file_bytes)
        if self.unpacked > limits.UNPACKED_BYTES or over_ratio:
            size = f"{self.file_bytes // 1024} KB → {self.unpacked // limits.MEGABYTE}+ MB"
            raise ShouxianError(fault("SHEET_GUARD_BOMB", self.where, reason=size))


def _unpack_and_look(file: BinaryIO, info: zipfile.ZipInfo, budget: _Budget) -> int:
    """Unpack one part for its true size (its header may lie); refuse document types, entities and odd encodings."""
    is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    total, tail, checksum = 0, b"", 0
    for chunk in _unpacked(file, info):
        budget.spend(len(chunk))
        is_xml = is_xml or (total == 0 and chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"))
        if is_xml:
            looked = tail + chunk
            if total == 0:
                _refuse_encoding(looked, info.filename, budget.where)
            if _ENTITIES.search(looked):
                reason = f"{info.filename}: DOCTYPE/ENTITY"
                raise ShouxianError(fault("SHEET_GUARD_XML", budget.where, reason=reason))
            tail = looked[-_OVERLAP:]
        total += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
    if (total, checksum) != (info.file_size, info.CRC):
        raise EOFError  # the table of contents says otherwise: damaged, or made to deceive
    return total


def _refuse_encoding(start: bytes, part: str, where: Where) -> None:
    declared = _ENCODING.match(start.removeprefix(b"\xef\xbb\xbf"))
    named = declared[1].lower() if declared else b"utf-8"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:64] or named not in (b"utf-8", b"us-ascii", b"ascii"):
        raise ShouxianError(fault("SHEET_GUARD_XML", where, reason=f"{part}: 编码不是 UTF-8 / not UTF-8"))


def _unpacked(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes by its packed length; raises ``zlib.error``, ``struct.error`` or ``EOFError`` if broken."""
    file.seek(info.header_offset)
    header = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if header[0] != b"PK\x03\x04":
        raise EOFError
    file.seek(header[9] + header[10], 1)
    left = info.compress_size
    inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(_CHUNK, left))
        if not packed:
            raise EOFError
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            chunk = inflate.decompress(packed, 1 << 20)
            if chunk:
                yield chunk
            packed = inflate.unconsumed_tail
        if inflate.eof:
            break
    if inflate is not None:
        yield inflate.flush()
