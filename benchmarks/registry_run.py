"""A county screened at its desk: snapshot, verdicts of all rules, every finding in words, all of it stored."""

import time
from itertools import pairwise
from pathlib import Path

from benchmarks import registry_in
from benchmarks.dataset_import import CAMPAIGN, generate
from benchmarks.desks import KINDS, POSTGRESQL, SQLITE, old_desk, place
from benchmarks.measure import Measured, Step, Table, Work, interleaved

OURS = {kind: f"screened and stored on {kind} (ours)" for kind in KINDS}


def run_sqlite(folder: Path) -> Work:
    return _run(folder, SQLITE)


def run_postgresql(folder: Path) -> Work:
    return _run(folder, POSTGRESQL)


def _run(folder: Path, kind: str) -> Work:
    old_desk(folder, kind)
    from shouxian.server.audit.actions import By
    from shouxian.server.campaigns.actions import open_here
    from shouxian.server.campaigns.queries import pack_of
    from shouxian.server.findings.actions import lay_out, store_run
    from shouxian.server.findings.computing import of_all

    by = By("bench")
    open_here(campaign=CAMPAIGN, by=by)
    opened = pack_of(CAMPAIGN)

    def work() -> str:
        marks = [time.perf_counter()]
        computed = of_all(opened, using="default")
        marks.append(time.perf_counter())
        findings = computed.worded.num_rows
        marks.append(time.perf_counter())
        laid = lay_out(computed)
        marks.append(time.perf_counter())
        run = store_run(laid=laid, by=by)
        marks.append(time.perf_counter())
        again = lay_out(computed)
        marks.append(time.perf_counter())
        store_run(laid=again, by=by)
        marks.append(time.perf_counter())
        screened, worded, told, stored, told_again, stored_again = (after - before for before, after in pairwise(marks))
        return (
            f"{findings:,} findings, {run.unknowns:,} unknowns: {screened:.0f} s until all verdicts are there, "
            f"{worded:.0f} s for words, {told:.0f} s beside the tables, {stored:.1f} s in which nobody else writes; "
            f"with nothing new {told_again:.0f} s and {stored_again:.1f} s"
        )

    return work


def run(quick: bool) -> Table:
    households = 300 if quick else 30_000
    kinds = (SQLITE,) if quick else KINDS
    with place(postgresql=not quick) as folder:
        generate(folder, households)
        loading = [Step(OURS[k], f"benchmarks.registry_in:ours_{k.lower()}") for k in kinds]
        interleaved(loading, folder, 1, fresh=not quick)
        screening = [Step(OURS[k], f"benchmarks.registry_run:run_{k.lower()}") for k in kinds]
        found = interleaved(screening, folder, 1, fresh=not quick)
    return _told(found, households)


def _told(found: dict[str, Measured], households: int) -> Table:
    return Table(
        f"{households:,} households and {households * 10 // 3:,} people screened at the desk",
        f"Every rule of the campaign over {registry_in.HOUSEHOLD_FACTS} facts a household and "
        f"{registry_in.PERSON_FACTS} a person that were drawn by lot, so that far more is found than in any county. "
        "Findings are put into words, laid out and compared with those of the run before while everybody goes on "
        "writing; only what differs is then written. The same run is kept twice. One round, every step in a process of "
        "its own.",
        ("step", "s", "CPU s", "peak MB", "done"),
        tuple((label, f"{m.seconds:.1f}", f"{m.cpu:.1f}", f"{m.peak:.0f}", m.done) for label, m in found.items()),
    )
