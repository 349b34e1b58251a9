"""Identity numbers of a column at one stroke say the same as one by one; what is in doubt they leave to that."""

from collections import Counter
from random import Random

import pyarrow as pa
import pytest

from shouxian.core.dataset.identifiers import IdColumn, each, sound_ids, times_elsewhere
from shouxian.core.kernel.resident_ids import check_digit, read_id


def test_what_is_sound_at_one_stroke_is_sound_one_by_one() -> None:
    chance = Random(4)
    texts = []
    for _ in range(3_000):
        body = f"900000{chance.randint(1880, 2030)}{chance.randint(0, 13):02}{chance.randint(0, 32):02}"
        body += f"{chance.randrange(1000):03}"
        texts.append(body + chance.choice((check_digit(body), check_digit(body), chance.choice("0123456789Xx"))))
    found = sound_ids(pa.array(texts)).to_pylist()
    assert sum(found) > 500
    assert all(
        read_id(text).wrong is None and read_id(text).number == text
        for text, ok in zip(texts, found, strict=True)
        if ok
    )
    late = [text for text, ok in zip(texts, found, strict=True) if not ok and read_id(text).wrong is None]
    assert all(int(text[12:14]) > 28 or text[6:8] == "18" or text[17] == "x" for text in late)


def test_blanks_and_words_are_left_to_be_read_one_by_one() -> None:
    strange = [None, "", "无", "90000019990101001", "999999199901010017", " 900000199901010017", "9" * 22]
    assert sound_ids(pa.array(strange, pa.string())).to_pylist() == [False] * len(strange)


def numbers(chance: Random, count: int) -> list[str | None]:
    """Sound ones of either kind, some twice, and every way to be wrong."""
    told: list[str | None] = [None, "", "无", "9" * 18, "90000019990101001", "90000019990101001x"]
    while len(told) < count:
        body = f"900000{chance.randint(1899, 2030)}{chance.randint(0, 13):02}{chance.randint(0, 32):02}"
        body += f"{chance.randrange(1000):03}"
        number = body + chance.choice((check_digit(body), check_digit(body), "0"))
        kind = f"{chance.randint(1, 7)}{chance.randint(1, 4)}"
        told.append(
            chance.choice((number, number, f"{number}{kind}", f"{number}{kind}00", f" {number}", number.lower()))
        )
    return told + told[: count // 10]


@pytest.mark.parametrize("computed", ["id_problem", "id_birth_date", "id_sex", "disability_type", "disability_grade"])
def test_what_a_column_of_numbers_tells_each_of_them_tells_alone(computed: str) -> None:
    texts = numbers(Random(5), 4_000)
    kind = pa.date32() if computed == "id_birth_date" else pa.string()
    name = computed if computed.startswith("id_") else f"id_{computed}"
    found = IdColumn.of(pa.array(texts, pa.string())).told(name, kind).to_pylist()
    alone = [None if text is None else read_id(text) for text in texts]
    if computed == "id_problem":
        assert found == [None if number is None else number.wrong or "sound" for number in alone]
    else:
        assert found == [getattr(number, computed.removeprefix("id_"), None) for number in alone]
    assert len(set(found)) > 4 or computed == "id_sex"


def test_a_column_of_one_kind_alone_is_told_too() -> None:
    for texts in ([], [None, None], ["无"], ["900000199901010017"]):
        column = IdColumn.of(pa.array(texts, pa.string()))
        assert len(column.told("id_sex", pa.string())) == len(column.told("id_birth_date", pa.date32())) == len(texts)


def test_how_often_a_number_stands_elsewhere() -> None:
    chance = Random(6)
    texts = [chance.choice((None, str(chance.randrange(50)), str(chance.randrange(500)))) for _ in range(800)]
    times = Counter(texts)
    found = times_elsewhere(pa.array(texts, pa.string())).to_pylist()
    assert found == [None if text is None else times[text] - 1 for text in texts]
    assert times_elsewhere(pa.array([None], pa.string())).to_pylist() == [None]


def test_each_different_value_is_asked_about_once() -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert each(pa.array(["a", None, "bb", "a"]), length, pa.int64()).to_pylist() == [1, None, 2, 1]
    assert sorted(asked) == ["a", "bb"]
