"""``shouxian demo-desk``: a desk with the towns of ``demo-town``, screened, and an account for every post."""

import json
from pathlib import Path

import click

from shouxian.cli.boundary import terminal
from shouxian.core.kernel.faults import ShouxianError, fault


@click.command("demo-desk")
@click.option(
    "--from",
    "towns",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="demo-town 的结果 Folder that demo-town wrote.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo/desk"),
    show_default=True,
    help="数据目录 Data folder of the desk.",
)
@click.pass_context
def demo_desk(context: click.Context, towns: Path, data: Path) -> None:
    """演示:把虚构的镇装进工作台,每个岗位一个账号 Load the demo's towns into a desk, with an account per post."""
    here = terminal(context)
    if not any(towns.glob("*/工作文件夹")):
        raise ShouxianError(fault("DATA_NO_WORKSPACE", folder=towns))
    from shouxian.cli.serve import make_ready

    make_ready(data)
    from shouxian.server.flows.demonstrating import furnish

    def told(campaign: str, imports: int) -> None:
        here.say(
            f"{campaign}:" + (f"装入 {imports} 次导入" if imports else "已在工作台"),
            f"{campaign}: " + (f"{imports} imports brought over" if imports else "is at the desk already"),
        )

    passwords = furnish(towns=towns, told=told)
    path = data / "demo.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    path.write_text(json.dumps(known | dict(passwords), ensure_ascii=False, indent=1), "utf-8")
    path.chmod(0o600)
    here.say(
        f"工作台已备好:shouxian serve --demo --data {data}",
        f"The desk is ready: shouxian serve --demo --data {data}",
    )
    here.give({"data": str(data), "accounts": sorted(known | dict(passwords))})
