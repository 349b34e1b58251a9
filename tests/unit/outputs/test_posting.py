"""What is put up in public: nothing of a household but village, group, name, family size and kind can stand on it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.outputs.posting import COLUMNS, forbidden_in, illness_words, tells
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.synthetic.town import town

HOUSEHOLDS = 10_000
VILLAGES = ("430682110001", "430682110002")
SECRETS = {
    "900000199001011234": "证件号码", "90000019900101123X": "证件号码", "900000900101123": "证件号码",
    "14012345678": "电话", "0730-1234567": "电话", "6230001234567890123": "银行账号", "1990-01-01": "日期",
    "1990年1月1日": "日期", "19900101": "日期", "1990.1.1": "日期", "患有大病": "病情", "肢体残疾": "病情",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return open_packs()


@pytest.fixture(scope="module")
def words(catalogue: Catalogue) -> tuple[str, ...]:
    return illness_words(catalogue.dictionary)


def test_ten_thousand_invented_households_tell_nothing_by_their_public_columns(catalogue: Catalogue) -> None:
    homes = town(catalogue.dictionary, VILLAGES, HOUSEHOLDS, date(2022, 3, 1), None)
    kinds = [cell.zh for pack in catalogue.campaigns.values() for cell in pack.campaign.household_types]
    rows = [
        ("示例村委会", home.facts.get("village_group", ""), home.facts.get("head_name", ""),
         home.facts.get("people_count", ""), kinds[number % len(kinds)])
        for number, home in enumerate(homes)
    ]  # fmt: skip
    assert len(rows) == HOUSEHOLDS
    assert all(row[2] for row in rows)
    assert not list(forbidden_in(rows, COLUMNS, catalogue.dictionary))


@pytest.mark.parametrize(("secret", "what"), SECRETS.items())
def test_a_secret_written_into_a_name_or_a_group_is_seen(secret: str, what: str, words: tuple[str, ...]) -> None:
    for text in (secret, f"张三示例{secret}", f"第二组 {secret}(示例)", f"({secret})"):
        assert what in tells(text, words), text
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in secret)
    assert what in tells(wide, words)


@given(st.sampled_from(["900000199001011234", "14012345678", "6230001234567890123"]), st.data())
def test_digits_set_apart_are_seen_too(number: str, data: st.DataObject) -> None:
    signs = data.draw(st.lists(st.sampled_from(["", "", " ", "-", "　"]), min_size=len(number), max_size=len(number)))
    assert tells("".join(d + s for d, s in zip(number, signs, strict=True)), ())


@pytest.mark.parametrize("text", ["第12组", "2组", "张三示例", "4", "15", "2022年", "一般农户", "易返贫致贫户", ""])
def test_what_a_public_list_is_made_of_is_no_secret(text: str, words: tuple[str, ...]) -> None:
    assert not tells(text, words)
