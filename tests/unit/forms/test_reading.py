"""What a phone may send that cannot be taken: each is refused with a fault that names the node."""

import re

import pytest

from shouxian.core.forms.drafts import instance
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.reading import Submission, form_of, read_submission
from shouxian.core.forms.rows import Form
from shouxian.core.kernel.faults import ShouxianError

GENERAL = "household_general"


@pytest.fixture
def form(forms: dict[str, Form]) -> Form:
    return forms[GENERAL]


def read(form: Form, ground: Ground, xml: bytes) -> Submission:
    return read_submission(xml, form, ground.dictionary, ground.parameters)


def refusal(form: Form, ground: Ground, xml: bytes) -> tuple[str, str]:
    with pytest.raises(ShouxianError) as caught:
        read(form, ground, xml)
    return caught.value.faults[0].code, caught.value.faults[0].text("zh")


def test_a_node_the_form_does_not_have_is_refused(form: Form, ground: Ground) -> None:
    xml = instance(form, {}, [], "uuid:1").replace(b"<phone />", b"<phone /><fone>1</fone>")
    assert refusal(form, ground, xml) == ("FORMS_READ_UNKNOWN_NODE", refusal(form, ground, xml)[1])
    assert "fone" in refusal(form, ground, xml)[1]


def test_a_node_of_a_member_outside_the_repeat_is_refused(form: Form, ground: Ground) -> None:
    xml = instance(form, {}, [], "uuid:1").replace(b"<phone />", b"<phone /><birth_date>2014-03-20</birth_date>")
    assert refusal(form, ground, xml)[0] == "FORMS_READ_UNKNOWN_NODE"


def test_a_question_answered_twice_is_refused(form: Form, ground: Ground) -> None:
    xml = instance(form, {}, [], "uuid:1").replace(b"<phone />", b"<phone>1</phone><phone>2</phone>")
    assert refusal(form, ground, xml)[0] == "FORMS_READ_UNKNOWN_NODE"


def test_a_question_with_something_below_it_is_refused(form: Form, ground: Ground) -> None:
    xml = instance(form, {}, [], "uuid:1").replace(b"<phone />", b"<phone><b>1</b></phone>")
    code, text = refusal(form, ground, xml)
    assert code == "FORMS_READ_UNKNOWN_NODE"
    assert "phone/b" in text


def test_another_form_or_version_is_refused(form: Form, forms: dict[str, Form], ground: Ground) -> None:
    other = instance(forms["village"], {}, [], "uuid:1")
    assert refusal(form, ground, other)[0] == "FORMS_READ_OTHER_FORM"
    old = instance(form, {}, [], "uuid:1").replace(form.version.encode(), b"older")
    assert refusal(form, ground, old)[0] == "FORMS_READ_OTHER_FORM"
    assert form_of(old) == (form.form_id, "older")


@pytest.mark.parametrize("xml", [b"", b"<data", b"\xff\xfe\x00", b"<!DOCTYPE d [<!ENTITY a 'b'>]><data>&a;</data>"])
def test_what_is_no_sound_xml_is_refused(form: Form, ground: Ground, xml: bytes) -> None:
    assert refusal(form, ground, xml)[0] == "FORMS_READ_XML"


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ("housing", "9"),
        ("housing", "1 2"),  # one of many
        ("welfare", "1 4"),  # none excludes
        ("people_count", "51"),
        ("people_count", "two"),
        ("wage_income", "0.005"),
        ("wage_income", "NaN"),
        ("helper_named_on", "2022-02-30"),
        ("has_electricity", "maybe"),
        ("risks", "illness boredom"),
        ("spending", "有"),  # without its reason
        ("insured__1", "-1"),
        ("place__point", "here"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_node(form: Form, ground: Ground, node: str, value: str) -> None:
    code, text = refusal(form, ground, instance(form, {node: value}, [], "uuid:1"))
    assert code == "FORMS_READ_VALUE"
    assert node.removesuffix("__1") in text


def test_a_date_of_a_village_s_visit_that_cannot_be_is_refused(forms: dict[str, Form], ground: Ground) -> None:
    form = forms["village"]
    assert refusal(form, ground, instance(form, {"visit__day": "tomorrow"}, [], "uuid:1"))[0] == "FORMS_READ_VALUE"


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("true", "false")])
def test_yes_comes_in_two_spellings(form: Form, ground: Ground, yes: str, no: str) -> None:
    for value, told in ((yes, True), (no, False)):
        xml = instance(form, {"has_electricity": value}, [], "uuid:1", {"id": "k", "create": value})
        sent = read(form, ground, xml)
        assert sent.subject.facts["has_electricity"] is told
        assert sent.subject.new is told


@pytest.mark.parametrize(("text", "fen"), [("16000.0", 1_600_000), ("16000.5", 1_600_050), ("1.0E7", 1_000_000_000)])
def test_decimals_come_as_phones_write_them(form: Form, ground: Ground, text: str, fen: int) -> None:
    assert read(form, ground, instance(form, {"wage_income": text}, [], "uuid:1")).subject.facts["wage_income"] == fen


def test_counts_left_out_count_nobody_once_one_is_given(form: Form, ground: Ground) -> None:
    """As in a sheet's cell: a kind that is not written counts nobody."""
    facts = read(form, ground, instance(form, {"insured__1": "2"}, [], "uuid:1")).subject.facts
    assert (facts["uninsured_people"], facts["resident_insured_people"]) == (2, 0)


def test_where_it_is_and_what_it_corrects_are_kept(form: Form, ground: Ground) -> None:
    xml = instance(form, {"place__point": "38.8 110.5 0 12"}, [], "uuid:2")
    xml = re.sub(b"</instanceID>", b"</instanceID><deprecatedID>uuid:1</deprecatedID>", xml)
    sent = read(form, ground, xml)
    assert (sent.place, sent.instance, sent.corrects) == ((38.8, 110.5), "uuid:2", "uuid:1")


def test_namespaces_of_javarosa_make_no_difference(form: Form, ground: Ground) -> None:
    xml = instance(form, {"phone": "14000000001"}, [], "uuid:1")
    spaced = xml.replace(b"<meta>", b'<n0:meta xmlns:n0="http://openrosa.org/xforms">').replace(
        b"</meta>", b"</n0:meta>"
    )
    spaced = spaced.replace(b"instanceID>", b"n0:instanceID>")
    assert read(form, ground, spaced) == read(form, ground, xml)
