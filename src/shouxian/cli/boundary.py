"""The one boundary of the command line: faults become texts and exit codes, never a traceback."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from shouxian.core.kernel.faults import ExitCode, Fault, Lang, ShouxianError


@dataclass
class Terminal:
    """Where a command speaks: language, JSON or words, and the packs it was pointed to."""

    lang: Lang
    json: bool
    packs: Path | None
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def word(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def say(self, zh: str, en: str) -> None:
        """A sentence for people; silent where JSON was asked for."""
        if not self.json:
            self.out.print(self.word(zh, en), markup=False)

    def give(self, data: Any) -> None:
        """The result as JSON, where that was asked for."""
        if self.json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))

    def table(self, title: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        if self.json:
            return
        table = Table(title=title or None, title_justify="left", header_style="bold")
        for head in heads:
            table.add_column(head, overflow="fold")
        for row in rows:
            table.add_row(*(str(cell) for cell in row))
        self.out.print(table)

    def faults(self, faults: Iterable[Fault], most: int = 40) -> None:
        """Faults on standard error, one line each."""
        listed = list(faults)
        for fault in listed[:most]:
            self.err.print(("✗ " if fault.blocking else "• ") + fault.text(self.lang), markup=False)
        if len(listed) > most:
            rest = len(listed) - most
            self.err.print(self.word(f"……还有 {rest} 条", f"… and {rest} more"), markup=False)

    def progress(self) -> Progress:
        """A bar on standard error; draws nothing when that is not a terminal or JSON was asked for."""
        return Progress(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=self.err, transient=True, disable=self.json or not self.err.is_terminal,
        )  # fmt: skip


def terminal(context: click.Context) -> Terminal:
    return cast(Terminal, context.obj)


def default_language() -> Lang:
    """zh unless the locale says another language than Chinese."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if named.startswith("en") else "zh"


def fault_json(fault: Fault) -> Mapping[str, Any]:
    return {
        "code": fault.code, "where": fault.where.text("zh"), "zh": fault.text("zh"), "en": fault.text("en"),
        "blocking": fault.blocking,
    }  # fmt: skip


def run_guarded(command: click.Command) -> int:
    """Run a command and turn whatever happens into an exit code."""
    lang = default_language()
    try:
        result = command.main(standalone_mode=False)
        return result if isinstance(result, int) else int(ExitCode.OK)
    except ShouxianError as error:
        here = _current() or Terminal(lang, False, None)
        here.faults(error.faults)
        here.give({"faults": [fault_json(f) for f in error.faults]})
        return int(error.exit)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return int(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _said(lang, "已中止,没有做到一半的写入", "Stopped; nothing was half written", 130)
    except OSError as error:
        told = error.strerror or type(error).__name__
        name = error.filename or ""
        return _said(lang, f"文件操作失败:{told} {name}", f"File operation failed: {told} {name}", ExitCode.INTERNAL)
    except Exception as error:  # the last wall: a clerk never sees a traceback
        if os.environ.get("SHOUXIAN_DEBUG"):
            raise
        kind = type(error).__name__
        zh = f"程序内部出错({kind}),没有写入任何数据。请设置 SHOUXIAN_DEBUG=1 重试,并把输出交给管理员"
        en = f"Internal error ({kind}); nothing was stored. Set SHOUXIAN_DEBUG=1, try again, and report the output"
        return _said(lang, zh, en, ExitCode.INTERNAL)


_LAST: list[Terminal] = []


def remember(here: Terminal) -> Terminal:
    """Keep the terminal of this process, so that the boundary speaks its language."""
    _LAST[:] = [here]
    return here


def _current() -> Terminal | None:
    return _LAST[-1] if _LAST else None


def _said(lang: Lang, zh: str, en: str, code: int) -> int:
    here = _current()
    click.echo(("✗ " + (zh if (here.lang if here else lang) == "zh" else en)), err=True)
    return int(code)
