"""Names from data are made harmless before a workbook or a disk sees them."""

import pytest

from shouxian.core.sheets.writing.names import file_name, sheet_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("一般农户", "一般农户"),
        ("a/b\\c:d*e?f[g]", "a\uff0fb\uff3cc\uff1ad\uff0ae\uff1ff\uff3bg\uff3d"),
        ("=1+1", "\uff1d1+1"),
        ("@SUM", "\uff20SUM"),
        ("'引号'", "引号"),
        ("", "表"),
        ("   ", "表"),
        ("History", "表 history"),
        ("长" * 40, "长" * 31),
        ("a\nb\x00", "ab"),
    ],
)
def test_sheet_names_are_harmless(text: str, name: str) -> None:
    assert sheet_name(text) == name


def test_sheet_names_are_unique_in_any_case() -> None:
    assert sheet_name("王", {"王"}) == "王 (2)"
    assert sheet_name("ABC", {"abc", "ABC (2)"}) == "ABC (3)"
    long = "长" * 31
    assert sheet_name(long, {long}) == "长" * 27 + " (2)"


def test_file_names_have_no_path_and_no_formula() -> None:
    assert file_name("../红柳沟/一组") == "_红柳沟_一组"
    assert file_name("=cmd|x") == "\uff1dcmd_x"
    assert file_name("...") == "表"
