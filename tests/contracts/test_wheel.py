"""The wheel stands alone: installed into an empty environment, away from the checkout, it lists the campaigns."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _run(*words: str, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SHOUXIAN", "PYTHON", "COV", "VIRTUAL"))}
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_the_wheel_carries_the_packs(tmp_path: Path) -> None:
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT), cwd=tmp_path)
    wheel = next(tmp_path.glob("shouxian-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()
    for made in ("static/desk/desk.css", "static/desk/icons.svg", "words/front/zh_Hans/LC_MESSAGES/django.mo"):
        assert f"shouxian/server/web/{made}" in inside, "make desk comes before the wheel"
    _run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "empty"), cwd=tmp_path)
    into = ("--python", str(tmp_path / "empty" / "bin" / "python"), "install", "--no-compile")  # who runs it compiles
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *into)
    _run(*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "runtime.txt"), cwd=tmp_path)
    _run(*pip, "--no-deps", str(wheel), cwd=tmp_path)
    listed = _run(str(tmp_path / "empty" / "bin" / "shouxian"), "--json", "campaign", "list", cwd=tmp_path)
    assert "zhanqiao-2022-income" in listed
    assert "shenmu-2022-spring" in listed
    checked = _run(str(tmp_path / "empty" / "bin" / "shouxian"), "campaign", "check", "--all", cwd=tmp_path)
    assert "政策包完整" in checked or "pack sound" in checked
