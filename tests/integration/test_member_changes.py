"""Changes of members at the desk: everybody counted where they are, over nobody's head, and taken back for a month."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from shouxian.core.campaigns.member_changes import Change, Home
from shouxian.core.campaigns.runs import run_screening
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.roles import CHANGE, CHANGED_ON, HOUSEHOLD, LEFT_ON, PERSON
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.audit.actions import By
from shouxian.server.audit.models import Entry
from shouxian.server.campaigns.queries import registry_of
from shouxian.server.findings.models import CampaignHousehold, Finding
from shouxian.server.findings.queries import Wanted, listed
from shouxian.server.flows.changing import UNDO, Asked, change, home_of, look, registered, undo, undoable
from shouxian.server.flows.correcting import Correction, correct, corrections, facts_of, pack_for
from shouxian.server.flows.correcting import undo as undo_correction
from shouxian.server.jobs.models import Job
from shouxian.server.registry.cards import card_of
from shouxian.server.registry.changes import departed, state_of
from shouxian.server.registry.models import Current, Household, Member, Source
from shouxian.server.registry.queries import Sought, seek
from tests.integration.conftest import DATABASES
from tests.integration.desk_town import Desk, brought
from tests.integration.web import pages_on, person, sign_in
from tests.unit.two_villages import Town

DAY = date(2022, 3, 1)


@pytest.fixture(scope="module")
def visited_town(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return zhanqiao_visited.copy(tmp_path_factory.mktemp("zhanqiao_changes"))


@pytest.fixture(scope="module", params=DATABASES)
def town_desk(request: pytest.FixtureRequest, databases: None, visited_town: Town) -> Iterator[Desk]:
    yield brought(visited_town, request.param)
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


@pytest.fixture
def desk(town_desk: Desk) -> Iterator[Desk]:
    """Every story leaves the town as it found it: what it registered is undone, the newest first."""
    before = _state(town_desk)
    yield town_desk
    for source in Source.objects.using(town_desk.using).filter(kind="change", retracted=None).order_by("-number"):
        undo(source=source, by=By("cleaner"), using=town_desk.using)
    Job.objects.using(town_desk.using).filter(state="waiting").delete()
    assert _state(town_desk) == before, "undone, everything stands again as before"


def _state(desk: Desk) -> object:
    """Everything that counts: the snapshot, and the lines of lists."""
    opened = desk.town.opened
    snapshot = campaign_snapshot(opened, registry_of(opened, using=desk.using)).hash
    lines = sorted(Household.objects.using(desk.using).values_list("key", "line", "people", "closed_on"))
    members = sorted(Member.objects.using(desk.using).values_list("key", "household", "village", "left_on"))
    return snapshot, lines, members


def _biggest(desk: Desk, village: int = 0, place: int = 0) -> Household:
    """The household with the most members of a village, or the next."""
    homes = Household.objects.using(desk.using).filter(village=desk.villages[village], closed_on=None)
    members = Member.objects.using(desk.using)
    return sorted(homes, key=lambda h: (-members.filter(household=h.key).count(), h.key))[place]


def _home(desk: Desk, household: Household) -> Home:
    return home_of(pack_for(household, using=desk.using), household, using=desk.using)


def _asked(desk: Desk, household: Household, told: Change, target: Household | None = None) -> Asked:
    """As a page asks: with whatever relation the preview leaves open said to be "other"."""
    seen = {one.key: state_of(one.key, using=desk.using) for one in (household, target) if one}
    asked = Asked(told, "户口簿(示例)", target, seen)
    missing = look(household=household, asked=asked, places=("",), using=desk.using).worked.missing
    return replace(asked, change=replace(told, relations={**dict.fromkeys(missing, "other"), **told.relations}))


def _do(desk: Desk, household: Household, told: Change, target: Household | None = None) -> int:
    asked = _asked(desk, household, told, target)
    return change(household=household, asked=asked, places=("",), by=By("writer"), using=desk.using)


def _seen(desk: Desk, household: Household) -> list[object]:
    """What the campaign knows of a household."""
    found = Finding.objects.using(desk.using).filter(household=household.key)
    lines = CampaignHousehold.objects.using(desk.using).filter(household=household.key)
    return [sorted(found.values_list("rule", "key", "fingerprint")), *lines.values_list("type", "line", "unknown")]


def _others(home: Home) -> list[str]:
    return [key for key in home.members if home.head is None or key != home.head.key]


def _everybody(desk: Desk) -> int:
    """People of all households that lists show."""
    homes = Household.objects.using(desk.using).filter(closed_on=None)
    return sum(people or 0 for people in homes.values_list("people", flat=True))


def test_who_died_is_in_no_rule_no_list_and_no_figure_and_stays_known(desk: Desk) -> None:
    household = _biggest(desk)
    home = _home(desk, household)
    gone = _others(home)[0]
    people, seen = _everybody(desk), _seen(desk, household)
    number = _do(desk, household, Change("died", DAY, (gone,)))
    assert _everybody(desk) == people - 1
    assert gone not in _home(desk, household).members
    desk.work()
    snapshot = campaign_snapshot(desk.town.opened, registry_of(desk.town.opened, using=desk.using))
    assert gone not in snapshot.tables[PERSON]["key"].to_pylist()
    assert not Finding.objects.using(desk.using).filter(key=gone).exists()
    (left,) = departed(household, (household.village,), using=desk.using)
    assert (left.key, left.day, left.how) == (gone, DAY, "died")
    assert left.source is not None
    assert left.source.file == "户口簿(示例)"
    card = card_of(household, desk.town.opened.catalogue.dictionary, "zh", using=desk.using)
    assert [one.key for one in card.left] == [gone]
    assert gone not in [one.key for one in card.members]
    sought = Sought.of(home.members[gone].text("member_name"))
    assert sought is not None
    assert household.key in [one.key for one in seek(sought, ("",), using=desk.using)], "a search still finds him"
    entry = Entry.objects.using(desk.using).filter(act="household.changed").latest("id")
    assert (entry.key, entry.about["change"]) == (household.key, "died")
    assert home.members[gone].text("member_name") not in str(entry.about)
    undo(source=Source.objects.using(desk.using).get(number=number), by=By("writer"), using=desk.using)
    desk.work()
    assert _seen(desk, household) == seen, "undone, the campaign sees it as before"


def test_a_sheet_that_tells_of_a_death_reminds_until_somebody_registers_it(desk: Desk) -> None:
    household, dictionary = _biggest(desk), desk.town.opened.catalogue.dictionary
    gone = _others(_home(desk, household))[0]
    told = Correction(PERSON, gone, {CHANGE: "死亡", CHANGED_ON: "2022-03-01"}, {}, clock.today(), "入户核实")
    number = correct(household=household, correction=told, by=By("writer"), using=desk.using)
    assert isinstance(number, int)
    card = card_of(household, dictionary, "zh", using=desk.using)
    assert [(one.key, kind, day) for one, kind, day in card.told_gone] == [(gone, "died", "2022-03-01")]
    assert gone in [one.key for one in card.members], "a person decides"
    _do(desk, household, Change("died", DAY, (gone,)))
    assert card_of(household, dictionary, "zh", using=desk.using).told_gone == ()
    undo(source=undoable(household, using=desk.using)[0], by=By("writer"), using=desk.using)
    undo_correction(
        household=household, source=Source.objects.using(desk.using).get(number=number), by=By("w"), using=desk.using
    )


def test_a_newborn_and_somebody_who_comes_back_are_members(desk: Desk) -> None:
    household = _biggest(desk)
    home, people = _home(desk, household), _everybody(desk)
    child = {"member_name": "新生示例", "sex": "female", "relation": "daughter"}
    _do(desk, household, Change("born", DAY, newcomer=child))
    born = next(m for key, m in _home(desk, household).members.items() if key not in home.members)
    assert (born.facts["birth_date"], born.facts["member_change"], born.facts[CHANGED_ON]) == (DAY, "born", DAY)
    away = next(key for key in _others(home) if home.members[key].text("resident_id"))
    number = home.members[away].text("resident_id")
    newcomer = {"member_name": home.members[away].text("member_name"), "sex": "male", "relation": "other"}
    back = Change("moved_in", DAY, newcomer={**newcomer, "resident_id": number})
    with pytest.raises(ShouxianError, match="CHANGE_HERE_ALREADY"):
        _do(desk, household, back)
    _do(desk, household, Change("moved_out", DAY, (away,)))
    assert _everybody(desk) == people
    other = _biggest(desk, place=1)
    _do(desk, other, back)
    assert away in _home(desk, other).members, "the same person, not a second one"
    assert Member.objects.using(desk.using).get(key=away).left_on is None
    assert _everybody(desk) == people + 1


def test_when_the_head_leaves_the_household_bears_the_new_heads_name(desk: Desk) -> None:
    household = _biggest(desk)
    home = _home(desk, household)
    assert home.head is not None
    heir = _others(home)[0]
    _do(desk, household, Change("married_out", DAY, (home.head.key,), new_head=heir))
    now = _home(desk, household)
    assert now.head is not None
    assert now.head.key == heir
    assert now.record.text("head_name") == now.head.text("member_name")
    assert now.record.text("head_id") == now.head.text("resident_id")
    assert sum(m.text("relation") == "head" for m in now.members.values()) == 1
    assert Household.objects.using(desk.using).get(key=household.key).name == now.head.text("member_name")


def test_who_goes_to_another_village_is_counted_there_and_who_may_not_see_it_learns_nothing(desk: Desk) -> None:
    household, target = _biggest(desk), _biggest(desk, village=1)
    home, people = _home(desk, household), _everybody(desk)
    goes = _others(home)[0]
    number = _do(desk, household, Change("moved", DAY, (goes,)), target)
    assert goes in _home(desk, target).members
    assert _everybody(desk) == people
    assert Member.objects.using(desk.using).get(key=goes).village == target.village
    (seen,) = departed(household, (household.village,), using=desk.using)
    assert (seen.how, seen.to) == ("moved", None), "somewhere else, and no more"
    (seen,) = departed(household, (desk.place,), using=desk.using)
    assert seen.to is not None
    assert seen.to.key == target.key
    assert departed(target, (desk.place,), using=desk.using) == []
    assert registered(number, (household.village,), using=desk.using) is None
    assert registered(number, (desk.place,), using=desk.using) is not None
    entries = Entry.objects.using(desk.using).filter(act="household.changed").order_by("-id")[:2]
    assert {entry.village for entry in entries} == {household.village, target.village}
    assert all(not (target.key in str(e.about) or household.key in str(e.about)) for e in entries)
    (job,) = desk.work()
    assert {household.key, target.key} <= set(job.given["households"])


def test_a_household_splits_and_another_goes_into_one_and_nobody_is_lost(desk: Desk) -> None:
    household = _biggest(desk)
    home, people = _home(desk, household), _everybody(desk)
    who = tuple(_others(home)[:2])
    _do(desk, household, Change("split", DAY, who, head_there=who[0], group="第七组", same_kind=("kind",)))
    made = Household.objects.using(desk.using).get(key=Member.objects.using(desk.using).get(key=who[0]).household)
    assert (made.village, made.group, made.people) == (household.village, "第七组", len(who))
    assert _everybody(desk) == people
    desk.work()
    kinds = CampaignHousehold.objects.using(desk.using).filter(household__in=[made.key, household.key])
    assert len({one.type for one in kinds}) == 1, "it is of the kind it was"
    target = _biggest(desk, place=1)
    number = _do(desk, household, Change("merged", DAY), target)
    assert _everybody(desk) == people
    closed = Household.objects.using(desk.using).get(key=household.key)
    assert closed.closed_on == DAY
    desk.work()
    assert not CampaignHousehold.objects.using(desk.using).filter(household=household.key).exists()
    page = listed(Wanted(village=household.village), (desk.place,), using=desk.using)
    assert household.key not in [line.household.key for line in page.lines]
    assert made.key in [line.household.key for line in page.lines]
    sought = Sought.of(closed.name)
    assert sought is not None
    assert household.key in [one.key for one in seek(sought, ("",), using=desk.using)]
    with pytest.raises(ShouxianError, match="CHANGE_CLOSED"):
        _home(desk, closed)
    split = undoable(made, using=desk.using)[0]
    with pytest.raises(ShouxianError, match="CHANGE_BUILT_ON"):
        undo(source=split, by=By("writer"), using=desk.using)
    assert number in [one.number for one in undoable(closed, using=desk.using)]


def test_the_last_who_leaves_closes_the_household(desk: Desk) -> None:
    household = _biggest(desk)
    home = _home(desk, household)
    assert home.head is not None
    single = Change("split", DAY, (home.head.key,), head_there=home.head.key, new_head=_others(home)[0])
    _do(desk, household, single)
    alone = Household.objects.using(desk.using).get(
        key=Member.objects.using(desk.using).get(key=home.head.key).household
    )
    _do(desk, alone, Change("died", DAY, (home.head.key,)))
    values = Current.objects.using(desk.using).get(subject=HOUSEHOLD, key=alone.key).values
    assert (values["closed_on"], values["closed_how"]) == (DAY.isoformat(), "emptied")


def test_the_second_of_two_hears_of_the_first_and_a_double_click_is_one(desk: Desk) -> None:
    household = _biggest(desk)
    home, people = _home(desk, household), _everybody(desk)
    one, other = _others(home)[:2]
    first = replace(_asked(desk, household, Change("died", DAY, (one,))), once="page-1")
    second = replace(_asked(desk, household, Change("moved_out", DAY, (one,))), once="page-2")
    third = replace(_asked(desk, household, Change("moved_out", DAY, (other,))), once="page-3")
    number = change(household=household, asked=first, places=("",), by=By("writer"), using=desk.using)
    assert change(household=household, asked=first, places=("",), by=By("writer"), using=desk.using) == number
    assert _everybody(desk) == people - 1
    for late in (second, third):
        with pytest.raises(ShouxianError, match="CHANGE_MEANWHILE") as refused:
            change(household=household, asked=late, places=("",), by=By("other"), using=desk.using)
        assert "户口簿(示例)" in refused.value.faults[0].what("zh"), "it says what the first did"
    with pytest.raises(ShouxianError, match="CHANGE_WHO"):
        look(household=household, asked=second, places=("",), using=desk.using)
    assert _everybody(desk) == people - 1
    assert sum(bool(job) for job in desk.work()) == 1


def test_the_page_says_what_somebody_did_meanwhile_and_sent_twice_it_is_one(desk: Desk) -> None:
    household = _biggest(desk)
    one, other = _others(_home(desk, household))[:2]
    with pages_on(desk.using):
        person("kin.clerk", "town_clerk", household.village[:9])
        browser = sign_in("kin.clerk")
        address = f"/households/{household.key}/change/"
        sent = {"kind": "died", "who": one, "day": "2022-03-01", "shows": "死亡证明(示例)"}
        page = browser.post(address, {**sent, "step": "look"})
        assert page.status_code == 200
        confirm = {**sent, "step": "confirm", **_hidden(page)}
        _do(desk, household, Change("moved_out", DAY, (other,)))
        late = browser.post(address, confirm)
        assert late.status_code == 400
        assert "户口簿(示例)" in late.content.decode(), "it says what was done"
        again = {**confirm, **_hidden(late)}
        for _ in range(2):
            assert browser.post(address, again).status_code == 302
        assert [source.sheet for source in undoable(household, using=desk.using)] == ["died", "moved_out"]
        number = undoable(household, using=desk.using)[0].number
        assert (
            browser.post(f"/changes/{number}/undo/", {"from": household.key})
            .headers["Location"]
            .endswith(f"/households/{household.key}/")
        )


def _hidden(page: Any) -> dict[str, str]:
    """What a page carries along: its mark, the state it was made from, and the figures it proposes."""
    return dict(re.findall(r'name="(once|seen-here|count-here)" value="([^"]+)"', page.content.decode()))


def test_what_is_not_said_or_too_late_changes_nothing(desk: Desk) -> None:
    household = _biggest(desk)
    gone = _others(_home(desk, household))[0]
    bare = replace(_asked(desk, household, Change("died", DAY, (gone,))), shows=" ")
    with pytest.raises(ShouxianError, match="CORRECT_SHOWS"):
        change(household=household, asked=bare, places=("",), by=By("writer"), using=desk.using)
    ahead = replace(bare, shows="示例", change=Change("died", clock.today() + timedelta(days=1), (gone,)))
    with pytest.raises(ShouxianError, match="CORRECT_FUTURE"):
        change(household=household, asked=ahead, places=("",), by=By("writer"), using=desk.using)
    number = _do(desk, household, Change("died", DAY, (gone,)))
    assert corrections(household, using=desk.using) == []
    known = facts_of(pack_for(household, using=desk.using), household, PERSON, gone, using=desk.using)
    assert known is not None
    assert LEFT_ON not in known, "who left is registered, not written in"
    source = Source.objects.using(desk.using).get(number=number)
    source.at -= UNDO + timedelta(days=1)
    with pytest.raises(ShouxianError, match="CHANGE_TOO_LATE"):
        undo(source=source, by=By("writer"), using=desk.using)


def test_a_relation_that_nobody_said_is_asked_for(desk: Desk) -> None:
    household, target = _biggest(desk), _biggest(desk, village=1)
    goes = _others(_home(desk, household))[0]
    asked = replace(
        _asked(desk, household, Change("moved", DAY, (goes,)), target), change=Change("moved", DAY, (goes,))
    )
    with pytest.raises(ShouxianError, match="CHANGE_RELATION") as refused:
        change(household=household, asked=asked, places=("",), by=By("writer"), using=desk.using)
    assert [fault.where.column for fault in refused.value.faults] == [goes]


def test_looking_again_at_a_few_finds_what_a_run_over_everybody_finds(desk: Desk) -> None:
    household = _biggest(desk)
    who = tuple(_others(_home(desk, household))[:2])
    _do(desk, household, Change("died", DAY, who[:1]))
    _do(desk, household, Change("split", DAY, who[1:], head_there=who[1]))
    keys = {household.key, *(key for job in desk.work() for key in job.given["households"])}
    assert len(keys) >= 2
    found = Finding.objects.using(desk.using).filter(household__in=keys)
    whole = run_screening(desk.town.opened, registry_of(desk.town.opened, using=desk.using))
    told = sorted((d.rule.id, d.key, d.fingerprint) for d in whole.details if d.household in keys)
    assert sorted(found.values_list("rule", "key", "fingerprint")) == told
