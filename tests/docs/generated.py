"""Pages of docs/reference that are made from the product itself; ``--write`` makes them anew, a test compares them."""

import sys
from pathlib import Path

import click
from click.testing import CliRunner

from shouxian.cli.main import cli
from shouxian.core.campaigns.rulebook import rulebook
from shouxian.core.kernel.faults import DETAILS
from shouxian.core.packs.catalogue import Catalogue, load_catalogue

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Made by `make docs`; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """File name → text of every generated page."""
    catalogue = load_catalogue(ROOT / "packs")
    return {
        "cli.md": _commands(),
        "rules.md": NOTE + rulebook(catalogue, "en"),
        "rules.zh-CN.md": NOTE + rulebook(catalogue, "zh"),
        "dictionary.md": _dictionary(catalogue),
        "faults.md": _faults(),
    }


def _commands() -> str:
    parts = [NOTE + "# The command `shouxian`"]
    for path, command in _walk(cli, ("shouxian",)):
        runner = CliRunner()
        result = runner.invoke(cli, [*path[1:], "--help"], prog_name="shouxian", terminal_width=100)
        parts.append(f"## `{' '.join(path)}`\n\n```\n{result.output.rstrip()}\n```")
        assert command is not None
    return "\n\n".join(parts) + "\n"


def _walk(command: click.Command, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in sorted(command.list_commands(context)):
            inner = command.get_command(context, name)
            assert inner is not None
            found += _walk(inner, (*path, name))
    return found


def _dictionary(catalogue: Catalogue) -> str:
    parts = [NOTE + "# The dictionary: every fact, once"]
    for subject in catalogue.dictionary.subjects.values():
        parts.append(f"## {subject.zh} {subject.en} (`{subject.subject}`)")
        rows = ["| 事实 fact | 中文 | type | code list | privacy | source |", "|---|---|---|---|---|---|"]
        for fact in subject.variables:
            kind = fact.type + (" (bounds)" if fact.bounds else "") + (" (derived)" if fact.derive else "")
            rows.append(
                f"| `{fact.name}` | {fact.zh} | {kind} | {fact.codelist or ''} | {fact.privacy} | {fact.source} |"
            )
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _faults() -> str:
    rows = ["| code | exit | 中文 | 怎么办 |", "|---|---|---|---|"]
    for detail in DETAILS.values():
        zh, todo = detail.zh.replace("|", "\\|"), detail.do_zh.replace("|", "\\|")
        rows.append(f"| `{detail.code}` | {int(detail.exit)} | {zh} | {todo} |")
    return NOTE + "# Every fault the product can tell\n\n" + "\n".join(rows) + "\n"


def main() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        if "--write" in sys.argv:
            (REFERENCE / name).write_text(text, "utf-8")
            print(f"written: docs/reference/{name}")


if __name__ == "__main__":
    main()
