"""Writing the log. Every action calls :func:`record` in its own transaction: no deed without its entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction

from shouxian.core.kernel import clock
from shouxian.server.audit.chain import FIELDS, FIRST, Line, mark, next_head
from shouxian.server.audit.keys import key_for
from shouxian.server.audit.models import Entry, Seal


@dataclass(frozen=True)
class By:
    """Who acts: the account, and the post in which they do."""

    account: str
    post: str = ""


def record(
    *, by: By, act: str, subject: str = "", key: str = "", village: str = "", about: Mapping[str, Any] | None = None,
    using: str = "default",
) -> Entry:  # fmt: skip
    """Add an entry to the transaction under way; raises ``TransactionManagementError`` where there is none, because an
    entry that could stay when its deed is undone would lie."""
    if not transaction.get_connection(using).in_atomic_block:
        raise transaction.TransactionManagementError("an entry of the log belongs to the transaction of its deed")
    entry = Entry(
        at=clock.now(), by=by.account, post=by.post, act=act, subject=subject, key=key, village=village,
        about=dict(about or {}),
    )  # fmt: skip
    entry.mac = mark(key_for("audit"), told(entry))
    entry.save(force_insert=True, using=using)
    return entry


def told(entry: Entry) -> dict[str, object]:
    """The words of an entry as they are marked; the moment in UTC, whatever zone a database gives it back in."""
    words = {name: getattr(entry, name) for name in FIELDS}
    return words | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}


def seal(*, using: str = "default") -> int:
    """Chain every committed entry that no seal holds yet; how many that were."""
    if not Entry.objects.using(using).filter(sealed_in=None).exists():
        return 0  # without waiting for anybody who writes
    with transaction.atomic(using=using):
        last = Seal.objects.using(using).select_for_update().order_by("number").last()
        fresh = list(Entry.objects.using(using).filter(sealed_in=None).order_by("id"))
        if not fresh:
            return 0
        number = 1 + (last.number if last else 0)
        head = bytes(last.head) if last else FIRST
        lines = [Line(entry.id, told(entry), bytes(entry.mac), number) for entry in fresh]
        Seal.objects.using(using).create(
            number=number, at=clock.now(), entries=len(lines), head=next_head(key_for("audit"), head, lines)
        )
        Entry.objects.using(using).filter(id__in=[line.id for line in lines]).update(sealed_in=number)
        return len(lines)
