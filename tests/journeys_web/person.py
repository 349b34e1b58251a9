"""Somebody in front of the desk: opens, types, presses; every page is looked at for what a browser or axe says."""

import os
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Browser, Page

from tests.journeys_web.conftest import AXE

SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
PICTURES = os.environ.get("SHOUXIAN_PICTURES", "")  # a folder; pictures of every page are kept there


class Person:
    def __init__(
        self, browser: Browser, address: str, lang: str = "en", size: str = "desktop", scale: float = 1
    ) -> None:
        self._context = browser.new_context(
            base_url=address,
            viewport=SIZES[size],  # type: ignore[arg-type]
            device_scale_factor=scale,
        )
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        self._size, self._address = size, address
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if lang == "en":
            self._context.add_cookies([{"name": "shouxian_language", "value": "en", "url": address}])

    def __enter__(self) -> "Person":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.close()

    def open(self, path: str) -> None:
        self.page.goto(path)

    def fill(self, **typed: str) -> None:
        for label, text in typed.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(text)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sees(self, text: str) -> bool:
        self.page.get_by_text(text).first.wait_for()
        return True

    def sign_in(self, login: str, password: str) -> None:
        self.open("/sign-in/")
        self.fill(Login=login, Password=password)
        self.press("Sign in")

    def comes_in(self, login: str) -> None:
        """By the demo's door."""
        self.open("/sign-in/")
        self.page.locator(f"form:has(input[type=hidden][name=login][value={login}]) button").click()
        self.page.locator("h1").wait_for()

    def hands_in(self, path: Path) -> None:
        """A workbook, until it is checked."""
        self.open("/files/")
        self.page.get_by_label("Workbook").set_input_files(path)
        self.press("Hand in and check")
        self.page.locator("#file:not([hx-get])").wait_for()

    def look(self, name: str) -> None:
        """Nothing serious for axe, nothing wider than the screen, nothing the browser complains of."""
        if PICTURES:
            file = Path(PICTURES) / f"{name}-{self._size}.png"
            self.page.screenshot(path=str(file), full_page=True)
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        grave = [
            f"{v['id']}: {v['nodes'][0]['html'][:120]}"
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert not grave, f"{name}: {grave}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}: {wide} pixels wider than the screen"
        assert not self.complaints, f"{name}: {self.complaints}"
