"""Both notices on two small villages: founded (handed out) and visited (village one taken back), once per session."""

import pytest
from tests.unit.two_villages import SHENMU, ZHANQIAO, Town, founded, visited


@pytest.fixture(scope="session")
def zhanqiao_founded(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return founded(ZHANQIAO, tmp_path_factory.mktemp("zhanqiao"))


@pytest.fixture(scope="session")
def shenmu_founded(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return founded(SHENMU, tmp_path_factory.mktemp("shenmu"))


@pytest.fixture(scope="session")
def zhanqiao_visited(zhanqiao_founded: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return visited(zhanqiao_founded.copy(tmp_path_factory.mktemp("zhanqiao_visited")))


@pytest.fixture(scope="session")
def shenmu_visited(shenmu_founded: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    return visited(shenmu_founded.copy(tmp_path_factory.mktemp("shenmu_visited")))
