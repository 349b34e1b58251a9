"""The household an address names, where it lies within the places of whoever looks."""

from shouxian.server.registry import queries
from shouxian.server.registry.models import Household
from shouxian.server.web.sight import Sight


def mine(sight: Sight, household: str) -> Household | None:
    return queries.household(household, sight.places)
