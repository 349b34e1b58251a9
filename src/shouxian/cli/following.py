"""``shouxian delivery`` and ``shouxian burden``: what villages owe, and what a visit costs a household."""

from datetime import datetime
from pathlib import Path

import click

from shouxian.cli import options
from shouxian.cli.boundary import terminal
from shouxian.core.campaigns.deliveries import record_delivery
from shouxian.core.campaigns.hand_out import sheet_rows
from shouxian.core.campaigns.progress import delivery_lines
from shouxian.core.campaigns.visits import visits
from shouxian.core.kernel import clock


@click.group()
def delivery() -> None:
    """报送材料 Deliverables: plans, sign-in lists, ledgers, summaries; due, delivered, late."""


@delivery.command("list")
@options.workspace
@options.campaign_name
@click.pass_context
def list_(context: click.Context, workspace: Path, name: str | None) -> None:
    """各村各镇报送进度 What is due from whom, when it came in, what is late."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    lines = delivery_lines(opened, store, [village.code for village in opened.villages], clock.today())
    heads = here.word("材料 单位 岗位 报送至 时限 收到 状态", "what of post to due received state").split()
    here.table("", heads, [(d.name, d.place, d.post, d.to, d.due, d.on, d.state) for d in lines])
    here.give([vars(line) for line in lines])


@delivery.command()
@click.argument("deliverable")
@options.workspace
@options.campaign_name
@options.by
@click.option("--village", help="哪个村报送 The village it is of (name or code).")
@click.option("--town", help="哪个镇报送 The town it is of (9-digit code).")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="收到日期 Day it came in [today].")
@click.option("--note", default="", help="说明 Remark.")
@click.pass_context
def record(
    context: click.Context, deliverable: str, workspace: Path, name: str | None, by: str, village: str | None,
    town: str | None, on: datetime | None, note: str,
) -> None:  # fmt: skip
    """登记收到的材料 Record that something was handed in."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    place = opened.village(village).code if village else town or ""
    day = on.date() if on else clock.today()
    made = record_delivery(opened, store, deliverable, place, on=day, by=by, note=note)
    here.say(
        f"已登记:{deliverable} {village or town or ''} {made.on}", f"Recorded: {deliverable} {made.place} {made.on}"
    )
    here.give(vars(made))


@click.command()
@options.workspace
@options.campaign_name
@click.pass_context
def burden(context: click.Context, workspace: Path, name: str | None) -> None:
    """填表负担:合并入户前后要问多少 Questions asked, known and saved; visits per household."""
    here = terminal(context)
    opened, store = options.opened(here, workspace, name)
    known = sheet_rows(opened, store)
    assert known.coverages is not None
    made = list(visits(opened, store, known.coverages))
    rows = []
    for cell in opened.pack.campaign.household_types:
        mine = [visit for visit in made if visit.type == cell.code]
        if mine:
            sums = [sum(getattr(v, n) for v in mine) for n in ("cells", "once", "known", "asked", "saved")]
            jobs = sum(len(visit.jobs) for visit in mine)
            rows.append((cell.zh if here.lang == "zh" else cell.en, len(mine), *sums, jobs, len(mine)))
    heads = here.word(
        "户类型 户数 各表分填 合并后 已知免问 实际要问 少填 分头入户 合并入户",
        "type households cells once known asked saved visits_apart visits_together",
    ).split()
    here.table("", heads, rows)
    asked, households = sum(v.asked for v in made), len(made)
    here.say(
        f"平均每户要问 {asked / households:.1f} 项" if households else "没有要排查的户",
        f"{asked / households:.1f} questions a household on average" if households else "No household to visit",
    )
    here.give([vars(v) | {"asked": v.asked, "saved": v.saved} for v in made])
