"""The real packs, loaded once, and a small sound folder to break."""

from pathlib import Path

import pytest

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.regions import Regions, load_regions
from tests.packs.small_notice import Small


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return open_packs()


@pytest.fixture(scope="session")
def regions() -> Regions:
    return load_regions(packs_folder())


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)
