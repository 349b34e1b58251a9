"""A file handed in: checked first, stored on a person's word, all or nothing, and undone; only of one's own places."""

from pathlib import Path

import pytest
from django.db import connections

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.accounts.actions import end_posting
from shouxian.server.accounts.models import Posting
from shouxian.server.audit.models import Entry
from shouxian.server.campaigns.actions import open_here
from shouxian.server.findings.models import CampaignHousehold
from shouxian.server.flows.taking_in import store_file
from shouxian.server.jobs.actions import ask
from shouxian.server.jobs.worker import Running, Write, work_once
from shouxian.server.registry.actions import ask_undo, check_again, confirm, content_of, let_go, take_out, told_of
from shouxian.server.registry.models import Household, Member, Received, Source
from shouxian.server.registry.queries import file, files, stuck
from tests.integration.desk_town import SINCE, Desk, brought
from tests.unit.two_villages import PLAIN, SHENMU, SPEC, Change, Town, edited


@pytest.fixture(scope="module")
def blank_town(shenmu_founded: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return shenmu_founded.copy(tmp_path_factory.mktemp("shenmu_desk"))


@pytest.fixture
def desk(blank_town: Town, using: str, tmp_path: Path) -> Desk:
    """The roster is in, nobody is visited."""
    return brought(blank_town.copy(tmp_path), using)


def test_a_roster_is_stored_on_a_persons_word_and_everything_stands_again_as_before_when_undone(
    blank_town: Town, using: str, tmp_path: Path
) -> None:
    desk = Desk(blank_town.copy(tmp_path), using)
    clerk = desk.somebody("clerk", "town_clerk", [desk.place])
    open_here(campaign=SHENMU, by=clerk, using=using)
    number = desk.hand_in(desk.town.folder / "roster.xlsx", clerk, kind="roster", layout=SPEC)
    assert [job.state for job in desk.work()] == ["done"]
    received = desk.received(number)
    assert (received.state, received.counts["new"] > 14, received.counts["wrong"]) == ("ready", True, 0)
    assert Household.objects.using(using).count() == 0, "a preview stores nothing"
    confirm(received=received, by=clerk, using=using)
    with pytest.raises(ShouxianError, match="RECEIVED_STATE"):
        confirm(received=received, by=clerk, using=using)
    kinds = [(job.kind, job.state) for job in desk.work()]
    assert kinds == [("file.store", "done"), ("campaign.screen", "done")], "it is screened at once"
    assert Household.objects.using(using).count() == 14
    assert Member.objects.using(using).exclude(village__in=desk.villages).count() == 0
    assert CampaignHousehold.objects.using(using).filter(campaign=SHENMU).count() == 14
    again = desk.hand_in(desk.town.folder / "roster.xlsx", clerk, kind="roster", layout=SPEC)
    desk.work()
    assert desk.received(again).state == "same"
    ask_undo(received=desk.received(number), by=clerk, using=using)
    assert {job.state for job in desk.work()} == {"done"}
    assert desk.received(number).state == "undone"
    assert (Household.objects.using(using).count(), Member.objects.using(using).count()) == (0, 0)
    assert CampaignHousehold.objects.using(using).count() == 0
    acts = list(Entry.objects.using(using).filter(about__file=number).order_by("id").values_list("act", flat=True))
    assert acts == ["file.received", "file.checked", "file.confirmed", "file.stored", "file.undo_asked", "file.undone"]


def test_a_return_with_errors_stores_nothing_and_goes_back_as_the_villages_own_workbook(desk: Desk) -> None:
    clerk = desk.somebody("clerk", "village_cadre", [desk.villages[0]])
    path = desk.town.filled("annex_1_1")
    edited(path, Change(desk.town.key(PLAIN), 有无安全住房="9"))
    number = desk.hand_in(path, clerk, places=[desk.villages[0]])
    desk.work()
    received = desk.received(number)
    assert received.state == "refused"
    assert [f["code"] for f in told_of(received)["faults"]] != []
    sources = Source.objects.using(desk.using).count()
    with pytest.raises(ShouxianError, match="RECEIVED_STATE"):
        confirm(received=received, by=clerk, using=desk.using)
    answer = take_out(received=received, which="answer", by=clerk, using=desk.using)
    assert answer is not None
    assert answer[1].startswith(b"PK")
    assert "退回" in answer[0]
    assert Source.objects.using(desk.using).count() == sources
    assert Entry.objects.using(desk.using).filter(act="answer.handed_out").count() == 1
    let_go(received=received, by=clerk, using=desk.using)
    assert (desk.received(number).state, desk.received(number).content) == ("dropped", None)


def test_a_sound_return_makes_its_households_visited_and_they_alone_are_screened_again(desk: Desk) -> None:
    cadre = desk.somebody("cadre", "village_cadre", [desk.villages[0]])
    number = desk.hand_in(desk.town.filled("annex_1_1"), cadre, places=[desk.villages[0]])
    desk.work()
    assert desk.received(number).state == "ready", told_of(desk.received(number))
    confirm(received=desk.received(number), by=cadre, using=desk.using)
    kinds = [job.kind for job in desk.work()]
    assert kinds == ["file.store", "households.screen"]
    seen = CampaignHousehold.objects.using(desk.using).filter(visited=True)
    assert seen.count() > 0
    assert set(seen.values_list("village", flat=True)) == {desk.villages[0]}


def test_nobody_hands_in_what_is_of_a_village_that_is_not_theirs(desk: Desk) -> None:
    stranger = desk.somebody("stranger", "village_cadre", [desk.villages[1]])
    number = desk.hand_in(desk.town.filled("annex_1_1"), stranger, places=[desk.villages[1]])
    desk.work()
    received = desk.received(number)
    assert (received.state, [f["code"] for f in told_of(received)["faults"]]) == ("refused", ["RECEIVED_ELSEWHERE"])
    mine, other = ((code,) for code in reversed(desk.villages))
    assert [one.pk for one in files(mine, using=desk.using)] == [number]
    assert files(other, using=desk.using) == []
    assert file(number, other, using=desk.using) is None
    assert file(number, (desk.place,), using=desk.using) is not None


def test_whose_post_ended_before_the_job_began_stores_nothing(desk: Desk) -> None:
    cadre = desk.somebody("cadre", "village_cadre", [desk.villages[0]])
    number = desk.hand_in(desk.town.filled("annex_1_1"), cadre, places=[desk.villages[0]])
    desk.work()
    confirm(received=desk.received(number), by=cadre, using=desk.using)
    end_posting(posting=Posting.objects.using(desk.using).get(), last_day=SINCE, by=cadre, using=desk.using)
    sources = Source.objects.using(desk.using).count()
    (job,) = desk.work()
    assert (job.state, job.fault["code"]) == ("failed", "RECEIVED_RIGHT")
    assert stuck(files((desk.place,), using=desk.using), using=desk.using) == {number}, "somebody can see it"
    assert Source.objects.using(desk.using).count() == sources
    clerk = desk.somebody("clerk", "town_clerk", [desk.place])
    check_again(received=desk.received(number), by=clerk, using=desk.using)
    desk.work()
    assert desk.received(number).state == "ready", "somebody else goes on with it"


def test_what_was_decided_on_an_earlier_state_of_the_registry_is_not_stored(desk: Desk) -> None:
    """Two workers: while one reads a roster, the other stores a return."""
    clerk = desk.somebody("clerk", "town_clerk", [desk.place])
    first = desk.hand_in(desk.town.filled("annex_1_1"), clerk)
    second = desk.hand_in(desk.town.filled("annex_1_2"), clerk)
    desk.work()
    for number in (first, second):
        confirm(received=desk.received(number), by=clerk, using=desk.using)

    def overtaken(running: Running) -> Write:
        write = store_file(running)
        assert work_once({"file.store": store_file}, worker="other", using=desk.using) is not None
        return write

    slow = work_once({"file.store": overtaken}, using=desk.using)
    assert slow is not None
    assert (slow.state, slow.fault["code"]) == ("failed", "REGISTRY_MOVED")
    assert (desk.received(first).state, desk.received(second).state) == ("storing", "stored")
    check_again(received=desk.received(first), by=clerk, using=desk.using)
    desk.work()
    assert desk.received(first).state == "ready"


def test_a_file_lies_sealed_and_is_forgotten_when_nobody_needs_it(desk: Desk) -> None:
    clerk = desk.somebody("clerk", "town_clerk", [desk.place])
    path = desk.town.folder / "phones.csv"
    path.write_text("姓名,电话\n甲示例,14000000001\n", "utf-8")
    number = desk.hand_in(path, clerk)
    desk.work()
    with connections[desk.using].cursor() as cursor:
        cursor.execute("SELECT content, told FROM registry_received WHERE id = %s", [number])
        lying = b"".join(bytes(part) for part in cursor.fetchone() if part)
    assert b"14000000001" not in lying
    assert b"14000000001" in content_of(desk.received(number))
    Received.objects.using(desk.using).filter(pk=number).update(at=SINCE.isoformat() + "T00:00:00+08:00")
    other = desk.hand_in(desk.town.filled("annex_1_1"), clerk)
    desk.work()
    assert desk.received(number).content is None
    assert desk.received(other).content is not None
    with pytest.raises(ShouxianError, match="RECEIVED_STATE"):
        content_of(desk.received(number))


def test_an_empty_file_is_refused_at_the_door(desk: Desk) -> None:
    clerk = desk.somebody("clerk", "town_clerk", [desk.place])
    empty = desk.town.folder / "empty.xlsx"
    empty.write_bytes(b"")
    with pytest.raises(ShouxianError, match="RECEIVED_EMPTY"):
        desk.hand_in(empty, clerk)
    ask(kind="file.check", given={"received": 0}, by=clerk, using=desk.using)
    (job,) = desk.work()
    assert job.state == "failed", "a job for a file that is not there fails and is seen to"
