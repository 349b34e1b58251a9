"""Three hundred people sign in while twenty clerks load pages and a screening runs: ``shouxian serve`` as it is, with a
town loaded. Everything goes over the loopback of this machine."""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.dataset_import import CAMPAIGN, generate
from benchmarks.desks import FILE, SQLITE, new_desk, percentile, place
from benchmarks.measure import Table, verdict
from benchmarks.registry_in import ours_sqlite

PASSWORD, TOWN = "Lang-genug-1", "430682110"
PAGES = ("/", "/households/", "/households/?visited=no", "/villages/", "/jobs/", "/files/")
SECRET = "only for measuring, and long enough"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_THINKING = 1.0  # seconds between two pages of a clerk
_DOORS = 4  # people who press the button at the same moment


class Browser:
    """Somebody at a desk, with cookies."""

    def __init__(self, desk: str) -> None:
        self._desk = desk
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def page(self, path: str) -> str:
        with self._opener.open(self._desk + path, timeout=60) as answer:
            return str(answer.read().decode())

    def sign_in(self, login: str) -> float:
        """Seconds from the button to the first page."""
        token = _TOKEN.search(self.page("/sign-in/"))
        assert token is not None
        told = {"login": login, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        body = urllib.parse.urlencode(told).encode()
        asked = urllib.request.Request(self._desk + "/sign-in/", body, {"Referer": self._desk + "/sign-in/"})
        start = time.perf_counter()
        with self._opener.open(asked, timeout=60) as answer:
            text = answer.read().decode()
        seconds = time.perf_counter() - start
        assert 'action="/sign-out/"' in text, "not let in"
        return seconds


def furnish(folder: Path, households: int, people: int) -> None:
    """A town of one campaign that waits to be screened, and accounts with a post in it."""
    generate(folder, households)
    ours_sqlite(folder)()
    from shouxian.core.kernel import clock
    from shouxian.server.accounts.actions import open_account, post
    from shouxian.server.accounts.models import Account, Posting
    from shouxian.server.audit.actions import By
    from shouxian.server.campaigns.actions import open_here
    from shouxian.server.flows.looking_again import ask_screening

    by = By("bench")
    open_here(campaign=CAMPAIGN, by=by)
    first = open_account(login="clerk-0", name="示例人员", password=PASSWORD, must_change=False, by=by)
    post(account=first, role="town_clerk", codes=[TOWN], since=date(2020, 1, 1), by=by)
    told = {"name": first.name, "password": first.password, "must_change_password": False, "opened_at": clock.now()}
    others = Account.objects.bulk_create([Account(login=f"clerk-{n}", **told) for n in range(1, people)])
    Posting.objects.bulk_create(
        [Posting(account=one, role="town_clerk", codes=[TOWN], since=date(2020, 1, 1)) for one in others]
    )
    ask_screening(campaign=CAMPAIGN, by=by)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """The desk as it is served: its address and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    data.mkdir()
    (folder / FILE).rename(data / FILE)
    given = {name: told for name, told in os.environ.items() if not name.startswith(("SHOUXIAN_", "DJANGO_"))}
    command = [
        str(Path(sys.executable).parent / "shouxian"),
        "serve",
        "--data",
        str(data),
        "--listen",
        f"127.0.0.1:{port}",
    ]
    with (folder / "told.txt").open("w") as told:
        process = subprocess.Popen(command, env=given | {"SHOUXIAN_SECRET": SECRET}, stdout=told, stderr=told)
    try:
        _wait(f"http://127.0.0.1:{port}", process, folder / "told.txt")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(desk: str, process: "subprocess.Popen[bytes]", told: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(told.read_text("utf-8")[-2000:])
        try:
            Browser(desk).page("/sign-in/")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the desk does not open")


def memory(process: int, what: str) -> float:
    """MB that a process holds (VmRSS) or has held at most (VmHWM)."""
    status = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return int(next(line for line in status if line.startswith(what)).split()[1]) / 1024


def crowd(desk: str, sign_ins: int, clerks: int) -> tuple[list[float], list[float], float]:
    """Seconds of every sign-in and of every page that the clerks loaded meanwhile, and of the whole."""
    over, pages = threading.Event(), list[float]()
    at_work = [Browser(desk) for _ in range(clerks)]
    for number, browser in enumerate(at_work):
        browser.sign_in(f"clerk-{number}")

    def clerk(number: int) -> None:
        chance = Random(number)
        while not over.wait(_THINKING * chance.random() * 2):
            start = time.perf_counter()
            at_work[number].page(chance.choice(PAGES))
            pages.append(time.perf_counter() - start)

    with ThreadPoolExecutor(clerks + _DOORS) as pool:
        working = [pool.submit(clerk, number) for number in range(clerks)]
        start = time.perf_counter()
        arriving = [pool.submit(Browser(desk).sign_in, f"clerk-{n}") for n in range(clerks, clerks + sign_ins)]
        took = [one.result() for one in arriving]
        seconds = time.perf_counter() - start
        over.set()
        for one in working:
            one.result()
    return took, pages, seconds


def run(quick: bool) -> Table:
    households, sign_ins, clerks = (60, 4, 2) if quick else (5_000, 300, 20)
    with place(postgresql=False) as folder:
        new_desk(folder, SQLITE)
        _furnish(folder, households, sign_ins + clerks)
        with serving(folder) as (desk, process):
            before = memory(process, "VmRSS")
            took, pages, seconds = crowd(desk, sign_ins, clerks)
            most = memory(process, "VmHWM")
    return _told(households, sign_ins, clerks, took, pages, seconds, (before, most))


def _furnish(folder: Path, households: int, people: int) -> None:
    """Under the secret that the desk will be served with."""
    from django.db import connections
    from django.test import override_settings

    with override_settings(SECRET_KEY=SECRET):
        furnish(folder, households, people)
    connections["default"].close()


def _told(
    households: int, sign_ins: int, clerks: int, took: list[float], pages: list[float], seconds: float,
    memory: tuple[float, float],
) -> Table:  # fmt: skip
    rows = [
        (what, str(len(times)), *(f"{percentile(times, share):.0f}" for share in (0.5, 0.95, 1.0)))
        for what, times in (("sign-in", took), ("page of a clerk", pages))
        if times
    ]
    return Table(
        f"{sign_ins} sign-ins while {clerks} clerks work",
        f"`shouxian serve` on SQLite with {households:,} households, whose screening it carries out in the first "
        f"moments; {_DOORS} people press the button at the same time, as fast as they are let in, and every clerk "
        "loads a page a second. Milliseconds over the loopback; clients and server share "
        f"{os.cpu_count()} processors. Memory of the process: {memory[0]:.0f} MB before, {memory[1]:.0f} MB at most.",
        ("what", "times", "p50 ms", "p95 ms", "most ms"),
        tuple(rows),
        (
            verdict(f"{sign_ins} sign-ins", seconds, 300, "s"),
            verdict("memory of the process at most", memory[1], 1024, "MB"),
        ),
    )
