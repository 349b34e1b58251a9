"""Pictures of the desk in the docs, taken from the demo town in a real Chromium: ``make pictures`` writes them anew."""

import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.journeys_web.conftest import served, started
from tests.journeys_web.person import Person

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "pictures"
LARGEST = 150 * 1024  # bytes of a picture
SIZES = {"desktop": (1152, 720), "phone": (390, 844)}  # of pictures; a desktop is 1440 wide and drawn smaller
SCALE = {"desktop": 0.8, "phone": 1.0}
NAMES = ("sign-in", "households", "household", "file", "papers", "accounts")


def files() -> dict[Path, tuple[int, int]]:
    """Every picture with its width and height."""
    return {FOLDER / f"{name}-{size}.png": told for name in NAMES for size, told in SIZES.items()}


def size_of(path: Path) -> tuple[int, int]:
    """Width and height, as a PNG says them at its beginning."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return width, height


def take(towns: Path) -> None:
    """Every picture of the demo's desk below ``towns``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served(towns / "desk", "--demo") as (address, _), started() as browser:
        for size in SIZES:
            with Person(browser, address, lang="zh", size=size, scale=SCALE[size]) as person:

                def keep(name: str, person: Person = person, size: str = size) -> None:
                    person.page.screenshot(path=str(FOLDER / f"{name}-{size}.png"))

                person.open("/sign-in/")
                keep("sign-in")
                _of_the_clerk(person, keep)
                person.page.context.clear_cookies()
                person.comes_in("xianban")
                person.open("/accounts/")
                keep("accounts")


def _of_the_clerk(person: Person, keep: Callable[[str], None]) -> None:
    """The list, the household with the most found, a file that waits, the papers."""
    person.comes_in("xinxiyuan")
    person.open("/households/?worst=fix")
    person.page.locator("tbody th a").first.wait_for()
    keep("households")
    person.page.locator("tbody th a").first.click()
    person.page.locator("h1", has_text="示例").wait_for()
    keep("household")
    person.open("/files/")
    person.page.locator("tbody a").first.click()
    person.page.locator("#file:not([hx-get])").wait_for()
    keep("file")
    person.open("/papers/")
    keep("papers")


def main() -> None:
    command = str(Path(sys.executable).parent / "shouxian")
    with tempfile.TemporaryDirectory(prefix="shouxian-") as folder:
        towns = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder)
        if not (towns / "desk").exists():
            town = ("demo-town", "--campaign", "shenmu-2022-spring", "--households", "120", "--villages", "4")
            subprocess.run([command, *town, "--into", str(towns)], check=True)
            subprocess.run([command, "demo-desk", "--from", str(towns), "--data", str(towns / "desk")], check=True)
        take(towns)
    for path in files():
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
