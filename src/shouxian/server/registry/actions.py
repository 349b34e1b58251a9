"""Files handed in at the desk, step by step: received, checked, stored or let go. Each step is an entry of the log."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Lang, ShouxianError, Where, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.sheets.guard import limits
from shouxian.server.audit.actions import By, record
from shouxian.server.audit.keys import key_for
from shouxian.server.jobs.actions import ask
from shouxian.server.jobs.models import Job
from shouxian.server.registry.cards import value_in_full
from shouxian.server.registry.models import WORKING, Household, Received, ReceivedPlace
from shouxian.server.registry.queries import Sought, seek
from shouxian.server.registry.sealing import Sealer

CHECK, STORE, UNDO = "file.check", "file.store", "file.undo"
KEPT = timedelta(days=7)  # how long a file and the answer to it stay here
OPEN = ("ready", "held", "refused", "same")  # states in which a file may be checked again or let go


@dataclass(frozen=True)
class Handed:
    """A file as somebody hands it in. ``kind``: roster, return or list; ``layout``: of a roster, or the list's name."""

    campaign: str
    kind: str
    name: str
    content: bytes
    layout: str = ""
    village: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Checked:
    """What was found in a file. ``told``: everything its page shows; ``counts``: figures alone."""

    state: str
    counts: Mapping[str, int]
    told: Mapping[str, Any]
    answer: tuple[str, bytes] | None = None  # name and content of the workbook that goes back
    ticks: tuple[str, bytes] | None = None
    places: tuple[str, ...] = field(default=())  # villages it tells of


def hand_in(
    *, handed: Handed, places: Sequence[str], by: By, at_once: bool = False, using: str = "default"
) -> Received:
    """Keep a file and ask for it to be checked; ``places``: where its sender may act. ``at_once``: stored without
    asking, where nothing stands against it. Raises ``ShouxianError`` RECEIVED_EMPTY, SHEET_GUARD_TOO_LARGE."""
    if not handed.content:
        raise ShouxianError(fault("RECEIVED_EMPTY"))
    if len(handed.content) > limits.FILE_BYTES:
        size = f"{len(handed.content) / limits.MEGABYTE:.0f}"
        raise ShouxianError(fault("SHEET_GUARD_TOO_LARGE", Where(handed.name), size=size))
    with transaction.atomic(using=using):
        received = Received(
            campaign=handed.campaign, kind=handed.kind, layout=handed.layout, village=handed.village,
            as_of=handed.as_of, name=handed.name, sha256=hashlib.sha256(handed.content).hexdigest(),
            size=len(handed.content), content=_sealer().seal_bytes("received", handed.content), by=by.account,
            post=by.post, at=clock.now(), state="storing" if at_once else "checking",
        )  # fmt: skip
        received.save(force_insert=True, using=using)
        _place(received, places, using)
        about = {"file": received.pk, "sha256": received.sha256, "campaign": handed.campaign, "kind": handed.kind}
        record(by=by, act="file.received", village=handed.village, about=about, using=using)
        _work_on(received, STORE if at_once else CHECK, by, using)
        return received


def check_again(
    *, received: Received, by: By, columns: Mapping[str, str] | None = None, using: str = "default"
) -> None:
    """Read it once more, perhaps with columns that somebody named; raises ``ShouxianError`` RECEIVED_STATE."""
    with transaction.atomic(using=using):
        _step(received, (*OPEN, *_left_behind(received, using)), "checking", using)
        if columns:
            named = received.columns | dict(columns)
            Received.objects.using(using).filter(pk=received.pk).update(columns=named)
        record(by=by, act="file.check_asked", about={"file": received.pk}, using=using)
        _work_on(received, CHECK, by, using)


def confirm(*, received: Received, by: By, using: str = "default") -> None:
    """Let a file that was checked be stored. A second click, or one in another tab, changes nothing more: it raises
    ``ShouxianError`` RECEIVED_STATE."""
    with transaction.atomic(using=using):
        _step(received, ("ready",), "storing", using)
        record(by=by, act="file.confirmed", about={"file": received.pk}, using=using)
        _work_on(received, STORE, by, using)


def let_go(*, received: Received, by: By, using: str = "default") -> None:
    with transaction.atomic(using=using):
        _step(received, (*OPEN, *_left_behind(received, using)), "dropped", using)
        _forget(Received.objects.using(using).filter(pk=received.pk))
        record(by=by, act="file.dropped", about={"file": received.pk}, using=using)


def ask_undo(*, received: Received, by: By, using: str = "default") -> None:
    """Let everything stand again as before the file was stored."""
    with transaction.atomic(using=using):
        _step(received, ("stored", *_left_behind(received, using, ("undoing",))), "undoing", using)
        record(by=by, act="file.undo_asked", about={"file": received.pk, "source": received.source}, using=using)
        _work_on(received, UNDO, by, using)


def keep_checked(*, received: Received, checked: Checked, by: By, source: int | None, using: str = "default") -> None:
    """What a job found, and where it stored it. Files that nobody needs any more are forgotten with it."""
    sealer = _sealer()
    told = sealer.seal_bytes(f"told/{received.pk}", json.dumps(checked.told, ensure_ascii=False).encode())
    made: dict[str, Any] = {"state": checked.state, "counts": dict(checked.counts), "told": told, "source": source}
    for name, answer in (("answer", checked.answer), ("ticks", checked.ticks)):
        made[f"{name}_name"] = answer[0] if answer else ""
        made[name] = sealer.seal_bytes(f"{name}/{received.pk}", answer[1]) if answer else None
    with transaction.atomic(using=using):
        Received.objects.using(using).filter(pk=received.pk).update(**made)
        if checked.places:
            _place(received, checked.places, using)
        about = {"file": received.pk, "state": checked.state, "source": source, **checked.counts}
        record(by=by, act="file.stored" if checked.state == "stored" else "file.checked", about=about, using=using)
        old = Received.objects.using(using).filter(at__lt=clock.now() - KEPT).exclude(content=None)
        _forget(old.exclude(state__in=WORKING))


