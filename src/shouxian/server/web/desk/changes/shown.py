"""What a household's page says of changes: who is no member any more, and what a sheet told that nobody registered."""

from dataclasses import dataclass

from shouxian.server.registry.cards import HouseholdCard
from shouxian.server.registry.changes import Departed, departed
from shouxian.server.registry.models import Household
from shouxian.server.web.desk.changes.kinds import KINDS, Named
from shouxian.server.web.sight import Sight


@dataclass(frozen=True)
class Reminder:
    """A sheet says that a member left, and nobody has registered it."""

    key: str
    name: str
    kind: str
    named: Named
    day: str


def gone_from(household: Household, sight: Sight) -> list[tuple[Departed, Named | None]]:
    return [(one, KINDS.get(one.how)) for one in departed(household, sight.places)]


def reminders(card: HouseholdCard) -> list[Reminder]:
    return [Reminder(one.key, one.name, kind, KINDS[kind], day) for one, kind, day in card.told_gone]
