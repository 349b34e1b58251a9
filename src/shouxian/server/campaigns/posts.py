"""Posts as the notices name them: a posting shows the word of its notice and has the rights of a role."""

from collections.abc import Sequence

from shouxian.core.kernel.faults import ShouxianError
from shouxian.server.accounts.managing import PostChoice
from shouxian.server.campaigns.queries import openings, pack_of


def posts_within(places: Sequence[str], *, using: str = "default") -> list[PostChoice]:
    """The posts that the campaigns open within some places name for people who work at the desk, notice by notice."""
    found = [pack_of(opening.campaign).pack.campaign for opening in openings(places, using=using)]
    return [
        PostChoice(f"{campaign.id}/{post.code}", post.role, post.zh, post.en, campaign.place,
                   campaign.name.zh, campaign.name.en)
        for campaign in found
        for post in campaign.posts
        if post.role
    ]  # fmt: skip


def named_post(named: str) -> PostChoice | None:
    """A post by the name that a posting keeps; None where no pack has it any more."""
    campaign, _, code = named.partition("/")
    try:
        told = pack_of(campaign).pack.campaign
    except ShouxianError:
        return None
    post = next((post for post in told.posts if post.code == code and post.role), None)
    if post is None or post.role is None:
        return None
    return PostChoice(named, post.role, post.zh, post.en, told.place, told.name.zh, told.name.en)
