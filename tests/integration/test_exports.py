"""Lists of personal data that leave the desk: reason, rights, a second person's word, a password, marks, an end; and
their way back."""

import io
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from shouxian.cli.main import cli
from shouxian.core.campaigns.exported_lists import LAYOUT
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, PERSON
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.sheets.guard.locked import is_locked, unlock
from shouxian.core.sheets.reading.marks import marks_of
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import Standing, standing
from shouxian.server.audit.actions import By
from shouxian.server.audit.keys import key_for
from shouxian.server.audit.models import Entry
from shouxian.server.audit.queries import exported
from shouxian.server.findings.queries import villages as village_lines
from shouxian.server.jobs.models import Job
from shouxian.server.project import urls as urls  # every address registers itself
from shouxian.server.registry.actions import ask_undo, confirm, told_of
from shouxian.server.registry.cards import card_of
from shouxian.server.registry.models import Household, Member, Received
from shouxian.server.registry.sealing import Sealer
from shouxian.server.reports import exporting, exports_seen
from shouxian.server.reports.models import Export
from shouxian.server.reports.selecting import Asked
from shouxian.server.web import doors
from shouxian.server.web.policies import ROUTES
from tests.integration.conftest import DATABASES
from tests.integration.desk_town import Desk, brought
from tests.unit.two_villages import POOR, ZHANQIAO, Town

PASSWORD, REASON = "示例-pass-2026", "交县教育局核对在校生(示例)"
OPEN = {"village_group": "open", HEAD_NAME: "open", "people_count": "open", "net_income_per_head": "open"}


