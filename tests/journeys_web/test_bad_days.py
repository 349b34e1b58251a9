"""What people do to a page in a browser: press twice, go back, print, and meet names that fit nowhere."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.journeys_web.conftest import Demo
from tests.journeys_web.person import Person

pytestmark = pytest.mark.xdist_group("chromium")
PAPER = {"width": 718, "height": 1047}  # what printing leaves of A4, at 96 dots an inch
NAME = "示例" + "很长的名字" * 40 + "𠮷䶮😀Ａｂｃ"


def test_pressing_confirm_twice_stores_once_and_going_back_shows_how_it_stands(demo: Demo, chromium: Browser) -> None:
    with Person(chromium, demo.address) as clerk:
        clerk.comes_in("xinxiyuan")
        clerk.hands_in(demo.town.filled("annex_1_1", village=1))
        clerk.page.get_by_role("button", name="Confirm and store").dblclick()
        clerk.page.locator("#file:not([hx-get])").wait_for()
        assert clerk.sees("Stored as import")
        clerk.open("/files/")
        clerk.page.go_back()
        assert clerk.sees("Stored as import"), "no page from before, kept by the browser"
        assert clerk.page.get_by_role("button", name="Confirm and store").count() == 0
        clerk.press("Undo this file")
        assert clerk.sees("Everything stands again as before this file.")


@contextmanager
def _called(demo: Demo, name: str) -> Iterator[str]:
    """A household of the first cadre's village has this name for a while; gives its key."""
    with sqlite3.connect(demo.data / "shouxian.sqlite3", timeout=20) as database:
        village = demo.town.villages[0].code
        key, before = database.execute(
            "SELECT key, name FROM registry_household WHERE village = ? ORDER BY line", (village,)
        ).fetchone()
        database.execute("UPDATE registry_household SET name = ? WHERE key = ?", (name, key))
        database.commit()
        yield str(key)
        database.execute("UPDATE registry_household SET name = ? WHERE key = ?", (before, key))
    database.close()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_name_that_fits_nowhere_pushes_nothing_aside(demo: Demo, chromium: Browser, size: str) -> None:
    with _called(demo, NAME[:200]) as key, Person(chromium, demo.address, size=size) as cadre:
        cadre.comes_in("cunganbu")
        cadre.open("/households/")
        assert cadre.sees(NAME[:60])
        cadre.look("long-name-list")
        cadre.open(f"/households/{key}/")
        assert cadre.sees(NAME[:60])
        cadre.look("long-name-household")


def test_what_is_printed_is_the_page_without_the_desk_around_it(demo: Demo, chromium: Browser) -> None:
    with Person(chromium, demo.address) as office:
        office.comes_in("xitong")
        office.page.set_viewport_size(PAPER)
        office.page.emulate_media(media="print")
        for path in ("/server/", "/accounts/"):
            office.open(path)
            _prints(office, path)
        office.open("/accounts/")
        office.page.get_by_role("link", name="网格员乙示例").click()
        office.page.emulate_media(media="screen")
        office.press("New password on a slip")
        office.page.emulate_media(media="print")
        assert office.page.locator(".slips li").is_visible()
        _prints(office, "slips")
    with Person(chromium, demo.address) as cadre:
        cadre.comes_in("cunganbu")
        cadre.page.set_viewport_size(PAPER)
        cadre.open("/households/")
        cadre.page.emulate_media(media="print")
        _prints(cadre, "households")
        cadre.page.locator("tbody th a").first.click()
        cadre.page.locator("h1", has_text="示例").wait_for()
        _prints(cadre, "household")
        cadre.open("/villages/")
        _prints(cadre, "villages")


def _prints(person: Person, name: str) -> None:
    page = person.page
    assert not page.locator(".side").is_visible(), name
    assert page.locator("footer.print-only").is_visible(), f"{name}: who printed it stands below"
    seen = [button for button in page.locator("button, .btn").all() if button.is_visible()]
    assert not seen, f"{name}: {seen[0].inner_text()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name}: {wide} pixels wider than the paper"
    first = page.locator("main .card, main .slips").first
    assert first.evaluate("one => getComputedStyle(one).breakInside") == "auto", f"{name}: a long list begins at once"
    assert page.pdf(format="A4").startswith(b"%PDF")
