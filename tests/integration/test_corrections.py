"""Facts corrected at the desk: what is known, over nobody's head, with a day and what shows it, undone for a month."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, PEOPLE, PHONE
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.audit.models import Entry
from shouxian.server.flows.correcting import (
    UNDO,
    Correction,
    Known,
    correct,
    corrected,
    corrections,
    facts_of,
    pack_for,
    undo,
)
from shouxian.server.flows.looking_again import SOME
from shouxian.server.registry.models import Household, Source
from tests.integration.conftest import DATABASES
from tests.integration.desk_town import Desk, brought
from tests.unit.two_villages import Town


@pytest.fixture(scope="module")
def visited_town(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return zhanqiao_visited.copy(tmp_path_factory.mktemp("zhanqiao_corrections"))


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest, databases: None, visited_town: Town) -> Iterator[Desk]:
    yield brought(visited_town, request.param)
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


@pytest.fixture
def home(desk: Desk) -> Household:
    return Household.objects.using(desk.using).filter(village=desk.villages[0]).order_by("key")[0]


def _known(desk: Desk, home: Household) -> dict[str, Known]:
    found = facts_of(pack_for(home, using=desk.using), home, HOUSEHOLD, home.key, using=desk.using)
    assert found is not None
    return found


def _correction(desk: Desk, home: Household, **told: str) -> Correction:
    known = _known(desk, home)
    seen = {name: known[name].number for name in told}
    return Correction(HOUSEHOLD, home.key, told, seen, clock.today(), "户口簿")


def test_a_correction_is_seen_at_once_looked_at_again_and_taken_back(desk: Desk, home: Household) -> None:
    by = desk.somebody("writer", "village_cadre", [home.village])
    before = _known(desk, home)
    number = correct(
        household=home, correction=_correction(desk, home, **{GROUP: "第九组", PEOPLE: "7"}), by=by, using=desk.using
    )
    assert isinstance(number, int)
    after = _known(desk, home)
    assert (after[GROUP].fact, after[PEOPLE].fact) == ("第九组", 7)
    assert after[HEAD_NAME] == before[HEAD_NAME], "what nobody typed stays whose it was"
    assert Household.objects.using(desk.using).get(key=home.key).group == "第九组", "lists know it too"
    (job,) = desk.work()
    assert (job.kind, job.state) == (SOME, "done")
    assert home.key in job.given["households"]
    entry = Entry.objects.using(desk.using).filter(act="household.corrected").latest("id")
    assert (entry.key, entry.about["facts"]) == (home.key, sorted([GROUP, PEOPLE]))
    assert "第九组" not in str(entry.about), "the log tells which, never what"
    found = corrected(number, [home.village], using=desk.using)
    assert found is not None
    assert found[1].file == "户口簿"
    assert corrected(number, [desk.villages[1]], using=desk.using) is None
    assert [one.number for one in corrections(home, using=desk.using)] == [number]
    undo(household=home, source=found[1], by=by, using=desk.using)
    assert _known(desk, home) == before
    assert corrected(number, [home.village], using=desk.using) is None
    desk.work()


def test_two_who_correct_the_same_fact_hear_of_each_other(desk: Desk, home: Household) -> None:
    by, other = (
        desk.somebody("first", "village_cadre", [home.village]),
        desk.somebody("second", "town_clerk", [home.village]),
    )
    mine = _correction(desk, home, **{GROUP: "第三组", PEOPLE: "5"})
    theirs = _correction(desk, home, **{GROUP: "第四组"})
    number = correct(household=home, correction=theirs, by=other, using=desk.using)
    meanwhile = correct(household=home, correction=mine, by=by, using=desk.using)
    assert isinstance(meanwhile, dict)
    assert {name: now.fact for name, now in meanwhile.items()} == {GROUP: "第四组"}, "the field, and nothing else"
    assert _known(desk, home)[PEOPLE].fact != 5, "nothing of it is stored"
    again = replace(mine, seen={**mine.seen, GROUP: meanwhile[GROUP].number})
    assert isinstance(correct(household=home, correction=again, by=by, using=desk.using), int)
    assert _known(desk, home)[GROUP].fact == "第三组", "said once more, it counts"
    assert number == meanwhile[GROUP].number
    desk.work()


def test_what_is_no_such_value_is_told_field_by_field_and_nothing_is_stored(desk: Desk, home: Household) -> None:
    by = desk.somebody("careless", "village_cadre", [home.village])
    stored = Source.objects.using(desk.using).count()
    wrong = replace(_correction(desk, home, **{PEOPLE: "很多", GROUP: "第八组"}), shows=" ", as_of=date(2999, 1, 1))
    with pytest.raises(ShouxianError) as refused:
        correct(household=home, correction=wrong, by=by, using=desk.using)
    assert {(f.where.column, f.code) for f in refused.value.faults} == {
        (PEOPLE, "SHEET_READ_NOT_NUMBER"), ("shows", "CORRECT_SHOWS"), ("as_of", "CORRECT_FUTURE"),
    }  # fmt: skip
    for told, code in (({}, "CORRECT_NOTHING"), ({GROUP: str(_known(desk, home)[GROUP].fact)}, "CORRECT_NOTHING")):
        with pytest.raises(ShouxianError, match=code):
            correct(household=home, correction=_correction(desk, home, **told), by=by, using=desk.using)
    short = next(
        v.name
        for v in pack_for(home, using=desk.using).catalogue.dictionary.subjects[HOUSEHOLD].variables
        if v.hidden == "id" and v.name in _known(desk, home)
    )
    with pytest.raises(ShouxianError, match="SHEET_READ_ID_LENGTH"):
        correct(household=home, correction=_correction(desk, home, **{short: "90000019"}), by=by, using=desk.using)
    early = replace(_correction(desk, home, **{GROUP: "第八组"}), as_of=date(2001, 1, 1))
    with pytest.raises(ShouxianError, match="CORRECT_EARLIER"):
        correct(household=home, correction=early, by=by, using=desk.using)
    assert Source.objects.using(desk.using).count() == stored


def test_a_phone_lies_sealed_when_corrected_and_an_emptied_fact_is_erased(desk: Desk, home: Household) -> None:
    by = desk.somebody("careful", "village_cadre", [home.village])
    number = correct(
        household=home, correction=_correction(desk, home, **{PHONE: "14000001234", GROUP: "清空"}), by=by,
        using=desk.using,
    )  # fmt: skip
    assert isinstance(number, int)
    known = _known(desk, home)
    assert (known[PHONE].fact, known[GROUP].fact) == ("14000001234", None)
    line = Household.objects.using(desk.using).get(key=home.key)
    assert (line.phone4, line.group) == ("1234", "")
    desk.work()


def test_after_thirty_days_a_correction_stays(desk: Desk, home: Household) -> None:
    by = desk.somebody("late", "village_cadre", [home.village])
    number = correct(household=home, correction=_correction(desk, home, **{PEOPLE: "6"}), by=by, using=desk.using)
    Source.objects.using(desk.using).filter(number=number).update(at=clock.now() - UNDO - timedelta(minutes=1))
    source = Source.objects.using(desk.using).get(number=number)
    assert source.number not in [one.number for one in corrections(home, using=desk.using)]
    with pytest.raises(ShouxianError, match="CORRECT_TOO_LATE"):
        undo(household=home, source=source, by=by, using=desk.using)
    desk.work()


def test_whoever_shared_the_number_before_is_looked_at_again_too(desk: Desk, home: Household) -> None:
    by = desk.somebody("twins", "village_cadre", [home.village])
    other = Household.objects.using(desk.using).filter(village=home.village).order_by("key")[1]
    both = ((home, "14000007777"), (other, "14000007777"), (home, "14000008888"))
    asked = []
    for household, phone in both:
        told = _correction(desk, household, **{PHONE: phone})
        assert isinstance(correct(household=household, correction=told, by=by, using=desk.using), int)
        (job,) = desk.work()
        asked.append(set(job.given["households"]))
    assert {home.key, other.key} <= asked[1], "the number stands twice now"
    assert {home.key, other.key} <= asked[2], "and now it does not any more"
