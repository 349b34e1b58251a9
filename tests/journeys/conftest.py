"""A small town for journeys: handed out once per session, copied for every test that changes it."""

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from shouxian.cli.main import main

SHOUXIAN = str(Path(sys.executable).parent / "shouxian")


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def started(*words: object) -> Said:
    """Run the real command in a process of its own."""
    done = subprocess.run([SHOUXIAN, *_spoken(words)], capture_output=True, text=True, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


def shouxian(*words: object) -> Said:
    """Run the real command from its entry point, in this process: what starting Python costs is paid once."""
    out, err = io.StringIO(), io.StringIO()
    typed = patch.object(sys, "argv", [SHOUXIAN, *_spoken(words)])
    with typed, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return Said(ended.value.code, out.getvalue(), err.getvalue())


def _spoken(words: tuple[object, ...]) -> list[str]:
    return ["--lang", "zh", *map(str, words)]


@dataclass(frozen=True)
class Town:
    """The folder of a demo of one campaign."""

    folder: Path

    @property
    def workspace(self) -> Path:
        return self.folder / "工作文件夹"

    def one(self, pattern: str) -> Path:
        found = sorted(self.folder.glob(pattern))
        assert found, f"no file like {pattern}"
        return found[0]


Demo = Callable[[str], tuple[Path, Said]]


def demos(folders: pytest.TempPathFactory, *, households: int, villages: int) -> Demo:
    """The demo of a campaign, run once for each: its folder and what the command said."""
    made: dict[str, tuple[Path, Said]] = {}

    def run(name: str) -> tuple[Path, Said]:
        if name not in made:
            folder, size = folders.mktemp("demo") / "demo", ("--households", households, "--villages", villages)
            said = started("--json", "demo-town", "-c", name, "--into", folder, *size)
            assert said.code == 0, said.err
            made[name] = (folder / name, said)
        return made[name]

    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demos(tmp_path_factory, households=90, villages=5)


@pytest.fixture
def zhanqiao(demo: Demo, tmp_path: Path) -> Town:
    """A copy of Zhanqiao's demo that a test may change."""
    return Town(Path(shutil.copytree(demo("zhanqiao-2022-income")[0], tmp_path / "zhanqiao")))


@pytest.fixture
def shenmu(demo: Demo, tmp_path: Path) -> Town:
    return Town(Path(shutil.copytree(demo("shenmu-2022-spring")[0], tmp_path / "shenmu")))
