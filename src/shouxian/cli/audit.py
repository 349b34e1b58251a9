"""``shouxian audit``: check an exported log without the server, and ask it whose export a file is."""

import os
from hashlib import sha256
from pathlib import Path

import click

from shouxian.cli.boundary import terminal
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.sheets.reading.marks import marks_of
from shouxian.server.audit.chain import read_exported, verify
from shouxian.server.audit.keys import derived
from shouxian.server.audit.tracing import told_of

_SHOWN = 20


@click.group()
def audit() -> None:
    """审计日志 The log of who did what: check it."""


@audit.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--anchor", multiple=True, metavar="N=HEX", help="另记的封印 A seal's head as written down elsewhere.")
@click.pass_context
def verify_(context: click.Context, file: Path, anchor: tuple[str, ...]) -> None:
    """核验导出的日志有没有被改、删、插、截 Check an exported log: changed, removed, moved, put in, cut off."""
    here = terminal(context)
    secret = os.environ.get("SHOUXIAN_SECRET", "")
    if not secret:
        raise ShouxianError(fault("AUDIT_SECRET"))
    with file.open(encoding="utf-8") as texts:
        lines, seals = read_exported(texts)
    found = verify(derived(secret, "audit"), lines, seals, dict(map(_anchor, anchor)))
    if not found.sound:
        shown = "、".join(map(str, found.changed[:_SHOWN])) or "—"
        raise ShouxianError(fault("AUDIT_TAMPERED", changed=shown, broken=found.broken or "—"))
    here.say(
        f"完好:{found.entries} 条,{found.seals} 个封印,{found.tail} 条尚未封印",
        f"Sound: {found.entries} entries, {found.seals} seals, {found.tail} not sealed yet",
    )
    here.give(vars(found))


@audit.command("who-exported")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--log", "log_", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="从工作台下载的日志 The log as taken from the desk.")  # fmt: skip
@click.option("--password", default="", help="文件的打开密码(被人另存过的加密文件) Of a protected file saved again.")
@click.pass_context
def who_exported(context: click.Context, file: Path, log_: Path, password: str) -> None:
    """查一个文件是谁、何时、为何导出的 Whose export a file that turned up is: who, when, what for."""
    here = terminal(context)
    content = file.read_bytes()
    with log_.open(encoding="utf-8") as texts:
        found = told_of(read_exported(texts)[0], sha256(content).hexdigest(), marks_of(content, file.name, password))
    if not found:
        raise ShouxianError(fault("EXPORT_NO_MARK"))
    for told in found:
        about = dict(told["about"])
        parts = (told["at"], told["by"], told["act"], about.get("rows"), about.get("reason"))
        line = " · ".join(str(part) for part in parts if part)
        here.say(line, line)
    here.give({"entries": found})


def _anchor(text: str) -> tuple[int, bytes]:
    number, _, head = text.partition("=")
    try:
        return int(number), bytes.fromhex(head)
    except ValueError:
        raise click.BadParameter(text) from None
