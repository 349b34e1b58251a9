"""The snapshot a campaign screens: its villages, its parameters, and the identifiers its rules count."""

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.snapshot import Snapshot, take_snapshot
from shouxian.core.dataset.store import Store

COUNTED = ("resident_id", "phone", "account", "head_id")


def campaign_snapshot(opened: OpenedCampaign, store: Store) -> Snapshot:
    """All villages of the campaign's place, whether or not they returned anything."""
    villages = [village.code for village in opened.villages]
    return take_snapshot(store, opened.catalogue.dictionary, villages, opened.resolved, COUNTED)
