"""Keys carry a check character that sees every single wrong letter and every swap of neighbours that differ."""

from random import Random

import pytest

from shouxian.core.kernel.keys import is_key, new_key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_key_says_what_it_is_of_and_nothing_else() -> None:
    key = new_key("H")
    assert key.startswith("H-")
    assert len(key) == 14
    assert is_key(key)
    assert new_key("H") != key


def test_a_synthetic_town_gets_the_same_keys_again() -> None:
    assert new_key("P", Random(7)) == new_key("P", Random(7))


@pytest.mark.parametrize("seed", range(20))
def test_every_single_wrong_character_is_seen(seed: int) -> None:
    key = new_key("H", Random(seed))
    for position in range(2, 12):
        for other in ALPHABET:
            wrong = key[:position] + other + key[position + 1 :]
            assert is_key(wrong) == (wrong == key)
    assert not is_key("P" + key[1:])


@pytest.mark.parametrize("text", ["", "H-7K3M9QXW2C", "h-7k3m9qxw2c-5", "H-7K3M9QXW2I-5", "H7K3M9QXW2C5"])
def test_what_is_no_key(text: str) -> None:
    assert not is_key(text)
