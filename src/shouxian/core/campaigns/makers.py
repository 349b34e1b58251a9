"""How each kind of output is made of a report: annexes filled from rows, and plain ledgers for the desk."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from shouxian.core.campaigns.followup_makers import FOLLOWUP_MAKERS, Maker, job_coverage
from shouxian.core.campaigns.hand_out import sheet_path, stamp_of
from shouxian.core.campaigns.handed_lists import list_ledger, write_back
from shouxian.core.campaigns.reported import Area, Report
from shouxian.core.campaigns.writing import annex_files, ledger_file
from shouxian.core.outputs.ledgers import (
    coverage_ledger,
    findings_ledger,
    group_coverage,
    next_visit_ledger,
    quality_ledger,
)
from shouxian.core.outputs.problems import list_rows, summary_rows
from shouxian.core.outputs.statistics import statistics_rows
from shouxian.core.outputs.summary import as_markdown, save_docx, summarise
from shouxian.core.packs.models.campaign import OutputSpec
from shouxian.core.sheets.writing.annexes import write_filled
from shouxian.core.sheets.writing.grid import Value
from shouxian.core.sheets.writing.names import file_name


def _problem_summary(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    chosen = [p for p in report.problems if p.village in area.codes and (p.household or spec.sheet is None)]
    return annex_files(report, spec, area, folder, summary_rows(report.view, chosen))


def _problem_list(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    if spec.sheet is not None:
        chosen = [p for p in report.problems if p.village in area.codes]
        return annex_files(report, spec, area, folder, list_rows(report.view, chosen))
    details = [d for d in report.view.details if d.village in area.codes]
    return ledger_file(findings_ledger(report.view, details), spec, folder)


def _statistics(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    counts = [count for count in report.counts if count.village.code in area.codes]
    if spec.sheet is not None:
        return annex_files(report, spec, area, folder, statistics_rows(report.view, counts))
    return ledger_file(replace(coverage_ledger(report.view, counts), title=spec.zh), spec, folder)


def _coverage(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    counts = [count for count in report.counts if count.village.code in area.codes]
    files = ledger_file(coverage_ledger(report.view, counts), spec, folder)
    groups = report.run.groups
    files += job_coverage(report, spec, area, folder)
    if area.level == "village" or not groups:
        return files
    inside = {key for key, household in report.view.households.items() if household.village in area.codes}
    chosen = {name: keys & inside for name, keys in groups.items()}
    ledger = group_coverage(report.view, chosen)
    return (*files, *ledger_file(ledger, spec.model_copy(update={"zh": ledger.title}), folder))


def _quality(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    inside = replace(report.view, details=tuple(d for d in report.view.details if d.village in area.codes))
    return ledger_file(quality_ledger(inside), spec, folder)


def _next_visit(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    asks = [a for a in report.asking.asks if report.view.households[a.household].village in area.codes]
    texts = {name: question.zh for name, question in report.run.opened.pack.questions.items()}
    return ledger_file(next_visit_ledger(report.view, asks, texts), spec, folder)


def _handed_list(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    files: list[Path] = []
    for handed in report.run.opened.pack.campaign.lists:
        if area.level != "village":
            files += write_back(report.run, report.store, handed, folder)
        ledger = list_ledger(report.run, report.store, report.view, handed, area.codes)
        files += ledger_file(ledger, spec.model_copy(update={"zh": ledger.title}), folder) if ledger.rows else ()
    return tuple(files)


def fill_in(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    """A sheet that people fill, as it stands now: from facts, for keeping and signing."""
    opened = report.run.opened
    layout = opened.pack.sheets[spec.sheet or ""]
    files: list[Path] = []
    for village in area.villages:
        rows = report.known.of(layout, village.code, with_left=True)
        if rows:
            place: Mapping[str, Value] = {"town": village.town, "village": village.name}
            path = sheet_path(layout, folder if area.level == "village" else folder / file_name(village.name))
            path.parent.mkdir(exist_ok=True)
            stamp = stamp_of(opened, layout, village.code)
            files += write_filled(layout, opened.questions(village.code), place, rows, stamp, path)
    return tuple(files)


def _summary(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    counts = [count for count in report.counts if count.village.code in area.codes]
    problems = [p for p in report.problems if p.village in area.codes]
    summary = summarise(report.view, counts, problems, report.notes)
    markdown, word = folder / file_name(f"{spec.zh}.md"), folder / file_name(f"{spec.zh}.docx")
    markdown.write_text(as_markdown(summary), "utf-8")
    save_docx(summary, word)
    return markdown, word


def _office_notes(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    path = folder / file_name(f"{spec.zh}.md")
    lines = [f"# {spec.zh}", *(f"{n}. {note}" for n, note in enumerate(report.notes, 1))]
    path.write_text("\n\n".join(lines) + "\n", "utf-8")
    return (path,)


MAKERS: dict[str, Maker] = {
    "problem_summary": _problem_summary,
    "problem_list": _problem_list,
    "statistics": _statistics,
    "fill_in": fill_in,
    "quality": _quality,
    "next_visit": _next_visit,
    "coverage": _coverage,
    "handed_list": _handed_list,
    "summary": _summary,
    "office_notes": _office_notes,
    **FOLLOWUP_MAKERS,
}