@pytest.fixture(scope="module")
def visited_town(zhanqiao_visited: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return zhanqiao_visited.copy(tmp_path_factory.mktemp("zhanqiao_exports"))


@pytest.fixture(scope="module", params=DATABASES)
def desk(request: pytest.FixtureRequest, databases: None, visited_town: Town) -> Iterator[Desk]:
    desk = brought(visited_town, request.param)
    desk.somebody("clerk", "town_clerk", [desk.place])
    desk.somebody("leader", "town_leader", [desk.place])
    yield desk
    call_command("flush", database=request.param, interactive=False, verbosity=0, reset_sequences=True)


def _held(desk: Desk, login: str) -> Standing:
    return standing(Account.objects.using(desk.using).get(login=login), clock.today(), using=desk.using)


def _asked(desk: Desk, fields: Mapping[str, str], *, subject: str = HOUSEHOLD, **more: Any) -> Asked:
    return Asked(ZHANQIAO, subject, more.pop("villages", desk.villages), dict(fields), **more)


def _ask(desk: Desk, asked: Asked, login: str = "clerk", *, reason: str = REASON, hours: int = 24) -> Export:
    dictionary = desk.town.opened.catalogue.dictionary
    return exporting.ask_export(
        asked=asked, reason=reason, hours=hours, held=_held(desk, login), dictionary=dictionary,
        by=By(login, "town_clerk"), using=desk.using,
    )  # fmt: skip


def _now(desk: Desk, export: Export) -> Export:
    return Export.objects.using(desk.using).get(pk=export.pk)


def _made(desk: Desk, asked: Asked, login: str = "clerk") -> Export:
    export = _ask(desk, asked, login)
    assert [job.state for job in desk.work()] == ["done"], [job.fault for job in Job.objects.using(desk.using).all()]
    return _now(desk, export)


def _fetched(desk: Desk, export: Export) -> bytes:
    """The workbook as it was made; locking and opening it takes seconds, and has a test of its own."""
    assert export.content is not None
    return Sealer(key_for("sealing")).open_bytes(f"export/{export.pk}", bytes(export.content))


def _book(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def _rows(content: bytes) -> list[dict[str, Any]]:
    heads, *rows = list(_book(content).active.iter_rows(min_row=3, values_only=True))  # type: ignore[union-attr]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def _facts(desk: Desk, fact: str) -> list[str]:
    return [str(record.facts[fact]) for record in desk.town.records().values() if fact in record.facts]


def test_numbers_leave_masked_and_the_list_says_whose_it_is_on_every_sheet(desk: Desk) -> None:
    export = _made(desk, _asked(desk, OPEN | {"phone": "masked", "head_id": "masked"}))
    raw = exporting.fetch(export=export, password=PASSWORD, by=By("clerk"), using=desk.using)
    assert is_locked(raw)
    assert b"PK\x03\x04" not in raw[:600]
    with pytest.raises(ShouxianError, match="SHEET_GUARD_WRONG_PASSWORD"):
        unlock(raw, "another-1", "x.xlsx")
    content = unlock(raw, PASSWORD, "x.xlsx")
    sheet = _book(content).active
    assert sheet is not None
    rows = _rows(content)
    assert len(rows) == export.rows == Household.objects.using(desk.using).count()
    assert {row["行政村"] for row in rows} == {v.name for v in desk.town.villages}
    phones = set(_facts(desk, "phone"))
    shown = {row["联系电话"] for row in rows if row["联系电话"]}
    assert shown
    assert all("****" in text for text in shown)
    everything = " ".join(str(c) for line in sheet.iter_rows(values_only=True) for c in line if c is not None)
    assert not [phone for phone in phones if phone in everything]
    line = str(sheet["B2"].value)
    assert all(part in line for part in ("示例人员(clerk)", "镇信息员", export.mark, f"第{export.pk}号"))
    assert sheet.print_title_rows == "$2:$3"
    assert export.mark in str(sheet.oddFooter.left.text)
    assert "clerk" in str(sheet.oddHeader.center.text)
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden


def test_only_what_ones_posts_give_in_every_village_leaves(desk: Desk) -> None:
    mine, _other = desk.villages
    desk.somebody("half", "town_clerk", [mine])
    with pytest.raises(ShouxianError, match="EXPORT_RIGHT"):
        _ask(desk, _asked(desk, OPEN), "half")
    assert {
        row["行政村"] for row in _rows(_fetched(desk, _made(desk, _asked(desk, OPEN, villages=(mine,)), "half")))
    } == {desk.town.villages[0].name}
    with pytest.raises(ShouxianError, match="EXPORT_RIGHT"):
        _ask(desk, _asked(desk, OPEN), "leader")
    for wrong in ({"phone": "open"}, {HEAD_NAME: "full"}, {"no_such": "open"}):
        with pytest.raises(ShouxianError, match="EXPORT_FIELD"):
            _ask(desk, _asked(desk, wrong))
    with pytest.raises(ShouxianError, match="EXPORT_REASON"):
        _ask(desk, _asked(desk, OPEN), reason="  ")
    with pytest.raises(ShouxianError, match="EXPORT_LIFE"):
        _ask(desk, _asked(desk, OPEN), hours=24 * 8)
    with pytest.raises(ShouxianError, match="EXPORT_NOBODY"):
        _ask(desk, _asked(desk, OPEN, group="没有的组"))


def test_the_filters_of_the_list_say_who_is_on_it(desk: Desk) -> None:
    visited_lines = sum(line.visited for line in village_lines(ZHANQIAO, [desk.place], using=desk.using))
    assert _ask(desk, _asked(desk, OPEN, visited="yes")).rows == visited_lines
    assert 0 < visited_lines < Household.objects.using(desk.using).count()
    desk.work()


def test_many_rows_in_full_wait_for_somebody_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EXPORT_ROWS_ALONE", 3)
    export = _ask(desk, _asked(desk, OPEN | {"phone": "full"}))
    assert export.state == "asked"
    assert not desk.work()
    assert exports_seen.one_to_decide("clerk", export.pk, [desk.place], using=desk.using) is None, "not one's own"
    with pytest.raises(ShouxianError, match="EXPORT_RIGHT"):
        exporting.decide(export=export, allow=True, why="", by=By("clerk"), using=desk.using)
    assert exports_seen.one_to_decide("leader", export.pk, [desk.villages[0]], using=desk.using) is None, "half of it"
    found = exports_seen.one_to_decide("leader", export.pk, [desk.place], using=desk.using)
    assert found is not None
    with pytest.raises(ShouxianError, match="EXPORT_REASON"):
        exporting.decide(export=found, allow=False, why="", by=By("leader"), using=desk.using)
    exporting.decide(export=found, allow=True, why="同意(示例)", by=By("leader"), using=desk.using)
    with pytest.raises(ShouxianError, match="EXPORT_STATE"):
        exporting.decide(export=found, allow=False, why="晚了", by=By("leader"), using=desk.using)
    assert [job.state for job in desk.work()] == ["done"]
    rows = _rows(_fetched(desk, _now(desk, export)))
    exporting.fetch(export=export, password=PASSWORD, by=By("clerk"), using=desk.using)
    assert {row["联系电话"] for row in rows if row["联系电话"]} >= set(_facts(desk, "phone"))
    acts = Entry.objects.using(desk.using).filter(key=export.mark).order_by("id").values_list("act", "by")
    assert [act for act, _ in acts] == ["export.asked", "export.allowed", "export.made", "export.fetched"]
    assert dict(acts)["export.allowed"] == "leader"
    refused = _ask(desk, _asked(desk, OPEN | {"phone": "full"}))
    exporting.decide(export=refused, allow=False, why="不需要完整号码", by=By("leader"), using=desk.using)
    with pytest.raises(ShouxianError, match="EXPORT_GONE"):
        exporting.fetch(export=refused, password=PASSWORD, by=By("clerk"), using=desk.using)


def test_a_right_that_ended_before_the_list_was_made_makes_no_list(desk: Desk) -> None:
    desk.somebody("leaving", "town_clerk", [desk.place])
    export = _ask(desk, _asked(desk, OPEN), "leaving")
    Account.objects.using(desk.using).filter(login="leaving").update(closed_at=clock.now())
    (job,) = desk.work()
    assert (job.state, job.fault["code"]) == ("failed", "EXPORT_RIGHT")
    assert _now(desk, export).content is None


def test_a_list_is_forgotten_in_time_and_its_password_stands_nowhere(desk: Desk) -> None:
    export = _made(desk, _asked(desk, OPEN | {"phone": "full"}))
    assert export.content is not None
    assert b"PK\x03\x04" not in bytes(export.content), "it lies sealed"
    for weak in ("", "kurz1", "aaaaaaaaaaaa", "abcdefghijkl"):
        with pytest.raises(ShouxianError, match="EXPORT_PASSWORD"):
            exporting.fetch(export=export, password=weak, by=By("clerk"), using=desk.using)
    exporting.fetch(export=export, password=PASSWORD, by=By("clerk"), using=desk.using)
    told = str(list(Entry.objects.using(desk.using).values_list("about", flat=True)))
    kept = str(list(Job.objects.using(desk.using).values_list("given", "result")))
    assert PASSWORD not in told + kept + str(vars(_now(desk, export)))
    assert all(exporting.new_password() != exporting.new_password() for _ in range(20))
    Export.objects.using(desk.using).filter(pk=export.pk).update(until=clock.now() - timedelta(minutes=1))
    with pytest.raises(ShouxianError, match="EXPORT_GONE"):
        exporting.fetch(export=export, password=PASSWORD, by=By("clerk"), using=desk.using)
    assert (_now(desk, export).state, _now(desk, export).content) == ("gone", None)


def test_a_file_that_turns_up_says_which_export_it_is(desk: Desk, tmp_path: Path) -> None:
    one, two = (_made(desk, _asked(desk, OPEN)) for _ in range(2))
    given = exporting.fetch(export=two, password=PASSWORD, by=By("clerk"), using=desk.using)
    plain = unlock(given, PASSWORD, "x.xlsx")
    again = _book(plain)
    again.active.delete_rows(5, 3)  # type: ignore[union-attr]
    again.save(tmp_path / "changed.xlsx")
    texts = "\n".join(str(value) for row in again.active.iter_rows(values_only=True) for value in row)  # type: ignore[union-attr]

    def whose(content: bytes, password: str = "") -> set[str]:
        marks = marks_of(content, "leaked.xlsx", password)
        return {entry.key for entry in exports_seen.traced(content, marks, [desk.place], using=desk.using)}

    assert whose(given) == {two.mark}, "as it was taken, without its password"
    assert whose(given, PASSWORD) == whose(plain) == whose((tmp_path / "changed.xlsx").read_bytes()) == {two.mark}
    assert whose(texts.encode()) == {two.mark}
    assert one.mark not in whose(plain)
    assert not whose(b"something else")
    assert not exports_seen.traced(given, [], ["99"], using=desk.using), "the log is told to its readers only"


def test_a_log_that_was_taken_away_says_it_too(desk: Desk, tmp_path: Path) -> None:
    export = _made(desk, _asked(desk, OPEN))
    (tmp_path / "found.xlsx").write_bytes(_fetched(desk, export))
    (tmp_path / "log.jsonl").write_text("\n".join(exported(using=desk.using)) + "\n", "utf-8")
    command = ["--json", "audit", "who-exported", str(tmp_path / "found.xlsx"), "--log", str(tmp_path / "log.jsonl")]
    said = CliRunner().invoke(cli, command)
    told = [entry for entry in json.loads(said.output)["entries"] if entry["act"] == "export.asked"]
    assert [(entry["by"], entry["about"]["reason"]) for entry in told] == [("clerk", REASON)]
    (tmp_path / "other.txt").write_text("something else")
    other = ["audit", "who-exported", str(tmp_path / "other.txt"), *command[4:]]
    with pytest.raises(ShouxianError, match="EXPORT_NO_MARK"):
        CliRunner().invoke(cli, other, catch_exceptions=False)


def test_every_file_that_leaves_leaves_by_a_door() -> None:
    """The walk asks every address whether a file comes out of it; here: nothing else can make one come out."""
    web = Path(doors.__file__).parent
    makes = [path.name for path in web.rglob("*.py") if "Content-Disposition" in path.read_text("utf-8")]
    assert makes == ["doors.py"]
    assert set(doors.DOORS) <= set(ROUTES)
    chosen = [path.name for path in web.rglob("*.py") if "exporting.fetch(" in path.read_text("utf-8")]
    assert chosen == ["views.py"], "chosen personal data leave by one function, called at one place"


def _back(desk: Desk, path: Path, *, kind: str = "roster", layout: str = LAYOUT) -> Received:
    number = desk.hand_in(path, By("clerk", "town_clerk"), kind=kind, layout=layout)
    desk.work()
    return desk.received(number)


def _written(desk: Desk, content: bytes, path: Path, head: str, texts: Mapping[str, object]) -> Path:
    """The list with some cells of a column changed, household by the head's name → what stands there."""
    book = _book(content)
    sheet = book.active
    assert sheet is not None
    heads = {str(cell.value): cell.column for cell in sheet[3]}
    name = heads.get("户主姓名") or heads["成员姓名"]
    for row in range(4, sheet.max_row + 1):
        who = str(sheet.cell(row, name).value)
        if who in texts:
            sheet.cell(row, heads[head]).value = texts[who]  # type: ignore[assignment]
    book.save(path)
    return path


def test_a_list_comes_back_changed_is_confirmed_and_undone(desk: Desk, tmp_path: Path) -> None:
    export = _made(desk, _asked(desk, OPEN | {"phone": "masked", "head_id": "masked"}))
    content = _fetched(desk, export)
    own = desk.town.records()[desk.town.key(POOR)]
    name, before = str(own.facts[HEAD_NAME]), str(own.facts["phone"])
    (tmp_path / "same.xlsx").write_bytes(content)
    assert _back(desk, tmp_path / "same.xlsx").state == "same", "stars that return mean unchanged"
    changed = _written(desk, content, tmp_path / "changed.xlsx", "联系电话", {name: "14000009876"})
    received = _back(desk, changed)
    assert received.state == "ready", told_of(received)
    assert (received.counts["changed"], received.counts["new"]) == (1, 0)
    confirm(received=received, by=By("clerk", "town_clerk"), using=desk.using)
    desk.work()
    home = Household.objects.using(desk.using).get(key=own.key)
    assert home.phone4 == "9876"
    received = desk.received(received.pk)
    assert received.state == "stored"
    ask_undo(received=received, by=By("clerk", "town_clerk"), using=desk.using)
    desk.work()
    assert Household.objects.using(desk.using).get(key=own.key).phone4 == before[-4:]


def test_what_is_wrong_in_a_list_that_comes_back_is_told_cell_by_cell(desk: Desk, tmp_path: Path) -> None:
    content = _fetched(desk, _made(desk, _asked(desk, OPEN | {"phone": "masked"})))
    name = str(desk.town.records()[desk.town.key(POOR)].facts[HEAD_NAME])
    cases = {
        ("联系电话", "138****9999"): "EXPORT_STARS", ("家庭人口数", "很多"): "SHEET_READ_NOT_NUMBER",
        ("家庭人口数", "=1+1"): "SHEET_READ_FORMULA",
    }  # fmt: skip
    for number, ((head, text), code) in enumerate(cases.items()):
        path = _written(desk, content, tmp_path / f"wrong{number}.xlsx", head, {name: text})
        received = _back(desk, path)
        assert received.state == "refused"
        assert [one["code"] for one in told_of(received)["faults"]] == [code]
    book = _book(content)
    sheet = book.active
    assert sheet is not None
    sheet["A4"].value, sheet["A5"].value = None, "H-0000000000-0"
    sheet.append([cell.value for cell in sheet[7]])
    book.save(tmp_path / "keys.xlsx")
    codes = {one["code"] for one in told_of(_back(desk, tmp_path / "keys.xlsx"))["faults"]}
    assert codes == {"EXPORT_NO_KEY", "EXPORT_UNKNOWN_KEY", "EXPORT_TWICE"}
    (tmp_path / "return.xlsx").write_bytes(content)
    told = told_of(_back(desk, tmp_path / "return.xlsx", kind="return", layout=""))
    assert [one["code"] for one in told["faults"]] == ["EXPORT_KIND"]


def test_what_somebody_else_changed_meanwhile_is_never_overwritten(desk: Desk, tmp_path: Path) -> None:
    content = _fetched(desk, _made(desk, _asked(desk, OPEN)))
    name = str(desk.town.records()[desk.town.key(POOR)].facts[HEAD_NAME])
    one = _back(desk, _written(desk, content, tmp_path / "one.xlsx", "家庭人口数", {name: 9}))
    confirm(received=one, by=By("clerk", "town_clerk"), using=desk.using)
    desk.work()
    other = _back(desk, _written(desk, content, tmp_path / "other.xlsx", "家庭人口数", {name: 8}))
    assert [one["code"] for one in told_of(other)["faults"]] == ["EXPORT_MEANWHILE"]
    agreed = _back(desk, _written(desk, content, tmp_path / "agreed.xlsx", "组", {name: "第九组"}))
    assert agreed.counts["changed"] == 1, "the other column of the same household is nobody else's"


def test_members_leave_and_come_back_by_their_own_keys(desk: Desk, tmp_path: Path) -> None:
    export = _made(
        desk, _asked(desk, {"member_name": "open", "resident_id": "masked", "health": "masked"}, subject=PERSON)
    )
    content = _fetched(desk, export)
    rows = _rows(content)
    assert rows
    assert {row["健康状况"] for row in rows} <= {"***", None}
    assert not [row for row in rows if row["成员证件号码"] and "*" not in row["成员证件号码"]]
    names = [str(row["成员姓名"]) for row in rows]
    name = next(one for one in names if names.count(one) == 1)
    received = _back(desk, _written(desk, content, tmp_path / "m.xlsx", "健康状况", {name: "长期慢性病"}))
    assert received.state == "ready", told_of(received)
    confirm(received=received, by=By("clerk", "town_clerk"), using=desk.using)
    desk.work()
    key = Member.objects.using(desk.using).get(name=name).household
    home = Household.objects.using(desk.using).get(key=key)
    card = card_of(home, desk.town.opened.catalogue.dictionary, "zh", using=desk.using)
    told = [one for member in card.members for s in member.sections for one in s.facts if one.fact == "health"]
    assert [(one.text, one.masked) for one in told][:1] == [("***", True)]


def test_a_public_list_shows_what_a_public_list_may_show(desk: Desk, tmp_path: Path) -> None:
    export = _made(desk, _asked(desk, {}, posting=True))
    content = exporting.fetch(export=export, password="", by=By("clerk"), using=desk.using)
    assert not is_locked(content), "it is put up for everybody"
    rows = _rows(content)
    assert set(rows[0]) == {"行政村", "组", "户主姓名", "家庭人口数", "户类型"}
    assert not any("H-" in str(value) for row in rows for value in row.values())
    home = Household.objects.using(desk.using).order_by("line").first()
    assert home is not None
    clean = _fetched(desk, _made(desk, _asked(desk, OPEN)))
    told = _back(desk, _written(desk, clean, tmp_path / "p.xlsx", "组", {home.name: "二组 电话14012345678"}))
    confirm(received=told, by=By("clerk", "town_clerk"), using=desk.using)
    desk.work()
    export = _ask(desk, _asked(desk, {}, posting=True))
    assert [(job.state, job.fault["code"]) for job in desk.work()] == [("failed", "EXPORT_POSTING")]
    assert _now(desk, export).content is None
