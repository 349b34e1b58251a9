"""Who may do what with which kind of fact: every combination of the one table, asked of the real pages."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from django.core.management import call_command
from django.test import Client

from shouxian.core.dataset.roles import HOUSEHOLD, PERSON
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.sheets.exported import cell_of
from shouxian.server.accounts.actions import post
from shouxian.server.accounts.fields import MASKED, NEEDS, Class, Use, class_of, may
from shouxian.server.accounts.models import Account, Posting
from shouxian.server.accounts.queries import Standing, standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.audit.keys import key_for
from shouxian.server.findings.queries import Wanted
from shouxian.server.registry.models import Current
from shouxian.server.registry.sealing import Sealer
from shouxian.server.reports.exporting import check_rights
from shouxian.server.reports.selecting import Asked
from tests.integration.conftest import DATABASES
from tests.integration.desk_town import Desk, brought
from tests.integration.web import BY, pages_on, person
from tests.unit.two_villages import ZHANQIAO, Town

USES: tuple[Use, ...] = (
    "see", "reveal", "filter", "sort", "search_part", "search_whole", "export_masked", "export_full",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A household of which one fact of every class is known, with the texts that would give each away."""

    key: str
    village: str
    facts: dict[Class, tuple[str, str]]  # class → fact, its value in full


@pytest.fixture(scope="module")
def visited_town(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return zhanqiao_visited.copy(tmp_path_factory.mktemp("zhanqiao_fields"))


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest, databases: None, visited_town: Town) -> Iterator[Desk]:
    desk = brought(visited_town, request.param)
    with pages_on(request.param):
        yield Desk(desk.town, "default")
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


@pytest.fixture(scope="module")
def known(desk: Desk) -> Known:
    """A household with a head's id and phone; its account and an illness are put down here."""
    dictionary = desk.town.opened.catalogue.dictionary
    sealer = Sealer(key_for("sealing"))
    for row in Current.objects.filter(subject=HOUSEHOLD).order_by("key"):
        sealed = sealer.facts(f"{HOUSEHOLD}/{row.key}", bytes(row.sealed)) if row.sealed else {}
        if {"phone", "head_id"} <= set(sealed):
            break
    else:
        raise AssertionError("nobody has both numbers")
    code = next(c for c in dictionary.codelists["special_groups"].codes if "病" in c.zh)
    row.values["special_groups"] = [code.code]
    row.sealed = sealer.seal(f"{HOUSEHOLD}/{row.key}", json.dumps(sealed | {"account": "6230001234567890123"}))
    row.save()
    facts: dict[Class, tuple[str, str]] = {
        "open": ("people_count", ""), "name": ("head_name", str(row.values["head_name"])),
        "id": ("head_id", sealed["head_id"]), "phone": ("phone", sealed["phone"]),
        "account": ("account", "6230001234567890123"), "health": ("special_groups", code.zh),
    }  # fmt: skip
    return Known(row.key, row.village, facts)


@pytest.fixture(scope="module")
def people(desk: Desk) -> dict[str, tuple[Client, Standing]]:
    """Somebody in every role, signed in."""
    found = {}
    for role in ROLES.values():
        if role.until_end:
            account = person(f"of_{role.code}", "grid_worker", desk.place)
            _inspects(account, role.code, desk.place)
        else:
            account = person(f"of_{role.code}", role.code, desk.place)
        client = Client()
        client.force_login(account)
        session = client.session
        session["second_factor"] = True
        session.save()
        found[role.code] = (client, standing(account, clock.today()))
    return found


def _inspects(account: Account, role: str, place: str) -> None:
    Posting.objects.filter(account=account).delete()
    until = clock.today() + timedelta(days=3)
    post(account=account, role=role, codes=(place,), since=clock.today(), until=until, by=BY)


def test_every_fact_has_a_class_and_every_class_says_everything(desk: Desk) -> None:
    dictionary = desk.town.opened.catalogue.dictionary
    classes = {class_of(variable) for variable in dictionary.variables.values()}
    assert classes == set(NEEDS)
    assert all(set(needs) == set(USES) for needs in NEEDS.values())
    for name, variable in dictionary.variables.items():
        if re.search(r"电话|证件号码$|账号$", variable.zh) and variable.type == "text":
            assert class_of(variable) in MASKED, f"{name} looks like a number of somebody"
        if variable.privacy == "health":
            assert class_of(variable) == "health", name


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_pages_do_with_every_class_what_the_table_says(
    desk: Desk, known: Known, people: dict[str, tuple[Client, Standing]], role: str
) -> None:
    client, held = people[role]
    asking = Asking(desk, known, client, held)
    wrong = [
        f"{role} {use} {kind}: the table says {allowed}"
        for kind, use in product(NEEDS, USES)
        if asking.may(kind, use) != (allowed := may(held, use, kind, known.village))
    ]
    assert not wrong


