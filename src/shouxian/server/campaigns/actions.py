"""Opening a campaign here, and closing it. Its data stay, whatever happens to it."""

from django.db import transaction

from shouxian.core.kernel import clock
from shouxian.server.audit.actions import By, record
from shouxian.server.campaigns.models import Opening
from shouxian.server.campaigns.queries import pack_of


def open_here(*, campaign: str, by: By, using: str = "default") -> Opening:
    """Open a campaign of the packs; one that is open stays as it is, one that was closed is open again. Raises
    ``ShouxianError`` for an id that no pack has, or a broken pack."""
    place = pack_of(campaign).pack.campaign.place
    with transaction.atomic(using=using):
        told = {"place": place, "opened_by": by.account, "since": clock.now()}
        opening, made = Opening.objects.using(using).get_or_create(campaign=campaign, defaults=told)
        if made or opening.closed_at is not None:
            opening.closed_at = None
            opening.save(update_fields=("closed_at",), using=using)
            record(by=by, act="campaign.opened", about={"campaign": campaign}, using=using)
        return opening


def close(*, opening: Opening, by: By, using: str = "default") -> None:
    with transaction.atomic(using=using):
        Opening.objects.using(using).filter(pk=opening.pk).update(closed_at=clock.now())
        record(by=by, act="campaign.closed", about={"campaign": opening.campaign}, using=using)
