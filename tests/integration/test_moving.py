"""A desk moves from one database to the other and back: everything arrives, or nothing does."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import override_settings

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.accounts.actions import name_area, open_account, post
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import standing
from shouxian.server.audit.actions import By, record, seal
from shouxian.server.audit.chain import read_exported, verify
from shouxian.server.audit.keys import key_for
from shouxian.server.audit.models import Entry
from shouxian.server.audit.queries import exported
from shouxian.server.findings.queries import latest_run
from shouxian.server.flows.looking_again import ask_screening
from shouxian.server.keeping.canonical import tables
from shouxian.server.keeping.dumping import MANIFEST, as_json, dump, marked
from shouxian.server.keeping.loading import load
from shouxian.server.registry.models import Paper
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from tests.integration.conftest import DATABASES, SEALING_KEY
from tests.integration.desk_town import OFFICE, Desk, brought
from tests.integration.invented_rows import ROWS, plant
from tests.integration.observed import VILLAGE, ZHANG, observed, row_of
from tests.integration.observed import record as source
from tests.unit.two_villages import ZHANQIAO, Town

BY = By("示例管理员")


@pytest.fixture
def both(databases: None) -> Iterator[None]:
    """Two empty databases; empty again afterwards."""
    yield
    for name in DATABASES:
        emptied(name)


def emptied(using: str) -> None:
    call_command("flush", database=using, interactive=False, verbosity=0, reset_sequences=True)


def rows_in(using: str) -> int:
    return sum(model._base_manager.using(using).count() for model in tables())


def test_every_column_of_every_table_arrives_whatever_stands_in_it(both: None, tmp_path: Path) -> None:
    plant(tables(), "sqlite")
    first, second, third = (tmp_path / f"{n}.zip" for n in (1, 2, 3))
    told = dump(path=first, by=BY, using="sqlite")
    assert {one.rows for one in told} == {ROWS}
    assert load(path=first, using="postgresql") == told
    dump(path=second, by=BY, using="postgresql")
    emptied("sqlite")
    load(path=second, using="sqlite")
    dump(path=third, by=BY, using="sqlite")
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()
    assert first.stat().st_mode & 0o077 == 0


def test_what_the_desk_knew_it_knows_in_its_new_place(both: None, tmp_path: Path, dictionary: Dictionary) -> None:
    store = SqlStore("test", dictionary, Sealer(SEALING_KEY), using="sqlite")
    store.apply(source(), [observed({**ZHANG, "housing_safe": True})])
    group = name_area(name="第一督查组", year=2022, codes=[VILLAGE], since=date(2022, 1, 1), by=BY, using="sqlite")
    person = open_account(login="li", name="示例人员", password="一句很长的口令", by=BY, using="sqlite")
    post(account=person, role="grid_worker", areas=[group], since=date(2022, 1, 1), by=BY, using="sqlite")
    seal(using="sqlite")
    dump(path=tmp_path / "desk.zip", by=BY, using="sqlite")
    load(path=tmp_path / "desk.zip", using="postgresql")
    there = SqlStore("test", dictionary, Sealer(SEALING_KEY), using="postgresql")
    assert row_of(there) == row_of(store), "with the phone, which lies sealed"
    moved = Account.objects.using("postgresql").get(login="li")
    assert standing(moved, date(2022, 6, 1), using="postgresql").where("change_households") == (VILLAGE,)
    entries, seals = read_exported(exported(using="postgresql"))
    verdict = verify(key_for("audit"), entries, seals)
    assert (verdict.sound, verdict.tail) == (True, 0)
    new = open_account(login="wang", name="示例人员", password="一句很长的口令", by=BY, using="postgresql")
    assert new.pk == moved.pk + 1, "keys go on where they were"
    there.apply(source(), [observed({"key": "H-A", "people": 5})])
    assert row_of(there)["people__from"] == 2
    seal(using="postgresql")
    assert verify(key_for("audit"), *read_exported(exported(using="postgresql"))).sound


def test_a_screened_town_moves_there_and_back_and_is_screened_to_the_same_findings(
    both: None, zhanqiao_visited: Town, tmp_path: Path
) -> None:
    town = zhanqiao_visited.copy(tmp_path)
    brought(town, "sqlite")
    seal(using="sqlite")
    first, second, third = (tmp_path / f"{n}.zip" for n in (1, 2, 3))
    dump(path=first, by=BY, using="sqlite")
    load(path=first, using="postgresql")
    dump(path=second, by=BY, using="postgresql")
    there = Desk(town, "postgresql")
    ask_screening(campaign=ZHANQIAO, by=OFFICE, using=there.using)
    assert [job.state for job in there.work()] == ["done"]
    runs = [latest_run(ZHANQIAO, using=name) for name in DATABASES]
    assert len({(run.run, run.snapshot_hash, run.findings_hash) for run in runs if run is not None}) == 1
    emptied("sqlite")
    load(path=second, using="sqlite")
    dump(path=third, by=BY, using="sqlite")
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()


@pytest.fixture
def small(both: None, tmp_path: Path) -> Path:
    """A dump of a desk with two people and a paper."""
    for login in ("li", "wang"):
        open_account(login=login, name="示例人员", password="一句很长的口令", by=BY, using="sqlite")
    Paper.objects.using("sqlite").create(campaign="test", name="lists/a.xlsx", content=bytes(range(256)) * 40)
    dump(path=tmp_path / "small.zip", by=BY, using="sqlite")
    return tmp_path / "small.zip"


def refused(path: Path, code: str, using: str = "postgresql") -> None:
    before = rows_in(using)
    with pytest.raises(ShouxianError, match=code):
        load(path=path, using=using)
    assert rows_in(using) == before


def test_a_file_that_was_cut_off_or_changed_is_refused(small: Path, tmp_path: Path) -> None:
    whole, wrong = small.read_bytes(), tmp_path / "wrong.zip"
    for end in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        wrong.write_bytes(whole[:end])
        refused(wrong, "MOVE_DAMAGED")
    with ZipFile(small) as archive:
        parts = [info for info in archive.infolist() if info.file_size]
    for info in parts:
        place = whole.index(info.filename.encode()) + len(info.filename) + info.compress_size // 2
        wrong.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        refused(wrong, "MOVE_DAMAGED")


def rewritten(path: Path, name: str, old: bytes, new: bytes) -> Path:
    """The same file with one part changed, and a ZIP that knows nothing of it."""
    other = path.with_name("rewritten.zip")
    with ZipFile(path) as archive, ZipFile(other, "w", ZIP_DEFLATED) as to:
        for info in archive.infolist():
            content = archive.read(info)
            assert info.filename != name or old in content
            to.writestr(info.filename, content.replace(old, new) if info.filename == name else content)
    return other


def test_a_part_or_the_manifest_changed_by_hand_is_refused(small: Path) -> None:
    refused(rewritten(small, "accounts_account.jsonl", b'"li"', b'"le"'), "MOVE_DAMAGED")
    refused(rewritten(small, MANIFEST, b'"rows": 2', b'"rows": 1'), "MOVE_DAMAGED")


def test_under_another_secret_nothing_is_loaded(small: Path) -> None:
    with override_settings(SECRET_KEY="another secret, as long as the first"):
        refused(small, "MOVE_SECRET")


def test_only_an_empty_desk_of_the_same_version_takes_a_dump(small: Path) -> None:
    refused(small, "MOVE_NOT_EMPTY", using="sqlite")
    with ZipFile(small) as archive:
        old = archive.read(MANIFEST)
    body = json.loads(old)
    del body["mark"]
    body["migrations"]["jobs"] = "0099_of_tomorrow"
    new = as_json(body | {"mark": marked(as_json(body)).hex()})
    refused(rewritten(small, MANIFEST, old, new), "MOVE_VERSION")


def test_a_row_that_the_new_database_cannot_hold_leaves_it_empty(both: None, tmp_path: Path) -> None:
    Paper.objects.using("sqlite").create(campaign="test", name="a\0b", content=b"1")
    dump(path=tmp_path / "desk.zip", by=BY, using="sqlite")
    refused(tmp_path / "desk.zip", "MOVE_REFUSED")


def test_a_dump_never_takes_the_place_of_another_and_the_log_tells_of_each(small: Path) -> None:
    with pytest.raises(ShouxianError, match="MOVE_THERE"):
        dump(path=small, by=BY, using="sqlite")
    acts = list(Entry.objects.using("sqlite").order_by("id").values_list("act", "by"))
    assert acts[-1] == ("desk.dumped", BY.account)
    assert [path.name for path in small.parent.iterdir()] == ["small.zip"]


def test_others_go_on_writing_during_a_dump_and_it_holds_what_was_there_before(using: str, tmp_path: Path) -> None:
    open_account(login="li", name="示例人员", password="一句很长的口令", by=BY, using=using)

    written: list[str] = []

    def write() -> None:
        with transaction.atomic(using=using):
            written.append(record(by=BY, act="written.meanwhile", using=using).act)
        connections[using].close()

    def then_somebody_writes(execute: Callable[..., object], sql: str, *rest: object) -> object:
        found = execute(sql, *rest)
        if sql.startswith("SELECT") and not written:
            somebody = threading.Thread(target=write)
            somebody.start()
            somebody.join()
        return found

    with connections[using].execute_wrapper(then_somebody_writes):
        told = {one.table: one.rows for one in dump(path=tmp_path / "desk.zip", by=BY, using=using)}
    assert told["audit_entry"] == 1
    acts = list(Entry.objects.using(using).order_by("id").values_list("act", flat=True))
    assert acts == ["account.opened", "written.meanwhile", "desk.dumped"]


def command(*words: object) -> subprocess.CompletedProcess[str]:
    given = {name: told for name, told in os.environ.items() if not name.startswith(("SHOUXIAN_", "DJANGO_"))}
    return subprocess.run(
        [Path(sys.executable).parent / "shouxian", "--lang", "en", *map(str, words)],
        env=given,
        capture_output=True,
        text=True,
    )


def test_the_command_takes_a_desk_to_another_folder_with_its_secret_and_not_without(tmp_path: Path) -> None:
    one, two, file, again = (tmp_path / name for name in ("one", "two", "desk.zip", "again.zip"))
    assert command("serve", "--check", "--data", one).returncode == 0
    told = command("desk", "dump", file, "--data", one)
    assert told.returncode == 0, told.stderr
    alone = command("desk", "load", file, "--data", two)
    assert "MOVE_SECRET" in alone.stderr
    assert not two.exists()
    two.mkdir()
    shutil.copy(one / "secret", two)
    assert "the same" in command("desk", "load", file, "--data", two).stdout
    assert command("desk", "dump", again, "--data", two).returncode == 0
    assert again.read_bytes() == file.read_bytes()
