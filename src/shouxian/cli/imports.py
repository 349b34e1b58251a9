"""``shouxian import``: rosters, returned sheets and handed-down lists in; history and undo."""

from datetime import date, datetime
from pathlib import Path

import click

from shouxian.cli import options
from shouxian.cli.boundary import Terminal, fault_json, terminal
from shouxian.core.campaigns.handed_lists import import_list
from shouxian.core.campaigns.national_changes import are_entered_file, take_entered
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.take_back import Outcome, Source, take_back
from shouxian.core.campaigns.ticks import are_ticks_file, take_ticks
from shouxian.core.kernel.faults import ExitCode

_files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
_as_of = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="数据日期 Day the data are of [today].")


@click.group("import")
def import_() -> None:
    """导入 Import: rosters, returned sheets, lists; all or nothing per file."""


@import_.command()
@_files
@options.workspace
@options.campaign_name
@options.by
@click.option(
    "--spec", default="village_roster", show_default=True, help="花名册格式 Layout of the roster (packs/imports)."
)
@_as_of
@click.pass_context
def roster(
    context: click.Context, files: tuple[Path, ...], workspace: Path, name: str | None, by: str, spec: str,
    as_of: datetime | None,
) -> int:  # fmt: skip
    """导入花名册 Import rosters or national exports of households and members."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    outcomes = [take_roster(opened, store, path, spec, Source(by, _day(as_of))) for path in files]
    return _tell(here, outcomes)


@import_.command()
@_files
@options.workspace
@options.campaign_name
@options.by
@click.option("--village", help="交表的村 Village the files are of, where they do not say so themselves.")
@click.option("--answers", type=click.Path(path_type=Path), help="退回文件放到 Folder for files sent back.")
@click.option("--column", "columns", multiple=True, metavar="HEADING=ID", help="认列 Name a renamed column, once.")
@_as_of
@click.pass_context
def returns(
    context: click.Context, files: tuple[Path, ...], workspace: Path, name: str | None, by: str, village: str | None,
    answers: Path | None, columns: tuple[str, ...], as_of: datetime | None,
) -> int:  # fmt: skip
    """导入村里交回的表 Import sheets that villages returned (and ticked workbooks and lists)."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    named = dict(text.split("=", 1) for text in columns if "=" in text)
    chosen = opened.village(village) if village else None
    source = Source(by, _day(as_of), chosen, answers, named)
    outcomes = []
    with here.progress() as bar:
        for path in bar.track(files, description=here.word("读表", "reading")):
            if path.is_file() and are_ticks_file(path):
                ticks = take_ticks(opened, store, path, by)
                outcomes.append(Outcome(path, "stored", ticks.number))
            elif path.is_file() and are_entered_file(path):
                ticked = take_entered(opened, store, path, by=by)
                here.say(f"{path.name}:已录入 {ticked} 项", f"{path.name}: {ticked} more entered")
                outcomes.append(Outcome(path, "stored"))
            else:
                outcomes.append(take_back(opened, store, path, source))
    return _tell(here, outcomes)


@import_.command("list")
@click.argument("name_of_list")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.workspace
@options.campaign_name
@options.by
@click.option("--village", help="哪个村自报的名单 The village whose own list it is.")
@click.pass_context
def list_(
    context: click.Context, name_of_list: str, file: Path, workspace: Path, name: str | None, by: str,
    village: str | None,
) -> None:  # fmt: skip
    """导入下发名单或村级名单 Import a list handed down, or one that a village made."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    rows = import_list(opened, store, name_of_list, file, by, opened.village(village) if village else None)
    found = sum(row.key is not None for row in rows)
    here.say(
        f"名单 {len(rows)} 行,对应到花名册 {found} 户,待核对 {len(rows) - found} 行",
        f"{len(rows)} rows, {found} found on the roster, {len(rows) - found} to be looked up",
    )
    here.give({"rows": len(rows), "found": found})


@import_.command()
@options.workspace
@options.campaign_name
@click.pass_context
def history(context: click.Context, workspace: Path, name: str | None) -> None:
    """导入记录 What was imported, by whom; undone imports are marked."""
    here = terminal(context)
    _, store = options.opened(here, workspace, name)
    rows = [
        (r.number, r.kind, r.file, r.sheet, f"{r.at:%Y-%m-%d %H:%M}", r.by, r.counts.get("rows", ""),
         here.word("已撤销", "undone") if r.retracted else "")
        for r in store.imports()
    ]  # fmt: skip
    heads = here.word("# 类别 文件 表 时间 办理人 行数 撤销", "# kind file sheet at by rows undone").split()
    here.table("", heads, rows)
    here.give(
        [dict(zip(("number", "kind", "file", "sheet", "at", "by", "rows", "undone"), r, strict=True)) for r in rows]
    )


@import_.command()
@click.argument("number", type=int)
@options.workspace
@options.campaign_name
@click.pass_context
def undo(context: click.Context, number: int, workspace: Path, name: str | None) -> None:
    """撤销一次导入 Undo one import; everything stands again as before it."""
    here = terminal(context)
    _, store = options.opened(here, workspace, name)
    record = store.retract(number)
    here.say(f"已撤销第 {number} 次导入({record.file})", f"Import {number} ({record.file}) is undone")
    here.give({"undone": number})


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _tell(here: Terminal, outcomes: list[Outcome]) -> int:
    words = {
        "stored": here.word("已导入", "stored"),
        "same": here.word("以前导入过,未重复", "already imported"),
        "held": here.word("待确认,未导入", "waits for an answer"),
        "refused": here.word("有错,未导入", "refused"),
    }
    for outcome in outcomes:
        number = f" #{outcome.number}" if outcome.number else ""
        new = sum(len(c.new) for c in outcome.changes)
        changed = sum(len(c.changed) for c in outcome.changes)
        same = sum(len(c.same) for c in outcome.changes)
        here.say(
            f"{outcome.file}:{words[outcome.state]}{number}(新 {new},变 {changed},同 {same})",
            f"{outcome.file}: {words[outcome.state]}{number} (new {new}, changed {changed}, same {same})",
        )
        here.faults((*outcome.faults, *(d.what for d in outcome.doubts), *outcome.remarks))
        for path in filter(None, (outcome.answer, outcome.ticks)):
            here.say(f"  → {path}", f"  → {path}")
        for question in outcome.questions:
            heads = "、".join(question.candidates)
            here.say(
                f"  ? “{question.head}”一列没有找到,可能是:{heads};用 --column 表头={question.column} 告诉系统一次",
                f"  ? Column '{question.head}' was not found; perhaps: {heads}. "
                f"Name it once: --column HEADING={question.column}",
            )
    here.give([_json(outcome) for outcome in outcomes])
    states = {outcome.state for outcome in outcomes}
    return int(ExitCode.INPUT if "refused" in states else ExitCode.DOUBT if "held" in states else ExitCode.OK)


def _json(outcome: Outcome) -> dict[str, object]:
    return {
        "file": outcome.file, "state": outcome.state, "import": outcome.number, "sheets": outcome.sheets,
        "new": sum(len(c.new) for c in outcome.changes), "changed": sum(len(c.changed) for c in outcome.changes),
        "same": sum(len(c.same) for c in outcome.changes), "faults": [fault_json(f) for f in outcome.faults],
        "doubts": [fault_json(d.what) for d in outcome.doubts], "remarks": [fault_json(f) for f in outcome.remarks],
        "answer": outcome.answer, "ticks": outcome.ticks,
    }  # fmt: skip
