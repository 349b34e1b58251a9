"""How tests are shared out to workers: what a file makes once is made by one worker, and long files begin first."""

import gc
from collections.abc import Iterator

import pytest

APART = ("tests/journeys/test_tutorial.py",)
"""Files whose tests are long and share nothing: each goes to whoever is free."""

LONG = (
    "tests/journeys/", "tests/integration/walk/", "tests/benchmarks/", "tests/journeys_web/",
    "tests/contracts/test_wheel.py", "tests/integration/", "tests/generative/", "tests/unit/synthetic/",
    "tests/unit/forms/", "tests/packs/test_contradictions.py", "tests/unit/screening/", "tests/unit/campaigns/",
)  # fmt: skip
"""Where the longest are, in the order in which they begin; the short follow, so that nobody waits at the end."""


def pytest_configure() -> None:
    """Packs, trees of rules and Django stay as long as the process: garbage need not be looked for among them all the
    time."""
    gc.set_threshold(20_000, 50, 100)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        file = item.nodeid.split("::")[0]
        if file not in APART and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(file))
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, begins in enumerate(LONG) if item.nodeid.startswith(begins)), len(LONG))
