"""Shapes that no notice has yet but the models allow: blanks of codes and truths, answers told by not being picked."""

import pytest
from tests.unit.forms.made_notice import Data, MadeNotice, cell, option, pick

from shouxian.core.forms.answers import to_nodes
from shouxian.core.forms.building import build_forms
from shouxian.core.forms.drafts import instance
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import make_forms
from shouxian.core.forms.reading import read_submission
from shouxian.core.forms.rows import Form
from shouxian.core.forms.validating import validate
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.facts import Fact


def asking(notice: MadeNotice, *questions: Data) -> tuple[Ground, Form]:
    """The general household's form with more questions on its first sheet."""
    notice.questions.extend(questions)
    for question in questions:
        notice.sheets[0]["columns"].append({"head": [question["zh"]], "question": question["id"], "width": "9"})
    ground = notice.ground()
    return ground, next(form for form in make_forms(ground) if form.id == "household_general")


def told(ground: Ground, form: Form, nodes: dict[str, str]) -> dict[str, Fact | None]:
    sent = read_submission(instance(form, nodes, [], "uuid:1"), form, ground.dictionary, ground.parameters)
    return dict(sent.subject.facts)


def test_a_blank_may_hold_a_code_or_a_truth(notice: MadeNotice) -> None:
    question = pick("house", "房屋", [
        option("1", "危房", blank={"gives": "danger_grade"}), option("2", "其他", blank={"gives": "dangerous_house"})],
    )  # fmt: skip
    ground, form = asking(notice, question)
    assert {r.name: r.kind for r in form.rows if r.name.startswith("house__")} == {
        "house__1": "select_one codes__danger_grades", "house__2": "select_one codes__yes_no",
    }  # fmt: skip
    assert told(ground, form, {"house": "1", "house__1": "d"})["danger_grade"] == "d"
    assert told(ground, form, {"house": "2", "house__2": "1"})["dangerous_house"] is True
    with pytest.raises(ShouxianError, match="FORMS_READ_VALUE"):
        told(ground, form, {"house": "2", "house__2": "perhaps"})


def test_what_is_not_picked_may_tell_something_too(notice: MadeNotice) -> None:
    question = pick("event", "受灾", [
        option("1", "受灾", gives={"disaster_hit": "true"}, otherwise={"disaster_hit": "false"}),
        option("2", "没有", gives={"petition_pending": "false"})])  # fmt: skip
    ground, form = asking(notice, question)
    kept = next(row for row in form.rows if row.save_to == "disaster_hit")
    assert kept.calculation == "if(selected(${event}, '1'), 'true', if(${event} != '', 'false', ''))"
    assert told(ground, form, {"event": "2"})["disaster_hit"] is False


def test_an_exact_income_is_offered_and_a_band_is_not(notice: MadeNotice) -> None:
    ground, _ = asking(notice, cell("per_head", "人均收入") | {"cell": "net_income_per_head"})
    bound = ground.bind(ground.pack.questions["per_head"])
    assert to_nodes(bound, {"net_income_per_head": Bounds.exactly(650_050)}) == {"per_head": "6500.50"}
    assert to_nodes(bound, {"net_income_per_head": Bounds(650_001, None)}) == {}


def test_questions_that_wait_for_each_other_are_found_by_odk_validate(notice: MadeNotice) -> None:
    first, second = (next(q for q in notice.questions if q["id"] == name) for name in ("housing", "spending"))
    first["asked_if"] = {"question": "spending", "options": ["有"]}
    second["asked_if"] = {"question": "housing", "options": ["1"]}
    with pytest.raises(ShouxianError) as caught:
        build_forms(notice.ground())
    assert [fault.code for fault in caught.value.faults] == ["FORMS_INVALID"]
    assert "household_general" in caught.value.faults[0].text("zh")


def test_validating_needs_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ShouxianError, match="FORMS_NO_JAVA"):
        validate({})
