"""Each of our own checks, on a form broken in one place that pyxform compiles and ODK Validate finds sound."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from shouxian.core.forms.checking import check
from shouxian.core.forms.compiling import compile_form
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.rows import Choice, Form, Row
from shouxian.core.forms.validating import validate
from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.models.base import Label

LABEL = Label(zh="某题", en="Something")


def changed(form: Form, name: str, change: Callable[[Row], Row]) -> Form:
    return replace(form, rows=tuple(change(row) if row.name == name else row for row in form.rows))


def before_visit(form: Form, *rows: Row) -> Form:
    at = next(n for n, row in enumerate(form.rows) if row.name == "page__visit")
    return replace(form, rows=(*form.rows[:at], *rows, *form.rows[at:]))


@dataclass(frozen=True)
class Broken:
    code: str
    told: str
    make: Callable[[Form], Form]


BROKEN = {
    "a label in one language": Broken(
        "FORMS_LABEL", "phone", lambda f: changed(f, "phone", lambda r: replace(r, label=Label(zh="电话", en="")))
    ),
    "a message in one language": Broken(
        "FORMS_LABEL", "people_count",
        lambda f: changed(f, "people_count", lambda r: replace(r, constraint_message=Label(zh="", en="1 to 50"))),
    ),
    "a required question without a message": Broken(
        "FORMS_LABEL", "head_name", lambda f: changed(f, "head_name", lambda r: replace(r, required_message=None))
    ),
    "a choice in one language": Broken(
        "FORMS_LABEL", "band/1", lambda f: replace(f, choices={
            **f.choices, "band": (Choice("1", Label(zh="低", en="")), f.choices["band"][1])}),
    ),
    "a misspelt function in a constraint": Broken(
        "FORMS_FUNCTION", "strng-length",
        lambda f: changed(f, "phone", lambda r: replace(r, constraint="strng-length(.) > 3", constraint_message=LABEL)),
    ),
    "a property no list has": Broken(
        "FORMS_PROPERTY", "people_cuont", lambda f: changed(f, "people_count", lambda r: replace(
            r, calculation=r.calculation.replace("people_count", "people_cuont"))),
    ),
    "a property nobody could fill": Broken(
        "FORMS_PROPERTY", "shoe_size", lambda f: changed(f, "phone", lambda r: replace(r, save_to="shoe_size"))
    ),
    "a list filtered by what it has not": Broken(
        "FORMS_PROPERTY", "hamlet",
        lambda f: changed(f, "household", lambda r: replace(r, choice_filter="hamlet = ${village}")),
    ),
    "an entity id that changes with every draft": Broken(
        "FORMS_ENTITY_ID", "coalesce(${household}, uuid())",
        lambda f: replace(f, entity=replace(f.entity, id="coalesce(${household}, uuid())")),
    ),
    "an entity id that is empty for a new household": Broken(
        "FORMS_ENTITY_ID", "${household}", lambda f: replace(f, entity=replace(f.entity, id="${household}"))
    ),
    "a calculation on a visible question": Broken(
        "FORMS_VISIBLE_CALCULATION", "phone",
        lambda f: changed(f, "phone", lambda r: replace(r, trigger="", calculation="'14000000001'")),
    ),
    "a name too long": Broken(
        "FORMS_NAME", "n" * 65, lambda f: before_visit(f, Row("text", "n" * 65, LABEL))
    ),
    "a name that stands in two groups": Broken(
        "FORMS_NAME", "phone", lambda f: changed(before_visit(
            f, Row("begin group", "g", LABEL), Row("text", "phone", LABEL), Row("end group")), "phone",
            lambda r: replace(r, trigger="", calculation="", save_to="")),
    ),
    "a list nobody uses": Broken(
        "FORMS_UNUSED_LIST", "old", lambda f: replace(f, choices={**f.choices, "old": (Choice("1", LABEL),)})
    ),
    "a picture of any size": Broken(
        "FORMS_MEDIA", "photo__scene", lambda f: changed(f, "photo__scene", lambda r: replace(r, parameters=""))
    ),
    "a picture too large": Broken(
        "FORMS_MEDIA", "photo__scene",
        lambda f: changed(f, "photo__scene", lambda r: replace(r, parameters="max-pixels=4000")),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def refused(forms: dict[str, Form]) -> dict[str, str]:
    """Which broken forms ODK Validate refuses, all in one Java machine."""
    sound = forms["household_general"]
    compiled = {name: compile_form(broken.make(sound)).xml for name, broken in BROKEN.items()}
    return {name: found.text("en") for name, found in validate(compiled).items()}


def test_sound_forms_pass_every_check(forms: dict[str, Form], ground: Ground) -> None:
    assert [fault.text("en") for form in forms.values() for fault in check(form, ground)] == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_told(name: str, forms: dict[str, Form], ground: Ground) -> None:
    broken = BROKEN[name]
    faults = check(broken.make(forms["household_general"]), ground)
    assert {fault.code for fault in faults} == {broken.code}
    assert all(broken.told in fault.text(lang) for fault in faults for lang in ("zh", "en"))


@pytest.mark.parametrize("name", BROKEN)
def test_pyxform_and_odk_validate_let_it_pass(name: str, refused: dict[str, str]) -> None:
    assert name not in refused, refused[name]


def test_a_name_of_odk_itself_is_not_ours_to_give(forms: dict[str, Form], ground: Ground) -> None:
    form = before_visit(forms["village"], Row("text", "start", LABEL))
    assert {fault.code for fault in check(form, ground)} == {"FORMS_NAME"}


def test_what_pyxform_refuses_is_told_with_the_form(forms: dict[str, Form]) -> None:
    form = before_visit(forms["village"], Row("select_one nowhere", "x", LABEL))
    with pytest.raises(ShouxianError, match="nowhere") as caught:
        compile_form(form)
    assert caught.value.faults[0].code == "FORMS_REFUSED"


def test_what_odk_validate_refuses_is_told_for_that_form_alone(forms: dict[str, Form]) -> None:
    circle = before_visit(forms["village"], Row("calculate", "a", calculation="${b} + 1"),
                          Row("calculate", "b", calculation="${a} + 1"))  # fmt: skip
    xml = {"sound": compile_form(forms["dwelling"]).xml, "circle": compile_form(circle).xml}
    found = validate(xml)
    assert list(found) == ["circle"]
    assert "ycle" in found["circle"].text("en")
