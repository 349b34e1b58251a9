"""``shouxian demo-town``: the main job on an invented town, and a short account of it."""

import time
from pathlib import Path

import click

from shouxian.cli.boundary import Terminal, terminal
from shouxian.cli.demo_steps import Demo, DemoResult
from shouxian.core.campaigns.opened import open_campaign, open_packs
from shouxian.core.campaigns.reported import Report
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.outputs.ledgers import by_rule


@click.command("demo-town")
@click.option("--campaign", "-c", "names", multiple=True, help="排查工作,可多次 Campaign id; repeatable [all].")
@click.option("--into", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="写到 Folder.")
@click.option("--households", default=600, show_default=True, type=click.IntRange(10, 20000), help="户数 Households.")
@click.option("--villages", default=5, show_default=True, type=click.IntRange(1, 30), help="村数 Villages.")
@click.option("--seed", default=1, show_default=True, help="随机种子 The same seed gives the same town.")
@click.pass_context
def demo_town(
    context: click.Context, names: tuple[str, ...], into: Path, households: int, villages: int, seed: int
) -> None:
    """演示:虚构一个镇,从下发空表走到问题台账 The whole way on an invented town."""
    here = terminal(context)
    if into.exists() and any(into.iterdir()):
        raise ShouxianError(fault("CAMPAIGN_EXISTS", path=into))
    chosen = names or tuple(sorted(open_packs(here.packs).campaigns))
    told = []
    for name in chosen:
        started = time.monotonic()
        opened = open_campaign(name, here.packs)
        here.say(f"\n━━ {opened.pack.campaign.name.zh} ━━", f"\n━━ {opened.pack.campaign.name.en} ━━")
        demo = Demo(opened, into / name, households, villages, seed, here.say)
        result = demo.run()
        _account(here, result, time.monotonic() - started)
        told.append(_json(name, result))
    here.say(
        f"\n看结果:打开 {into}/*/4-结果;说明一户:shouxian explain -w {into}/{chosen[0]}/工作文件夹 户主姓名",
        f"\nLook further: open {into}/*/4-结果; explain a household: "
        f"shouxian explain -w {into}/{chosen[0]}/工作文件夹 NAME",
    )
    here.give(told)


def _account(here: Terminal, result: DemoResult, seconds: float) -> None:
    report = result.report
    assert report is not None
    states = [outcome.state for outcome in (*result.returned, *result.corrected)]
    visited = sum(h.visited for h in report.view.households.values())
    here.say(
        f"户 {len(report.view.households)},已排查 {visited};空表 {result.blank} 个;交回 {len(result.returned)} 个,"
        f"退回 {states.count('refused')} 个,待确认 {states.count('held')} 个,改正后导入 {len(result.corrected)} 个",
        f"{len(report.view.households)} households, {visited} visited; {result.blank} blank sheets; "
        f"{len(result.returned)} returned, {states.count('refused')} refused, {states.count('held')} held, "
        f"{len(result.corrected)} corrected",
    )
    made = [(m.mistake.zh, m.mistake.fate, m.sheet, m.row) for m in result.made]
    here.table(here.word("有意填错的地方", "Mistakes made"), ("", here.word("应当", "fate"), "sheet", "row"), made)
    rows = [(c.village.name, c.listed_total, c.visited_total, c.problems) for c in report.counts if c.listed_total]
    heads = here.word("行政村 应访 已访 问题", "village listed visited problems").split()
    here.table(here.word("按村", "By village"), heads, rows)
    here.table(here.word("发现", "Findings"), (here.word("规则", "rule"), "n"), by_rule(report.view.details)[:25])
    unknown = report.run.screened.unknowns.num_rows
    here.say(
        f"发现 {len(report.view.details)} 条,问题 {len(report.problems)} 个,"
        f"未知 {unknown} 项(没访到、没采集的不算没问题),"
        f"文件 {len(result.files)} 个,用时 {seconds:.0f} 秒",
        f"{len(report.view.details)} findings, {len(report.problems)} problems, {unknown} unknowns (not visited or not "
        f"collected is not 'fine'), {len(result.files)} files, {seconds:.0f} s",
    )


def _json(name: str, result: DemoResult) -> dict[str, object]:
    report = result.report
    assert isinstance(report, Report)
    return {
        "campaign": name,
        "folder": str(result.folder),
        "households": len(report.view.households),
        "visited": sum(h.visited for h in report.view.households.values()),
        "findings": len(report.view.details),
        "problems": len(report.problems),
        "returned": [o.state for o in result.returned],
        "corrected": [o.state for o in result.corrected],
        "files": [str(path) for path in result.files],
    }