class Asking:
    """Asks the real pages; each is opened once."""

    def __init__(self, desk: Desk, known: Known, client: Client, held: Standing) -> None:
        self.desk, self.known, self.client, self.held = desk, known, client, held
        own = f"/households/{known.key}/"
        self.addresses = (own, "/households/", f"{own}correct/", f"{own}why/?campaign={ZHANQIAO}")
        self.pages = {address: client.get(address) for address in self.addresses}
        self.masked = {kind: value for kind, (_, value) in known.facts.items() if kind in MASKED}

    def may(self, kind: Class, use: Use) -> bool:
        """Whether somebody is let; what cannot be asked of the pages at all is not let."""
        fact, value = self.known.facts[kind]
        if use == "see":
            return self._sees(kind, value)
        if use == "reveal":
            sent = {"subject": HOUSEHOLD, "key": self.known.key, "fact": fact}
            told = self.client.post(f"{self.addresses[0]}reveal/", sent)
            return told.status_code == 200 and bool(value) and value in told.content.decode()
        if use in ("filter", "sort"):
            return self._lists_by(kind, use, fact)
        if use == "search_part":
            return bool(value) and self.finds(value[-4:] if kind in ("id", "phone", "account") else value)
        if use == "search_whole":
            return bool(value) and self.finds(value)
        return self._exports(fact, kind, "masked" if use == "export_masked" else "full")

    def finds(self, text: str) -> bool:
        told = self.client.post("/households/search/", {"text": text})
        return told.status_code == 200 and self.addresses[0] in told.content.decode()

    def _sees(self, kind: Class, value: str) -> bool:
        """The page shows what its class may show, and no page more of it; who may not see it meets nothing of it."""
        seen = self.pages[self.addresses[0]].status_code == 200
        if kind in MASKED or not seen:
            for address, page in self.pages.items():
                text = re.sub(r"<option[^>]*>[^<]*</option>", "", page.content.decode())
                assert not value or value not in text, f"{kind} stands open at {address}"
        return seen

    def _lists_by(self, kind: Class, use: Use, fact: str) -> bool:
        """Lists filter by a group and sort by group and name; nothing that names a number or an illness is a filter."""
        assert fact not in Wanted.__dataclass_fields__
        if self.pages["/households/"].status_code != 200:
            return False
        offered: dict[Class, tuple[Use, ...]] = {"open": ("filter", "sort"), "name": ("sort",)}
        return use in offered.get(kind, ())

    def _exports(self, fact: str, kind: Class, how: str) -> bool:
        how = "open" if how == "full" and kind not in MASKED else how
        asked = Asked(ZHANQIAO, HOUSEHOLD, (self.known.village,), {fact: how})
        try:
            check_rights(asked, self.held, self.desk.town.opened.catalogue.dictionary)
        except ShouxianError:
            return False
        return True


def test_whoever_may_not_read_a_number_learns_nothing_by_asking_for_it(
    desk: Desk, known: Known, people: dict[str, tuple[Client, Standing]]
) -> None:
    """The oracle: grid worker, leader and checker see a masked number and may not ask whether it is this one."""
    for role in ("grid_worker", "town_leader", "checker"):
        client, held = people[role]
        for kind in ("id", "phone"):
            whole = known.facts[kind][1]  # type: ignore[index]
            told = client.post("/households/search/", {"text": whole})
            assert told.status_code == 400
            assert "不能按完整的证件号码或电话查找" in told.content.decode()
            near = client.post("/households/search/", {"text": whole[:-1] + ("1" if whole[-1] != "1" else "2")})
            assert (near.status_code, near.content.count(b"alert")) == (400, told.content.count(b"alert"))
        asking = Asking(desk, known, client, held)
        assert not [account for account in ("6230001234567890123", "0123") if asking.finds(account)]


def test_whoever_handles_papers_may_read_what_stands_on_them() -> None:
    """Previews of files and annexes show facts in full; nobody gets them who may not."""
    handles = [role for role in ROLES.values() if role.rights & {"take_back", "hand_out", "export"}]
    assert not [role.code for role in handles if "reveal" not in role.rights]


def test_the_same_is_written_into_exported_cells(desk: Desk) -> None:
    dictionary = desk.town.opened.catalogue.dictionary
    for subject in (HOUSEHOLD, PERSON):
        for variable in dictionary.subjects[subject].variables:
            if class_of(variable) in MASKED and variable.type == "text":
                shown = str(cell_of(variable, "900000199001011234", dictionary.codelists, mask=True))
                assert "19900101" not in shown
                assert "*" in shown
