"""The screens of the national system, in their order: where a changed fact has to be entered."""

from pydantic import Field

from shouxian.core.packs.models.base import Name, PackModel


class Screen(PackModel):
    """One screen and the facts on it, top to bottom."""

    id: Name
    zh: str
    en: str
    subject: Name
    facts: tuple[Name, ...] = Field(min_length=1)


class ScreensFile(PackModel):
    """``packs/national/screens.yaml``: in the order in which people go through them."""

    source: str
    screens: tuple[Screen, ...]
