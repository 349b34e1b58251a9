"""What a county can get wrong in a layout is told at once, and what it says is read as meant."""

from typing import Any

import pytest
from pydantic import ValidationError

from shouxian.core.packs.models.layouts import Layout, placeholders

LIST: dict[str, Any] = {
    "id": "annex_1",
    "kind": "list",
    "subject": "household",
    "annex": "附件1",
    "clause": "附件1",
    "title": ["排查表"],
    "tab": "排查表",
    "columns": [
        {"head": ["序号"], "field": "row_number", "width": "5"},
        {"head": ["基础信息", "户主姓名"], "question": "head_name", "width": "10"},
    ],
}
CARD: dict[str, Any] = {
    **{key: value for key, value in LIST.items() if key != "columns"},
    "kind": "card",
    "lines": [["{town}镇{village:10}村", "{village_group}组"]],
    "rows": [{"head": "总人口", "cell": "{households}户{people}人"}, {"head": "住房", "question": "housing"}],
}


def test_it_knows_its_questions_in_printed_order() -> None:
    assert Layout.model_validate(LIST).questions() == ("head_name",)
    assert Layout.model_validate(CARD).questions() == ("village_group", "households", "people", "housing")


def test_headings_have_a_depth() -> None:
    assert Layout.model_validate(LIST).head_depth == 2
    assert Layout.model_validate(CARD).head_depth == 0


def test_placeholders_have_widths_and_choices() -> None:
    assert placeholders("{town:6}乡镇（{kind/}）{n}") == ("town", "kind", "n")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"columns": [{"head": ["a"], "width": "5"}]}, "a column shows one thing"),
        ({"columns": [{"head": ["a"], "width": "5", "question": "q", "field": "f"}]}, "a column shows one thing"),
        ({"columns": [{"head": ["a"], "width": "5", "question": "q", "tick": "t"}]}, "tick column"),
        ({"columns": [{"head": ["a"], "width": "5", "question": "q", "total": "true"}]}, "only output fields"),
        ({"columns": [{"head": ["a"], "width": "0", "question": "q"}]}, "greater than 0"),
        ({"columns": [{"head": [], "width": "5", "question": "q"}]}, "at least 1"),
        ({"columns": [LIST["columns"][0], LIST["columns"][0]]}, "two columns show the same"),
        ({"columns": []}, "a list or table has columns"),
        ({"example": {"phone": "1"}}, "the example names no column: phone"),
        ({"cross_sums": [{"total": "a", "parts": ["row_number"]}]}, "a cross-sum names no column: a"),
        ({"fixed_rows": [{"code": "a", "values": {"x": "1"}}]}, "belong to a table"),
        ({"tab": "{town"}, "write a placeholder as"),
        ({"kind": "card"}, "a card has rows"),
    ],
)
def test_mistakes_are_told(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Layout.model_validate({**LIST, **change})


def test_a_row_of_a_card_has_one_cell() -> None:
    with pytest.raises(ValidationError, match="either a question or a cell"):
        Layout.model_validate({**CARD, "rows": [{"head": "住房", "question": "housing", "cell": "{housing}"}]})
