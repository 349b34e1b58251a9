"""``shouxian run``: a county, a province or the nation, partition by partition, and what a run of them says."""

from pathlib import Path

import click
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from shouxian.cli.boundary import terminal
from shouxian.cli.screening import say_explained
from shouxian.cli.shard_making import Making
from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.campaigns.scaled import scale_job
from shouxian.core.campaigns.scaled_explaining import explain_at_scale
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.screening.at_scale import Progress, screen_parts
from shouxian.core.screening.mask_statistics import count_masks
from shouxian.core.screening.part_masks import Long
from shouxian.core.screening.run_folder import RunFolder

REGIONS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
_data = click.option(
    "--data", type=click.Path(path_type=Path), required=True, help="分片文件夹 Folder of the partitions."
)
_run = click.argument("run_folder", metavar="RUN", type=click.Path(path_type=Path))


@click.group()
def run() -> None:
    """分片筛查 Screen millions of households, partition by partition (Parquet)."""


@run.command()
@click.option("--campaign", "-c", "name", required=True, help="排查工作 Campaign id.")
@_data
@click.option(
    "--shards", default=1, show_default=True, help="分片数(一片为一个虚构的县)Shards, each an invented county."
)
@click.option("--first", default=0, show_default=True, help="第一片的编号 Number of the first shard.")
@click.option("--households", default=100_000, show_default=True, help="每片户数 Households in each.")
@click.option("--seed", default=1, show_default=True, help="随机数种子 The same seed makes the same shard.")
@click.option("--blank-share", default=0.05, show_default=True, help="漏填的比例 Share of answers left blank.")
@click.pass_context
def make(
    context: click.Context, name: str, data: Path, shards: int, first: int, households: int, seed: int,
    blank_share: float,
) -> None:  # fmt: skip
    """生成虚构的分片 Invent partitions: a county, a province, the nation."""

    here = terminal(context)
    making = Making.of(open_campaign(name, here.packs))
    data.mkdir(parents=True, exist_ok=True)
    made = []
    with here.progress() as bar:
        task = bar.add_task(here.word("生成", "making"), total=shards)
        for number in range(first, first + shards):
            if not (data / f"{number:05}").exists():
                made.append(making.write(data, number, households, seed, blank_share).name)
            bar.advance(task)
    here.say(
        f"{data}:生成 {len(made)} 片,每片 {households} 户(已有的 {shards - len(made)} 片未动)",
        f"{data}: {len(made)} shards of {households} households made, {shards - len(made)} were there",
    )
    here.give({"made": made, "households": households})


@run.command()
@click.option("--campaign", "-c", "name", required=True, help="排查工作 Campaign id.")
@_data
@click.option("--into", type=click.Path(path_type=Path), required=True, help="结果文件夹 Folder of the run.")
@click.option(
    "--long", type=click.Choice(["none", "all", "new"]), default="none", show_default=True,
    help="另写逐条发现:不写、全部、新增 Also write hits row by row: none, all, or new ones.",
)  # fmt: skip
@click.option(
    "--earlier", type=click.Path(path_type=Path), help="与哪次结果相比为新增 The run that new hits are new to."
)
@click.pass_context
def shards(context: click.Context, name: str, data: Path, into: Path, long: Long, earlier: Path | None) -> None:
    """逐片筛查,可中断后继续 Screen every partition and change that is not done yet."""

    here = terminal(context)
    if long == "new" and earlier is None:
        raise click.UsageError(here.word("--long new 需要 --earlier", "--long new needs --earlier"))
    job = scale_job(open_campaign(name, here.packs))
    done_before = []
    with here.progress() as bar:
        task = bar.add_task(here.word("筛查", "screening"), total=None)

        def tell(progress: Progress) -> None:
            bar.update(task, total=progress.of, completed=progress.number)
            if progress.done_before:
                done_before.append(progress.part.name)

        done = screen_parts(job, data, into, long, RunFolder(earlier) if earlier else None, tell)
    rows = done.about["rows"]
    told = ",".join(f"{subject} {count}" for subject, count in rows.items() if count)
    here.say(
        f"{into}:{done.about['parts']} 片(其中 {len(done_before)} 片以前已完成),{told}",
        f"{into}: {done.about['parts']} parts ({len(done_before)} were done before), {told}",
    )
    here.give({"parts": done.about["parts"], "done_before": done_before, "rows": rows})


@run.command()
@_run
@click.option("--subject", default=HOUSEHOLD, show_default=True, help="对象 Subject (household, person, village …).")
@click.option("--by", type=click.Choice(list(REGIONS)), default="county", show_default=True, help="按哪级 By region.")
@click.option("--into", type=click.Path(path_type=Path), help="写到文件(.csv 或 .parquet)Write to a file.")
@click.pass_context
def statistics(context: click.Context, run_folder: Path, subject: str, by: str, into: Path | None) -> None:
    """统计:规则 × 地区 × 户类型 Count hits and unknowns by rule, region and type."""

    here = terminal(context)
    table = count_masks(RunFolder(run_folder), subject, REGIONS[by])
    if into is not None:
        _write(table, into)
        here.say(f"已写出 {table.num_rows} 行:{into}", f"{table.num_rows} rows: {into}")
        here.give({"rows": table.num_rows, "file": str(into)})
        return
    heads = here.word("规则 地区 类型 总数 命中 无法判断", "rule region type rows hits unknowns").split()
    here.table("", heads, (tuple(row.values()) for row in table.to_pylist()))
    here.give(table.to_pylist())


def _write(table: pa.Table, into: Path) -> None:
    if into.suffix == ".parquet":
        pq.write_table(table, into, compression="zstd")
    else:
        arrow_csv.write_csv(table, into)


@run.command()
@click.argument("key")
@click.argument("run_folder", metavar="RUN", type=click.Path(path_type=Path))
@_data
@click.option("--all", "every", is_flag=True, help="也列出本次不采集的 Also what waits for facts nobody asks here.")
@click.pass_context
def explain(context: click.Context, key: str, run_folder: Path, data: Path, every: bool) -> None:
    """按户编码说明一户 Explain one household of a run by its KEY."""

    here = terminal(context)
    done = RunFolder(run_folder)
    opened = open_campaign(done.about["campaign"], here.packs)
    told = explain_at_scale(opened, scale_job(opened), done, data, key, here.lang)
    say_explained(here, told, every=every)
