"""A forms.yaml that names what does not exist, or says two things at once, is told with file and line."""

import pytest
from pydantic import ValidationError
from tests.unit.forms.made_notice import Data, MadeNotice

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.models.forms import FormsFile

SOUND: Data = {"id": "household_general", "subject": "household", "type": "general"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"subject": "houshold"}, "houshold"),
        ({"type": "ordinary"}, "ordinary"),
        ({"sheets": ["h9"]}, "h9"),
        ({"sheets": ["summary"]}, "a table asks nothing"),
        ({"signers": ["king"]}, "king"),
        ({"pages": [{"id": "p", "zh": "甲", "en": "a", "questions": ["fone"]}]}, "fone"),
        ({"type": None}, "names its household type"),
        ({"subject": "village"}, "names its household type"),
    ],
)
def test_what_it_names_exists(notice: MadeNotice, wrong: Data, named: str) -> None:
    notice.forms = {"forms": [SOUND | wrong]}
    with pytest.raises(ShouxianError) as caught:
        notice.open()
    told = [fault.text("en") for fault in caught.value.faults]
    assert any(named in text for text in told), told
    assert all("forms.yaml line 2" in text for text in told), told


def test_a_hint_stands_under_a_question_there_is(notice: MadeNotice) -> None:
    notice.forms = {"hints": {"fone": {"zh": "甲", "en": "a"}}}
    with pytest.raises(ShouxianError, match="fone"):
        notice.open()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ([SOUND, SOUND], "same id"),
        ([SOUND | {"zh": "甲"}], "both languages"),
        ([SOUND | {"pages": [{"id": "p", "zh": "甲", "en": "a", "questions": ["phone", "phone"]}]}], "one page"),
        (
            [SOUND | {"pages": [{"id": "p", "zh": "甲", "en": "a", "questions": [q]} for q in ("phone", "risks")]}],
            "pages",
        ),
        ([SOUND | {"photos": [{"id": "p", "zh": "甲", "en": "a"}] * 2}], "photos"),
        ([SOUND | {"photos": [{"id": "p", "zh": "甲", "en": "a", "max_pixels": "4000"}]}], "2048"),
    ],
)
def test_it_says_one_thing(wrong: list[Data], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        FormsFile.model_validate({"forms": wrong})


def test_a_sound_one_is_loaded(notice: MadeNotice) -> None:
    notice.forms = {"forms": [SOUND | {"sheets": ["h1"]}]}
    opened = notice.open()
    spec = opened.pack.forms.spec("household_general")
    assert spec is not None
    assert spec.sheets == ("h1",)
    assert opened.pack.forms.spec("village") is None
