"""A working day, in a browser: a clerk takes sheets back and screens, a cadre looks somebody up on a phone."""

import pytest
from playwright.sync_api import Browser

from tests.journeys_web.conftest import Demo
from tests.journeys_web.person import Person
from tests.unit.two_villages import POOR, Change, edited

pytestmark = pytest.mark.xdist_group("chromium")


def test_a_clerk_takes_a_villages_sheet_back_and_it_is_undone_again(demo: Demo, chromium: Browser) -> None:
    with Person(chromium, demo.address) as clerk:
        clerk.comes_in("xinxiyuan")
        clerk.open("/files/")
        clerk.look("files-empty")
        wrong = edited(demo.town.filled("annex_1_1", into="wrong"), Change(demo.town.key(POOR), 有无安全住房="9"))
        clerk.hands_in(wrong)
        assert clerk.sees("Nothing was stored.")
        clerk.look("file-refused")
        with clerk.page.expect_download() as answer:
            clerk.page.get_by_role("link", name="Answer workbook").click()
        assert answer.value.suggested_filename.endswith("(退回).xlsx")
        clerk.hands_in(demo.town.filled("annex_1_1"))
        assert clerk.sees("The file is sound.")
        clerk.look("file-ready")
        address = clerk.page.url
        with Person(chromium, demo.address) as again:
            again.comes_in("xinxiyuan")
            again.open(address)
            clerk.press("Confirm and store")
            clerk.page.locator("#file:not([hx-get])").wait_for()
            assert clerk.sees("Stored as import")
            again.press("Confirm and store")
            assert again.sees("This file has been dealt with"), "the other tab came too late"
        clerk.look("file-stored")
        clerk.press("Undo this file")
        assert clerk.sees("Everything stands again as before this file.")


def test_the_county_office_screens_everybody_and_looks_at_the_villages(demo: Demo, chromium: Browser) -> None:
    with Person(chromium, demo.address) as office:
        office.comes_in("xianban")
        office.open("/villages/")
        office.look("villages")
        office.press("Run the screening")
        office.page.get_by_role("link", name="See the result").click()
        office.page.locator("tbody th a").first.click()
        office.page.get_by_role("link", name="Its households").wait_for()
        office.look("village")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_cadre_finds_a_household_and_sees_one_number_in_full(demo: Demo, chromium: Browser, size: str) -> None:
    phone = str(demo.town.records()[demo.town.key(POOR)].facts["phone"])
    with Person(chromium, demo.address, size=size) as cadre:
        cadre.comes_in("cunganbu")
        cadre.open("/households/")
        cadre.page.locator("tbody th a").first.wait_for()
        cadre.look("households")
        cadre.page.get_by_label("Visit").select_option("yes")
        assert cadre.sees("No household fits these filters")
        cadre.look("households-none")
        cadre.page.locator("#sought").press_sequentially(phone[-4:])
        cadre.page.locator("#found tbody th a").first.wait_for()
        cadre.look("households-found")
        cadre.page.locator("#found tbody th a").first.click()
        cadre.page.locator("h1", has_text="示例").wait_for()
        assert phone not in cadre.page.content()
        cadre.look("household")
        cadre.page.get_by_text("Why, and what is not known").click()
        assert cadre.sees("What is not known yet")
        cadre.page.locator(".reveal", has_text=phone[:3]).get_by_role("button").first.click()
        assert cadre.sees(phone)
        cadre.look("household-told")
        cadre.open("/households/H-NOT-MINE/")
        assert cadre.page.locator("h1").inner_text()
        assert "404" in "".join(cadre.complaints)
        cadre.complaints.clear()


def test_a_clerk_corrects_a_fact_with_a_day_and_what_shows_it(demo: Demo, chromium: Browser) -> None:
    with Person(chromium, demo.address) as clerk:
        clerk.comes_in("xinxiyuan")
        clerk.open("/households/")
        clerk.page.locator("tbody a").first.click()
        clerk.page.get_by_role("link", name="Correct facts").first.click()
        clerk.look("correction")
        field = clerk.page.locator("[name=fact-people_count]")
        field.fill("many")
        clerk.page.get_by_label("What shows it").fill("户口簿(示例)")
        clerk.press("Save the correction")
        clerk.page.locator(".field-error").wait_for()
        assert field.input_value() == "many", "what was typed stands there, beside what is wrong with it"
        field.fill("9")
        clerk.press("Save the correction")
        clerk.page.get_by_text("户口簿(示例)").first.wait_for()
        assert clerk.sees("9")
