"""``shouxian desk``: a whole desk into one file, and out of it into another database."""

import os
from pathlib import Path

import click

from shouxian.cli.boundary import Terminal, terminal
from shouxian.core.kernel.faults import ShouxianError, fault

_data = click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="数据目录 Data folder (SHOUXIAN_DATA)."
)


@click.group()
def desk() -> None:
    """工作台搬家:整库导出、装入 Move a desk to another database or machine."""


@desk.command("dump")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_data
@click.pass_context
def dump_(context: click.Context, file: Path, data: Path | None) -> None:
    """把工作台的全部数据导出成一个文件 Write everything a desk holds into one file.

    The file needs the secret of the data folder to be loaded again, and does not hold it.
    """
    here = terminal(context)
    _ready(_folder(data), "MOVE_NO_DESK")
    from shouxian.server.audit.actions import By
    from shouxian.server.keeping.dumping import dump

    told = dump(path=file, by=By("", "desk dump"))
    _tell(here, [(one.table, one.rows) for one in told])
    here.say(
        f"已导出到 {file}。装入另一处时要用同一个密钥(数据目录里的 secret 文件,不在导出文件中)",
        f"Written to {file}. To load it elsewhere the same secret is needed (the file 'secret', which is not in it)",
    )
    here.give([vars(one) for one in told])


@desk.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_data
@click.pass_context
def load_(context: click.Context, file: Path, data: Path | None) -> None:
    """把导出的文件装入一个新的空库 Load a dump into a new, empty database.

    All of it or nothing; afterwards the database gives the same dump.
    """
    here = terminal(context)
    _ready(_folder(data), "MOVE_SECRET")
    from shouxian.server.keeping.loading import load

    told = load(path=file)
    _tell(here, [(one.table, one.rows) for one in told])
    here.say("已装入,并逐表读回核对一致", "Loaded, and read back table by table: the same")
    here.give([vars(one) for one in told])


def _folder(data: Path | None) -> Path:
    return data or Path(os.environ.get("SHOUXIAN_DATA", "shouxian-data"))


def _ready(folder: Path, without_secret: str) -> None:
    """As for serving, but a secret has to be there already: a new one would open nothing."""
    from shouxian.cli.serve import make_ready
    from shouxian.server.keeping.secret import FILE

    if not (folder / FILE).exists() and not os.environ.get("SHOUXIAN_SECRET"):
        raise ShouxianError(fault(without_secret, folder=folder))
    make_ready(folder)


def _tell(here: Terminal, rows: list[tuple[str, int]]) -> None:
    heads = (here.word("表", "table"), here.word("行数", "rows"))
    here.table("", heads, [(table, f"{count:,}") for table, count in rows if count])
