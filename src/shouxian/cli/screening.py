"""``shouxian screen`` and ``shouxian explain``."""

from pathlib import Path

import click

from shouxian.cli import options
from shouxian.cli.boundary import Terminal, terminal
from shouxian.core.campaigns.explaining import HouseholdExplained, Reason, explain_household, find_household
from shouxian.core.campaigns.report import write_outputs
from shouxian.core.campaigns.reported import Report
from shouxian.core.campaigns.runs import compare_with, keep_run, run_screening
from shouxian.core.outputs.ledgers import by_rule


@click.command()
@options.workspace
@options.campaign_name
@click.option("--into", type=click.Path(path_type=Path), help="结果文件夹 Folder for outputs [workspace/outputs/RUN].")
@click.option("--compare", "earlier", help="与以前的筛查比较 Compare with an earlier run's id.")
@click.pass_context
def screen(context: click.Context, workspace: Path, name: str | None, into: Path | None, earlier: str | None) -> None:
    """筛查并写出全部结果 Screen every household and write all outputs."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    with here.progress() as bar:
        task = bar.add_task(here.word("筛查", "screening"), total=None)
        run = run_screening(opened, store)
        difference = compare_with(run, workspace, earlier) if earlier else None
        keep_run(run, workspace)
        report = Report(run, store)
        folder = into or workspace / "outputs" / run.id
        files = []
        bar.update(task, description=here.word("写出结果", "writing outputs"))
        for path in write_outputs(report, folder):
            files.append(path)
            bar.update(task, completed=len(files))
    visited = sum(h.visited for h in report.view.households.values())
    here.say(
        f"筛查 {run.id}:{len(report.view.households)} 户,已排查 {visited} 户,发现 {len(run.details)} 条,"
        f"问题 {len(report.problems)} 个,未知 {run.screened.unknowns.num_rows} 项,文件 {len(files)} 个:{folder}",
        f"Run {run.id}: {len(report.view.households)} households, {visited} visited, {len(run.details)} findings, "
        f"{len(report.problems)} problems, {run.screened.unknowns.num_rows} unknowns, {len(files)} files in {folder}",
    )
    here.table("", (here.word("规则", "rule"), here.word("发现", "findings")), by_rule(run.details))
    if difference:
        here.say(
            f"与 {earlier} 相比:新增 {len(difference.new)},消失 {len(difference.gone)},变化 {len(difference.changed)},"
            f"不变 {difference.same}",
            f"Against {earlier}: {len(difference.new)} new, {len(difference.gone)} gone, "
            f"{len(difference.changed)} changed, {difference.same} same",
        )
    here.give(
        {
            "run": run.id, "findings_hash": run.screened.hash, "households": len(report.view.households),
            "visited": visited, "findings": len(run.details), "problems": len(report.problems),
            "unknowns": run.screened.unknowns.num_rows, "by_rule": dict(by_rule(run.details)),
            "files": [str(path) for path in files],
            "compare": None if difference is None else {
                "new": len(difference.new), "gone": len(difference.gone), "changed": len(difference.changed),
                "same": difference.same,
            },
        }
    )  # fmt: skip


@click.command()
@click.argument("household")
@options.workspace
@options.campaign_name
@click.option("--all", "every", is_flag=True, help="也列出本次不采集的 Also what waits for facts nobody asks here.")
@click.pass_context
def explain(context: click.Context, household: str, workspace: Path, name: str | None, every: bool) -> None:
    """说明一户的全部发现 Explain a household: KEY, 户主姓名, or 村名+户主姓名."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    run = run_screening(opened, store)
    told = explain_household(run, store, find_household(run, store, household), here.lang)
    say_explained(here, told, every=every)


def say_explained(here: Terminal, told: HouseholdExplained, *, every: bool) -> None:
    """In words, or as JSON where that was asked for; ``every``: also what nobody asks in this campaign."""
    here.say(
        f"{told.village} {told.group} {told.name}({told.type}) {told.key}\n"
        f"发现 {len(told.reasons)} 条,无法判断 {len(told.waiting)} 条,无问题 {told.clear} 条",
        f"{told.village} {told.group} {told.name} ({told.type}) {told.key}\n"
        f"{len(told.reasons)} findings, {len(told.waiting)} unknown, {told.clear} clear",
    )
    for number, reason in enumerate(told.reasons, 1):
        _say_reason(here, number, reason)
    shown = [waiting for waiting in told.waiting if every or waiting.asked]
    for waiting in shown:
        needs = "、".join((*waiting.facts, *waiting.parameters, *waiting.lists))
        here.say(f"? {waiting.rule}:还缺 {needs}", f"? {waiting.rule}: waits for {needs}")
    rest = len(told.waiting) - len(shown)
    if rest:
        here.say(
            f"另有 {rest} 条规则要看本次不采集的信息(加 --all 列出)",
            f"{rest} more rules wait for facts that this campaign does not ask (--all lists them)",
        )
    here.give(
        {
            "key": told.key, "village": told.village, "type": told.type,
            "findings": [
                {"rule": r.detail.rule.id, "message": r.detail.message.of(here.lang), "basis": r.basis,
                 "explanation": list(r.explanation.lines())}
                for r in told.reasons
            ],
            "waiting": [
                {"rule": w.rule, "facts": w.facts, "parameters": w.parameters, "asked": w.asked} for w in told.waiting
            ],
        }
    )  # fmt: skip


def _say_reason(here: Terminal, number: int, reason: Reason) -> None:
    here.say(
        f"\n{number}. {reason.detail.message.zh}\n   规则 {reason.detail.rule.id},依据 {reason.basis}",
        f"\n{number}. {reason.detail.message.en}\n   rule {reason.detail.rule.id}, basis {reason.basis}",
    )
    for line in reason.explanation.lines():
        here.say("   " + line, "   " + line)
    for value in reason.values:
        origin = value.origin
        if origin:
            row = (
                f"第{origin.row}行" if here.lang == "zh" and origin.row else (f"row {origin.row}" if origin.row else "")
            )
            told = " ".join(filter(None, (origin.day, origin.file, row, origin.surveyor)))
            here.say(f"     · {value.label} = {value.shown}({told})", f"     · {value.label} = {value.shown} ({told})")
