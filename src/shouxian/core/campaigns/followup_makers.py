"""How the outputs that follow the visits are made: ledger, analyses, charts, lists of other subjects, progress."""

from collections.abc import Callable
from pathlib import Path

from shouxian.core.campaigns.national_changes import changes_ledger
from shouxian.core.campaigns.problem_ledger import ledger_rows, state_ledger
from shouxian.core.campaigns.progress import burden_lines, coverage_lines, delivery_lines
from shouxian.core.campaigns.reported import Area, Report
from shouxian.core.campaigns.writing import annex_files, ledger_file
from shouxian.core.kernel import clock
from shouxian.core.outputs.charts import bodies_ledger, procedure_ledger, procedure_rows, subject_ledger
from shouxian.core.outputs.progress import burden_ledger, deliveries_ledger, jobs_ledger
from shouxian.core.outputs.tallies import tally_ledger
from shouxian.core.packs.models.campaign import OutputSpec

Maker = Callable[[Report, OutputSpec, Area, Path], tuple[Path, ...]]


def job_coverage(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    """Beside the progress of visits: every full coverage of every job."""
    lines = coverage_lines(report.coverages, [village.code for village in area.villages])
    ledger = jobs_ledger(report.view, lines)
    return ledger_file(ledger, spec.model_copy(update={"zh": ledger.title}), folder)


def _problem_ledger(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    codes = sorted(area.codes)
    if spec.sheet is None:
        return ledger_file(state_ledger(report, codes), spec, folder)
    rows = ledger_rows(report, codes)
    return annex_files(report, spec, area, folder, rows) if rows else ()


def _tally(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    counted = report.tallied[spec.tally or ""]
    return ledger_file(tally_ledger(report.view, counted, [v.code for v in area.villages]), spec, folder)


def _subject_list(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    subject = report.run.opened.catalogue.dictionary.subjects[spec.subject or ""]
    lines = [
        line for line in report.view.others.values()
        if line.subject == subject.subject and line.village in area.codes
    ]  # fmt: skip
    return ledger_file(subject_ledger(report.view, subject, lines), spec, folder) if lines else ()


def _procedure_chart(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    campaign = report.run.opened.pack.campaign
    procedure = next(entry for entry in campaign.procedures if entry.id == spec.procedure)
    if spec.sheet is not None:
        return annex_files(report, spec, area, folder, procedure_rows(campaign, procedure))
    return ledger_file(procedure_ledger(campaign, procedure), spec, folder)


def _bodies(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    places = {village.code: village.name for village in report.view.villages}
    return ledger_file(bodies_ledger(report.run.opened.pack.campaign, places), spec, folder)


def _deliveries(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    codes = [village.code for village in area.villages]
    lines = delivery_lines(report.run.opened, report.store, codes, clock.today())
    return ledger_file(deliveries_ledger(lines), spec, folder)


def _national_changes(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    names = {village.code: village.name for village in area.villages}
    ledger = changes_ledger(report.national_changes, names)
    return ledger_file(ledger, spec, folder) if ledger.rows else ()


def _burden(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    lines = burden_lines(report.visits, [village.code for village in area.villages])
    return ledger_file(burden_ledger(report.view, lines), spec, folder)


FOLLOWUP_MAKERS: dict[str, Maker] = {
    "problem_ledger": _problem_ledger,
    "tally": _tally,
    "subject_list": _subject_list,
    "procedure_chart": _procedure_chart,
    "bodies": _bodies,
    "deliveries": _deliveries,
    "national_changes": _national_changes,
    "burden": _burden,
}
