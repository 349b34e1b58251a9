"""A household changes, in a browser: the head dies, somebody else is head, and it was all a mistake."""

import pytest
from playwright.sync_api import Browser

from tests.journeys_web.conftest import Demo
from tests.journeys_web.person import Person

pytestmark = pytest.mark.xdist_group("chromium")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_clerk_registers_that_the_head_died_and_takes_it_back(demo: Demo, chromium: Browser, size: str) -> None:
    with Person(chromium, demo.address, size=size) as clerk:
        clerk.comes_in("xinxiyuan")
        clerk.open("/households/")
        clerk.page.locator("tbody tr", has=clerk.page.locator("td.number", has_text="4")).locator("a").first.click()
        clerk.page.get_by_role("link", name="Changes of members").click()
        clerk.look("changes")
        clerk.page.get_by_role("link", name="Death").click()
        clerk.page.locator("[name=who]").first.check()
        clerk.page.locator("[name=day]").fill("2022-02-01")
        clerk.page.get_by_label("What shows it").fill("死亡证明(示例)")
        clerk.press("See what will change")
        assert clerk.sees("The new head is not chosen rightly")
        clerk.complaints.clear()  # the answer was 400, and the page says why
        clerk.look("change-asked")
        clerk.page.get_by_label("New head of this household").select_option(index=1)
        clerk.press("See what will change")
        clerk.page.get_by_text("What each is to the head then").wait_for()
        clerk.look("change-preview")
        for choice in clerk.page.locator("select[name^=relation-]").all():
            if not choice.input_value():
                choice.select_option("other")
        clerk.press("Confirm the change")
        clerk.page.get_by_role("heading", name="No longer members").wait_for()
        clerk.look("household-after-death")
        clerk.page.get_by_role("link", name="Changes of members").click()
        clerk.page.get_by_text("死亡证明(示例)").first.wait_for()
        clerk.press("Undo")
        clerk.page.get_by_role("link", name="Changes of members").wait_for()
        assert not clerk.page.get_by_text("No longer members").count()
