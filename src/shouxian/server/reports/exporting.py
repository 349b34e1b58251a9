"""Lists of personal data that leave: asked for with a reason, allowed by a second person where they are long and tell
numbers in full, made, fetched under a password, forgotten in time. Each step is an entry of the log."""

import hashlib
import re
import secrets
from dataclasses import asdict
from datetime import timedelta

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import transaction
from django.db.models import F

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.kernel.keys import new_key
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.sheets.exported import LETTER
from shouxian.core.sheets.guard.locked import lock
from shouxian.server.accounts import fields
from shouxian.server.accounts.queries import Standing
from shouxian.server.audit.actions import By, record
from shouxian.server.audit.keys import key_for
from shouxian.server.jobs.actions import ask
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.wording import hide_numbers
from shouxian.server.reports.models import Export, ExportPlace
from shouxian.server.reports.selecting import Asked, count

MAKE = "export.make"  # kind of job
HOURS, MOST_HOURS = 24, 7 * 24
TIME = By("到期自动删除")  # who deletes what has expired, in the log
_LETTERS = "abcdefghjkmnpqrstuvwxyz"  # none that looks like another
_DIGITS = "23456789"
_TOLD = 60  # villages that an entry of the log names; more are counted


def ask_export(
    *, asked: Asked, reason: str, hours: int, held: Standing, dictionary: Dictionary, by: By, using: str = "default"
) -> Export:
    """Ask for a list; it is made at once, or waits where somebody else has to allow it. Raises ``ShouxianError``
    EXPORT_REASON, EXPORT_LIFE, EXPORT_RIGHT, EXPORT_FIELD, EXPORT_NOBODY."""
    if not reason.strip():
        raise ShouxianError(fault("EXPORT_REASON"))
    if not 1 <= hours <= MOST_HOURS:
        raise ShouxianError(fault("EXPORT_LIFE", most=MOST_HOURS))
    check_rights(asked, held, dictionary)
    rows = count(asked, using=using)
    if not rows:
        raise ShouxianError(fault("EXPORT_NOBODY"))
    state = "asked" if needs_second(asked, rows) else "making"
    with transaction.atomic(using=using):
        export = Export(
            mark=new_key(LETTER), campaign=asked.campaign, asked=asdict(asked), reason=reason.strip(), rows=rows,
            by=by.account, post=by.post, at=clock.now(), hours=hours, state=state,
        )  # fmt: skip
        export.save(force_insert=True, using=using)
        places = [ExportPlace(export=export, place=village) for village in asked.villages]
        ExportPlace.objects.using(using).bulk_create(places)
        _record("export.asked", export, by, using, reason=hide_numbers(export.reason))
        if export.state == "making":
            _make(export, by, using)
        return export


def needs_second(asked: Asked, rows: int) -> bool:
    """Whether somebody else has to allow it: many rows with numbers in full."""
    return bool(asked.full) and rows > settings.EXPORT_ROWS_ALONE


def check_rights(asked: Asked, held: Standing, dictionary: Dictionary) -> None:
    """Raises ``ShouxianError`` EXPORT_RIGHT where the postings do not give what is asked in every village, EXPORT_FIELD
    for a fact that the subject has not, or that cannot be had so."""
    known = {v.name: v for v in dictionary.subjects[asked.subject].variables}
    uses: set[tuple[fields.Use, fields.Class]] = {("export_full", "open")}
    for name, how in asked.fields.items():
        kind = fields.class_of(known[name]) if name in known else None
        if kind is None or how not in (("masked", "full") if kind in fields.MASKED else ("open",)):
            raise ShouxianError(fault("EXPORT_FIELD", name=name))
        uses.add(("export_masked" if how == "masked" else "export_full", kind))
    if not asked.villages:
        raise ShouxianError(fault("EXPORT_NOBODY"))
    for use, kind in uses:
        if not all(fields.may(held, use, kind, village) for village in asked.villages):
            raise ShouxianError(fault("EXPORT_RIGHT"))


def decide(*, export: Export, allow: bool, why: str, by: By, using: str = "default") -> None:
    """Allow it or not. Raises ``ShouxianError`` EXPORT_RIGHT for one's own, EXPORT_STATE for what is decided, and
    EXPORT_REASON for a refusal without a word."""
    if export.by == by.account:
        raise ShouxianError(fault("EXPORT_RIGHT"))
    if not allow and not why.strip():
        raise ShouxianError(fault("EXPORT_REASON"))
    with transaction.atomic(using=using):
        mine = Export.objects.using(using).filter(pk=export.pk, state="asked")
        decided = {"decided_by": by.account, "decided_at": clock.now(), "decision": why.strip()}
        if not mine.update(state="making" if allow else "refused", **decided):
            raise ShouxianError(fault("EXPORT_STATE"))
        _record("export.allowed" if allow else "export.refused", export, by, using, why=hide_numbers(why.strip()))
        if allow:
            _make(export, By(export.by, export.post), using)


