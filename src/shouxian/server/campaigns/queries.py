"""The campaigns open here, and the registry as one of them sees it."""

from collections.abc import Sequence
from functools import lru_cache

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.checks.linking import load_linked
from shouxian.core.packs.locate import packs_folder
from shouxian.server.audit.keys import key_for
from shouxian.server.campaigns.models import Opening
from shouxian.server.regions.queries import known
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.store import SqlStore


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """All packs, read once for the life of a process; raises ``ShouxianError`` for a broken one."""
    return load_linked(packs_folder())


@lru_cache(maxsize=64)
def pack_of(campaign: str) -> OpenedCampaign:
    """Raises ``ShouxianError`` for an unknown id or a broken pack."""
    packs = catalogue()
    return OpenedCampaign(packs, packs.campaign(campaign), known())


def openings(places: Sequence[str], *, using: str = "default") -> list[Opening]:
    """The campaigns open here that cover any of some places, by id."""
    found = Opening.objects.using(using).filter(closed_at=None).order_by("campaign")
    return [opening for opening in found if common(places, opening.place)]


def opening(campaign: str, places: Sequence[str], *, using: str = "default") -> Opening:
    """Raises ``ShouxianError`` CAMPAIGN_NOT_HERE for one that is not open, or that covers none of the places."""
    found = next((o for o in openings(places, using=using) if o.campaign == campaign), None)
    if found is None:
        raise ShouxianError(fault("CAMPAIGN_NOT_HERE", name=campaign))
    return found


def common(places: Sequence[str], place: str) -> tuple[str, ...]:
    """What some places and another have in common, as prefixes."""
    return tuple(sorted({mine if mine.startswith(place) else place for mine in places if _meet(mine, place)}))


def registry_of(opened: OpenedCampaign, *, places: Sequence[str] | None = None, using: str = "default") -> SqlStore:
    """The registry as a campaign sees it: its own place, or what that has in common with ``places``."""
    covered = opened.pack.campaign.place
    seen = (covered,) if places is None else common(places, covered)
    return SqlStore(opened.id, opened.catalogue.dictionary, Sealer(key_for("sealing")), using, seen)


def _meet(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
