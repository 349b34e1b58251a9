"""The demo's desk: the towns that `demo-town` made, screened, and an account for every post. All of it is invented."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from shouxian.core.dataset.folder import FolderStore
from shouxian.core.kernel import clock
from shouxian.server.accounts.actions import name_area, open_account, post
from shouxian.server.accounts.models import Account
from shouxian.server.audit.actions import By
from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import common, openings
from shouxian.server.flows.bringing_over import bring_over
from shouxian.server.flows.handlers import HANDLERS
from shouxian.server.flows.looking_again import ask_screening
from shouxian.server.jobs.worker import work_once
from shouxian.server.registry.actions import Handed, hand_in
from shouxian.server.registry.models import Received, Source
from shouxian.server.registry.queries import villages_in

DEMO = By("demo")
_INSPECTION = timedelta(days=365)
_FILES = 2  # returned workbooks of each campaign that still wait at the desk


@dataclass(frozen=True)
class Post:
    """An account of the demo: login, name, role, and where it acts. ``group``: as a named group of villages."""

    login: str
    name: str
    role: str
    codes: tuple[str, ...]
    group: str = ""


def furnish(*, towns: Path, told: Callable[[str, int], None], using: str = "default") -> Mapping[str, str]:
    """Load every workspace below ``towns`` that is not here yet, screen it, and open the accounts that are missing;
    login → password of those that are new. ``told(campaign, imports)`` is called after each."""
    for workspace in sorted(towns.glob("*/工作文件夹")):
        count = bring_over(workspace=workspace, by=DEMO, using=using)
        if count:
            ask_screening(campaign=_campaign(workspace), by=DEMO, using=using)
        told(_campaign(workspace), count)
    passwords = _open_accounts(using)
    for workspace in sorted(towns.glob("*/工作文件夹")):
        _hand_in_the_rest(workspace, using)
    while work_once(HANDLERS, using=using) is not None:
        pass
    return passwords


def posts(here: Sequence[Opening], using: str) -> Iterator[Post]:
    """Every post once, in the first town; and a clerk for each of the other towns."""
    villages = villages_in((here[0].place,), using=using)
    town = villages[0][:9]
    whole = tuple(sorted({opening.place for opening in here}))
    yield Post("cunganbu", "村干部甲示例", "village_cadre", tuple(villages[:2]))
    yield Post("wanggeyuan", "网格员乙示例", "grid_worker", tuple(villages[:1]))
    yield Post("diyishuji", "第一书记丙示例", "first_secretary", tuple(villages[1:2]))
    yield Post("baocun", "包村干部丁示例", "village_contact", tuple(villages[-2:]))
    yield Post("xinxiyuan", "镇信息员戊示例", "town_clerk", (town,))
    yield Post("zhenlingdao", "镇领导己示例", "town_leader", (town,))
    yield Post("xianban", "县办庚示例", "county_office", whole)
    yield Post("ducha", "督查辛示例", "checker", tuple(villages[1:3]), "第一督查组(示例)")
    yield Post("shenji", "审计壬示例", "auditor", whole)
    yield Post("xitong", "系统管理员癸示例", "administrator", whole)
    for number, opening in enumerate(here[1:], start=2):
        yield Post(f"xinxiyuan{number}", f"镇信息员{number}示例", "town_clerk", (opening.place,))


def _open_accounts(using: str) -> dict[str, str]:
    here = openings(("",), using=using)
    made: dict[str, str] = {}
    today = clock.today()
    for wanted in posts(here, using) if here else ():
        if Account.objects.using(using).filter(login=wanted.login).exists():
            continue
        made[wanted.login] = secrets.token_urlsafe(9)
        until = today + _INSPECTION if wanted.role == "checker" else None
        with transaction.atomic(using=using):
            account = open_account(
                login=wanted.login,
                name=wanted.name,
                password=made[wanted.login],
                must_change=False,
                by=DEMO,
                using=using,
            )
            areas = (
                [name_area(name=wanted.group, year=today.year, codes=wanted.codes, since=today, until=until, by=DEMO,
                           using=using)]
                if wanted.group
                else []
            )  # fmt: skip
            codes = () if wanted.group else wanted.codes
            post(
                account=account, role=wanted.role, codes=codes, areas=areas, since=today, until=until, by=DEMO,
                using=using,
            )  # fmt: skip
    return made


def _hand_in_the_rest(workspace: Path, using: str) -> None:
    """Some returned workbooks that never came to be stored: they wait at the desk for somebody to look at."""
    campaign = _campaign(workspace)
    here = openings(("",), using=using)
    place = next(opening.place for opening in here if opening.campaign == campaign)
    clerk = next(p for p in posts(here, using) if p.role == "town_clerk" and common(p.codes, place))
    known = {
        *Source.objects.using(using).filter(campaign=campaign).values_list("sha256", flat=True),
        *Received.objects.using(using).filter(campaign=campaign).values_list("sha256", flat=True),
    }
    paths = sorted(workspace.parent.glob("2-*/*/*.xlsx"))
    waiting = [path for path in paths if hashlib.sha256(path.read_bytes()).hexdigest() not in known]
    if not Received.objects.using(using).filter(campaign=campaign).exists():
        for path in waiting[:_FILES]:
            handed = Handed(campaign, "return", path.name, path.read_bytes())
            hand_in(handed=handed, places=clerk.codes, by=By(clerk.login, clerk.role), using=using)


def _campaign(workspace: Path) -> str:
    return FolderStore(workspace, {}).campaign
