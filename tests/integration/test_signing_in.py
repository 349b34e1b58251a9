"""The door: who is let in, how often somebody may guess, and what ends a session."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from shouxian.core.kernel import clock
from shouxian.server.accounts import guesses, second_factor
from shouxian.server.accounts.actions import close_account, end_posting, post
from shouxian.server.accounts.models import Account, Guesses, Posting, RecoveryCode, SecondFactor
from shouxian.server.accounts.signing import reset_password
from shouxian.server.audit.models import Entry
from tests.integration.web import BY, PASSWORD, pages_on, person, sign_in

NEW = "Noch-laenger-2"


@pytest.fixture(autouse=True)
def desk(using: str) -> Iterator[None]:
    with pages_on(using):
        yield


def _in(browser: Client) -> bool:
    return browser.get("/").status_code == 200


def _acts() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("act", flat=True))


def test_a_password_from_a_slip_opens_nothing_until_it_is_changed() -> None:
    person("zhang", must_change=True)
    browser = sign_in("zhang")
    assert browser.get("/").headers["Location"] == "/password/"
    assert browser.get("/jobs/").headers["Location"] == "/password/"
    weak = browser.post("/password/", {"old": PASSWORD, "new": "zhang12345", "again": "zhang12345"})
    assert weak.status_code == 200
    browser.post("/password/", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert _in(browser)
    assert _acts()[-3:] == ["posting.given", "sign_in", "password.changed"]
    assert not _in(sign_in("zhang"))
    assert _in(sign_in("zhang", NEW))


def test_a_wrong_password_and_a_login_that_nobody_has_are_told_alike() -> None:
    person("zhang")
    browser = Client()
    told = [browser.post("/sign-in/", {"login": login, "password": "x"}).content for login in ("zhang", "nobody")]
    assert _without_typed(told[0], b"zhang") == _without_typed(told[1], b"nobody")
    failed = Entry.objects.filter(act="sign_in.failed").order_by("id")
    assert [entry.by for entry in failed] == ["zhang", ""], "what was typed and is nobody's login may be a password"


def _without_typed(page: bytes, login: bytes) -> bytes:
    start = page.index(b'name="csrfmiddlewaretoken"')
    return page[start + 100 :].replace(login, b"").split(b"csrfmiddlewaretoken")[0]


def test_ten_guesses_are_evaluated_and_no_more_but_the_clerk_still_gets_in_where_they_always_do() -> None:
    person("zhang")
    own = sign_in("zhang")
    own.post("/sign-out/")
    stranger = Client()
    for number in range(guesses.MOST + 5):
        stranger.post("/sign-in/", {"login": "zhang", "password": f"guess {number}"})
    assert Entry.objects.filter(act="sign_in.failed").count() == guesses.MOST
    assert not _in(sign_in("zhang")), "the right one comes too late from a strange device"
    assert _in(sign_in("zhang", client=own))
    Guesses.objects.update(last=clock.now() - guesses.QUIET)
    assert _in(sign_in("zhang"))


def test_one_password_tried_on_many_accounts_from_one_address_is_held_back_and_the_office_goes_on() -> None:
    for login in ("zhang", "wang"):
        person(login)
    shared = sign_in("zhang")
    shared.post("/sign-out/")
    sign_in("wang", client=shared).post("/sign-out/")
    office = guesses.bucket("address", "127.0.0.1")
    assert not Guesses.objects.filter(bucket=office, count__gt=0).exists(), "whoever gets in does not count"
    stranger = Client()
    Guesses.objects.filter(bucket=office).update(count=guesses.MOST_FROM_ONE - 2)
    for number in range(5):
        stranger.post("/sign-in/", {"login": f"clerk{number}", "password": "Sommer2026!"})
    assert _acts().count("sign_in.failed") == 2
    held = Entry.objects.get(act="sign_in.held_back")
    assert held.about == {"address": "127.0.0.1"}
    assert not _in(sign_in("zhang")), "from a device that nobody knows"
    assert _in(sign_in("zhang", client=shared)), "both have signed in on the office's machine"
    shared.post("/sign-out/")
    assert _in(sign_in("wang", client=shared))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert _in(sign_in("zhang", client=elsewhere))


def test_a_person_sees_where_they_are_signed_in_and_ends_all_of_it_but_here() -> None:
    for login in ("zhang", "wang"):
        person(login)
    here = sign_in("zhang", client=Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari"}))
    phone = sign_in("zhang", client=Client(REMOTE_ADDR="192.0.2.7"))
    other = sign_in("wang")
    page = here.get("/me/").content.decode()
    assert page.count('<th scope="row">') == 2
    assert "Chrome · Windows" in page
    assert "192.0.2.7" in page
    here.post("/me/sessions/end/")
    assert (_in(here), _in(phone), _in(other)) == (True, False, True)
    assert Entry.objects.get(act="sessions.ended").about == {"count": 1}


def test_guesses_at_once_from_many_places_are_counted_one_by_one(using: str) -> None:
    bucket = guesses.bucket("password", "zhang")
    assert [guesses.take(bucket=bucket) for _ in range(12)].count(True) == guesses.MOST
    assert guesses.take(bucket=guesses.bucket("password", "zhang", "own device"))


def test_another_password_ends_every_other_session_and_so_does_closing() -> None:
    account = person("zhang")
    here, there = sign_in("zhang"), sign_in("zhang")
    here.post("/password/", {"old": PASSWORD, "new": NEW, "again": NEW})
    assert (_in(here), _in(there)) == (True, False)
    reset_password(account=Account.objects.get(pk=account.pk), by=BY)
    assert not _in(here)
    other = sign_in("wang") if person("wang") else Client()
    close_account(account=Account.objects.get(login="wang"), by=BY)
    assert not _in(other)
    assert not _in(sign_in("wang"))


def test_a_session_nobody_used_for_long_is_over() -> None:
    person("zhang")
    browser = sign_in("zhang")
    assert Session.objects.get().expire_date <= timezone.now() + timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not _in(browser)


def test_signing_in_starts_a_new_session_and_signing_out_ends_it() -> None:
    person("zhang")
    browser = Client()
    browser.cookies["shouxian_session"] = "a" * 32  # put there by somebody else
    sign_in("zhang", client=browser)
    key = browser.cookies["shouxian_session"].value
    assert key != "a" * 32
    browser.post("/sign-out/")
    browser.cookies["shouxian_session"] = key
    assert not _in(browser)
    assert browser.get("/sign-out/").status_code == 405, "no picture on another page signs anybody out"


def test_a_post_that_needs_a_second_factor_opens_nothing_without_one() -> None:
    account = person("county", "county_office", "430682")
    browser = sign_in("county")
    assert browser.get("/accounts/").headers["Location"] == "/second-factor/"
    browser.get("/second-factor/")
    salt = bytes.fromhex(browser.session["second_factor_salt"])
    assert browser.post("/second-factor/", {"code": "12345"}).status_code == 200
    told = browser.post("/second-factor/", {"code": _code(salt)}).content.decode()
    assert browser.get("/accounts/").status_code == 200
    assert RecoveryCode.objects.filter(account=account).count() == second_factor.CODES

    fresh = sign_in("county")
    assert not _in(fresh)
    fresh.post("/sign-in/code/", {"code": _code(salt)})
    assert not _in(fresh), "the code was taken already"
    SecondFactor.objects.update(last_step=0)
    fresh.post("/sign-in/code/", {"code": _code(salt)})
    assert _in(fresh)
    paper = told.split("<code>")[1].split("</code>")[0]
    for good in (True, False):
        other = sign_in("county")
        other.post("/sign-in/code/", {"code": paper.lower()})
        assert _in(other) is good, "each code on paper is good once"


def _code(salt: bytes) -> str:
    return second_factor.totp(salt).generate(int(clock.now().timestamp())).decode()


def test_other_codes_on_paper_are_made_for_who_knows_the_password_and_the_old_ones_are_void() -> None:
    account = person("zhang")
    salt = second_factor.new_salt()
    old = second_factor.set_up(account=account, salt=salt, code=_code(salt), by=BY)
    browser = sign_in("zhang")
    browser.post("/sign-in/code/", {"code": old[0]})
    assert "9 个" in browser.get("/me/").content.decode()
    assert "原密码不对" in browser.post("/me/codes/", {"password": "x"}).content.decode()
    told = browser.post("/me/codes/", {"password": PASSWORD}).content.decode()
    fresh = told.split("<code>")[1].split("</code>")[0]
    assert "10 个" in browser.get("/me/").content.decode()
    for code, good in ((old[1], False), (fresh, True)):
        other = sign_in("zhang")
        other.post("/sign-in/code/", {"code": code})
        assert _in(other) is good
    assert "second_factor.codes_renewed" in _acts()


def test_codes_are_not_guessed_either() -> None:
    account = person("county", "county_office", "430682")
    salt = second_factor.new_salt()
    second_factor.set_up(account=account, salt=salt, code=_code(salt), by=BY)
    SecondFactor.objects.update(last_step=0)
    browser = sign_in("county")
    for _ in range(guesses.MOST):
        browser.post("/sign-in/code/", {"code": "000000"})
    browser.post("/sign-in/code/", {"code": _code(salt)})
    assert not _in(browser)


def test_the_next_click_shows_what_the_posts_of_today_allow() -> None:
    account = person("zhang", "auditor", "")
    person("second", "administrator", "")
    browser = Client()
    browser.force_login(account, backend="shouxian.server.accounts.backend.OpenAccounts")
    session = browser.session
    session["second_factor"] = True
    session.save()
    assert browser.get("/log/").status_code == 200
    end_posting(posting=Posting.objects.get(account=account), last_day=clock.today() - timedelta(days=1), by=BY)
    assert browser.get("/log/").status_code == 403
    post(account=account, role="administrator", codes=[""], since=clock.today(), by=BY)
    assert browser.get("/server/").status_code == 200


def test_nobody_gives_themselves_a_post_and_nobody_gives_more_than_they_hold() -> None:
    office = person("county", "county_office", "430682")
    clerk = person("clerk", "town_clerk", "430682110")
    far = person("far", "town_clerk", "430981108")
    keeper = person("keeper", "administrator", "")
    browser = Client()
    browser.force_login(office, backend="shouxian.server.accounts.backend.OpenAccounts")
    session = browser.session
    session["second_factor"] = True
    session.save()
    given = {"role": "grid_worker", "place": "430682110001", "since": "2026-01-01"}
    assert browser.post(f"/accounts/{clerk.pk}/post/", given).status_code == 302
    assert browser.post(f"/accounts/{office.pk}/post/", given).status_code == 400
    assert browser.post(f"/accounts/{far.pk}/post/", given).status_code == 404
    assert browser.post(f"/accounts/{keeper.pk}/reset/").status_code == 404, "they would see more than they do"
    for beyond in ({"role": "administrator"}, {"place": "430981108200"}, {"place": "*"}):
        before = Posting.objects.count()
        browser.post(f"/accounts/{clerk.pk}/post/", given | beyond)
        assert Posting.objects.count() == before
    post(account=clerk, role="town_clerk", codes=["430981108"], since=clock.today(), by=BY)
    held = browser.get(f"/accounts/{clerk.pk}/")
    assert held.status_code == 404, "they hold a post elsewhere now: their password would open it"
