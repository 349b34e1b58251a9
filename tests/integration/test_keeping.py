"""What keeps a server running, and what its pages do on bad days."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.accounts.models import Account
from shouxian.server.audit.actions import By, record, seal
from shouxian.server.audit.chain import read_exported, verify
from shouxian.server.audit.keys import key_for
from shouxian.server.audit.models import Entry
from shouxian.server.keeping.first_start import make_administrator
from shouxian.server.keeping.health import checks
from shouxian.server.keeping.secret import FILE, secret_of
from shouxian.server.web.boundary import LARGEST
from tests.integration.web import pages_on, person, sign_in


@pytest.fixture(autouse=True)
def desk(using: str) -> Iterator[None]:
    with pages_on(using):
        yield


def _browser(account: Account) -> Client:
    """Signed in, the second factor shown."""
    browser = Client()
    browser.force_login(account, backend="shouxian.server.accounts.backend.OpenAccounts")
    session = browser.session
    session["second_factor"] = True
    session.save()
    return browser


def test_a_place_makes_its_own_secret_once_and_refuses_weak_or_open_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOUXIAN_SECRET")
    made = secret_of(tmp_path)
    assert secret_of(tmp_path) == made
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(ShouxianError, match="SERVE_SECRET_OPEN"):
        secret_of(tmp_path)
    for weak in ("short", "a" * 64, "secret" * 10):
        monkeypatch.setenv("SHOUXIAN_SECRET", weak)
        with pytest.raises(ShouxianError, match="SERVE_SECRET"):
            secret_of(tmp_path)


def test_the_first_start_makes_an_administrator_and_no_later_one_does() -> None:
    password = make_administrator(login="keeper", name="示例管理员")
    assert password is not None
    assert make_administrator(login="other", name="示例管理员") is None
    assert sign_in("keeper", password).get("/").headers["Location"] == "/password/"


@pytest.mark.parametrize("using", ["sqlite"], indirect=True)
def test_checking_alone_changes_nothing_and_tells_what_is_wrong(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SHOUXIAN", "DJANGO", "COV"))}
    command = [
        str(Path(sys.executable).parent / "shouxian"),
        "--json",
        "serve",
        "--check",
        "--data",
        str(tmp_path / "d"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=kept, check=False)
    assert done.returncode == 0, done.stderr
    told = {check["code"]: check["state"] for check in json.loads(done.stdout)}
    assert (told["database"], told["tables"]) == ("good", "good")
    assert "worker" not in told, "nothing is served, so nothing works beside it"
    assert "管理员登录名" not in done.stdout + done.stderr, "checking makes nobody"


def test_the_health_page_says_that_no_worker_is_there() -> None:
    assert {check.code: check.state for check in checks()}["worker"] == "bad"
    told = _browser(person("keeper", "administrator", "")).get("/server/").content.decode()
    assert "任务进程" in told
    assert "shouxian serve" in told


def test_the_log_taken_away_is_whole_and_tells_that_it_was_taken() -> None:
    browser = _browser(person("auditor", "auditor", ""))
    seal()
    browser.get("/log/", {"by": "test", "act": "account.opened", "since": "2020-01-01"})
    taken = b"".join(browser.post("/log/export/").streaming_content).decode().splitlines()
    lines, seals = read_exported(taken)
    found = verify(key_for("audit"), lines, seals)
    assert found.sound
    assert [line.told["act"] for line in lines][-2:] == ["log.read", "log.exported"]
    assert lines[-2].told["about"] == {"by": "test", "act": "account.opened", "since": "2020-01-01"}


def test_an_auditor_of_one_county_reads_only_its_villages_and_takes_nothing_whole() -> None:
    with transaction.atomic():
        for village in ("430682110001", "430981108001"):
            record(by=By("somebody"), act="household.seen", key=f"H-{village}", village=village)
    browser = _browser(person("auditor", "auditor", "430682"))
    told = browser.get("/log/", {"act": "household.seen"}).content.decode()
    assert "H-430682110001" in told
    assert "H-430981108001" not in told
    assert browser.post("/log/export/").status_code == 404


def test_bad_requests_get_a_plain_page_and_change_nothing() -> None:
    person("zhang")
    strict = Client(enforce_csrf_checks=True)
    forged = strict.post("/sign-in/", {"login": "zhang", "password": "x"})
    assert (forged.status_code, "页面打开太久" in forged.content.decode()) == (403, True)
    assert not Entry.objects.filter(act="sign_in.failed").exists()
    browser = sign_in("zhang")
    assert "没有这个页面" in browser.get("/no-such-page/").content.decode()
    assert browser.get("/", headers={"host": "elsewhere.example"}).status_code == 400
    many = browser.post("/language/", {f"f{n}": "x" for n in range(5001)})
    assert (many.status_code, "文件太大" in many.content.decode()) == (413, True)
    large = browser.post(
        "/files/", {"file": SimpleUploadedFile("x.xlsx", b"x")}, headers={"content-length": LARGEST + 1}
    )
    assert large.status_code == 413
    english = browser.post("/language/", {"to": "en", "next": "https://elsewhere.example/"})
    assert english.headers["Location"] == "/"
    assert "There is no such page here" in browser.get("/no-such-page/").content.decode()


def test_every_page_forbids_frames_guessing_of_types_keeping_and_foreign_scripts() -> None:
    person("zhang")
    for answer in (Client().get("/sign-in/"), sign_in("zhang").get("/"), Client().get("/no-such-page/")):
        told = answer.headers
        assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
        assert "unsafe" not in told["Content-Security-Policy"]
        assert (told["X-Content-Type-Options"], told["Cache-Control"]) == ("nosniff", "no-store")
        page = answer.content.decode()
        assert " style=" not in page
        assert "<script>" not in page
