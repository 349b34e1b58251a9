"""The first day of a desk, in a browser: the administrator comes in, opens accounts, a clerk signs in with a slip."""

import re

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser

from shouxian.core.kernel import clock
from tests.journeys_web.conftest import Desk
from tests.journeys_web.person import Person

ADMIN, CLERK = "Sehr-lang-genug-1", "Auch-lang-genug-2"
pytestmark = pytest.mark.xdist_group("chromium")


def _code(secret: str) -> str:
    import base64

    totp = TOTP(base64.b32decode(secret + "=" * (-len(secret) % 8)), 6, hashes.SHA1(), 30)
    return totp.generate(int(clock.now().timestamp())).decode()


def test_the_first_day_of_a_desk(desk: Desk, chromium: Browser) -> None:
    with Person(chromium, desk.address) as admin:
        admin.open("/")
        admin.look("sign-in")
        admin.sign_in("admin", desk.password)
        admin.look("password")
        admin.fill(Password_until_now=desk.password, New_password=ADMIN, New_password_again=ADMIN)
        admin.press("Change the password")
        assert admin.sees("It takes two minutes, once.")
        admin.look("second-factor")
        admin.page.get_by_text("The picture cannot be scanned").click()
        admin.fill(Code=_code("".join(admin.page.locator(".typed-key").inner_text().split())))
        admin.press("Confirm")
        assert admin.sees("They are shown only now.")
        admin.look("paper-codes")
        admin.page.get_by_role("link", name="I have them, go on").click()
        admin.look("home-administrator")
        admin.page.get_by_role("link", name="Server").first.click()
        assert admin.sees("at work")
        admin.look("server")
        password = _open_a_clerk(admin)
    _a_clerk_begins(desk, chromium, password)


def _open_a_clerk(admin: Person) -> str:
    """The password on the slip."""
    admin.page.get_by_role("link", name="Accounts").first.click()
    admin.look("accounts")
    admin.page.get_by_role("link", name="Open accounts").first.click()
    admin.look("accounts-open")
    admin.fill(People="示例信息员 clerk.one\n示例村干部 cadre.one")
    admin.page.get_by_label("Post").select_option("town_clerk")
    admin.page.get_by_label("Place").select_option("430682110")
    admin.press("Open and print the slips")
    assert admin.sees("Print now")
    admin.look("slips")
    slip = admin.page.locator(".slips li").first.inner_text()
    admin.page.get_by_role("link", name="Accounts").first.click()
    admin.page.get_by_role("link", name="示例信息员").click()
    admin.look("account")
    found = re.search(r"[A-Za-z2-9]{4}-[A-Za-z2-9]{4}-[A-Za-z2-9]{4}", slip)
    assert found
    return found[0]


def _a_clerk_begins(desk: Desk, chromium: Browser, password: str) -> None:
    with Person(chromium, desk.address, size="phone") as clerk:
        clerk.open("/")
        clerk.look("sign-in")
        clerk.sign_in("clerk.one", password)
        clerk.fill(Password_until_now=password, New_password=CLERK, New_password_again=CLERK)
        clerk.press("Change the password")
        clerk.page.get_by_role("heading", name="Hello, 示例信息员").wait_for()
        clerk.look("home-clerk")
        clerk.press("Menu")
        clerk.look("menu")
        clerk.press("中文")
        clerk.page.get_by_role("heading", name="您好").wait_for()
        clerk.look("home-clerk-zh")
        clerk.open("/accounts/")
        clerk.complaints.clear()  # the browser tells of the 403 itself
        clerk.page.get_by_role("heading", name="您的岗位没有这项权限").wait_for()
        clerk.look("not-allowed")
        clerk.open("/jobs/")
        clerk.look("jobs-empty")


def test_the_keyboard_alone_is_enough_to_come_in(desk: Desk, chromium: Browser) -> None:
    with Person(chromium, desk.address, lang="zh") as somebody:
        somebody.open("/sign-in/")
        order = []
        for _ in range(5):
            somebody.page.keyboard.press("Tab")
            order.append(somebody.page.evaluate("document.activeElement.name || document.activeElement.className"))
        assert order[:3] == ["skip", "login", "password"]
        somebody.look("sign-in-zh")
