"""The shape of the house: walls of size, names that say something, no Django in core, no real people, no leftovers."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("src", "tests", "benchmarks")
FILE_WALL, FUNCTION_WALL = 500, 60
FORBIDDEN_NAMES = {"utils.py", "util.py", "helpers.py", "misc.py", "common.py", "signals.py", "tools.py"}


def python_files() -> list[Path]:
    return sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_the_wall() -> None:
    long = {str(p.relative_to(ROOT)): n for p in python_files() if (n := p.read_text("utf-8").count("\n")) > FILE_WALL}
    assert not long


def test_no_function_is_longer_than_the_wall() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in _functions(path)
        if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_WALL
    ]
    assert not long


def test_every_file_name_says_what_is_inside() -> None:
    assert not [str(p.relative_to(ROOT)) for p in python_files() if p.name in FORBIDDEN_NAMES]


def test_every_module_of_the_product_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "src").rglob("*.py"))
        if path.parent.name != "migrations"  # written by Django
        and path.read_text("utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_imports_point_one_way() -> None:
    command = str(Path(sys.executable).parent / "lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _texts() -> Iterator[tuple[Path, str]]:
    for path in _tracked():
        if path.suffix in (".py", ".md", ".yaml", ".toml", ".csv", ".txt", "") and path.stat().st_size < 1_000_000:
            yield path, path.read_text("utf-8")


def test_nothing_unfinished_is_left_behind() -> None:
    words = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "pytest.mark." + "skip"]) + r")\b")
    assert not [f"{p.relative_to(ROOT)}" for p, text in _texts() if p.suffix == ".py" and words.search(text)]


def test_no_mobile_number_or_resident_id_of_a_possible_person_stands_anywhere() -> None:
    """Ids in the project use the area code 900000 or say in the test why not; phones use 140, or 130/138 00000xxx."""
    phone = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])")
    allowed = re.compile(r"140\d{8}|13[08]00000\d{3}")
    found = []
    for path, text in _texts():
        if path.name.startswith("requirements") or path.parent.name == "requirements" or path.suffix == ".csv":
            continue
        found += [f"{path.relative_to(ROOT)}: {m[0]}" for m in phone.finditer(text) if not allowed.fullmatch(m[0])]
    assert not found


def test_the_dictionary_has_the_facts_that_code_knows_by_name() -> None:
    from shouxian.core.dataset import roles
    from shouxian.core.packs.catalogue import load_catalogue

    known = load_catalogue(ROOT / "packs").dictionary.variables
    assert [name for name in roles.ALL if name not in known] == []


@pytest.mark.parametrize("forbidden", ["django", "rich", "click"])
def test_core_imports_nothing_of_the_outside(forbidden: str) -> None:
    pattern = re.compile(rf"^\s*(from|import) {forbidden}\b", re.M)
    assert not [str(p) for p in (ROOT / "src/shouxian/core").rglob("*.py") if pattern.search(p.read_text("utf-8"))]


def test_tests_that_share_what_is_dear_to_make_run_on_one_worker(tmp_path: Path) -> None:
    """Else every worker makes a demo town of its own: pytest and its plugin may fall out over that without a word."""
    group = "import pytest\n\npytestmark = pytest.mark.xdist_group('town')\n\n\n"
    for name in ("one", "other"):
        tests = "\n\n".join(f"def test_{name}_{number}():\n    pass\n" for number in range(3))
        (tmp_path / f"test_{name}.py").write_text(group + tests, "utf-8")
    words = ("-n", "2", "--dist", "loadgroup", "-v", "-p", "no:cacheprovider", str(tmp_path))
    done = subprocess.run((sys.executable, "-m", "pytest", *words), cwd=tmp_path, capture_output=True, text=True)
    workers = re.findall(r"\[(gw\d)\] .* PASSED", done.stdout)
    assert len(workers) == 6, done.stdout
    assert len(set(workers)) == 1
