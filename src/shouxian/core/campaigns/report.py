"""Report: every output the campaign names, at the levels it names, as files a clerk can open."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from shouxian.core.campaigns.asking import Asking, what_to_ask
from shouxian.core.campaigns.hand_out import SheetRows, sheet_path, stamp_of
from shouxian.core.campaigns.handed_lists import kept_rows, list_ledger, verdicts, write_back
from shouxian.core.campaigns.notes import office_notes
from shouxian.core.campaigns.report_data import Results, Verdicts, write_data
from shouxian.core.campaigns.runs import Run
from shouxian.core.campaigns.views import view_of
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.outputs.ledgers import (
    Ledger,
    coverage_ledger,
    findings_ledger,
    group_coverage,
    next_visit_ledger,
    quality_ledger,
)
from shouxian.core.outputs.problems import Problem, find_problems, list_rows, summary_rows
from shouxian.core.outputs.statistics import VillageCount, count_villages, statistics_rows
from shouxian.core.outputs.summary import as_markdown, save_docx, summarise
from shouxian.core.outputs.view import View, VillageLine
from shouxian.core.packs.models.campaign import OutputSpec
from shouxian.core.sheets.writing.annexes import write_filled
from shouxian.core.sheets.writing.grid import SheetRow, Value
from shouxian.core.sheets.writing.ledger import write_ledger
from shouxian.core.sheets.writing.names import file_name


@dataclass(frozen=True)
class Area:
    """A village, a town, or the whole place of the campaign: the villages an output is made for, and its folder."""

    level: str
    name: str
    villages: tuple[VillageLine, ...]

    @property
    def codes(self) -> set[str]:
        return {village.code for village in self.villages}


@dataclass(frozen=True)
class Report:
    """The outputs of one run, ready to be written. Villages nobody is listed in are left out of village files."""

    run: Run
    store: FolderStore

    @cached_property
    def view(self) -> View:
        return view_of(self.run, self.store)

    @cached_property
    def problems(self) -> list[Problem]:
        return find_problems(self.view)

    @cached_property
    def counts(self) -> list[VillageCount]:
        return count_villages(self.view, self.problems)

    @cached_property
    def known(self) -> SheetRows:
        return SheetRows(self.run.opened, self.store, self.run.types)

    @cached_property
    def asking(self) -> Asking:
        return what_to_ask(self.run)

    @cached_property
    def notes(self) -> list[str]:
        return office_notes(self.run.opened, self.asking)

    @property
    def results(self) -> Results:
        """The same as data, for machines."""
        lists = []
        for handed in self.run.opened.pack.campaign.lists:
            rows = kept_rows(self.store, handed)
            lists.append(Verdicts(handed, rows, verdicts(self.run, handed, rows)))
        return Results(self.run, self.view, self.problems, self.counts, self.asking, lists)

    def areas(self, level: str) -> Iterator[Area]:
        """The areas of a level that hold any household."""
        busy = {household.village for household in self.view.households.values()}
        villages = [village for village in self.view.villages if village.code in busy]
        if level == "village":
            for village in villages:
                yield Area(level, village.name, (village,))
        elif level == "town":
            for town in {village.code[:9]: village.town for village in villages}.items():
                yield Area(level, town[1], tuple(v for v in villages if v.code[:9] == town[0]))
        else:
            place = self.run.opened.regions.at(self.run.opened.pack.campaign.place)
            yield Area(level, place.short if place else "", tuple(villages))


def write_filled_sheets(report: Report, into: Path) -> Iterator[Path]:
    """Only the sheets that people fill, per village, as they stand now."""
    for spec in report.run.opened.pack.campaign.outputs:
        if spec.kind == "fill_in":
            for area in report.areas("village"):
                folder = into / file_name(area.name)
                folder.mkdir(parents=True, exist_ok=True)
                yield from _fill_in(report, spec, area, folder)


_Maker = Callable[[Report, OutputSpec, Area, Path], tuple[Path, ...]]


def write_outputs(report: Report, into: Path) -> Iterator[Path]:
    """Write everything below ``into``; totals are proven before the first file is written."""
    assert report.counts is not None
    for spec in report.run.opened.pack.campaign.outputs:
        for level in spec.levels:
            for area in report.areas(level):
                folder = into / {"village": "村", "town": "镇"}.get(level, "县") / file_name(area.name)
                folder.mkdir(parents=True, exist_ok=True)
                yield from _MAKERS[spec.kind](report, spec, area, folder)
    yield from write_data(report.results, into / "数据")


def _annex(report: Report, spec: OutputSpec, area: Area, folder: Path, rows: Sequence[SheetRow]) -> tuple[Path, ...]:
    """A sheet of the campaign filled with rows."""
    opened = report.run.opened
    layout = opened.pack.sheets[spec.sheet or ""]
    first = area.villages[0]
    place: dict[str, Value] = {"town": first.town, "village": area.name if area.level == "village" else ""}
    if area.level != "village":
        place["report_unit"] = area.name
    stamp = stamp_of(opened, layout, first.code)
    return write_filled(layout, opened.questions(first.code), place, rows, stamp, sheet_path(layout, folder))


def _problem_summary(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    chosen = [p for p in report.problems if p.village in area.codes and (p.household or spec.sheet is None)]
    return _annex(report, spec, area, folder, summary_rows(report.view, chosen))


def _problem_list(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    if spec.sheet is not None:
        chosen = [p for p in report.problems if p.village in area.codes]
        return _annex(report, spec, area, folder, list_rows(report.view, chosen))
    details = [d for d in report.view.details if d.village in area.codes]
    return _ledger(findings_ledger(report.view, details), spec, folder)


def _statistics(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    counts = [count for count in report.counts if count.village.code in area.codes]
    if spec.sheet is not None:
        return _annex(report, spec, area, folder, statistics_rows(report.view, counts))
    return _ledger(replace(coverage_ledger(report.view, counts), title=spec.zh), spec, folder)


def _coverage(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    counts = [count for count in report.counts if count.village.code in area.codes]
    files = _ledger(coverage_ledger(report.view, counts), spec, folder)
    groups = report.run.groups
    if area.level == "village" or not groups:
        return files
    inside = {key for key, household in report.view.households.items() if household.village in area.codes}
    chosen = {name: keys & inside for name, keys in groups.items()}
    ledger = group_coverage(report.view, chosen)
    return (*files, *_ledger(ledger, spec.model_copy(update={"zh": ledger.title}), folder))


def _quality(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    inside = replace(report.view, details=tuple(d for d in report.view.details if d.village in area.codes))
    return _ledger(quality_ledger(inside), spec, folder)


def _next_visit(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    asks = [a for a in report.asking.asks if report.view.households[a.household].village in area.codes]
    texts = {name: question.zh for name, question in report.run.opened.pack.questions.items()}
    return _ledger(next_visit_ledger(report.view, asks, texts), spec, folder)


def _handed_list(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    files: list[Path] = []
    for handed in report.run.opened.pack.campaign.lists:
        if area.level != "village":
            files += write_back(report.run, report.store, handed, folder)
        ledger = list_ledger(report.run, report.store, report.view, handed, area.codes)
        files += _ledger(ledger, spec.model_copy(update={"zh": ledger.title}), folder) if ledger.rows else ()
    return tuple(files)


def _fill_in(report: Report, spec: OutputSpec, area: Area, folder: Path) -> tuple[Path, ...]:
    """A sheet that people fill, as it stands now: from facts, for keeping and signing."""
    opened = report.run.opened
    layout = opened.pack.sheets[spec.sheet or ""]
    files: list[Path] = []
    for village in area.villages:
        rows = report.known.of(layout, village.code)
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


def _ledger(ledger: Ledger, spec: OutputSpec, folder: Path) -> tuple[Path, ...]:
    path = folder / file_name(f"{spec.zh}.xlsx")
    write_ledger(ledger.title, ledger.heads, ledger.rows, path)
    return (path,)


_MAKERS: dict[str, _Maker] = {
    "problem_summary": _problem_summary,
    "problem_list": _problem_list,
    "statistics": _statistics,
    "fill_in": _fill_in,
    "quality": _quality,
    "next_visit": _next_visit,
    "coverage": _coverage,
    "handed_list": _handed_list,
    "summary": _summary,
    "office_notes": _office_notes,
}
