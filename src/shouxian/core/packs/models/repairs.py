"""Damaged places of a printed notice: what stands there, how it is read, how else it might be read."""

from pydantic import Field

from shouxian.core.packs.models.base import Name, PackModel, Truth
from shouxian.core.packs.models.questions import Option


class Alternative(PackModel):
    """Another reading of a damaged text. ``options`` are those that each question has instead when it is chosen; a
    reading without any is told, and cannot be chosen."""

    text: str
    options: dict[Name, tuple[Option, ...]] = Field(default_factory=dict)


class Repair(PackModel):
    """One place where the printed text is damaged, what we read instead, and how sure we are. A county chooses one of
    the ``alternatives`` with ``repairs.<id>`` in the campaign's settings.yaml."""

    id: Name
    where: str
    printed: str
    read_as: str
    reason: str
    certain: Truth
    alternatives: tuple[Alternative, ...] = ()
    affects: tuple[Name, ...] = ()  # questions or sheets
