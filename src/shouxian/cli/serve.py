"""``shouxian serve``: the desk, with its worker, in one process."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import click

from shouxian.cli.boundary import Terminal, terminal
from shouxian.core.kernel.faults import ShouxianError, fault


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="数据目录 Data folder (SHOUXIAN_DATA).")
@click.option("--listen", default="127.0.0.1:8000", show_default=True, help="监听地址 Address and port.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="页面线程数 Threads for pages."
)
@click.option(
    "--administrator", default="admin", show_default=True, help="首个管理员登录名 Login of the first account."
)
@click.option("--demo", is_flag=True, help="演示:登录页显示演示账号 Show the demo's accounts on the sign-in page.")
@click.option("--check", is_flag=True, help="只自检,不启动 Only check, do not serve.")
@click.pass_context
def serve(
    context: click.Context, data: Path | None, listen: str, threads: int, administrator: str, demo: bool, check: bool
) -> None:
    """启动工作台:网页、任务和日志封印在一个进程里 Serve the desk: pages, jobs and the log's seals in one process."""
    here = terminal(context)
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise ShouxianError(fault("SERVE_LISTEN", listen=listen))
    folder = data or Path(os.environ.get("SHOUXIAN_DATA", "shouxian-data"))
    make_ready(folder)
    if demo:
        _open_demo_door(folder)
    if check:
        _tell_health(here)
        return
    _refuse_unsafe()
    _first_start(here, administrator)
    _serve(here, host.strip("[]"), int(port), threads)


def make_ready(folder: Path) -> None:
    """The data folder, the secret and the environment, then Django; the tables are brought up to date."""
    from shouxian.server.keeping.secret import secret_of

    os.umask(0o077)  # nobody else on the machine reads the database, its journal or the secret
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["SHOUXIAN_DATA"] = str(folder.resolve())
    os.environ["SHOUXIAN_SECRET"] = secret_of(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "shouxian.server.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _open_demo_door(folder: Path) -> None:
    from django.conf import settings

    if not (folder / "demo.json").is_file():
        raise ShouxianError(fault("SERVE_NO_DEMO"))
    settings.DEMO_DOOR = True


def _first_start(here: Terminal, login: str) -> None:
    from shouxian.server.keeping.first_start import make_administrator

    password = make_administrator(login=login, name=here.word("系统管理员", "Administrator"))
    if password:
        here.say(
            f"首次启动:管理员登录名 {login},一次性密码 {password}(只显示这一次,登录后必须修改)",
            f"First start: administrator {login}, password for one sign-in {password} (shown only now)",
        )


def _refuse_unsafe() -> None:
    from shouxian.server.keeping.health import database

    found = database()
    if found.state == "bad":
        raise ShouxianError(fault("SERVE_DATABASE", told=found.told))


def _tell_health(here: Terminal) -> None:
    from django.utils import translation

    from shouxian.server.keeping.health import checks

    with translation.override("zh-hans" if here.lang == "zh" else "en"):
        found = checks(serving=False)
    words = {"good": here.word("正常", "good"), "look": here.word("请看", "look"), "bad": here.word("不行", "bad")}
    heads = (
        here.word("项目", "what"),
        here.word("状态", "state"),
        here.word("现状", "seen"),
        here.word("办法", "to do"),
    )
    here.table("", heads, [(c.name, words[c.state], c.told, "" if c.state == "good" else c.todo) for c in found])
    here.give([vars(c) for c in found])
    if any(c.state == "bad" for c in found):
        sys.exit(1)


def _serve(here: Terminal, host: str, port: int, threads: int) -> None:
    from django.conf import settings
    from waitress.server import create_server

    from shouxian.server.campaigns.queries import catalogue
    from shouxian.server.flows.handlers import HANDLERS
    from shouxian.server.keeping.running import Beside
    from shouxian.server.project.wsgi import application
    from shouxian.server.web.boundary import LARGEST

    catalogue()  # packs are read before the first page asks for them
    proxy: dict[str, Any] = (
        {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"}}
        if settings.HTTPS
        else {}
    )
    try:
        server = create_server(
            application, host=host, port=port, threads=threads, ident=None, clear_untrusted_proxy_headers=True,
            max_request_body_size=2 * LARGEST, **proxy,
        )  # fmt: skip
    except OSError:
        raise ShouxianError(fault("SERVE_LISTEN", listen=f"{host}:{port}")) from None
    beside = Beside(HANDLERS)
    beside.start()
    here.say(
        f"工作台已启动:http://{host}:{port}/ (Ctrl+C 停止)",
        f"The desk is open: http://{host}:{port}/ (Ctrl+C stops it)",
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server.run()
    finally:
        beside.stop()
