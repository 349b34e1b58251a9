"""``shouxian``: its groups and its global options."""

import importlib
import sys
from pathlib import Path

import click

from shouxian import __version__
from shouxian.cli.boundary import Terminal, default_language, remember, run_guarded

COMMANDS = {
    "campaign": "shouxian.cli.campaign:campaign",
    "sheet": "shouxian.cli.sheet:sheet",
    "import": "shouxian.cli.imports:import_",
    "screen": "shouxian.cli.screening:screen",
    "explain": "shouxian.cli.screening:explain",
    "delivery": "shouxian.cli.following:delivery",
    "burden": "shouxian.cli.following:burden",
    "run": "shouxian.cli.shards:run",
    "rules": "shouxian.cli.rules:rules",
    "forms": "shouxian.cli.forms:forms",
    "audit": "shouxian.cli.audit:audit",
    "serve": "shouxian.cli.serve:serve",
    "desk": "shouxian.cli.desk_moving:desk",
    "demo-town": "shouxian.cli.demo:demo_town",
    "demo-desk": "shouxian.cli.demo_desk:demo_desk",
}


class Commands(click.Group):
    """A command is loaded when it is called: none waits for the libraries of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version")
@click.option("--packs", type=click.Path(path_type=Path), help="政策包目录 Folder of the packs (else SHOUXIAN_PACKS).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="语言 Language (else by locale; Chinese by default).")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果 Print the result as JSON.")
@click.pass_context
def cli(context: click.Context, packs: Path | None, lang: str | None, as_json: bool) -> None:
    """守线 Shouxian: 排查、监测和帮扶,守住不返贫的底线.

    One notice is one campaign: hand out its blank annexes, take back what villages filled, screen every household,
    and write the problem lists and statistics in the notice's own tables.
    """
    chosen = default_language() if lang is None else ("zh" if lang == "zh" else "en")
    context.obj = remember(Terminal(chosen, as_json, packs))


def main() -> None:
    sys.exit(run_guarded(cli))
