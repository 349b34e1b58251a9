"""The shipped packs, loaded once."""

import pytest

from shouxian.core.campaigns.opened import open_packs
from shouxian.core.packs.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return open_packs()
