"""``shouxian sheet``: blank annexes out, filled ones shown."""

from pathlib import Path

import click

from shouxian.cli import options
from shouxian.cli.boundary import fault_json, terminal
from shouxian.core.campaigns.genuine_templates import fill_templates, map_template
from shouxian.core.campaigns.hand_out import hand_out
from shouxian.core.campaigns.report import write_filled_sheets
from shouxian.core.campaigns.reported import Report
from shouxian.core.campaigns.runs import run_screening
from shouxian.core.campaigns.take_back import Source, preview
from shouxian.core.kernel.faults import ExitCode

_villages = click.option(
    "--village", "villages", multiple=True, help="行政村,可多次 Village by name or code; repeatable."
)
_sheets = click.option("--sheet", "sheets", multiple=True, help="表,可多次 Sheet id; repeatable.")
_into = click.option("--into", type=click.Path(path_type=Path), required=True, help="写到 Folder to write to.")


@click.group()
def sheet() -> None:
    """附件表 Annexes: write them blank or filled, read them back."""


@sheet.command()
@options.workspace
@options.campaign_name
@_villages
@_sheets
@click.option("--visit", is_flag=True, help="入户一次清单 One card per household for all jobs instead of the annexes.")
@_into
@click.pass_context
def blank(
    context: click.Context, workspace: Path, name: str | None, villages: tuple[str, ...], sheets: tuple[str, ...],
    visit: bool, into: Path,
) -> None:  # fmt: skip
    """下发空表:按村,已知内容先填好 Blank annexes per village, pre-filled with what is known."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    chosen = opened.chosen(villages)
    if visit:
        sheets = tuple(opened.layouts.keys() - opened.pack.sheets.keys())
    files = []
    with here.progress() as bar:
        task = bar.add_task(here.word("写空表", "blank sheets"), total=None)
        for path in hand_out(opened, store, chosen, into, opened.sheets(sheets)):
            files.append(path)
            bar.update(task, completed=len(files))
    here.say(
        f"{len(chosen)} 个村,空表 {len(files)} 个:{into}",
        f"{len(files)} blank sheets for {len(chosen)} villages: {into}",
    )
    here.give({"files": [str(path) for path in files]})


@sheet.command()
@options.workspace
@options.campaign_name
@_into
@click.pass_context
def fill(context: click.Context, workspace: Path, name: str | None, into: Path) -> None:
    """按现有数据填好附件 Annexes filled from what is known now, for keeping and signing."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    files = list(write_filled_sheets(Report(run_screening(opened, store), store), into))
    here.say(f"已填好 {len(files)} 个表:{into}", f"{len(files)} filled sheets: {into}")
    here.give({"files": [str(path) for path in files]})


@sheet.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.workspace
@options.campaign_name
@click.pass_context
def read(context: click.Context, file: Path, workspace: Path, name: str | None) -> int:
    """试读一个交回的表,不保存 Read a returned file and say what it holds; stores nothing."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    told = []
    worst = ExitCode.OK
    for part in preview(opened, store, file, Source(by="")):
        here.say(
            f"{part.sheet}:{part.rows.num_rows} 行,错误 {len(part.faults)},提醒 {len(part.remarks)},"
            f"待打勾 {len(part.doubts)}",
            f"{part.sheet}: {part.rows.num_rows} rows, {len(part.faults)} faults, {len(part.remarks)} remarks, "
            f"{len(part.doubts)} to tick",
        )
        here.faults((*part.faults, *part.remarks))
        worst = ExitCode.INPUT if part.faults else worst
        told.append(
            {"sheet": part.sheet, "village": part.village, "rows": part.rows.num_rows,
             "faults": [fault_json(f) for f in part.faults], "remarks": [fault_json(f) for f in part.remarks],
             "doubts": [fault_json(d.what) for d in part.doubts]}
        )  # fmt: skip
    here.give(told)
    return int(worst)


@sheet.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.workspace
@options.campaign_name
@_villages
@click.option("--subject", default="household", show_default=True, help="一行是什么 What a row is: household, person …")
@click.option(
    "--column", "columns", multiple=True, metavar="HEADING=FACT", help="认列 What a column holds; - leaves it."
)
@click.option("--first-row", type=int, help="从第几行填起 Excel row to begin at [below the headings].")
@click.option(
    "--into", type=click.Path(path_type=Path), help="写到 Folder to write to; without it only shows the columns."
)
@click.pass_context
def template(
    context: click.Context, file: Path, workspace: Path, name: str | None, villages: tuple[str, ...], subject: str,
    columns: tuple[str, ...], first_row: int | None, into: Path | None,
) -> int:  # fmt: skip
    """填别的系统的空白模板:认列一次,就填那个文件 Fill a genuine blank template of another system."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    named = dict(text.rsplit("=", 1) for text in columns if "=" in text)
    mapping = map_template(opened, store, file, subject, named)
    here.table("", here.word("列 填什么", "column holds").split(), [(h, t or "?") for h, t in mapping.columns.items()])
    if into is None:
        here.give({"sheet": mapping.template.sheet, "header": mapping.template.header, "columns": mapping.columns})
        return int(ExitCode.DOUBT if mapping.open else ExitCode.OK)
    files = list(fill_templates(opened, store, mapping, opened.chosen(villages), into, first_row))
    here.say(f"已填好 {len(files)} 个:{into}", f"{len(files)} filled: {into}")
    here.give({"files": [str(path) for path in files], "columns": mapping.columns})
    return int(ExitCode.OK)
