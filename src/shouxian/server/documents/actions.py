"""Putting documents with a household, looking at them, withdrawing them and bringing them back: each an entry of the
log. Nothing is deleted."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.sheets.writing.names import file_name
from shouxian.server.audit.actions import By, record
from shouxian.server.audit.keys import key_for
from shouxian.server.documents.models import TITLE, Document
from shouxian.server.registry.models import Household
from shouxian.server.registry.sealing import Sealer

KINDS = ("proof", "photo", "pledge", "form", "other")
LARGEST = 10 * 1024 * 1024  # bytes: a scan of some pages, a photograph as a phone takes it
BACK = timedelta(days=30)  # how long a withdrawn one can be brought back
_BEGINS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_ENDS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True)
class Given:
    """A document as somebody hands it over."""

    kind: str
    title: str
    day: date
    content: bytes


def add(*, household: Household, given: Given, by: By, using: str = "default") -> Document:
    """The same file once more is the document that is there. Raises ``ShouxianError`` with every fault of it
    (``where.column``: kind, title, day or file): DOCUMENT_KIND, DOCUMENT_TITLE, CORRECT_FUTURE, DOCUMENT_TYPE,
    DOCUMENT_LARGE."""
    faults = _faults(given)
    if faults:
        raise ShouxianError(faults)
    digest = hashlib.sha256(given.content).hexdigest()
    with transaction.atomic(using=using):
        mine = Document.objects.using(using).filter(household=household.key, sha256=digest, withdrawn=None)
        same = mine.first()
        if same is not None:
            return same
        document = Document(
            household=household.key, kind=given.kind, title=given.title.strip(), day=given.day,
            media=_media(given.content), size=len(given.content), sha256=digest, by=by.account, post=by.post,
            at=clock.now(), content=_sealer().seal_bytes(_address(household.key, digest), given.content),
        )  # fmt: skip
        document.save(force_insert=True, using=using)
        _record("document.added", document, household, by, using)
        return document


def fetch(*, document: Document, household: Household, by: By, using: str = "default") -> tuple[str, bytes]:
    """Name and content, for whoever may see what lies sealed of the household."""
    with transaction.atomic(using=using):
        _record("document.fetched", document, household, by, using)
    content = _sealer().open_bytes(_address(document.household, document.sha256), bytes(document.content))
    return file_name(f"{household.name} {document.title} {document.day}{_ENDS[document.media]}"), content


def withdraw(*, document: Document, household: Household, by: By, using: str = "default") -> None:
    """From now on nobody is shown it; a second time changes nothing."""
    with transaction.atomic(using=using):
        mine = Document.objects.using(using).filter(pk=document.pk, withdrawn=None)
        if mine.update(withdrawn=clock.now(), withdrawn_by=by.account):
            _record("document.withdrawn", document, household, by, using)


def bring_back(*, document: Document, household: Household, by: By, using: str = "default") -> None:
    """Raises ``ShouxianError`` DOCUMENT_TOO_LATE thirty days after it was withdrawn."""
    if document.withdrawn is not None and document.withdrawn < clock.now() - BACK:
        raise ShouxianError(fault("DOCUMENT_TOO_LATE"))
    with transaction.atomic(using=using):
        mine = Document.objects.using(using).filter(pk=document.pk).exclude(withdrawn=None)
        if mine.update(withdrawn=None, withdrawn_by=""):
            _record("document.brought_back", document, household, by, using)


def _faults(given: Given) -> list[Fault]:
    found = []
    if given.kind not in KINDS:
        found.append(fault("DOCUMENT_KIND", Where(column="kind")))
    if not 0 < len(given.title.strip()) <= TITLE:
        found.append(fault("DOCUMENT_TITLE", Where(column="title"), most=TITLE))
    if given.day > clock.today():
        found.append(fault("CORRECT_FUTURE", Where(column="day")))
    if len(given.content) > LARGEST:
        found.append(fault("DOCUMENT_LARGE", Where(column="file"), most=LARGEST // 1024**2))
    elif not _media(given.content):
        found.append(fault("DOCUMENT_TYPE", Where(column="file")))
    return found


def _media(content: bytes) -> str:
    """By what it holds, whatever it is called; "" for everything that is not taken."""
    return next((media for begins, media in _BEGINS.items() if content.startswith(begins)), "")


def _address(household: str, digest: str) -> str:
    return f"document/{household}/{digest}"


def _sealer() -> Sealer:
    return Sealer(key_for("sealing"))


def _record(act: str, document: Document, household: Household, by: By, using: str) -> None:
    about = {"document": document.pk, "kind": document.kind, "sha256": document.sha256}
    record(by=by, act=act, subject=HOUSEHOLD, key=household.key, village=household.village, about=about, using=using)
