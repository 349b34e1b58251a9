"""The two campaigns' questions, bound for a place whose line is 6,500 yuan."""

from pathlib import Path

import pytest

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.questions import QuestionFile
from shouxian.core.packs.source import parse_model, read_yaml
from shouxian.core.sheets.answers.bound import BoundQuestion, bind_all

LINES = {"monitoring_line": 650000}


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return open_packs().dictionary


def _questions(folder: str, dictionary: Dictionary) -> dict[str, BoundQuestion]:
    path = Path(packs_folder()) / "campaigns" / folder / "questions.yaml"
    listed = parse_model(read_yaml(path), QuestionFile).questions
    return bind_all({question.id: question for question in listed}, dictionary, LINES)


@pytest.fixture(scope="session")
def shenmu(dictionary: Dictionary) -> dict[str, BoundQuestion]:
    return _questions("shenmu-2022-spring", dictionary)


@pytest.fixture(scope="session")
def zhanqiao(dictionary: Dictionary) -> dict[str, BoundQuestion]:
    return _questions("zhanqiao-2022-income", dictionary)
