"""Values as packs write them: facts typed in one place, parameters by place and day, never borrowed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.facts import named_line, typed, typed_given
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.dates import Date, in_use
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.packs.models.parameters import Parameter
from shouxian.core.packs.models.questions import Question
from shouxian.core.packs.resolve import resolve, typed_value, value_at
from tests.packs.small_notice import Small

CODES = {
    "tenures": CodeList.model_validate(
        {"id": "tenures", "zh": "x", "en": "x", "source": "x",
         "codes": [{"code": "own", "zh": "自有", "en": "own"}, {"code": "rent", "zh": "租", "en": "rent"}]}
    )
}  # fmt: skip


def variable(kind: str, **more: Any) -> Variable:
    base = {"name": "x", "type": kind, "zh": "x", "en": "x", "privacy": "none", "source": "x"}
    return Variable.model_validate(base | more)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("bool", "true", True),
        ("bool", "false", False),
        ("int", "3", 3),
        ("money", "5800", 580_000),
        ("money", "5800.5", 580_050),
        ("decimal", "1.25", 125),
        ("text", " 甲 ", " 甲 "),
        ("date", "2022-02-28", date(2022, 2, 28)),
        ("month", "2021-05", date(2021, 5, 1)),
        ("month", "2021-05-01", date(2021, 5, 1)),
    ],
)
def test_a_value_of_each_type(kind: str, text: str, value: object) -> None:
    assert typed(variable(kind), text, {}) == value


def test_codes_alone_and_several() -> None:
    assert typed(variable("choice", codelist="tenures"), "own", CODES) == "own"
    assert typed(variable("choices", codelist="tenures"), ["own", "rent"], CODES) == ("own", "rent")
    assert typed(variable("choices", codelist="tenures"), "rent", CODES) == ("rent",)


def test_a_band_needs_a_fact_that_may_be_banded() -> None:
    banded = variable("money", bounds="true")
    assert typed(banded, "(4000, 6000]", {}) == Bounds(400_001, 600_000)
    assert typed(banded, "(, 4000]", {}) == Bounds(None, 400_000)
    with pytest.raises(ValueError, match="bounds: true"):
        typed(variable("money"), "(4000, 6000]", {})


@pytest.mark.parametrize(
    ("kind", "text"),
    [("bool", "no"), ("int", "1.5"), ("money", "0.001"), ("int", "many"), ("date", "2022-02-30"), ("month", "2022-13")],
)
def test_what_a_type_does_not_hold(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        typed(variable(kind), text, {})


def test_a_list_where_one_value_is_wanted() -> None:
    with pytest.raises(ValueError, match="not a list"):
        typed(variable("int"), ["1", "2"], {})


def test_a_value_against_a_line_is_a_half_open_band() -> None:
    banded = variable("money", bounds="true")
    assert named_line("< monitoring_line") == named_line(">= monitoring_line") == "monitoring_line"
    assert named_line("5800") is None
    assert named_line(("a",)) is None
    lines: dict[str, int | date | None] = {"line": 650_001}
    assert typed_given(banded, "< line", {}, lines) == Bounds(None, 650_000)
    assert typed_given(banded, ">= line", {}, lines) == Bounds(650_001, None)
    assert typed_given(banded, ">= line", {}, {"line": None}) is None
    assert typed_given(banded, "5800", {}, lines) == 580_000


def parameter(*values: dict[str, Any], kind: str = "line", type_: str = "money") -> Parameter:
    base = {"name": "line", "kind": kind, "type": type_, "unit": "元", "zh": "线", "en": "line"}
    return Parameter.model_validate({**base, "values": [{"since": "2022-01-01", "source": "x", **v} for v in values]})


def test_the_longest_prefix_wins_and_another_place_lends_nothing() -> None:
    line = parameter({"place": "43", "value": "6000"}, {"place": "430682110", "value": "6500"})
    day = date(2022, 2, 21)

    def at(village: str) -> str | None:
        found = value_at(line, village, day)
        return found.value if found else None

    assert (at("430682110201"), at("430981108201"), at("610881101201")) == ("6500", "6000", None)


def test_a_value_holds_from_its_first_to_its_last_day() -> None:
    line = parameter({"place": "", "value": "6500", "until": "2022-12-31"})
    assert [value_at(line, "43", day) is not None for day in (date(2021, 12, 31), date(2022, 1, 1))] == [False, True]
    assert [value_at(line, "43", day) is not None for day in (date(2022, 12, 31), date(2023, 1, 1))] == [True, False]


@pytest.mark.parametrize(
    ("readings", "amount"),
    [
        ([], 650_000),
        ([{"value": "not_below", "clause": "二"}], 650_000),
        ([{"value": "below", "clause": "附件1"}], 650_001),
        ([{"value": "below", "clause": "附件1"}, {"value": "not_below", "clause": "二", "in_use": "true"}], 650_000),
        ([{"value": "not_below", "clause": "二"}, {"value": "below", "clause": "附件1", "in_use": "true"}], 650_001),
    ],
)
def test_the_reading_in_use_decides_what_holds_exactly_at_a_line(readings: list[object], amount: int) -> None:
    line = parameter({"place": "", "value": "6500", "at_line": readings})
    assert typed_value(line, line.values[0]) == amount


def test_an_amount_is_what_it_says_and_a_date_is_a_date() -> None:
    assert resolve({"a": parameter({"place": "", "value": "6500"}, kind="amount")}, "43", date(2022, 2, 1)) == {
        "a": 650_000
    }
    day = parameter({"place": "", "value": "2022-04-01"}, kind="date", type_="date")
    assert resolve({"d": day}, "43", date(2022, 2, 1)) == {"d": date(2022, 4, 1)}
    assert resolve({"d": day}, "43", date(2021, 2, 1)) == {"d": None}


def test_the_date_in_use_is_the_marked_one_else_the_first() -> None:
    first, second = Date(value="2022-02-12", clause="一"), Date(value="2022-02-15", clause="二", in_use="true")  # type: ignore[arg-type]
    assert in_use((first, second)) is second
    assert in_use((first,)) is first


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cell": "x"}, "either picks"),
        ({"pick": None}, "either picks"),
        ({"options": []}, "go together"),
        ({"pick": "many", "text": "x"}, "picking one"),
        ({"options": [{"value": "1", "zh": "a", "en": "a"}] * 2}, "same number"),
    ],
)
def test_a_question_has_one_shape(change: dict[str, Any], told: str) -> None:
    good = {"id": "q", "subject": "household", "zh": "x", "en": "x", "clause": "一", "pick": "one",
            "options": [{"value": "1", "zh": "a", "en": "a"}]}  # fmt: skip
    Question.model_validate(good)
    with pytest.raises(ValidationError, match=told):
        Question.model_validate(good | change)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"type": "choice"}, "codelist"), ({"codelist": "tenures"}, "codelist"), ({"bounds": "true"}, "within bounds"),
     ({"name": "Net"}, "snake_case"), ({"name": "net__lo"}, "double underscore"), ({"bounds": "yes"}, "true or false")],
)  # fmt: skip
def test_a_fact_is_consistent(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        variable("text", **{key: value for key, value in change.items() if key != "type"}) if (
            "type" not in change
        ) else variable(change["type"])


def test_an_hour_is_written_with_a_colon() -> None:
    with pytest.raises(ValidationError, match="12:00"):
        Date.model_validate({"value": "2022-11-25", "clause": "一", "hour": "12"})
    with pytest.raises(ValidationError, match="not a date of the calendar"):
        Date.model_validate({"value": "2022-02-30", "clause": "一"})


def test_packs_are_found_by_option_then_environment(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small.write()
    assert packs_folder(folder) == folder
    monkeypatch.setenv("SHOUXIAN_PACKS", str(folder))
    assert packs_folder() == folder
    for nowhere in (tmp_path / "nothing", tmp_path):
        with pytest.raises(ShouxianError) as caught:
            packs_folder(nowhere)
        assert caught.value.faults[0].code == "PACK_NOT_FOUND"


def test_a_campaign_nobody_wrote_is_told_with_those_there_are(small: Small) -> None:
    with pytest.raises(ShouxianError, match="small-2022"):
        small.load().campaign("small-2023")


def test_the_hash_of_the_packs_changes_with_any_byte(small: Small) -> None:
    first = small.load().hash
    assert small.load().hash == first
    small.rule["severity"] = "hint"
    assert small.load().hash != first


def test_two_rules_of_one_name_are_refused_with_the_first_place(small: Small) -> None:
    folder = small.write()
    twin = folder / "rules" / "income" / "zz_again.yaml"
    twin.write_text((folder / "rules" / "income" / "below_line.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(ShouxianError) as caught:
        small.load()
    (fault,) = caught.value.faults
    assert fault.code == "PACK_DUPLICATE"
    assert "below_line.yaml" in fault.text("en")
