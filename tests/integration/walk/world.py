"""A small world for the walk: two counties, three towns, five villages, somebody in every role, and in every village
words that stand nowhere else (canaries), each with the right without which nobody may ever meet it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.server.accounts.actions import close_account, name_area, open_account, post
from shouxian.server.accounts.models import Account, Posting
from shouxian.server.accounts.queries import Standing, standing
from shouxian.server.accounts.roles import Right
from shouxian.server.audit.actions import By, record
from shouxian.server.campaigns.actions import open_here
from shouxian.server.campaigns.queries import openings
from shouxian.server.findings.models import CampaignHousehold, Finding
from shouxian.server.flows.correcting import Correction, correct
from shouxian.server.flows.looking_again import ALL
from shouxian.server.jobs.actions import ask, stop
from shouxian.server.jobs.models import Job
from shouxian.server.registry.actions import Checked, Handed, hand_in, keep_checked
from shouxian.server.registry.models import Household
from shouxian.server.reports.actions import BLANK, OUTPUTS, Made, keep
from tests.integration.observed import observed
from tests.integration.observed import record as source

ONE, TWO = "430682110001", "430682110002"  # of one town
NEXT_TOWN = "430682111200"
OTHER_COUNTY, FAR = "430981108001", "610881001020"
VILLAGES = (ONE, TWO, NEXT_TOWN, OTHER_COUNTY, FAR)
CAMPAIGNS = {
    ONE: "zhanqiao-2022-income", TWO: "zhanqiao-2022-income", NEXT_TOWN: "zhanqiao-2022-income",
    OTHER_COUNTY: "xinwan-2022-autumn", FAR: "shenmu-2022-spring",
}  # fmt: skip
TOWN, COUNTY = ONE[:9], ONE[:6]
PASSWORD = "Alt-und-lang-1"
BY = By("示例建库", "world")


@dataclass(frozen=True)
class Canary:
    """``text`` stands in data of ``village``; whoever has not ``right`` there may never meet it."""

    text: str
    village: str
    right: Right


@dataclass(frozen=True)
class Planted:
    """A thing that addresses can name. ``places``: where it lies, all of it; none: the address decides. ``owner``:
    whose alone it is, "" for nobody's."""

    value: str | int
    places: tuple[str, ...] = ()
    owner: str = ""
    label: str = ""  # tells it from others in the same places


@dataclass
class World:
    using: str
    accounts: dict[str, Account] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)
    things: dict[str, list[Planted]] = field(default_factory=dict)

    def standing(self, login: str) -> Standing:
        return standing(self.accounts[login], clock.today(), using=self.using)

    def canary(self, village: str, right: Right, what: str) -> str:
        """A word of ASCII letters and digits, so that no way of writing it out changes it."""
        text = f"zq{what}{village}{right.replace('_', '')}"
        self.canaries.append(Canary(text, village, right))
        return text

    def plant(self, kind: str, planted: Planted) -> None:
        self.things.setdefault(kind, []).append(planted)


def make(using: str, store: Store) -> World:
    world = World(using)
    _people(world)
    _households(world, store)
    _campaigns(world)
    _files(world)
    _papers(world)
    _corrections(world)
    _entries(world)
    for village in VILLAGES:
        world.plant("village", Planted(village, (village,)))
        world.canaries.append(Canary(f"/villages/{village}/", village, "see_households"))
    for login, kind in (("town_clerk", ALL), ("village_cadre", BLANK), ("far_cadre", OUTPUTS)):
        job = ask(kind=kind, given={"campaign": CAMPAIGNS[OTHER_COUNTY]}, by=By(login), using=using)
        world.plant("job", Planted(job.pk, owner=login))
    return world


def _people(world: World) -> None:
    today = clock.today()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    group = name_area(name="示例督查组", year=today.year, codes=[ONE, FAR], since=yesterday, by=BY, using=world.using)
    world.plant("area", Planted(group.pk, (ONE, FAR)))
    for village in VILLAGES:
        one = name_area(name="示例片", year=today.year, codes=[village], since=yesterday, by=BY, using=world.using)
        one.name = world.canary(village, "manage_accounts", "area")  # not in the log: who reads that may know areas
        one.save(using=world.using)
        world.plant("area", Planted(one.pk, (village,)))
    plain: Mapping[str, tuple[str, list[str]]] = {
        "village_cadre": ("village_cadre", [ONE]),
        "grid_worker": ("grid_worker", [ONE]),
        "first_secretary": ("first_secretary", [TWO]),
        "village_contact": ("village_contact", [ONE, TWO]),
        "town_clerk": ("town_clerk", [TOWN]),
        "town_leader": ("town_leader", [TOWN]),
        "county_office": ("county_office", [COUNTY]),
        "county_auditor": ("auditor", [COUNTY]),
        "auditor": ("auditor", [""]),
        "administrator": ("administrator", [""]),
        "next_town_clerk": ("town_clerk", [NEXT_TOWN[:9]]),
        "other_county_office": ("county_office", [OTHER_COUNTY[:6]]),
        "far_cadre": ("village_cadre", [FAR]),
    }
    for login, (role, codes) in plain.items():
        account = _open(world, login, codes[0])
        post(account=account, role=role, codes=codes, since=yesterday, by=BY, using=world.using)
    checker = _open(world, "checker", ONE)
    post(account=checker, role="checker", areas=[group], since=yesterday, until=tomorrow, by=BY, using=world.using)
    for login, since, until in (("expired", date(2020, 1, 1), yesterday), ("coming", tomorrow, None)):
        account = _open(world, login, ONE)
        post(account=account, role="town_clerk", codes=[TOWN], since=since, until=until, by=BY, using=world.using)
    two = _open(world, "two_posts", ONE)
    post(account=two, role="village_cadre", codes=[ONE], since=yesterday, by=BY, using=world.using)
    post(account=two, role="checker", codes=[FAR], since=yesterday, until=tomorrow, by=BY, using=world.using)
    closed = _open(world, "closed", ONE)
    post(account=closed, role="town_clerk", codes=[TOWN], since=yesterday, by=BY, using=world.using)
    close_account(account=closed, by=BY, using=world.using)
    _open(world, "no_post", "")
    for posting in Posting.objects.using(world.using).select_related("account"):
        codes = posting.codes or [ONE]
        world.plant("posting", Planted(posting.pk, tuple(codes)))


