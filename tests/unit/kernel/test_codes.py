"""Resident ids, region codes, keys, texts and the clock."""

from datetime import UTC, date, datetime

import pytest

from shouxian.core.kernel import clock, region_codes
from shouxian.core.kernel.resident_ids import check_digit, masked_id, masked_phone, read_id
from shouxian.core.kernel.text import nearest, normal, squeezed


def made(seventeen: str, tail: str = "") -> str:
    """A number with a right check digit; area code 900000 belongs to nobody."""
    return seventeen + check_digit(seventeen) + tail


WOMAN, MAN = "90000019850615002", "90000019850615003"


def test_the_check_digit_of_the_standard() -> None:
    """GB 11643, annex A: the example of the standard itself, a number that was never issued."""
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (made(WOMAN), None),
        (made(WOMAN).lower(), None),
        (f"'{made(MAN)}", None),
        (f" {made(MAN)[:6]} {made(MAN)[6:]} ", None),
        (made(MAN, "41"), None),  # disability certificate
        (made(MAN, "4201"), None),
        ("", "empty"),
        ("9999990000", "placeholder"),
        (made(MAN)[:15], "length"),
        (made(MAN, "4"), "length"),
        (made(MAN, "91"), "characters"),
        ("9000001985061500A3", "characters"),
        (made("90000019850230003"), "birth_date"),
        (MAN + ("0" if check_digit(MAN) != "0" else "1"), "check_digit"),
    ],
)
def test_what_is_wrong_with_a_number(text: str, wrong: str | None) -> None:
    assert read_id(text).wrong == wrong


def test_a_number_tells_birth_and_sex_and_a_wrong_one_nothing() -> None:
    assert (read_id(made(WOMAN)).birth_date, read_id(made(WOMAN)).sex) == (date(1985, 6, 15), "female")
    assert read_id(made(MAN)).sex == "male"
    assert (read_id("1").birth_date, read_id("1").sex) == (None, None)


def test_masks_leave_enough_to_recognise() -> None:
    assert masked_id(made(MAN)) == f"9000**********{made(MAN)[-4:]}"
    assert masked_id("1234") == "****"
    assert masked_phone("14000000001") == "140****0001"
    assert masked_phone("123") == "***"


@pytest.mark.parametrize(
    ("code", "level"),
    [("", "nation"), ("43", "province"), ("4306", "city"), ("430682", "county"), ("430682110", "town"),
     ("430682110201", "village")],
)  # fmt: skip
def test_the_level_of_a_code(code: str, level: str) -> None:
    assert region_codes.level(code) == level


@pytest.mark.parametrize("code", ["4", "43068", "4306821102", "43o6", "四三"])
def test_what_is_no_place(code: str) -> None:
    assert not region_codes.is_place(code)
    with pytest.raises(ValueError, match="not a region code"):
        region_codes.level(code)


def test_the_most_special_place_that_holds_a_village() -> None:
    assert region_codes.most_special(["", "43", "430682110", "61"], "430682110201") == "430682110"
    assert region_codes.most_special(["61"], "430682110201") is None


def test_texts_of_clerks_made_comparable() -> None:
    assert normal("　Ａ１ \n 镇（街） ") == "A1 镇(街)"
    assert squeezed("户 主　姓名") == "户主姓名"
    assert nearest("monitoring_lime", ["monitoring_line", "income"]) == "monitoring_line"
    assert nearest("完全不同", ["income"]) == ""


def test_the_clock_can_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUXIAN_NOW", "2022-02-21T23:30:00")
    assert clock.now() == datetime(2022, 2, 21, 23, 30, tzinfo=clock.CHINA)
    assert clock.today() == date(2022, 2, 21)
    monkeypatch.setenv("SHOUXIAN_NOW", "2022-02-21T23:30:00+00:00")
    assert clock.now().utcoffset() is not None
    monkeypatch.delenv("SHOUXIAN_NOW")
    assert clock.now().tzinfo == clock.CHINA


def test_a_day_is_the_day_in_china_whatever_zone_a_moment_is_told_in() -> None:
    assert clock.day_of(datetime(2022, 2, 21, 17, 0, tzinfo=UTC)) == date(2022, 2, 22)
    assert clock.day_of(datetime(2022, 2, 21, 15, 59, tzinfo=UTC)) == date(2022, 2, 21)


def test_a_disability_certificate_tells_kind_and_grade_and_an_identity_number_neither() -> None:
    limb, mental = read_id(made(MAN, "41")), read_id(made(WOMAN, "6402"))
    assert (limb.disability_type, limb.disability_grade) == ("limb", "grade_1")
    assert (mental.disability_type, mental.disability_grade) == ("mental", "grade_4")
    plain, wrong = read_id(made(MAN)), read_id(made(MAN, "91"))
    assert (plain.disability_type, plain.disability_grade) == (None, None)
    assert (wrong.disability_type, wrong.disability_grade) == (None, None)
