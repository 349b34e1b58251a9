"""The one table of what can be wrong: two languages, a place, what to do, and an exit code."""

import re
from pathlib import Path

import pytest

from shouxian.core.kernel.faults import DETAILS, ExitCode, ShouxianError, Where, fault
from shouxian.core.kernel.faults.table import _join

SOURCE = Path(__file__).resolve().parents[3] / "src"
CODE_IN_TEXT = re.compile(r"[\"']([A-Z]+(?:_[A-Z0-9]+)+)[\"']")


def test_a_fault_says_where_what_and_what_to_do() -> None:
    made = fault("PACK_DUPLICATE", Where("a.yaml", 3), name="x", first="b.yaml")
    assert made.text("zh") == "a.yaml 第3行:“x”重复定义(前一处在 b.yaml)。请保留一处 [PACK_DUPLICATE]"
    assert made.text("en") == "a.yaml line 3: 'x' is defined twice (first at b.yaml). Keep one of them [PACK_DUPLICATE]"


@pytest.mark.parametrize(
    ("where", "zh", "en"),
    [
        (Where(), "", ""),
        (Where("a.xlsx", sheet="表一", row=7, column="人均纯收入"), "a.xlsx 工作表“表一” 第7行 “人均纯收入”",
         "a.xlsx sheet '表一' row 7 '人均纯收入'"),
    ],
)  # fmt: skip
def test_a_place_a_person_can_go_to(where: Where, zh: str, en: str) -> None:
    assert (where.text("zh"), where.text("en")) == (zh, en)


def test_an_error_carries_every_fault_and_the_exit_code_of_the_first() -> None:
    first, second = fault("PACK_NOT_FOUND", path="x"), fault("PACK_YAML", reason="y")
    error = ShouxianError([first, second])
    assert error.faults == (first, second)
    assert error.exit == ExitCode.USAGE
    assert ShouxianError(()).exit == ExitCode.INTERNAL
    assert "packs folder x" in str(error)


def test_no_code_stands_twice() -> None:
    part = (DETAILS["PACK_YAML"],)
    with pytest.raises(AssertionError, match="twice"):
        _join(part, part)


def test_every_text_is_there_in_both_languages_and_ends_without_a_stop() -> None:
    for detail in DETAILS.values():
        for text in (detail.zh, detail.en, detail.do_zh, detail.do_en):
            assert text, detail.code
            assert text[-1] not in "。.", detail.code
        assert re.search(r"[一-鿿]", detail.zh + detail.do_zh), detail.code


def test_every_code_in_the_table_can_happen() -> None:
    used: set[str] = set()
    prefixed: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        if "faults" not in path.parts:
            text = path.read_text("utf-8")
            used |= set(CODE_IN_TEXT.findall(text))
            prefixed |= set(re.findall(r"f\"([A-Z]+_)\{", text))
    unused = [code for code in DETAILS if code not in used and not code.startswith(tuple(prefixed))]
    assert unused == []
