"""``shouxian forms``: a campaign's questions as forms for phones."""

from pathlib import Path

import click

from shouxian.cli.boundary import Terminal, fault_json, terminal
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign, open_packs
from shouxian.core.campaigns.phone_lists import PhoneLists, ground_of
from shouxian.core.dataset.folder import STATE, FolderStore
from shouxian.core.forms.building import Built, asked, build_forms, described, write_forms
from shouxian.core.kernel.faults import ExitCode, Fault, ShouxianError, fault


@click.group()
def forms() -> None:
    """手机表单 Forms for phones: XLSForm and XForm, made from a campaign's questions."""


@forms.command()
@click.option("--campaign", "-c", "campaigns", multiple=True, help="排查工作,可多次 Campaign id; repeatable.")
@click.option("--all", "every", is_flag=True, help="全部排查工作 Every campaign.")
@click.option("--into", type=click.Path(path_type=Path), required=True, help="写到 Folder to write to.")
@click.option("--no-validate", is_flag=True, help="不用 ODK Validate 检查 Leave ODK Validate out (needs no Java).")
@click.option(
    "--workspace", "-w", type=click.Path(path_type=Path),
    help="工作文件夹,另写各村名册 Folder with the campaign's data: lists per village are written too.",
)  # fmt: skip
@click.pass_context
def build(
    context: click.Context,
    campaigns: tuple[str, ...],
    every: bool,
    into: Path,
    no_validate: bool,
    workspace: Path | None,
) -> int:
    """生成手机表单 Build the forms: an .xlsx and an .xml each, and forms.json."""
    here = terminal(context)
    names = sorted(open_packs(here.packs).campaigns) if every else list(campaigns)
    if not names:
        raise click.UsageError(here.word("请写 --campaign 或 --all", "Say --campaign or --all"))
    if workspace is not None and len(names) > 1:
        raise click.UsageError(here.word("一个工作文件夹只属于一项排查工作", "A workspace belongs to one campaign"))
    if workspace is not None and not (workspace / STATE).exists():
        raise ShouxianError(fault("DATA_NO_WORKSPACE", folder=workspace))
    told, code = [], ExitCode.OK
    for name in names:
        opened = open_campaign(name, here.packs)
        built = build_forms(ground_of(opened), validating=not no_validate)
        folder = into / name if every or len(names) > 1 else into
        files, remarks = [str(path) for path in write_forms(built, folder)], list(built.remarks)
        if workspace is not None:
            files += [str(path) for path in _lists(opened, built, workspace, folder / "lists", remarks)]
        _say(here, opened, built, folder)
        here.faults(remarks)
        told.append({**described(built), "files": files, "remarks": [fault_json(remark) for remark in remarks]})
        code = built.remarks[0].detail.exit if built.remarks else code
    here.give(told)
    return int(code)


def _lists(opened: OpenedCampaign, built: Built, workspace: Path, into: Path, remarks: list[Fault]) -> list[Path]:
    store = FolderStore.create(workspace, opened.catalogue.dictionary.variables, opened.id)
    made = tuple(form.form for form in built.forms)
    return list(PhoneLists(opened, store, made).write(opened.villages, into, remarks))


def _say(here: Terminal, opened: OpenedCampaign, built: Built, folder: Path) -> None:
    here.say(
        f"{opened.pack.campaign.name.zh}:{len(built.forms)} 张表单,写到 {folder}",
        f"{opened.pack.campaign.name.en}: {len(built.forms)} forms in {folder}",
    )
    yes, no = here.word("是", "yes"), here.word("否", "no")
    rows = []
    for made in built.forms:
        questions, on_sheets = asked(made.form, opened.pack)
        whole, campaign = made.form.title.of(here.lang), opened.pack.campaign.name.of(here.lang)
        title = whole.removeprefix(campaign).lstrip("·: ")
        rows.append((made.form.id, title, questions, on_sheets, yes if built.validated else no))
    heads = here.word("表单 名称 问题 附表共问 Validate", "form title questions on-sheets Validate")
    here.table("", heads.split(), rows)
    here.say(
        "“附表共问”是几张附表加起来问的次数;表单里每个问题只问一次",
        "on-sheets: how often the sheets ask in all; a form asks each question once",
    )