def keep_undone(*, received: Received, by: By, using: str = "default") -> None:
    with transaction.atomic(using=using):
        Received.objects.using(using).filter(pk=received.pk).update(state="undone")
        about = {"file": received.pk, "source": received.source}
        record(by=by, act="file.undone", village=received.village, about=about, using=using)


def see(*, household: Household, by: By, using: str = "default") -> None:
    """Somebody opened a household's page."""
    with transaction.atomic(using=using):
        record(
            by=by, act="household.seen", subject=HOUSEHOLD, key=household.key, village=household.village, using=using
        )


def reveal(
    *, household: Household, subject: str, key: str, fact: str, dictionary: Dictionary, lang: Lang, by: By,
    using: str = "default",
) -> str | None:  # fmt: skip
    """What the page masks, in full, for somebody who may see it; None where there is no such thing. The log tells which
    it was, never what it said."""
    with transaction.atomic(using=using):
        value = value_in_full(household, subject, key, fact, dictionary, lang, using=using)
        if value is not None:
            about = {"subject": subject, "key": key, "fact": fact}
            record(
                by=by, act="household.revealed", subject=HOUSEHOLD, key=household.key, village=household.village,
                about=about, using=using,
            )  # fmt: skip
        return value


def told_in_reasons(*, household: Household, facts: Sequence[str], by: By, using: str = "default") -> None:
    """Somebody who may see them in full read reasons that tell facts which the page masks."""
    with transaction.atomic(using=using):
        record(
            by=by, act="household.revealed", subject=HOUSEHOLD, key=household.key, village=household.village,
            about={"facts": list(facts)}, using=using,
        )  # fmt: skip


def search(
    *, text: str, places: Sequence[str], whole_in: Sequence[str], by: By, using: str = "default"
) -> list[Household]:
    """Households by what somebody typed. A search by a whole id or phone asks "is it this one?", so it goes only as far
    as they may read such numbers (``whole_in``) and is an entry of the log: whom it found, never the number itself.
    Raises ``ShouxianError`` NUMBER_SEARCH_RIGHT for one who may read none."""
    sought = Sought.of(text)
    if sought is None:
        return []
    if sought.whole:
        if not whole_in:
            raise ShouxianError(fault("NUMBER_SEARCH_RIGHT"))
        places = whole_in
    with transaction.atomic(using=using) if sought.whole else nullcontext():
        found = seek(sought, places, using=using)
        if sought.whole:
            about = {"found": [household.key for household in found]}
            record(by=by, act="household.sought_by_number", about=about, using=using)
        return found


def content_of(received: Received) -> bytes:
    """Raises ``ShouxianError`` RECEIVED_STATE where it is no longer kept."""
    if received.content is None:
        raise ShouxianError(fault("RECEIVED_STATE"))
    return _sealer().open_bytes("received", bytes(received.content))


def told_of(received: Received) -> dict[str, Any]:
    """What was found in a file, as :class:`Checked` told it; empty while nothing was."""
    if not received.told:
        return {}
    found: dict[str, Any] = json.loads(_sealer().open_bytes(f"told/{received.pk}", bytes(received.told)))
    return found


def take_out(*, received: Received, which: str, by: By, using: str = "default") -> tuple[str, bytes] | None:
    """The answer workbook (``which``: answer or ticks) for whoever hands it back to the village, logged; None where
    there is none."""
    sealed = getattr(received, which)
    if sealed is None:
        return None
    with transaction.atomic(using=using):
        about = {"file": received.pk, "which": which}
        record(by=by, act="answer.handed_out", village=received.village, about=about, using=using)
    return getattr(received, f"{which}_name"), _sealer().open_bytes(f"{which}/{received.pk}", sealed)


def _step(received: Received, before: Sequence[str], after: str, using: str) -> None:
    """One of two who do the same at once comes first; the other is told."""
    mine = Received.objects.using(using).filter(pk=received.pk, state__in=before)
    if not mine.update(state=after):
        raise ShouxianError(fault("RECEIVED_STATE"))


def job_of(received: Received, *, using: str = "default") -> Job | None:
    """The job that works on it, or did last."""
    return Job.objects.using(using).filter(pk=received.job or 0).first()


def _left_behind(received: Received, using: str, states: Sequence[str] = ("checking", "storing")) -> tuple[str, ...]:
    """The state it is stuck in because its job failed or was stopped, if it is."""
    job = job_of(received, using=using)
    stuck = received.state in states and job is not None and job.state in ("failed", "cancelled")
    return (received.state,) if stuck else ()


def _work_on(received: Received, kind: str, by: By, using: str) -> None:
    job = ask(kind=kind, given={"received": received.pk}, by=by, using=using)
    Received.objects.using(using).filter(pk=received.pk).update(job=job.pk)


def _place(received: Received, places: Sequence[str], using: str) -> None:
    ReceivedPlace.objects.using(using).filter(received=received).delete()
    made = [ReceivedPlace(received=received, place=place) for place in sorted(set(places))]
    ReceivedPlace.objects.using(using).bulk_create(made)


def _forget(files: Any) -> None:
    files.update(content=None, told=None, answer=None, ticks=None)


def _sealer() -> Sealer:
    return Sealer(key_for("sealing"))
