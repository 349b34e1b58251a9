"""The snapshot a campaign screens: its villages, its parameters, and the identifiers its rules count."""

from collections.abc import Iterable

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.snapshot import Snapshot, take_snapshot
from shouxian.core.dataset.store import Store


def campaign_snapshot(opened: OpenedCampaign, store: Store | None, counted: Iterable[str] = ()) -> Snapshot:
    """All villages of the campaign's place, whether or not they returned anything; ``counted``: identifiers whose
    occurrences some rule reads."""
    villages = [village.code for village in opened.villages]
    limits = opened.pack.campaign.limits
    return take_snapshot(store, opened.catalogue.dictionary, villages, opened.resolved, counted, limits)
