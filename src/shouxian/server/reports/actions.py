"""Asking for papers, keeping what was made, and fetching it: each an entry of the log."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts.roles import Right
from shouxian.server.audit.actions import By, record
from shouxian.server.audit.keys import key_for
from shouxian.server.jobs.actions import ask
from shouxian.server.jobs.models import Job
from shouxian.server.registry.sealing import Sealer
from shouxian.server.reports.models import Prepared, PreparedPlace

BLANK, OUTPUTS = "papers.blank", "papers.outputs"  # kinds of jobs
RIGHTS: dict[str, Right] = {"blank": "hand_out", "outputs": "export"}
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Made:
    """A file as it was made. ``files``: how many workbooks and papers are in it; ``places``: the villages, or the one
    place, that it is of."""

    campaign: str
    kind: str
    name: str
    content: bytes
    files: int
    places: tuple[str, ...]


def ask_blank(
    *, campaign: str, villages: Sequence[str], sheets: Sequence[str] = (), by: By, using: str = "default"
) -> Job:
    """Ask for the blank annexes of some villages, pre-filled; ``sheets``: ids, none for all. Raises ``ShouxianError``
    PAPERS_NO_VILLAGE."""
    if not villages:
        raise ShouxianError(fault("PAPERS_NO_VILLAGE"))
    given = {"campaign": campaign, "villages": sorted(set(villages)), "sheets": sorted(set(sheets))}
    return ask(kind=BLANK, given=given, by=by, using=using)


def ask_outputs(*, campaign: str, by: By, using: str = "default") -> Job:
    """Ask for everything the notice wants reported."""
    return ask(kind=OUTPUTS, given={"campaign": campaign}, by=by, using=using)


def keep(*, made: Made, job: int, by: By, using: str = "default") -> Prepared:
    """Keep a file for seven days, and forget those that are older."""
    with transaction.atomic(using=using):
        Prepared.objects.using(using).filter(at__lt=clock.now() - KEPT).update(content=None)
        sealed = Sealer(key_for("sealing")).seal_bytes(f"prepared/{job}", made.content)
        prepared = Prepared(
            campaign=made.campaign, kind=made.kind, name=made.name, files=made.files, size=len(made.content),
            sha256=hashlib.sha256(made.content).hexdigest(), content=sealed, by=by.account, post=by.post,
            at=clock.now(), job=job,
        )  # fmt: skip
        prepared.save(force_insert=True, using=using)
        places = [PreparedPlace(prepared=prepared, place=place) for place in sorted(set(made.places))]
        PreparedPlace.objects.using(using).bulk_create(places)
        record(by=by, act=f"{BLANK if made.kind == 'blank' else OUTPUTS}.made", about=_about(prepared), using=using)
        return prepared


def fetch(*, prepared: Prepared, by: By, using: str = "default") -> bytes:
    """The file, for whoever takes it along. Raises ``ShouxianError`` PAPERS_GONE where it is no longer kept."""
    if prepared.content is None:
        raise ShouxianError(fault("PAPERS_GONE"))
    with transaction.atomic(using=using):
        places = PreparedPlace.objects.using(using).filter(prepared=prepared).order_by("place")
        told = list(places.values_list("place", flat=True))
        record(by=by, act="papers.fetched", about={**_about(prepared), "places": told}, using=using)
    return Sealer(key_for("sealing")).open_bytes(f"prepared/{prepared.job}", bytes(prepared.content))


def _about(prepared: Prepared) -> dict[str, object]:
    return {
        "paper": prepared.pk, "campaign": prepared.campaign, "kind": prepared.kind, "sha256": prepared.sha256,
        "files": prepared.files,
    }  # fmt: skip
