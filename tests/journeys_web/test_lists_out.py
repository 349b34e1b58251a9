"""A list leaves the desk, in a browser: asked for, taken with its password, handed back, and found by its auditor."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser

from shouxian.core.sheets.guard.locked import lock, unlock
from tests.journeys_web.conftest import Demo
from tests.journeys_web.person import Person

pytestmark = pytest.mark.xdist_group("chromium")


def test_a_list_is_asked_for_taken_handed_back_and_traced(demo: Demo, chromium: Browser, tmp_path: Path) -> None:
    with Person(chromium, demo.address) as clerk:
        clerk.comes_in("xinxiyuan")
        clerk.open("/households/?visited=no")
        clerk.page.get_by_role("link", name="Export this list").click()
        clerk.page.locator("[data-seeks]").fill("phone of the helper")
        assert not clerk.page.locator("label[for=id_fact-phone]").is_visible(), "the search leaves what fits"
        clerk.page.locator("[data-seeks]").fill("")
        clerk.page.locator("#id_fact-phone").select_option("masked")
        clerk.look("export-ask")
        clerk.page.locator("#id_reason").fill("交县民政局核对(示例)")
        clerk.press("Make the list")
        password = clerk.page.locator("#password")
        password.wait_for()
        clerk.look("export-ready")
        with clerk.page.expect_download() as download:
            clerk.press("Take the list")
        download.value.save_as(tmp_path / "taken.xlsx")
        assert password.input_value(), "it stands there until the page is left"
        changed = _changed(tmp_path / "taken.xlsx", password.input_value())
        _hands_back(clerk, changed, "wrong-1234")
        assert clerk.sees("The password is wrong")
        clerk.complaints.clear()  # the browser tells of the page's status
        _hands_back(clerk, changed, "another-pass-1")
        clerk.page.locator("#file:not([hx-get])").wait_for()
        assert clerk.sees("The file is sound.")
        assert clerk.page.locator(".figures strong").nth(1).inner_text() == "1"
        clerk.press("Let it go")
    with Person(chromium, demo.address) as auditor:
        auditor.comes_in("shenji")
        auditor.open("/log/whose/")
        auditor.page.locator("input[type=file]").set_input_files(tmp_path / "taken.xlsx")
        auditor.press("Look")
        assert auditor.sees("交县民政局核对(示例)")
        auditor.look("whose-file")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_its_pages_fit_a_phone_too(demo: Demo, chromium: Browser, size: str) -> None:
    with Person(chromium, demo.address, size=size) as clerk:
        clerk.comes_in("xinxiyuan")
        clerk.open("/exports/")
        clerk.look("exports")
        clerk.page.get_by_role("link", name="List of members").click()
        clerk.look("export-members")
        clerk.open("/files/")
        clerk.look("files-with-a-password")
    with Person(chromium, demo.address, size=size) as leader:
        leader.comes_in("zhenlingdao")
        leader.open("/export-requests/")
        assert leader.sees("Nothing waits for your word")
        leader.look("exports-to-allow")


def _changed(taken: Path, password: str) -> Path:
    """The list with one phone written over, locked again with a password of one's own."""
    plain = taken.with_name("plain.xlsx")
    plain.write_bytes(unlock(taken.read_bytes(), password, taken.name))
    book = load_workbook(plain)
    sheet = book.active
    assert sheet is not None
    column = next(cell.column for cell in sheet[3] if cell.value == "联系电话")
    assert "****" in str(sheet.cell(4, column).value)
    sheet.cell(4, column).value = "14000000009"
    book.save(plain)
    back = taken.with_name("back.xlsx")
    back.write_bytes(lock(plain.read_bytes(), "another-pass-1"))
    return back


def _hands_back(person: Person, path: Path, password: str) -> None:
    person.open("/files/")
    person.page.locator("#id_what").select_option("roster:exported")
    person.page.locator("input[type=file]").set_input_files(path)
    person.page.locator("#id_password").fill(password)
    person.press("Hand in and check")
