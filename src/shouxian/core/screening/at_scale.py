"""Screening of millions: partition after partition within bounded memory, each finished or not begun.

Every household gets its type and the masks of all rules in one query; members and other subjects take the type from
their household. What a partition gives does not hang on the others, nor on their order. After the partitions come the
changes: only their households and members are screened, and the villages and towns these lie in.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb

from shouxian.core.dataset.engine import bounded_engine, engine
from shouxian.core.expressions.sql_text import select
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.screening.part_masks import Job, Long, PartScreening, write_json
from shouxian.core.screening.partitions import Part, check_columns, parts_in
from shouxian.core.screening.run_folder import PART, RUN, RunFolder

MEGABYTES = 230  # for DuckDB; the process needs some 100 more
PASS = 250_000  # households looked at together when villages are judged again after a change


@dataclass(frozen=True)
class Progress:
    """One part of ``of``: done now, or found done."""

    part: Part
    number: int
    of: int
    done_before: bool


def screen_parts(
    job: Job,
    data: Path,
    target: Path,
    long: Long = "none",
    earlier: RunFolder | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
    megabytes: int = MEGABYTES,
    per_pass: int = PASS,
) -> RunFolder:
    """Screen every partition and change of ``data`` that ``target`` does not hold yet. ``long``: also write hits as
    rows (rule, key, links), all of them or those ``earlier`` did not have. Raises ``ShouxianError`` SCALE_NO_PARTS,
    SCALE_COLUMNS, SCALE_OTHER_RUN."""
    target.mkdir(parents=True, exist_ok=True)
    run = _begin(job, target)
    parts = parts_in(data)
    before = ""
    with bounded_engine(megabytes, target) as db:
        for number, part in enumerate(parts, 1):
            source = part.source_hash(tuple(job.shapes))
            made_from = f"{before}{source}" if part.change else source
            before = _short(before + source)
            place = run.place(part)
            done = _made_from(place) == made_from
            if not done:
                check_columns(part, job.shapes)
                with db.cursor() as cursor:
                    PartScreening(job, cursor, run, part, long, earlier, per_pass).write(
                        parts[:number], place, made_from
                    )
            tell(Progress(part, number, len(parts), done))
    return _finish(job, target)


def _begin(job: Job, target: Path) -> RunFolder:
    """The folder as a run of this job; raises ``ShouxianError`` SCALE_OTHER_RUN where it holds another."""
    about = _about(job)
    if (target / RUN).exists():
        kept = RunFolder(target).about
        for name, value in about.items():
            if kept.get(name) != value:
                raise ShouxianError(fault("SCALE_OTHER_RUN", folder=target, name=name))
        about = dict(kept)
    write_json(target / RUN, about)
    return RunFolder(target)


def _about(job: Job) -> dict[str, Any]:
    about = {
        **job.about,
        "duckdb": duckdb.__version__,
        "types": [*job.types, job.rest],
        "rules": {subject: list(job.rules(subject)) for subject in job.subjects},
        "links": {subject: list(job.links(subject)) for subject in job.subjects},
    }
    found: dict[str, Any] = json.loads(json.dumps(about, default=str))
    return found


def _finish(job: Job, target: Path) -> RunFolder:
    """Totals into ``run.json``: how many of each subject were screened, and what the parts were made from."""
    run = RunFolder(target)
    told = {(*part.folder.parts[-2:],): json.loads((part.folder / PART).read_text("utf-8")) for part in run.parts}
    made = "\n".join(f"{'/'.join(name)} {found['made_from']}" for name, found in sorted(told.items()))
    if any(part.change for part in run.parts):  # what a change replaces must not count twice
        rows = {subject: _counted(run, subject) for subject in job.subjects}
    else:
        rows = {subject: sum(found["rows"].get(subject, 0) for found in told.values()) for subject in job.subjects}
    totals = {"parts": len(told), "source_hash": _short(made), "rows": rows}
    write_json(target / RUN, {**run.about, **totals})
    return RunFolder(target)


def _counted(run: RunFolder, subject: str) -> int:
    source = run.masks(subject)
    if not source:
        return 0
    with engine() as db:
        return int(db.execute(select(["count(*)"], source)).fetchall()[0][0])


def _made_from(place: Path) -> str | None:
    path = place / PART
    return str(json.loads(path.read_text("utf-8"))["made_from"]) if path.is_file() else None


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
