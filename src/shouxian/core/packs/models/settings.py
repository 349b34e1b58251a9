"""What a county decides itself about a campaign, beside the notice."""

from pydantic import Field

from shouxian.core.packs.models.base import Name, PackModel


class Settings(PackModel):
    """``settings.yaml`` of a campaign (optional). ``repairs``: repair id → text of the alternative reading in use."""

    repairs: dict[Name, str] = Field(default_factory=dict)
