"""Bad files and bad days at the desk: a sentence in plain Chinese, nothing half stored, and on it goes afterwards."""

import io
import re
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, close_old_connections, connection, connections
from django.test import Client
from django.utils.html import escape
from openpyxl import load_workbook

from shouxian.core.kernel import clock
from shouxian.core.kernel.text import squeezed
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.accounts.actions import end_posting, post
from shouxian.server.accounts.models import Account, Posting
from shouxian.server.audit.keys import key_for
from shouxian.server.audit.models import Entry
from shouxian.server.campaigns.actions import open_here
from shouxian.server.flows.handlers import HANDLERS
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.worker import work_once
from shouxian.server.registry.models import Household, Received
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from shouxian.server.reports.models import Prepared
from tests.hostile.foreign import GOOD, annex_1_1, rezip
from tests.integration.observed import observed, record
from tests.integration.web import BY, PASSWORD, pages_on, person, sign_in

ZHANQIAO, TOWN = "zhanqiao-2022-income", "430682110"
ONE, TWO, NEXT_TOWN = "430682110001", "430682110002", "430682111200"
TODAY = clock.today()


@pytest.fixture
def desk(using: str) -> Iterator[str]:
    """A desk with one campaign and a town clerk, on both databases."""
    with pages_on(using):
        open_here(campaign=ZHANQIAO, by=BY)
        person("clerk")
        yield using


@pytest.fixture
def clerk(desk: str) -> Client:
    browser = sign_in("clerk", client=Client(raise_request_exception=False))
    browser.get("/")  # its session is in use: that is written once a minute
    return browser


def _work() -> list[Job]:
    done = []
    while (job := work_once(HANDLERS)) is not None:
        done.append(job)
    return done


def _said(response: object) -> str:
    """What a page says, without its tags."""
    text = re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", response.content.decode())  # type: ignore[attr-defined]
    return " ".join(text.split())


