"""Nobody sees another village: the walk over every address, on both databases."""

import os
from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.audit.keys import key_for
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore
from shouxian.server.web.policies import ROUTES, insist_on_policies
from tests.integration.walk.asking import Asking
from tests.integration.walk.said import SAID
from tests.integration.walk.walking import NOBODY, Measure, Seen, Walk
from tests.integration.walk.world import make
from tests.integration.walk.world_changes import plant_changes
from tests.integration.walk.world_documents import plant_documents
from tests.integration.walk.world_exports import plant_exports
from tests.integration.walk.world_things import plant_things
from tests.integration.web import pages_on

SOME = ("town_clerk", "village_cadre", "county_auditor", "county_office", "checker")
BEYOND = {  # their stories stand in test_signing_in, test_accounts_for_many and test_documents
    "sign_in", "sign_in_code", "sign_out", "second_factor", "accounts_answer", "accounts_workbook_open",
    "fresh_codes",
    "document_back",
}  # fmt: skip


@pytest.fixture
def walk(using: str, dictionary: Dictionary) -> Iterator[Walk]:
    """The world in one of the databases, which is the one the pages use as long as this lasts."""
    with pages_on(using):
        world = make("default", SqlStore("walk", dictionary, Sealer(key_for("sealing"))))
        plant_changes(world)
        plant_exports(world)
        plant_documents(world)
        plant_things(world)
        yield Walk(world)


def test_every_address_was_registered_with_a_policy() -> None:
    insist_on_policies(get_resolver().url_patterns)
    unsaid = [name for name, route in ROUTES.items() if "POST" in route.methods and name not in SAID]
    assert not unsaid, "tell the walk what to send there (said.py)"
    assert not set(SAID) - set(ROUTES)


def test_nobody_meets_what_is_not_theirs(walk: Walk, using: str) -> None:
    """Everybody on SQLite, some on PostgreSQL; ``make walk`` leaves nothing and nobody out."""
    seen = Seen()
    measure: Measure = "whole" if os.environ.get("SHOUXIAN_WALK") else "thin"
    some = (
        ()
        if using == "sqlite" or measure == "whole"
        else (*SOME, NOBODY, "first_secretary", "administrator", "auditor", "expired")
    )
    for step in walk.steps(measure, logins=some):
        walk.take(step, seen)
    print(f"{using}: {seen.steps} steps ({measure})")
    assert not seen.wrong, "\n".join(seen.wrong[:40])
    assert set(ROUTES) - seen.reached <= BEYOND, "somebody gets every page"
    untold = {name: set(route.policy.logs) - seen.acts.get(name, set()) for name, route in ROUTES.items()}
    assert not {name: acts for name, acts in untold.items() if acts and name not in BEYOND}, "the log is told"


@pytest.mark.parametrize("using", ["sqlite"], indirect=True)  # the functions are the same on both
def test_the_walk_notices_when_the_area_filter_of_any_one_query_is_gone(walk: Walk) -> None:
    """Every function that asks for an area filter loses it once, and no other: somebody meets what is not theirs."""
    asking = Asking()
    with asking.watched():
        for step in walk.steps("thin", logins=SOME):
            asking.address = step.route.name
            walk.take(step, Seen())
    assert len(asking.seen) >= 8, sorted(asking.seen)
    assert not [caller for caller in sorted(asking.seen) if not _noticed(walk, asking, caller)]


def _noticed(walk: Walk, asking: Asking, caller: str) -> bool:
    seen = Seen()
    with asking.without(caller):
        for step in walk.steps("usual", asking.seen[caller], SOME):
            walk.take(step, seen)
            if seen.wrong:
                return True
    return False
