"""``shouxian campaign``: list, show and check campaigns; schemas for whoever writes one."""

import json
from pathlib import Path

import click

from shouxian.cli.boundary import Terminal, fault_json, terminal
from shouxian.core.campaigns.notes import campaign_findings
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign, open_packs
from shouxian.core.campaigns.runs import programme_of
from shouxian.core.kernel.faults import ExitCode
from shouxian.core.packs.catalogue import load_catalogue
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.schema_export import json_schemas


@click.group()
def campaign() -> None:
    """排查工作 Campaigns: what notices are there, and are they sound."""


@campaign.command("list")
@click.pass_context
def list_(context: click.Context) -> None:
    """列出全部排查工作 List all campaigns."""
    here = terminal(context)
    packs = load_catalogue(packs_folder(here.packs)).campaigns.values()
    rows = [
        (p.campaign.id, p.campaign.name.of(here.lang), p.campaign.number, p.campaign.issued, p.campaign.place)
        for p in packs
    ]
    heads = here.word("编号 名称 文号 印发 地区", "id name number issued place").split()
    here.table("", heads, rows)
    here.give([dict(zip(("id", "name", "number", "issued", "place"), row, strict=True)) for row in rows])


@campaign.command()
@click.argument("name")
@click.pass_context
def show(context: click.Context, name: str) -> None:
    """说明一项排查工作 Show one campaign: stages, types, sheets, outputs."""
    here = terminal(context)
    found = open_campaign(name, here.packs)
    told = found.pack.campaign
    here.say(
        f"{told.name.zh}\n{told.issuer} {told.number} {told.issued}", f"{told.name.en}\n{told.number} {told.issued}"
    )
    zh = here.lang == "zh"
    cells = [(c.code, c.zh if zh else c.en, c.sheet or "", c.clause) for c in told.household_types]
    here.table(
        here.word("户类型(按次序,先符合先归)", "Household types, in order"),
        here.word("代码 名称 表 条款", "code name sheet clause").split(),
        cells,
    )
    stages = [
        (s.zh if zh else s.en, in_use(s.start).value if s.start else "", in_use(s.end).value, s.owner, s.clause)
        for job in told.jobs
        for s in job.stages
    ]
    here.table(
        here.word("阶段", "Stages"), here.word("阶段 起 止 责任岗位 条款", "stage from to owner clause").split(), stages
    )
    sheets = [(s.id, s.annex, s.name, s.kind) for s in found.pack.sheets.values()]
    here.table(here.word("表", "Sheets"), here.word("编号 附件 标题 类型", "id annex title kind").split(), sheets)
    here.give(told.model_dump(mode="json"))


@campaign.command()
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="检查全部 Check every campaign.")
@click.pass_context
def check(context: click.Context, name: str | None, every: bool) -> int:
    """检查政策包和通知自相矛盾之处 Check packs, and each notice against itself.

    Contradictions of a notice are findings to be told, not errors; a broken pack ends with exit code 11.
    """
    here = terminal(context)
    catalogue = open_packs(here.packs)
    names = sorted(catalogue.campaigns) if every or name is None else [name]
    told = {}
    for each in names:
        found = open_campaign(each, here.packs)
        programme_of(found)
        told[each] = _tell(here, found)
    here.give(told)
    return int(ExitCode.OK)


def _tell(here: Terminal, found: OpenedCampaign) -> list[object]:
    findings = campaign_findings(found)
    count = len(found.catalogue.rules) + len(found.pack.rules)
    here.say(
        f"{found.pack.campaign.name.zh}:政策包完整,{count} 条规则通过编译,通知中有 {len(findings)} 处需要说明",
        f"{found.id}: pack sound, {count} rules compile, {len(findings)} things in the notice to be told",
    )
    for finding in findings:
        here.say("  • " + finding.text("zh"), "  • " + finding.text("en"))
    return [fault_json(finding) for finding in findings]


@campaign.command()
@click.option("--into", type=click.Path(path_type=Path), required=True, help="写到 Folder to write to.")
@click.pass_context
def schemas(context: click.Context, into: Path) -> None:
    """写出各种文件的格式说明,供编辑器提示 JSON Schemas of the pack files, for editors that know YAML."""
    here = terminal(context)
    into.mkdir(parents=True, exist_ok=True)
    files = []
    for kind, schema in json_schemas().items():
        path = into / f"{kind}.schema.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=1), "utf-8")
        files.append(path)
    here.say(f"格式说明 {len(files)} 个:{into}", f"{len(files)} schemas: {into}")
    here.give({"files": [str(path) for path in files]})