def _hostile(folder: Path) -> dict[str, bytes]:
    """Files that clerks and attackers hand in; from the generators of ``tests/hostile``."""
    sound = annex_1_1(folder / "sound.xlsx", [GOOD])
    bomb = rezip(sound, {"xl/worksheets/sheet1.xml": b"<a>" + b"0" * 60_000_000}, folder / "bomb.xlsx")
    return {
        "半个.xlsx": sound.read_bytes()[: sound.stat().st_size // 2],
        "照片.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
        "网页.xls": b"<html><table><td>1</td></table></html>",
        "炸弹.xlsx": bomb.read_bytes(),
        "导出.csv": "品名,数量\n苹果,3\n".encode("gbk"),
        "金山.et": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        "改名.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        "空.xlsx": b"",
        "别的表.xlsx": sound.read_bytes(),
        f"{'长' * 120}.xlsx": b"no workbook",
    }


def test_files_that_are_no_annex_are_told_why_and_nothing_is_stored(clerk: Client, tmp_path: Path) -> None:
    for name, content in _hostile(tmp_path).items():
        told = {"campaign": ZHANQIAO, "what": "return", "file": SimpleUploadedFile(name, content)}
        answer = clerk.post("/files/", told)
        assert answer.status_code in (302, 400), name
        _work()
        page = clerk.get(answer.headers["Location"]) if answer.status_code == 302 else answer
        assert page.status_code in (200, 400), name
        said = _said(page)
        assert re.search("空文件|是空的|庞大|不是|损坏|无法|另存为|找不到|过大|超过|请使用下发的表格", said), (
            name,
            said,
        )
        assert not re.search("Traceback|Error|None|errno", said), (name, said)
    assert Household.objects.count() == 0
    assert {job.state for job in Job.objects.all()} <= {"done"}, "a refused file is no broken job"


def test_a_file_larger_than_any_honest_one_is_refused_at_the_door(clerk: Client) -> None:
    told = {
        "campaign": ZHANQIAO,
        "what": "return",
        "file": SimpleUploadedFile("大.xlsx", b"PK\x03\x04" + bytes(41 << 20)),
    }
    answer = clerk.post("/files/", told)
    assert (answer.status_code, "40" in _said(answer)) == (400, True)
    assert Received.objects.count() == 0


NAMES = ("示例" + "长" * 300, "示例𠮷䶮", "示例　Ａｂｃ", "示例😀🏠", "示例<b>&'\"", "=示例+1", "示例\u202e反")


def test_long_rare_full_width_and_foreign_names_go_through_list_search_page_and_papers(
    clerk: Client, dictionary: Dictionary
) -> None:
    store = SqlStore("bad-days", dictionary, Sealer(key_for("sealing")))
    rows = [{"key": f"H-BAD{n}", "village_key": ONE, "head_name": name} for n, name in enumerate(NAMES)]
    store.apply(record(), [observed(*rows)])
    listed = clerk.get("/households/").content.decode()
    for number, name in enumerate(NAMES):
        plain = escape(squeezed(name))
        assert plain[:100] in squeezed(listed), name
        assert plain[:100] in squeezed(clerk.get(f"/households/H-BAD{number}/").content.decode()), name
        found = clerk.post("/households/search/", {"text": name[:100], "campaign": ZHANQIAO})
        assert f"/households/H-BAD{number}/" in found.content.decode(), name
    clerk.post(f"/papers/{ZHANQIAO}/blank/", {f"{ZHANQIAO}-villages": ONE})
    (job,) = _work()
    assert job.state == "done", job.fault
    papers = clerk.get(f"/papers/{Prepared.objects.get().pk}/").content
    assert all(name in squeezed(_texts(papers)) for name in map(squeezed, NAMES[1:]))


def _texts(packed: bytes) -> str:
    """Every cell of every workbook in an archive."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        books = [load_workbook(io.BytesIO(archive.read(name))) for name in archive.namelist() if name[-5:] == ".xlsx"]
    return "\n".join(str(cell) for book in books for sheet in book for row in sheet.values for cell in row if cell)


def test_somebody_moved_to_another_town_sees_only_the_new_one_at_the_next_click(
    clerk: Client, dictionary: Dictionary
) -> None:
    store = SqlStore("bad-days", dictionary, Sealer(key_for("sealing")))
    rows = [{"key": f"H-{v}", "village_key": v, "head_name": f"示例{v}"} for v in (ONE, NEXT_TOWN)]
    store.apply(record(), [observed(*rows)])
    assert ONE in clerk.get("/households/").content.decode()
    account = Account.objects.get(login="clerk")
    end_posting(posting=Posting.objects.get(account=account), last_day=TODAY - timedelta(days=1), by=BY)
    post(account=account, role="town_clerk", codes=[NEXT_TOWN[:9]], since=TODAY, by=BY)
    page = clerk.get("/households/").content.decode()
    assert (f"示例{ONE}" in page, f"示例{NEXT_TOWN}" in page) == (False, True)
    assert clerk.get(f"/households/H-{ONE}/").status_code == 404


def test_a_posting_that_ends_today_works_today_and_is_gone_tomorrow(clerk: Client) -> None:
    end_posting(posting=Posting.objects.get(account__login="clerk"), last_day=TODAY, by=BY)
    assert clerk.get("/households/").status_code == 200
    with clock.standing_on(TODAY + timedelta(days=1)):
        assert clerk.get("/households/").status_code == 403
        assert "没有在任的岗位" in _said(clerk.get("/"))


@contextmanager
def _full() -> Iterator[None]:
    """The database cannot grow, and what room was left in it is used: what a full disk is to SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filling (x BLOB)")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 20}")
        for size in (9000, 900, 90):
            with suppress(OperationalError):
                for _ in range(1000):
                    cursor.execute(f"INSERT INTO filling VALUES (zeroblob({size}))")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE filling")


