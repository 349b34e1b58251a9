"""Reading the log: for the auditor's page, and whole for a check without the server."""

import json
from collections.abc import Iterator

from shouxian.server.audit.actions import told
from shouxian.server.audit.models import Entry, Seal


def exported(*, using: str = "default") -> Iterator[str]:
    """The whole log as lines of JSON: every seal, then every entry."""
    for seal in Seal.objects.using(using).order_by("number"):
        yield json.dumps({"seal": seal.number, "entries": seal.entries, "head": bytes(seal.head).hex()})
    for entry in Entry.objects.using(using).order_by("id").iterator():
        line = {"id": entry.id, "told": told(entry), "mac": bytes(entry.mac).hex(), "sealed_in": entry.sealed_in}
        yield json.dumps(line, ensure_ascii=False)


def of_household(key: str, *, using: str = "default") -> list[Entry]:
    """Everything anybody did with or looked at of a household, newest first."""
    return list(Entry.objects.using(using).filter(key=key).order_by("-id"))
