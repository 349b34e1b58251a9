"""The made-up notice, opened once for tests that only look."""

import pytest
from tests.unit.forms.made_notice import MadeNotice

from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import make_forms
from shouxian.core.forms.rows import Form


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return MadeNotice(tmp_path_factory.mktemp("made")).ground()


@pytest.fixture(scope="session")
def forms(ground: Ground) -> dict[str, Form]:
    return {form.id: form for form in make_forms(ground)}


@pytest.fixture
def notice(tmp_path_factory: pytest.TempPathFactory) -> MadeNotice:
    """One to change."""
    return MadeNotice(tmp_path_factory.mktemp("notice"))