@pytest.mark.parametrize("using", ["sqlite"], indirect=True)
def test_with_a_full_disk_nothing_is_stored_half_and_it_goes_on_when_there_is_room(
    clerk: Client, tmp_path: Path
) -> None:
    content = annex_1_1(tmp_path / "x.xlsx", [GOOD] * 400).read_bytes() * 20
    told = {"campaign": ZHANQIAO, "what": "return"}
    before = Entry.objects.count()
    with _full():
        for _ in range(50):  # until the pages that are begun are full too
            entered = Client(raise_request_exception=False).post("/sign-in/", {"login": "clerk", "password": PASSWORD})
            if entered.status_code != 302:
                break
        assert (entered.status_code, "磁盘满了" in _said(entered)) == (503, True)
        answer = clerk.post("/files/", {**told, "file": SimpleUploadedFile("x.xlsx", content)})
        assert (answer.status_code, "磁盘满了" in _said(answer)) == (503, True)
    assert Received.objects.count() == 0
    assert Entry.objects.filter(act="file.received").count() == 0
    assert Entry.objects.count() >= before
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert sign_in("clerk").get("/").status_code == 200
    assert clerk.post("/files/", {**told, "file": SimpleUploadedFile("x.xlsx", content)}).status_code == 302


@pytest.mark.parametrize("using", ["sqlite"], indirect=True)
def test_an_import_that_finds_the_disk_full_fails_in_words_and_can_be_asked_again(
    clerk: Client, tmp_path: Path
) -> None:
    file = SimpleUploadedFile("x.xlsx", annex_1_1(tmp_path / "x.xlsx", [GOOD] * 400).read_bytes())
    address = clerk.post("/files/", {"campaign": ZHANQIAO, "what": "return", "file": file}).headers["Location"]
    with _full():
        work_once(HANDLERS)
        assert clerk.get(address).status_code == 200
    assert [(job.state, job.fault["code"]) for job in Job.objects.all()] == [("failed", "STORAGE_FULL")]
    assert "磁盘满了" in _said(clerk.get(address))
    clerk.post(f"{address}again/")
    assert [one.state for one in _work()] == ["done"]


@contextmanager
def _held(path: Path, seconds: float) -> Iterator[None]:
    """Somebody else writes, as a backup tool that locks the file does."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    over = threading.Timer(seconds, lambda: other.execute("ROLLBACK"))
    over.start()
    yield
    over.join()
    other.close()


def _impatient(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


@pytest.mark.parametrize("using", ["sqlite"], indirect=True)
def test_while_a_backup_holds_the_database_people_wait_or_are_told_and_read_on(clerk: Client) -> None:
    path = Path(str(connection.settings_dict["NAME"]))
    with _held(path, 0.4):
        assert sign_in("clerk").get("/").status_code == 200, "it waited for its turn"
    _impatient(0.05)
    with _held(path, 1.0):
        assert clerk.get("/villages/").status_code == 200, "who only reads does not wait"
        told = clerk.post("/sign-out/")
    assert (told.status_code, "正忙" in _said(told)) == (503, True)
    _impatient(20)
    assert clerk.get("/").status_code == 200, "nothing was half done"
    backup = path.with_name("backup.sqlite3")
    copying = sqlite3.connect(path)
    copying.execute("VACUUM INTO ?", (str(backup),))
    copying.close()
    assert sign_in("clerk").get("/").status_code == 200
    backup.unlink()


@pytest.mark.parametrize("using", ["postgresql"], indirect=True)
def test_when_postgresql_goes_away_in_the_middle_the_desk_says_so_and_comes_back_with_it(clerk: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number = cursor.fetchone()[0]
    with connections["postgresql"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [number])
    gone = clerk.get("/households/")
    assert (gone.status_code, "连不上数据库" in _said(gone)) == (503, True)
    close_old_connections()  # as the next request does
    connection.close()
    assert clerk.get("/households/").status_code == 200
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {"HOST": "/nowhere"}
    still = [clerk.get("/"), clerk.post("/sign-in/", {"login": "clerk", "password": PASSWORD}), clerk.get("/server/")]
    assert {(one.status_code, "连不上数据库" in _said(one)) for one in still} == {(503, True)}
    connection.settings_dict |= kept
    assert clerk.get("/households/").status_code == 200
