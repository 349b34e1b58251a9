"""Runs at the desk: the same verdicts as in a workspace, for everybody and for one household alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from shouxian.core.campaigns.deliveries import deliveries
from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.campaigns.runs import programme_of
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.roles import SURVEYED
from shouxian.core.expressions.values import counted_facts
from shouxian.core.kernel import clock
from shouxian.server.campaigns.queries import pack_of, registry_of
from shouxian.server.findings.computing import of_some
from shouxian.server.findings.models import CampaignHousehold, Finding, Run
from shouxian.server.findings.queries import findings_of, latest_run, village_findings
from shouxian.server.findings.reasons import reasons
from shouxian.server.flows.bringing_over import bring_over
from shouxian.server.flows.looking_again import FEW, ask_screening, look_again
from shouxian.server.jobs.models import Job
from shouxian.server.registry.models import Household, Source
from shouxian.server.registry.slices import twins
from tests.integration.conftest import DATABASES
from tests.integration.desk_town import OFFICE, Desk, brought
from tests.unit.two_villages import POOR, SHENMU, ZHANQIAO, Town


@pytest.fixture(scope="module")
def visited_town(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return zhanqiao_visited.copy(tmp_path_factory.mktemp("zhanqiao_desk"))


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest, databases: None, visited_town: Town) -> Iterator[Desk]:
    """Screened; the tests of this file change nothing but findings."""
    yield brought(visited_town, request.param)
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


def _rows(kind: Any, desk: Desk, **wanted: object) -> list[tuple[object, ...]]:
    names = [field.name for field in kind._meta.fields if field.name != "id"]
    found = kind.objects.using(desk.using).filter(**wanted).values_list(*names)
    return sorted((tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in found), key=repr)


def test_a_run_at_the_desk_is_of_the_same_facts_as_one_in_the_workspace(desk: Desk) -> None:
    opened = desk.town.opened
    there = campaign_snapshot(opened, desk.town.store, counted_facts(programme_of(opened)))
    run = latest_run(ZHANQIAO, using=desk.using)
    assert run is not None
    assert run.snapshot_hash == there.hash, "by what they say, wherever it was kept"


def test_a_workspace_comes_over_as_it_is_and_only_once(desk: Desk) -> None:
    store = registry_of(pack_of(ZHANQIAO), using=desk.using)
    folder = desk.town.store
    for subject in ("household", "person"):
        here, there = store.read_current(subject), folder.read_current(subject)
        assert here is not None
        assert there is not None
        assert set(here.column_names) == set(there.column_names)
        same = here.select(sorted(here.column_names)), there.select(sorted(there.column_names))
        assert same[0].cast(same[1].schema).to_pylist() == same[1].to_pylist()
    assert bring_over(workspace=desk.town.folder / "work", by=OFFICE, using=desk.using) == 0
    assert Source.objects.using(desk.using).count() == len(folder.imports())


def test_a_run_over_everybody_is_the_run_of_the_workspace(desk: Desk) -> None:
    run, there = latest_run(ZHANQIAO, using=desk.using), desk.town.run
    assert run is not None
    assert run.findings_hash == there.screened.hash
    told = [(d.rule.id, d.key, d.fingerprint, d.message.zh) for d in there.details]
    assert sorted(told) == sorted(Finding.objects.using(desk.using).values_list("rule", "key", "fingerprint", "zh"))
    assert run.households == 14
    assert Finding.objects.using(desk.using).exclude(household="").count() > 0
    found = _rows(Finding, desk), _rows(CampaignHousehold, desk)
    ask_screening(campaign=ZHANQIAO, by=OFFICE, using=desk.using)
    ask_screening(campaign=ZHANQIAO, by=OFFICE, using=desk.using)
    assert [job.state for job in desk.work()] == ["done"], "asked twice while it waits, it runs once"
    assert (_rows(Finding, desk), _rows(CampaignHousehold, desk)) == found
    assert Run.objects.using(desk.using).count() == 2
    assert {again.run for again in Run.objects.using(desk.using).all()} == {run.run}


def test_every_household_alone_is_told_what_the_run_tells_of_it(desk: Desk) -> None:
    opened = pack_of(ZHANQIAO)
    for key in Household.objects.using(desk.using).values_list("key", flat=True):
        alone = of_some(opened, [key], using=desk.using)
        mine = sorted((tuple(row) for row in alone.finding_rows()), key=repr)
        assert mine == _rows(Finding, desk, household=key)
        assert [tuple(row) for row in alone.household_rows()] == _rows_of(key, desk)


def _rows_of(key: str, desk: Desk) -> list[tuple[object, ...]]:
    return _rows(CampaignHousehold, desk, household=key)


def test_whoever_shares_a_number_with_a_changed_household_is_looked_at_too(desk: Desk) -> None:
    one, two = Household.objects.using(desk.using).order_by("line")[:2]
    before = one.phone_mark
    assert two.key not in twins([one.key], using=desk.using)
    Household.objects.using(desk.using).filter(pk=one.key).update(phone_mark=two.phone_mark)
    assert two.key in twins([one.key], using=desk.using)
    Household.objects.using(desk.using).filter(pk=one.key).update(phone_mark=before)


def test_changed_households_are_looked_at_alone_and_many_are_a_run_of_everybody(desk: Desk) -> None:
    keys = list(Household.objects.using(desk.using).values_list("key", flat=True)[:3])
    before = _rows(Finding, desk)
    Finding.objects.using(desk.using).filter(household__in=keys).delete()
    look_again(keys, whole=False, by=OFFICE, using=desk.using)
    assert [(job.kind, job.state) for job in desk.work()] == [("households.screen", "done")]
    assert _rows(Finding, desk) == before
    look_again(["H-unknown"], whole=False, by=OFFICE, using=desk.using)
    assert desk.work() == [], "nobody here"
    look_again(keys, whole=True, by=OFFICE, using=desk.using)
    assert [job.kind for job in desk.work()] == ["campaign.screen"]
    assert len(keys) < FEW


def test_what_is_said_of_a_village_follows_its_households_a_while_later(desk: Desk) -> None:
    keys = list(Household.objects.using(desk.using).values_list("key", flat=True)[:1])
    before = _rows(Finding, desk)
    stale = Finding.objects.using(desk.using).order_by("id").first()
    assert stale is not None
    stale.pk, stale.household, stale.subject, stale.key = None, "", "village", stale.village
    stale.save(using=desk.using)
    for _ in range(2):
        look_again(keys, whole=False, by=OFFICE, using=desk.using)
    assert [job.kind for job in desk.work()] == ["households.screen"] * 2, "the run over everybody waits for more"
    with clock.standing_on(clock.today() + timedelta(days=1)):
        assert [(job.kind, job.state) for job in desk.work()] == [("campaign.screen", "done")], "and is one"
    assert _rows(Finding, desk) == before


def test_a_finding_is_explained_with_values_that_say_where_they_are_from(desk: Desk) -> None:
    key = desk.town.key(POOR)
    household = Household.objects.using(desk.using).get(pk=key)
    told = reasons(pack_of(ZHANQIAO), household, "zh", using=desk.using)
    found = findings_of(household, ZHANQIAO, using=desk.using)
    assert {reason.detail.rule.id for reason in told.reasons} == {finding.rule for finding in found} != set()
    origins = [value.origin for reason in told.reasons for value in reason.values if value.origin]
    assert any(origin.file.endswith(".xlsx") and origin.row and origin.day for origin in origins)
    assert told.waiting
    own = village_findings(desk.villages[0], ZHANQIAO, using=desk.using)
    assert all(finding.household == "" for finding in own)


def test_a_campaign_that_nobody_opened_and_one_that_is_unknown_are_told_apart_from_one_that_failed(desk: Desk) -> None:
    ask_screening(campaign="no-such-notice", by=OFFICE, using=desk.using)
    (job,) = desk.work()
    assert (job.state, job.fault["code"]) == ("failed", "PACK_CAMPAIGN_UNKNOWN")
    assert Job.objects.using(desk.using).filter(state="waiting").count() == 0


@pytest.fixture
def shared(using: str, visited_town: Town, shenmu_visited: Town, tmp_path: Path) -> tuple[Desk, Desk]:
    """Two notices of two counties in one registry."""
    return brought(visited_town, using), brought(shenmu_visited.copy(tmp_path), using)


def test_campaigns_share_a_registry_and_each_sees_its_own_places_returns_and_visits(
    shared: tuple[Desk, Desk], visited_town: Town
) -> None:
    one, two = shared
    for desk in shared:
        run = latest_run(desk.town.opened.id, using=desk.using)
        assert run is not None
        assert run.findings_hash == desk.town.run.screened.hash, "as if the other were not there"
    first = registry_of(pack_of(ZHANQIAO), using=one.using)
    villages = [village.code for village in visited_town.villages]
    here = deliveries(pack_of(ZHANQIAO), first, villages, date(2022, 5, 1))
    alone = deliveries(visited_town.opened, visited_town.store, villages, date(2022, 5, 1))
    assert [(d.deliverable.id, d.place, d.on) for d in here] == [(d.deliverable.id, d.place, d.on) for d in alone]
    table = first.read_current("household")
    assert table is not None
    assert set(table["village_key"].to_pylist()) == set(villages)
    as_other = registry_of(open_campaign(SHENMU), places=[two.place], using=one.using)
    as_other.places = [one.place]
    seen = as_other.read_current("household")
    assert seen is not None
    assert seen[SURVEYED].null_count == seen.num_rows, "another campaign's visit is none of this one's"
