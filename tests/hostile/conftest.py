"""The shipped packs, loaded once."""

import pytest

from shouxian.core.packs.catalogue import Catalogue, load_catalogue
from shouxian.core.packs.locate import packs_folder


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue(packs_folder())