def _open(world: World, login: str, place: str) -> Account:
    """The name of somebody in one village only is a canary for those who manage accounts elsewhere."""
    name = world.canary(place, "manage_accounts", login.replace("_", "")) if len(place) == len(ONE) else f"示例{login}"
    account = open_account(login=login, name=name, password=PASSWORD, by=BY, must_change=False, using=world.using)
    world.accounts[login] = account
    world.plant("account", Planted(account.pk, (place,) if place else ()))
    return account


def _households(world: World, store: Store) -> None:
    groups: dict[str, str] = {}
    for number, village in enumerate(VILLAGES):
        rows = []
        for household in range(2):
            key = f"H-WALK{number}{household}"
            name = world.canary(village, "see_households", f"name{household}")
            phone = f"140{number}77{household}{number}991"
            world.canaries.append(Canary(phone, village, "reveal"))
            rows.append({"key": key, "village_key": village, "head_name": name, "phone": phone})
            world.plant("household", Planted(key, (village,)))
            groups[key] = world.canary(village, "see_households", f"group{household}")
        store.apply(source(), [observed(*rows)])
    for key, group in groups.items():
        Household.objects.using(world.using).filter(key=key).update(group=group)


def _entries(world: World) -> None:
    with transaction.atomic(using=world.using):
        for village in VILLAGES:
            about = {"file": world.canary(village, "read_log", "log")}
            record(by=BY, act="walk.planted", subject="household", village=village, about=about, using=world.using)


def _campaigns(world: World) -> None:
    """Every campaign has seen every household of its villages and found something that says where."""
    for campaign in sorted(set(CAMPAIGNS.values())):
        open_here(campaign=campaign, by=BY, using=world.using)
        world.plant("campaign", Planted(campaign, label=campaign))
    for household in Household.objects.using(world.using).all():
        campaign, village = CAMPAIGNS[household.village], household.village
        CampaignHousehold.objects.using(world.using).create(
            campaign=campaign, household=household.key, village=village, line=household.line, type="general",
            visited=True, worst=3, fix=1, verify=0, hint=0, unknown=0, waiting=b"",
        )  # fmt: skip
        _finding(world, "household", household.key, village)
    for village in VILLAGES:
        _finding(world, "village", f"V-{village}", village)


def _finding(world: World, subject: str, key: str, village: str) -> None:
    said, rule = (world.canary(village, "see_households", f"{what}{subject}") for what in ("found", "rule"))
    Finding.objects.using(world.using).create(
        campaign=CAMPAIGNS[village], rule=rule, kind="risk", severity="fix", subject=subject, key=key,
        household=key if subject == "household" else "", village=village, zh=said, en=said, fingerprint="0" * 16,
    )  # fmt: skip


def _files(world: World) -> None:
    """A file of every village, with the answer that goes back; and one of two villages at once."""
    states = {(ONE,): "ready", (TWO,): "stored"}
    for places in (*((village,) for village in VILLAGES), (ONE, NEXT_TOWN)):
        village = places[-1]
        name = world.canary(village, "take_back", f"file{len(places)}") + ".xlsx"
        handed = Handed(CAMPAIGNS[village], "return", name, b"PK\x03\x04 not really", village=village)
        received = hand_in(handed=handed, places=places, by=BY, using=world.using)
        inside = world.canary(village, "take_back", f"answer{len(places)}").encode()
        answer = (f"{name}.answer.xlsx", inside)
        checked = Checked(
            states.get(places, "refused"), {"households": 1}, {}, answer=answer, ticks=answer, places=places
        )
        keep_checked(received=received, checked=checked, by=BY, source=None, using=world.using)
        world.plant("file", Planted(received.pk, places))


def _papers(world: World) -> None:
    """Blank annexes and reports of every village, waiting to be fetched."""
    rights: dict[str, Right] = {"blank": "hand_out", "outputs": "export"}
    for number, village in enumerate(VILLAGES):
        for kind, right in rights.items():
            name, content = (world.canary(village, right, f"{what}{kind}") for what in ("paper", "inside"))
            made = Made(CAMPAIGNS[village], kind, f"{name}.zip", content.encode(), 1, (village,))
            kept = keep(made=made, job=10_000 + 10 * number + len(kind), by=BY, using=world.using)
            world.plant("paper", Planted(kept.pk, (village,), label=kind))


def _corrections(world: World) -> None:
    """In every village with a campaign a household of which somebody corrected a fact at the desk."""
    for number, village in enumerate(VILLAGES):
        if not openings((village,), using=world.using):
            continue
        home = Household.objects.using(world.using).get(key=f"H-WALK{number}1")
        shows = world.canary(village, "see_households", "shows")
        told = Correction("household", home.key, {"people_count": "3"}, {}, clock.today(), shows)
        made = correct(household=home, correction=told, by=BY, using=world.using)
        assert isinstance(made, int)
        world.plant("source", Planted(made, (village,)))
    for job in Job.objects.using(world.using).filter(
        kind=ALL, state="waiting", by=BY.account
    ):  # the walk asks for its own
        stop(job=job, by=BY, using=world.using)
