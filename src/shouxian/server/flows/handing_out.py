"""Papers out: blank annexes for villages, pre-filled with what is known, and everything that the notice wants reported.
Jobs both; they write files and keep them as one."""

import io
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from shouxian.core.campaigns.hand_out import hand_out
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.report import write_outputs
from shouxian.core.campaigns.reported import Report
from shouxian.core.campaigns.runs import run_screening
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.sheets.writing.names import file_name
from shouxian.server.audit.actions import By
from shouxian.server.campaigns.queries import pack_of, registry_of
from shouxian.server.flows.asker import places_of_asker
from shouxian.server.jobs.worker import Running, Write
from shouxian.server.reports.actions import RIGHTS, Made, keep


def make_blank(running: Running) -> Write:
    """The sheets of the villages asked for, as far as whoever asked may hand out there today."""
    given = running.job.given
    opened = pack_of(str(given["campaign"]))
    places = places_of_asker(running, RIGHTS["blank"])
    villages = [v for v in opened.villages if v.code in given["villages"] and v.code.startswith(places)]
    if not villages:
        raise ShouxianError(fault("PAPERS_NO_VILLAGE"))
    store = registry_of(opened, places=places, using=running.using)
    with tempfile.TemporaryDirectory(prefix="shouxian-") as name:
        into = Path(name)
        written: list[Path] = []
        for number, village in enumerate(villages):
            running.step(number, len(villages))
            written += hand_out(opened, store, [village], into, given["sheets"])
        content = _zipped(into, written)
    title = villages[0].name if len(villages) == 1 else f"{len(villages)}个村"
    return _kept(running, opened, "blank", f"空表 {title}", content, len(written), [v.code for v in villages])


def make_outputs(running: Running) -> Write:
    """Every output of the campaign at its levels, for whoever may export all of its place."""
    opened = pack_of(str(running.job.given["campaign"]))
    place = opened.pack.campaign.place
    if not place.startswith(places_of_asker(running, RIGHTS["outputs"])):
        raise ShouxianError(fault("RECEIVED_RIGHT", account=running.job.by))
    running.step(0, 2)
    store = registry_of(opened, using=running.using)
    report = Report(run_screening(opened, store), store)
    running.step(1, 2)
    with tempfile.TemporaryDirectory(prefix="shouxian-") as name:
        written = list(write_outputs(report, Path(name)))
        content = _zipped(Path(name), written)
    return _kept(running, opened, "outputs", "结果", content, len(written), [place])


def _kept(
    running: Running, opened: OpenedCampaign, kind: str, title: str, content: bytes, files: int, places: Sequence[str]
) -> Write:
    name = file_name(f"{opened.pack.campaign.name.zh} {title} {clock.today():%Y-%m-%d}.zip")
    made = Made(opened.id, kind, name, content, files, tuple(places))

    def write() -> Mapping[str, Any]:
        by = By(running.job.by, running.job.post)
        prepared = keep(made=made, job=running.job.pk, by=by, using=running.using)
        return {"paper": prepared.pk, "files": files}

    return write


def _zipped(folder: Path, written: Iterable[Path]) -> bytes:
    """The files under their names below ``folder``; workbooks are compressed already."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for path in sorted(set(written)):
            bundle.write(path, path.relative_to(folder).as_posix())
    return packed.getvalue()
