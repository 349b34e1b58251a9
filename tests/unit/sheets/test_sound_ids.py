"""Identity numbers of a column at one stroke say the same as one by one; what is in doubt they leave to that."""

from random import Random

import pyarrow as pa

from shouxian.core.kernel.resident_ids import check_digit, read_id
from shouxian.core.sheets.reading.sound_ids import sound_ids


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
