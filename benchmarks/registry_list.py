"""The list of households and the search at the desk, at 200,000 households on SQLite and a million on PostgreSQL: what
a page takes at the server, from request to answer, for whoever sees a village, a town or the county."""

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.dataset_import import CAMPAIGN
from benchmarks.desks import KINDS, POSTGRESQL, SQLITE, fill, new_desk, percentile, place
from benchmarks.measure import Step, Table, Work, interleaved, verdict

COUNTY, TOWNS, VILLAGES = "430682", 20, 20
SCOPES = {"village": f"{COUNTY}100200", "town": f"{COUNTY}100", "county": COUNTY}
PASSWORD = "Lang-genug-1"
GOAL = 300.0
SIZE = "households.txt"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志海燕春梅凤清文斌宇浩然欣怡子轩雨泽"
_HERE = "benchmarks.registry_list"
Figures = dict[tuple[str, str], tuple[float, float]]  # (scope, page) → p50 and p95 in milliseconds


class Person(NamedTuple):
    key: str
    household: str
    village: str
    name: str
    id4: str
    phone4: str


def people(count: int) -> Iterator[list[Person]]:
    """Households, head first, the same at every call; every name is marked as an example's."""
    chance = Random(1)
    surnames = [_SURNAMES[min(int(chance.expovariate(0.12)), len(_SURNAMES) - 1)] for _ in range(10_000)]
    given = [f"{chance.choice(_GIVEN)}{chance.choice(_GIVEN)}示例" for _ in range(9_973)]
    codes = [f"{COUNTY}{100 + town}{200 + village}" for town in range(TOWNS) for village in range(VILLAGES)]
    for number in range(count):
        village, key = codes[number % len(codes)], f"H-{number:010}-0"
        home = []
        for nth in range(4 if number % 3 == 0 else 3):
            drawn = (number * 7 + nth * 3 + 1) * 2_654_435_761 % 2**32  # multiplied by the golden ratio: well mixed
            name = surnames[(drawn >> 16) % 10_000 if nth % 2 else number * 31 % 10_000] + given[drawn % 9_973]
            id4 = f"{drawn % 1000:03}{'0123456789X'[drawn % 11]}"
            home.append(Person(f"P-{number:010}-{nth}", key, village, name, id4, f"{(drawn >> 8) % 10_000:04}"))
        yield home


def furnish(count: int) -> None:
    """Everything that lists and searches read: households, members, how a campaign sees them, what was found."""
    from shouxian.server.findings.computing import FINDING_COLUMNS
    from shouxian.server.findings.computing import HOUSEHOLD_COLUMNS as SEEN
    from shouxian.server.registry.lines import HOUSEHOLD_COLUMNS, MEMBER_COLUMNS

    fill("registry_household", HOUSEHOLD_COLUMNS, map(_household, people(count)))
    members = (_member(one) for home in people(count) for one in home)
    fill("registry_member", (*MEMBER_COLUMNS, "village"), members)
    fill("findings_campaignhousehold", SEEN, (_seen(n, home) for n, home in enumerate(people(count))))
    found = (_finding(n, home) for n, home in enumerate(people(count)) if n % 4 == 0)
    fill("findings_finding", FINDING_COLUMNS, found)


def _line(home: list[Person]) -> str:
    from shouxian.server.registry.lines import line_of

    return line_of(home[0].village, _group(home), home[0].name, home[0].household)


def _group(home: list[Person]) -> str:
    return f"{int(home[0].phone4) % 12 + 1}组"


def _household(home: list[Person]) -> tuple[Any, ...]:
    from shouxian.server.registry.initials import initials

    head = home[0]
    marks = (os.urandom(16), os.urandom(16), None)
    return (head.household, head.village, _group(home), head.name, initials(head.name), len(home), _line(home),
            head.id4, head.phone4, *marks, None)  # fmt: skip


def _member(one: Person) -> tuple[Any, ...]:
    from shouxian.server.registry.initials import initials

    marks = (os.urandom(16), None)
    return one.key, one.household, one.name, initials(one.name), one.id4, one.phone4, *marks, one.village


def _seen(number: int, home: list[Person]) -> tuple[Any, ...]:
    worst = {0: 3, 4: 2, 8: 1}.get(number % 12, 0)
    counts = (int(worst == 3), int(worst == 2), int(worst == 1), number % 3)
    return (CAMPAIGN, home[0].household, home[0].village, _line(home), "general", number % 3 > 0, worst, *counts, b"")


