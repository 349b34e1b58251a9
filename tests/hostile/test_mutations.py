"""Damaged at random, a file is refused or read; nothing else ever happens."""

import random
import zipfile
from pathlib import Path

import pytest

from shouxian.core.kernel.faults import ShouxianError
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.sheets.reading.returns import read_return
from tests.hostile.foreign import GOOD, annex_1_1, changed, expected, rezip

SEEDS = range(120)


def outcome(path: Path, catalogue: Catalogue) -> str:
    try:
        returned = read_return(path, expected(catalogue))
    except ShouxianError as error:
        return "refused" if all(found.todo("zh") for found in error.faults) else "silent"
    assert all(part.rows.num_rows < 10 for part in returned)
    return "read"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return annex_1_1(tmp_path_factory.mktemp("sound") / "a.xlsx", [GOOD, changed(户主姓名="王乙")])


@pytest.mark.parametrize("seed", SEEDS)
def test_bytes_changed_anywhere(tmp_path: Path, catalogue: Catalogue, sound: Path, seed: int) -> None:
    chance, data = random.Random(seed), bytearray(sound.read_bytes())
    for _ in range(chance.choice([1, 3, 30])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if seed % 5 == 0:
        data = data[: chance.randrange(len(data))]
    path = tmp_path / "m.xlsx"
    path.write_bytes(bytes(data))
    assert outcome(path, catalogue) in ("refused", "read")


@pytest.mark.parametrize("seed", SEEDS)
def test_parts_changed_inside_a_sound_zip(tmp_path: Path, catalogue: Catalogue, sound: Path, seed: int) -> None:
    chance = random.Random(seed)
    with zipfile.ZipFile(sound) as archive:
        name = chance.choice([n for n in archive.namelist() if n.endswith((".xml", ".rels"))])
        part = bytearray(archive.read(name))
    for _ in range(chance.choice([1, 2, 10])):
        at = chance.randrange(len(part))
        way = chance.randrange(3)
        if way == 0:
            part[at] = chance.randrange(256)
        elif way == 1:
            del part[at : at + chance.randrange(1, 40)]
        else:
            part[at:at] = part[at : at + chance.randrange(1, 40)]
        if not part:
            break
    assert outcome(rezip(sound, {name: bytes(part)}, tmp_path / "m.xlsx"), catalogue) in ("refused", "read")


def test_the_sound_one_is_read(catalogue: Catalogue, sound: Path) -> None:
    assert outcome(sound, catalogue) == "read"
