"""Docs say what the product does: generated pages are compared, links lead somewhere, both READMEs say the same."""

import re
from pathlib import Path

import pytest

from tests.docs import pictures
from tests.docs.generated import REFERENCE, pages

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", ["cli.md", "rules.md", "rules.zh-CN.md", "dictionary.md", "faults.md"])
def test_a_generated_page_is_up_to_date(name: str) -> None:
    path = REFERENCE / name
    assert path.exists(), f"run `make docs`: {name} is missing"
    assert path.read_text("utf-8") == pages()[name], f"run `make docs`: {name} has drifted"


@pytest.mark.parametrize("path", pictures.files(), ids=lambda path: path.name)
def test_a_picture_is_there_is_of_its_size_and_light(path: Path) -> None:
    assert path.exists(), "run `make pictures`"
    assert pictures.size_of(path) == pictures.files()[path]
    assert path.stat().st_size <= pictures.LARGEST


def test_every_picture_is_shown_on_both_pages_and_none_is_left_over() -> None:
    taken = {path.name for path in pictures.files()}
    assert {path.name for path in pictures.FOLDER.iterdir()} == taken
    for page in ("a-day-at-the-desk.md", "工作台的一天.md"):
        shown = re.findall(
            r"!\[[^\]]+\]\(\.\./pictures/([\w-]+\.png)\)", (ROOT / "docs" / "tutorials" / page).read_text("utf-8")
        )
        assert set(shown) == taken, page


def markdown() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "packs").rglob("*.md")])


@pytest.mark.parametrize("path", markdown(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    targets = [m[1] for m in LINK.finditer(path.read_text("utf-8")) if "://" not in m[1]]
    assert not [target for target in targets if not (path.parent / target).exists()]


def _commands(text: str) -> list[str]:
    return re.findall(r"^(?:make \w+|shouxian .*)$", text, re.M)


def test_both_readmes_show_the_same_commands_and_sections() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert _commands(english) == _commands(chinese)
    assert len(re.findall(r"^#+ ", english, re.M)) == len(re.findall(r"^#+ ", chinese, re.M))


def test_every_command_is_in_the_reference_and_has_help() -> None:
    text = (REFERENCE / "cli.md").read_text("utf-8")
    for command in ("campaign check", "sheet blank", "import returns", "screen", "explain", "rules test", "demo-town"):
        assert f"## `shouxian {command}`" in text


def test_decisions_are_numbered_and_headed_alike() -> None:
    for path in sorted((ROOT / "docs" / "adr").glob("*.md")):
        number = int(path.name[:4])
        assert path.read_text("utf-8").startswith(f"# {number}. "), path.name
