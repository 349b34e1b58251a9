"""A county writes its own campaign: the tutorial carried out from its own text, in both languages."""

import sys
from pathlib import Path

import pytest
from tests.journeys.tutorial import Reader, differs, steps_of

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = ROOT / "docs" / "tutorials"
PAGES = {"zh_CN.UTF-8": "自己写一个排查工作.md", "en_US.UTF-8": "your-own-campaign.md"}


def page(name: str) -> str:
    return (TUTORIALS / name).read_text("utf-8")


@pytest.mark.parametrize("locale", PAGES)
def test_a_county_writes_its_own_campaign_by_the_tutorial(locale: str, tmp_path: Path) -> None:
    (tmp_path / "shouxian").symlink_to(ROOT)
    steps = steps_of(page(PAGES[locale]))
    Reader(tmp_path, Path(sys.executable).parent, locale).follow(steps)
    assert [path.name for path in (tmp_path / "packs" / "campaigns").iterdir()] == ["liukou-2024-spring"]
    seen = {step.file for step in steps if step.act == "open"}
    for name in ("附件1", "附件2", "附件3", "问题清单", "问题台账"):
        assert any("结果/" in file and name in file for file in seen), f"the tutorial does not look at {name}"


def test_both_languages_take_the_same_steps() -> None:
    chinese, english = (steps_of(page(name)) for name in PAGES.values())
    assert [(s.act, s.file, s.sheet) for s in chinese] == [(s.act, s.file, s.sheet) for s in english]
    for one, other in zip(chinese, english, strict=True):
        if one.act in ("write", "change"):
            assert one.texts == other.texts, one.file
        elif one.act == "run":
            assert _typed(one.texts[0]) == _typed(other.texts[0])
        elif one.act == "fill":
            assert [row[:3] for row in one.table[1:]] == [row[:3] for row in other.table[1:]]
        else:
            assert one.table == other.table, one.file


def _typed(box: str) -> list[str]:
    return [line for line in box.splitlines() if line.startswith("$ ")]


def test_a_page_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    reader = Reader(tmp_path, tmp_path, "C")
    write = "**写文件** `a.txt`\n\n```\none\n```\n"
    reader.follow(steps_of(write + "```console\n$ cat a.txt\none\n```"))
    for wrong, why in [
        ("```console\n$ cat a.txt\ntwo\n```", "was to say: two"),
        ("```console\n$ cat missing.txt\n```", "missing.txt"),
        ("**改文件** `a.txt`\n```\nthree\n```\n```\nfour\n```", "0 such places"),
        ("**写文件** `nowhere/b.txt`\n```\nb\n```", "no folder"),
        (
            "**做表** `b.xlsx`\n\n| x |\n|---|\n| 1 |\n\n**打开** `b.xlsx`,看工作表 `Sheet`\n\n| x |\n|---|\n| 2 |",
            "is not in",
        ),
    ]:
        with pytest.raises(AssertionError, match=why):
            reader.follow(steps_of(write + wrong))


@pytest.mark.parametrize("stray", ["```\ntext\n```", "| a |\n|---|\n| b |", "**写文件** `a.txt`\n\n**写文件** `b.txt`"])
def test_a_box_that_no_step_asks_for_is_an_error(stray: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        steps_of(stray)


def test_expected_lines_come_in_order_with_gaps() -> None:
    assert differs("a\nb 12 c\nd", ["a", "b … c", "d"]) is None
    assert differs("a\nb", ["b", "a"]) == "a"
    assert differs("a b", ["a"]) == "a"
