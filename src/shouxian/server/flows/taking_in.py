"""A file handed in: read, compared with the registry, and on a person's word stored; or undone. Jobs all of them: they
compute as long as they like and write in one transaction."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shouxian.core.campaigns.exported_lists import LAYOUT, take_exported
from shouxian.core.campaigns.handed_lists import import_list
from shouxian.core.campaigns.national_changes import are_entered_file, take_entered
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.take_back import Outcome, Source, preview, take_back
from shouxian.core.campaigns.ticks import are_ticks_file, take_ticks
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.sheets.guard.book import open_book
from shouxian.core.sheets.reading.exported import mark_of
from shouxian.core.sheets.writing.names import file_name
from shouxian.server.accounts.roles import Right
from shouxian.server.audit.actions import By
from shouxian.server.campaigns.queries import pack_of, registry_of
from shouxian.server.flows.asker import places_of_asker
from shouxian.server.flows.looking_again import look_again
from shouxian.server.flows.previews import told_changes
from shouxian.server.jobs.worker import Running, Write
from shouxian.server.registry.actions import Checked, content_of, keep_checked, keep_undone
from shouxian.server.registry.deferred import Deferred
from shouxian.server.registry.models import Received
from shouxian.server.registry.queries import households_of_source
from shouxian.server.registry.slices import twins
from shouxian.server.reports.models import Export
from shouxian.server.reports.selecting import Asked

RIGHTS: dict[str, Right] = {"return": "take_back", "roster": "screen", "list": "screen"}
"""Who may hand in what: a village its returns, whoever runs the campaign rosters and lists of everybody."""


def check_file(running: Running) -> Write:
    """Say what storing it would do; stores nothing."""
    received, opened, deferred = _begin(running)
    checked = _read(received, opened, deferred, running)
    by = By(running.job.by, running.job.post)

    def write() -> Mapping[str, Any]:
        keep_checked(received=received, checked=checked, by=by, source=None, using=running.using)
        return {"state": checked.state, **checked.counts}

    return write


def store_file(running: Running) -> Write:
    """Store what it says, all or nothing; where something stands against it by now, it waits for a person again."""
    received, opened, deferred = _begin(running)
    checked = _read(received, opened, deferred, running)
    by = By(running.job.by, running.job.post)
    sound = checked.state == "ready"

    def write() -> Mapping[str, Any]:
        using = running.using
        if not sound:
            keep_checked(received=received, checked=checked, by=by, source=None, using=using)
            return {"state": checked.state, **checked.counts}
        touched = deferred.households()
        alike = twins(touched, using=using)
        stored = deferred.write()
        number = stored[-1].number if stored else None
        done = Checked("stored", checked.counts, checked.told, checked.answer, checked.ticks, checked.places)
        keep_checked(received=received, checked=done, by=by, source=number, using=using)
        if not running.job.given.get("quiet"):
            alike |= twins(touched, using=using)
            look_again(touched | alike, whole=deferred.beyond_households(), by=by, using=using)
        return {"state": "stored", "source": number, **checked.counts}

    return write


def undo_file(running: Running) -> Write:
    """Take back what a file stored; the registry is built again from what stands."""
    received, opened, _ = _begin(running)
    by = By(running.job.by, running.job.post)

    def write() -> Mapping[str, Any]:
        using = running.using
        number = received.source or 0
        touched = households_of_source(number, using=using)
        alike = twins(touched, using=using)
        registry_of(opened, using=using).retract(number)
        keep_undone(received=received, by=by, using=using)
        alike |= twins(touched, using=using)
        look_again(touched | alike, whole=not touched, by=by, using=using)
        return {"state": "undone", "source": number}

    return write


def _begin(running: Running) -> tuple[Received, OpenedCampaign, Deferred]:
    """The file, its campaign, and the registry as far as whoever asked may act in it today."""
    received = Received.objects.using(running.using).get(pk=running.job.given["received"])
    opened = pack_of(received.campaign)
    places = places_of_asker(running, RIGHTS[received.kind])
    store = registry_of(opened, places=places, using=running.using)
    return received, opened, Deferred(store, opened.catalogue.dictionary, running.using)


def _read(received: Received, opened: OpenedCampaign, deferred: Deferred, running: Running) -> Checked:
    running.step(1, 3)
    with tempfile.TemporaryDirectory(prefix="shouxian-") as name:
        folder = Path(name)
        path = folder / file_name(Path(received.name).name or "file.xlsx")
        path.write_bytes(content_of(received))
        try:
            outcome, told = _outcome(received, opened, deferred, path, running.using)
        except ShouxianError as error:
            outcome, told = Outcome(path, "refused", faults=error.faults), {}
        if outcome.state == "refused" and received.layout != LAYOUT and mark_of(path):
            outcome = Outcome(path, "refused", faults=(fault("EXPORT_KIND"),))
        running.step(2, 3)
        return _checked(outcome, told, opened, deferred, received)


def _outcome(
    received: Received, opened: OpenedCampaign, deferred: Deferred, path: Path, using: str
) -> tuple[Outcome, dict[str, int]]:
    village = opened.village(received.village) if received.village else None
    answers = path.parent / "answers"
    source = Source(received.by, received.as_of, village, answers, received.columns)
    if received.kind == "roster" and received.layout == LAYOUT:
        return take_exported(opened, deferred, path, _subject_of(path, opened, using), source), {}
    if received.kind == "roster":
        return take_roster(opened, deferred, path, received.layout, source), {}
    if received.kind == "list":
        rows = import_list(opened, deferred, received.layout, path, received.by, village)
        found = sum(row.key is not None for row in rows)
        return Outcome(path, "stored"), {"rows": len(rows), "found": found}
    if are_ticks_file(path):
        return Outcome(path, "stored"), {"ticks": take_ticks(opened, deferred, path, received.by).made}
    if are_entered_file(path):
        return Outcome(path, "stored"), {"entered": take_entered(opened, deferred, path, by=received.by)}
    if any(part.village and not deferred.sees(part.village) for part in preview(opened, deferred, path, source)):
        raise ShouxianError(fault("RECEIVED_ELSEWHERE"))
    return take_back(opened, deferred, path, source), {}


def _subject_of(path: Path, opened: OpenedCampaign, using: str) -> str:
    """What a list that was exported here is of; raises ``ShouxianError`` EXPORT_STRANGE, EXPORT_OTHER."""
    export = Export.objects.using(using).filter(mark=mark_of(path)).defer("content").first()
    if export is None:
        open_book(path)  # a file that cannot be opened says why
        raise ShouxianError(fault("EXPORT_STRANGE"))
    if export.campaign != opened.id:
        raise ShouxianError(fault("EXPORT_OTHER"))
    return Asked.kept(export.asked).subject


def _checked(
    outcome: Outcome, counts: Mapping[str, int], opened: OpenedCampaign, deferred: Deferred, received: Received
) -> Checked:
    state = {"stored": "ready"}.get(outcome.state, outcome.state)
    figures = dict(counts)
    for change in outcome.changes:
        for kind in ("new", "changed", "same"):
            figures[kind] = figures.get(kind, 0) + len(getattr(change, kind))
    figures |= {"wrong": len(outcome.faults), "doubtful": len(outcome.doubts), "unsigned": outcome.unsigned}
    told = {
        "sheets": list(outcome.sheets),
        "faults": [as_json(f) for f in outcome.faults],
        "doubts": [as_json(d.what) for d in outcome.doubts],
        "remarks": [as_json(f) for f in outcome.remarks],
        "questions": [
            {"column": q.column, "head": q.head, "candidates": list(q.candidates)} for q in outcome.questions
        ],
        "changes": told_changes(outcome.changes, opened, deferred),
        "earlier": outcome.number if outcome.state == "same" else None,
    }
    villages = deferred.villages() | ({received.village} if received.village else set())
    return Checked(state, figures, told, _file(outcome.answer), _file(outcome.ticks), tuple(sorted(villages)))


def _file(path: Path | None) -> tuple[str, bytes] | None:
    return None if path is None else (path.name, path.read_bytes())


def as_json(told: Fault) -> dict[str, Any]:
    """A fault as it is kept, to be said later in either language."""
    return {
        "code": told.code, "params": dict(told.params), "where": asdict(told.where), "blocking": told.blocking,
    }  # fmt: skip


def faults_from(kept: Sequence[Mapping[str, Any]]) -> list[Fault]:
    return [fault(k["code"], Where(**k["where"]), blocking=k["blocking"], **k["params"]) for k in kept]
