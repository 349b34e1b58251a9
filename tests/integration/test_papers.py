"""Papers out: a village's blank annexes and all reports, made as jobs, fetched by whose places they are, logged."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.audit.models import Entry
from shouxian.server.reports.actions import KEPT, ask_blank, ask_outputs, fetch
from shouxian.server.reports.models import Prepared
from shouxian.server.reports.queries import paper, papers
from tests.integration.conftest import DATABASES
from tests.integration.desk_town import Desk, brought
from tests.unit.two_villages import ZHANQIAO, Town


@pytest.fixture(scope="module")
def visited_town(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return zhanqiao_visited.copy(tmp_path_factory.mktemp("zhanqiao_papers"))


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest, databases: None, visited_town: Town) -> Iterator[Desk]:
    yield brought(visited_town, request.param, screened=False)
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_a_cadre_gets_the_annexes_of_the_own_village_with_what_is_known(desk: Desk) -> None:
    mine, other = desk.villages
    cadre = desk.somebody("cadre", "village_cadre", [mine])
    ask_blank(campaign=ZHANQIAO, villages=[mine, other], by=cadre, using=desk.using)
    (job,) = desk.work()
    assert job.state == "done", job.fault
    (made,) = papers([mine], "blank", using=desk.using)
    found = _unpacked(fetch(prepared=paper(made.pk, [mine], "blank", using=desk.using), by=cadre, using=desk.using))  # type: ignore[arg-type]
    assert {Path(name).parts[0] for name in found} == {desk.town.villages[0].name}, "the other village is not hers"
    assert made.files == len(found)
    texts = {
        str(cell) for book in found.values() for sheet in load_workbook(io.BytesIO(book)).worksheets
        for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    }  # fmt: skip
    heads = desk.town.store.read_current("household")
    assert heads is not None
    names = [r["head_name"] for r in heads.select(["village_key", "head_name"]).to_pylist() if r["village_key"] == mine]
    assert names
    assert all(any(name in text for text in texts) for name in names), "every household stands on a sheet by name"
    entry = Entry.objects.using(desk.using).filter(act="papers.fetched").latest("id")
    assert (entry.by, entry.about["places"]) == ("cadre", [mine])


def test_papers_of_two_villages_are_for_whoever_has_both(desk: Desk) -> None:
    mine, other = desk.villages
    clerk = desk.somebody("clerk", "town_clerk", [mine[:9]])
    ask_blank(campaign=ZHANQIAO, villages=[mine, other], by=clerk, using=desk.using)
    assert [job.state for job in desk.work()] == ["done"]
    newest = papers([mine[:9]], "blank", using=desk.using)[0]
    assert newest.by == "clerk"
    assert paper(newest.pk, [mine], "blank", using=desk.using) is None
    assert paper(newest.pk, [], "blank", using=desk.using) is None
    assert paper(newest.pk, [mine[:9]], "outputs", using=desk.using) is None


def test_reports_are_made_for_who_may_export_all_of_it_and_for_nobody_else(desk: Desk) -> None:
    office = desk.somebody("office", "county_office", [desk.place[:6]])
    part = desk.somebody("part", "town_clerk", [desk.villages[0]])
    ask_outputs(campaign=ZHANQIAO, by=office, using=desk.using)
    ask_outputs(campaign=ZHANQIAO, by=part, using=desk.using)
    done, refused = desk.work()
    assert (done.state, refused.state) == ("done", "failed")
    assert refused.fault["code"] == "RECEIVED_RIGHT"
    (made,) = papers([desk.place[:6]], "outputs", using=desk.using)
    found = _unpacked(fetch(prepared=Prepared.objects.using(desk.using).get(pk=made.pk), by=office, using=desk.using))
    assert {Path(name).parts[0] for name in found} >= {"村", "镇", "数据"}
    assert not papers([desk.villages[0]], "outputs", using=desk.using)


def test_papers_are_kept_for_seven_days_and_then_forgotten(desk: Desk) -> None:
    clerk = desk.somebody("later", "village_cadre", [desk.villages[1]])
    ask_blank(campaign=ZHANQIAO, villages=[desk.villages[1]], by=clerk, using=desk.using)
    desk.work()
    old = Prepared.objects.using(desk.using).latest("id")
    early = clock.now() - KEPT - timedelta(minutes=1)
    Prepared.objects.using(desk.using).filter(pk=old.pk).update(at=early)
    ask_blank(campaign=ZHANQIAO, villages=[desk.villages[1]], by=clerk, using=desk.using)
    desk.work()
    with pytest.raises(ShouxianError, match="PAPERS_GONE"):
        fetch(prepared=Prepared.objects.using(desk.using).get(pk=old.pk), by=clerk, using=desk.using)
    with pytest.raises(ShouxianError, match="PAPERS_NO_VILLAGE"):
        ask_blank(campaign=ZHANQIAO, villages=[], by=clerk, using=desk.using)


def test_papers_of_no_place_are_nobodys(desk: Desk) -> None:
    lost = Prepared.objects.using(desk.using).create(
        campaign=ZHANQIAO,
        kind="blank",
        name="示例.zip",
        files=1,
        sha256="0" * 64,
        size=1,
        by="x",
        at=clock.now(),
        job=9,
    )
    assert paper(lost.pk, [""], "blank", using=desk.using) is None


def test_what_waits_to_be_fetched_lies_sealed(desk: Desk) -> None:
    clerk = desk.somebody("keeper", "village_cadre", [desk.villages[0]])
    ask_blank(campaign=ZHANQIAO, villages=[desk.villages[0]], by=clerk, using=desk.using)
    desk.work()
    kept = Prepared.objects.using(desk.using).exclude(content=None).latest("id")
    assert b"PK\x03\x04" not in bytes(kept.content)
