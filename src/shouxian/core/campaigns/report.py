"""Report: every output the campaign names, at the levels it names, as files a clerk can open."""

from collections.abc import Iterator
from pathlib import Path

from shouxian.core.campaigns.makers import MAKERS, fill_in
from shouxian.core.campaigns.report_data import write_data
from shouxian.core.campaigns.reported import Report
from shouxian.core.sheets.writing.names import file_name


def write_filled_sheets(report: Report, into: Path) -> Iterator[Path]:
    """Only the sheets that people fill, per village, as they stand now."""
    for spec in report.run.opened.pack.campaign.outputs:
        if spec.kind == "fill_in":
            for area in report.areas("village"):
                folder = into / file_name(area.name)
                folder.mkdir(parents=True, exist_ok=True)
                yield from fill_in(report, spec, area, folder)


def write_outputs(report: Report, into: Path) -> Iterator[Path]:
    """Write everything below ``into``; totals are proven before the first file is written."""
    assert report.counts is not None
    for spec in report.run.opened.pack.campaign.outputs:
        for level in spec.levels:
            for area in report.areas(level):
                folder = into / {"village": "村", "town": "镇"}.get(level, "县") / file_name(area.name)
                folder.mkdir(parents=True, exist_ok=True)
                yield from MAKERS[spec.kind](report, spec, area, folder)
    yield from write_data(report.results, into / "数据")
