"""Options that several commands share, and how they open a campaign."""

from pathlib import Path

import click

from shouxian.cli.boundary import Terminal
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.dataset.folder import STATE, FolderStore
from shouxian.core.kernel.faults import ShouxianError, fault

workspace = click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), default=Path("."), show_default=True,
    envvar="SHOUXIAN_WORKSPACE", help="工作文件夹 Folder with this campaign's data.",
)  # fmt: skip
campaign_name = click.option(
    "--campaign", "-c", "name", help="排查工作 Campaign id (an existing workspace knows its own)."
)
by = click.option("--by", default="镇信息员", show_default=True, help="办理人岗位 Post of whoever does this.")


def opened(here: Terminal, workspace: Path, name: str | None) -> tuple[OpenedCampaign, FolderStore]:
    """The campaign and its store; a named campaign starts an empty workspace, otherwise the workspace must exist."""
    if name is None:
        if not (workspace / STATE).exists():
            raise ShouxianError(fault("DATA_NO_WORKSPACE", folder=workspace))
        name = FolderStore(workspace, {}).campaign
    found = open_campaign(name, here.packs)
    variables = found.catalogue.dictionary.variables
    return found, FolderStore.create(workspace, variables, found.id)