def keep_made(*, export: Export, name: str, content: bytes, rows: int, by: By, using: str = "default") -> None:
    """What a job made; it lies sealed until it is forgotten."""
    with transaction.atomic(using=using):
        sealed = Sealer(key_for("sealing")).seal_bytes(f"export/{export.pk}", content)
        made = Export.objects.using(using).filter(pk=export.pk, state="making").update(
            state="ready", content=sealed, name=name, rows=rows, size=len(content),
            sha256=hashlib.sha256(content).hexdigest(), until=clock.now() + timedelta(hours=export.hours),
        )  # fmt: skip
        if not made:
            raise ShouxianError(fault("EXPORT_STATE"))
        export.rows = rows
        _record("export.made", export, by, using, sha256=hashlib.sha256(content).hexdigest(), sm3=_sm3(content))
        forget_expired(using=using)


def fetch(*, export: Export, password: str, by: By, using: str = "default") -> bytes:
    """The workbook, locked with a password that is nowhere kept; a public list is not locked. Raises ``ShouxianError``
    EXPORT_GONE, EXPORT_PASSWORD."""
    forget_expired(using=using)
    found = Export.objects.using(using).filter(pk=export.pk, state="ready").exclude(content=None).first()
    if found is None or found.content is None:
        raise ShouxianError(fault("EXPORT_GONE"))
    content = Sealer(key_for("sealing")).open_bytes(f"export/{found.pk}", bytes(found.content))
    if not Asked.kept(found.asked).posting:
        if len(password) < settings.EXPORT_PASSWORD_LEAST or not _mixed(password):
            raise ShouxianError(fault("EXPORT_PASSWORD", least=settings.EXPORT_PASSWORD_LEAST))
        content = lock(content, password)
    with transaction.atomic(using=using):
        Export.objects.using(using).filter(pk=found.pk).update(fetched=F("fetched") + 1)
        _record("export.fetched", found, by, using, sha256=hashlib.sha256(content).hexdigest(), sm3=_sm3(content))
    return content


def forget(*, export: Export, by: By, using: str = "default") -> None:
    """Take it away before its time. Raises ``ShouxianError`` EXPORT_STATE where it was refused or is gone."""
    with transaction.atomic(using=using):
        mine = Export.objects.using(using).filter(pk=export.pk, state__in=("asked", "ready", "making"))
        if not mine.update(state="gone", content=None):
            raise ShouxianError(fault("EXPORT_STATE"))
        _record("export.forgotten", export, by, using)


def forget_expired(*, using: str = "default") -> int:
    """Delete the content of what has expired; how many those were."""
    over = list(Export.objects.using(using).filter(state="ready", until__lt=clock.now()).defer("content"))
    for export in over:
        forget(export=export, by=TIME, using=using)
    return len(over)


def new_password() -> str:
    """Easy to say over a telephone, hard to guess: 12 letters and digits, some 56 bits."""
    parts = ("".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(4)) for _ in range(3))
    made = "-".join(parts)
    return made if _mixed(made) and len(made) >= settings.EXPORT_PASSWORD_LEAST else new_password()


def _mixed(password: str) -> bool:
    return bool(re.search(r"\d", password)) and bool(re.search(r"[^\W\d_]", password)) and len(set(password)) > 5


def _make(export: Export, by: By, using: str) -> None:
    job = ask(kind=MAKE, given={"export": export.pk}, by=by, using=using)
    export.job = job.pk
    Export.objects.using(using).filter(pk=export.pk).update(job=job.pk)


def _record(act: str, export: Export, by: By, using: str, **more: str) -> None:
    """Told where all of its villages lie: to whoever reads the log there."""
    asked = Asked.kept(export.asked)
    first, last = min(asked.villages), max(asked.villages)
    common = first[: next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))]
    about = {
        "export": export.pk, "mark": export.mark, "of": export.by, "campaign": export.campaign,
        "subject": asked.subject, "rows": export.rows, "full": asked.full, "masked": asked.masked,
        "villages": list(asked.villages[:_TOLD]), "more_villages": max(0, len(asked.villages) - _TOLD),
        "posting": asked.posting, **{name: text for name, text in more.items() if text},
    }  # fmt: skip
    record(by=by, act=act, subject="export", key=export.mark, village=common, about=about, using=using)


def _sm3(content: bytes) -> str:
    made = hashes.Hash(hashes.SM3())
    made.update(content)
    return made.finalize().hex()
