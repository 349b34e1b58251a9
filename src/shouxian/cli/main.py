"""``shouxian``: its groups and its global options."""

import sys
from pathlib import Path

import click

from shouxian import __version__
from shouxian.cli.boundary import Terminal, default_language, remember, run_guarded
from shouxian.cli.campaign import campaign
from shouxian.cli.demo import demo_town
from shouxian.cli.following import burden, delivery
from shouxian.cli.forms import forms
from shouxian.cli.imports import import_
from shouxian.cli.rules import rules
from shouxian.cli.screening import explain, screen
from shouxian.cli.sheet import sheet


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for command in (campaign, sheet, import_, screen, explain, delivery, burden, rules, forms, demo_town):
    cli.add_command(command)


def main() -> None:
    sys.exit(run_guarded(cli))
