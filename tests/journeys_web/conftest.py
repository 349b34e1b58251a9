"""A real server, started by its command on an empty folder, and a real Chromium that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.unit.two_villages import SHENMU, Town, founded

AXE = Path(__file__).resolve().parents[2] / "desk" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip

COMMAND = (str(Path(sys.executable).parent / "shouxian"), "--lang", "en")


@dataclass(frozen=True)
class Desk:
    """``password``: the administrator's, as the first start printed it."""

    address: str
    password: str
    data: Path


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    data = tmp_path_factory.mktemp("desk")
    with served(data) as (address, said):
        yield Desk(address, said[0].split("sign-in ")[1].split()[0], data)


@dataclass(frozen=True)
class Demo:
    """A small town at the demo's desk; ``data``: the folder of its database."""

    address: str
    town: Town
    data: Path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A town that was handed its sheets, at the demo's desk."""
    folder = tmp_path_factory.mktemp("demo")
    town = founded(SHENMU, folder / "shenmu")
    (town.folder / "work").rename(town.folder / "工作文件夹")
    (town.folder / "work").symlink_to("工作文件夹")
    command = [*COMMAND, "demo-desk", "--from", str(folder), "--data", str(folder / "desk")]
    subprocess.run(command, check=True, env=own_environment(), stdout=subprocess.DEVNULL)
    with served(folder / "desk", "--demo") as (address, _):
        yield Demo(address, town, folder / "desk")


@contextmanager
def served(data: Path, *flags: str) -> Iterator[tuple[str, list[str]]]:
    """The desk on a folder as long as this lasts: its address, and what it said until it was open."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    command = [*COMMAND, "serve", "--data", str(data), "--listen", listen, *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own_environment())
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "http://" in line:
            break
    assert process.poll() is None, said
    yield f"http://{listen}", said
    process.terminate()
    process.wait(30)
    process.stdout.close()


def own_environment() -> dict[str, str]:
    """Nothing of the tests' own desk."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SHOUXIAN", "DJANGO", "COV"))}
    return kept | {"PYTHONUNBUFFERED": "1"}


@contextmanager
def started() -> Iterator[Browser]:
    """The machine's Chromium; without one this fails, and says what to do."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, "install Chromium (Debian: apt-get install chromium), the tests of pages need a real browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with its module: as long as it is open, Django takes the process for one that must not touch a
    database."""
    with started() as browser:
        yield browser
