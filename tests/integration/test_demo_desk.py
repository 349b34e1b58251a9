"""The demo's desk: towns brought over once, screened, an account for every post, and files that wait for somebody."""

from pathlib import Path

import pytest

from shouxian.core.kernel import clock
from shouxian.server.accounts.models import Account, Posting
from shouxian.server.accounts.queries import standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.findings.models import CampaignHousehold
from shouxian.server.findings.queries import latest_run
from shouxian.server.flows.demonstrating import furnish
from shouxian.server.registry.models import Received, Source
from tests.unit.two_villages import PLAIN, ZHANQIAO, Change, Town, edited


@pytest.fixture(scope="module")
def towns(zhanqiao_founded: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `demo-town` leaves them: one town, with a returned sheet that was refused."""
    folder = tmp_path_factory.mktemp("towns")
    town = zhanqiao_founded.copy(folder)
    edited(town.filled("annex_1", into="2-村里交回"), Change(town.key(PLAIN), 收入是否达标="9"))
    (town.folder / "work").rename(town.folder / "工作文件夹")
    town.folder.rename(folder / ZHANQIAO)
    return folder


def test_the_desk_is_furnished_once_however_often_it_is_asked_for(towns: Path, using: str) -> None:
    told: list[tuple[str, int]] = []
    passwords = furnish(towns=towns, told=lambda *what: told.append(what), using=using)
    assert told == [(ZHANQIAO, 1)]
    postings = Posting.objects.using(using).select_related("account")
    assert {posting.role for posting in postings} == set(ROLES)
    assert all(posting.account.name.endswith("示例") for posting in postings)
    assert set(passwords) == set(Account.objects.using(using).values_list("login", flat=True))
    cadre = standing(Account.objects.using(using).get(login="cunganbu"), clock.today(), using=using)
    assert len(cadre.where("see_households")) == 2
    assert latest_run(ZHANQIAO, using=using) is not None
    assert CampaignHousehold.objects.using(using).count() == 14
    assert list(Received.objects.using(using).values_list("state", flat=True)) == ["refused"]
    assert furnish(towns=towns, told=lambda *what: told.append(what), using=using) == {}
    assert told[1:] == [(ZHANQIAO, 0)]
    assert (Source.objects.using(using).count(), Received.objects.using(using).count()) == (1, 1)
