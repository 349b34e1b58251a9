"""The arithmetic of the log, without a database: what an entry's mark is, how marks are chained, what a check finds.

A mark is HMAC-SM3 over the entry's own words, made in the transaction of the deed. A seal's head is HMAC-SM3 over the
head before it and the ids and marks it seals, so an entry changed, removed, moved or put in later breaks every head
after it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from shouxian.core.kernel.faults import ShouxianError, Where, fault

FIRST = b"shouxian audit"  # what the first seal is tied to
FIELDS = ("at", "by", "post", "act", "subject", "key", "village", "about")


@dataclass(frozen=True)
class Line:
    """An entry as the log holds or exports it. ``told``: :data:`FIELDS` → value; ``seal``: None while unsealed."""

    id: int
    told: Mapping[str, object]
    mac: bytes
    seal: int | None


@dataclass(frozen=True)
class SealLine:
    number: int
    entries: int
    head: bytes


@dataclass(frozen=True)
class Verdict:
    """``changed``: ids whose words are not those that were marked. ``broken``: the first seal that does not follow.
    ``tail``: entries not sealed yet. Sound: no changed entry and no broken seal."""

    entries: int
    seals: int
    changed: tuple[int, ...]
    broken: int | None
    tail: int

    @property
    def sound(self) -> bool:
        return not self.changed and self.broken is None


def mark(key: bytes, told: Mapping[str, object]) -> bytes:
    """The mark of an entry: 32 bytes over its fields in their order."""
    words = [told[name] for name in FIELDS]
    return _hmac(key, [json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()])


def next_head(key: bytes, head: bytes, lines: Iterable[Line]) -> bytes:
    return _hmac(key, [head, *(line.id.to_bytes(8, "big") + line.mac for line in lines)])


def verify(
    key: bytes, lines: Sequence[Line], seals: Sequence[SealLine], anchors: Mapping[int, bytes] | None = None
) -> Verdict:
    """Check a whole log. ``lines`` in any order; ``seals`` from the first on; ``anchors``: seal → head as somebody
    wrote it down elsewhere, which alone tells that the end of a log was cut off."""
    changed = tuple(sorted(line.id for line in lines if mark(key, line.told) != line.mac))
    sealed: dict[int, list[Line]] = {}
    for line in sorted(lines, key=lambda line: line.id):
        if line.seal is not None:
            sealed.setdefault(line.seal, []).append(line)
    known = {seal.number for seal in seals}
    strange = [number for number in sealed if number not in known]
    broken = min(strange, default=None)
    head = FIRST
    for expected, seal in enumerate(seals, start=1):
        own = sealed.get(seal.number, [])
        head = next_head(key, head, own)
        if seal.number != expected or len(own) != seal.entries or head != seal.head:
            broken = expected if broken is None else min(broken, expected)
            break
    heads = {seal.number: seal.head for seal in seals}
    lost = [number for number, head in (anchors or {}).items() if heads.get(number) != head]
    broken = min([*lost, *([broken] if broken is not None else [])], default=None)
    return Verdict(len(lines), len(seals), changed, broken, sum(line.seal is None for line in lines))


def read_exported(texts: Iterable[str]) -> tuple[list[Line], list[SealLine]]:
    """A log as the server exports it, a line of JSON each; raises ``ShouxianError`` AUDIT_LINE for one that is none."""
    lines, seals = [], []
    for number, text in enumerate(texts, start=1):
        try:
            data = json.loads(text)
            if "seal" in data:
                seals.append(SealLine(data["seal"], data["entries"], bytes.fromhex(data["head"])))
            else:
                told = {name: data["told"][name] for name in FIELDS}
                lines.append(Line(data["id"], told, bytes.fromhex(data["mac"]), data["sealed_in"]))
        except (ValueError, KeyError, TypeError):
            raise ShouxianError(fault("AUDIT_LINE", Where(line=number))) from None
    return lines, seals


def _hmac(key: bytes, parts: Iterable[bytes]) -> bytes:
    made = HMAC(key, hashes.SM3())
    for part in parts:
        made.update(part)
    return made.finalize()