def _finding(number: int, home: list[Person]) -> tuple[Any, ...]:
    severity = ("fix", "verify", "hint")[number // 4 % 3]
    head = home[0]
    return (CAMPAIGN, f"bench-{number // 4 % 60}", "screening", severity, "", "household", head.household,
            head.household, head.village, "示例", "example", "0" * 16)  # fmt: skip


def enter() -> dict[str, Any]:
    """Somebody for every scope, signed in."""
    from django.conf import settings
    from django.test import Client

    from shouxian.core.kernel import clock
    from shouxian.server.accounts.actions import open_account, post
    from shouxian.server.audit.actions import By
    from shouxian.server.campaigns.models import Opening

    by = By("bench")
    Opening.objects.create(campaign=CAMPAIGN, place=COUNTY, opened_by="bench", since=clock.now())
    found = {}
    for scope, code in SCOPES.items():
        name = f"clerk-{scope}"
        account = open_account(login=name, name="示例人员", password=PASSWORD, must_change=False, by=by)
        post(account=account, role="town_clerk", codes=[code], since=date(2020, 1, 1), by=by)
        found[scope] = Client(SERVER_NAME="127.0.0.1")
        found[scope].post("/sign-in/", {"login": name, "password": PASSWORD})
    assert "127.0.0.1" in settings.ALLOWED_HOSTS
    return found


def requests(scope: str, count: int) -> dict[str, Callable[[Any, Random], Any]]:
    """What is asked for → a request of it, by a browser and with something drawn to ask for."""
    mine = [home for home in islice(people(count), min(count, 20_000)) if home[0].village.startswith(SCOPES[scope])]
    deep = max((_line(home), home[0].household) for home in mine)[1]

    def seek(of: Callable[[Person], str]) -> Callable[[Any, Random], Any]:
        def ask(browser: Any, chance: Random) -> Any:
            text = of(chance.choice(chance.choice(mine)))
            return browser.post(
                "/households/search/", {"text": text, "campaign": CAMPAIGN}, headers={"hx-request": "true"}
            )

        return ask

    def initials_of(one: Person) -> str:
        from shouxian.server.registry.initials import initials

        return initials(one.name)[:3]

    return {
        "first page": lambda browser, _: browser.get("/households/"),
        "deep page": lambda browser, _: browser.get("/households/", {"after": deep}),
        "not visited": lambda browser, _: browser.get("/households/", {"visited": "no"}),
        "to put right": lambda browser, _: browser.get("/households/", {"worst": "fix"}),
        "whole name": seek(lambda one: one.name),
        "surname": seek(lambda one: one.name[0]),
        "initials": seek(initials_of),
        "last four": seek(lambda one: one.id4),
    }


def pages_sqlite(folder: Path) -> Work:
    return _pages(folder, SQLITE)


def pages_postgresql(folder: Path) -> Work:
    return _pages(folder, POSTGRESQL)


def _pages(folder: Path, kind: str) -> Work:
    """Figures as JSON: scope, what was asked for, p50 and p95 in milliseconds."""
    sizes = json.loads((folder / SIZE).read_text())
    new_desk(folder, kind)
    furnish(sizes[kind])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browsers, chance = enter(), Random(2)

    def work() -> str:
        told = []
        for scope, browser in browsers.items():
            for what, ask in requests(scope, sizes[kind]).items():
                ask(browser, chance)
                times = [_timed(ask, browser, chance) for _ in range(sizes["times"])]
                told.append((scope, what, percentile(times, 0.5), percentile(times, 0.95)))
        return json.dumps(told)

    return work


def _timed(ask: Callable[[Any, Random], Any], browser: Any, chance: Random) -> float:
    start = time.perf_counter()
    answer = ask(browser, chance)
    seconds = time.perf_counter() - start
    if answer.status_code != 200 or not answer.content:
        raise AssertionError(f"no page: {answer.status_code}")
    return seconds


def run(quick: bool) -> Table:
    sizes = {SQLITE: 500, "times": 1} if quick else {SQLITE: 200_000, POSTGRESQL: 1_000_000, "times": 40}
    kinds = [kind for kind in KINDS if kind in sizes]
    steps = [Step(kind, f"{_HERE}:pages_{kind.lower()}") for kind in kinds]
    with place(postgresql=not quick) as folder:
        (folder / SIZE).write_text(json.dumps(sizes))
        done = interleaved(steps, folder, 1, fresh=not quick)
    return _told({kind: _read(done[kind].done) for kind in kinds}, sizes)


def _read(done: str) -> Figures:
    return {(scope, what): (p50, p95) for scope, what, p50, p95 in json.loads(done)}


def _told(found: dict[str, Figures], sizes: dict[str, int]) -> Table:
    columns = [(kind, scope) for kind in found for scope in SCOPES]
    rows, verdicts = [], []
    for what in dict.fromkeys(what for _, what in found[SQLITE]):
        told = (found[kind][scope, what] for kind, scope in columns)
        rows.append((what, *(f"{p50:.0f} / {p95:.0f}" for p50, p95 in told)))
    for kind, figures in found.items():
        p95, what, scope = max((p95, what, scope) for (scope, what), (_, p95) in figures.items())
        verdicts.append(verdict(f"slowest p95 on {kind} ({what}, {scope})", p95, GOAL, "ms"))
        deep = max(figures[scope, "deep page"][0] / figures[scope, "first page"][0] for scope in SCOPES)
        verdicts.append(verdict(f"a deep page ÷ the first one, {kind}", deep, 1.5))
    return Table(
        "Lists at " + ", ".join(f"{sizes[kind]:,} households on {kind}" for kind in found),
        f"Milliseconds at the server, p50 / p95 of {sizes['times']} requests one after the other, from request to "
        f"answer with session, rights and template; {TOWNS * VILLAGES} villages, three or four members a household, a "
        "finding at every fourth. PostgreSQL is set up as its wheel does it.",
        ("page", *(f"{kind}, {scope}" for kind, scope in columns)),
        tuple(rows),
        tuple(verdicts),
    )
