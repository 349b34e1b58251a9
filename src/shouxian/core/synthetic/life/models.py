"""What the files of lives hold. Values are text as in packs, relative to place and day where they have to be."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shouxian.core.packs.models.base import Name, PackModel, Truth

Kind = Literal["general", "alleviated", "monitored", "eliminated"]
KINDS: tuple[Kind, ...] = ("general", "alleviated", "monitored", "eliminated")
Told = str | tuple[str, ...] | None
"""A value of a fact: a pack's notation; ``blank`` was asked and left blank, null is not told at all."""

_FIND = re.compile(r"([a-z][a-z0-9_]*\.[a-z0-9_]+)(?:@([1-9]))?")


def _find(text: str) -> str:
    if not _FIND.fullmatch(text):
        raise ValueError("write a rule's id, and @2 behind it where it hits the second member")
    return text


Find = Annotated[str, AfterValidator(_find)]


class LifeMember(PackModel):
    """A member of a life or family. ``ages``: from and to, in full years, where the day of birth may be any;
    ``works``: null as in the family."""

    ages: tuple[int, int] | None = None
    works: Truth | None = None
    facts: dict[str, Told] = Field(default_factory=dict)


class Family(PackModel):
    """Who lives together where nothing else is told; ``weight`` of a thousand."""

    id: Name
    weight: int
    members: tuple[LifeMember, ...] = Field(min_length=1)


class Life(PackModel):
    """What happens to a household; ``weight`` of a million households.

    ``kind``: null where it may happen to any. ``family``: whose members it happens to; ``members`` change those of the
    family in order (the first is the head), more of them are added. ``finds``: what has to be found, ``rule`` of the
    household or ``rule@2`` of its second member. ``clean``: an edge at which nothing may be found that must be fixed.
    ``words``: what a surveyor writes of it in a town; ``town``: of a thousand households of a small town.
    ``everybody``: of every member; ``dwelling``: of its house, in towns.
    """

    id: Name
    zh: str
    en: str
    weight: int = Field(gt=0)
    kind: Kind | None = None
    family: Name | None = None
    household: dict[str, Told] = Field(default_factory=dict)
    members: tuple[LifeMember, ...] = ()
    finds: tuple[Find, ...] = ()
    clean: Truth = False
    words: str = ""
    town: int = 0
    everybody: dict[str, Told] = Field(default_factory=dict)
    dwelling: dict[str, Told] = Field(default_factory=dict)

    def found(self) -> list[tuple[str, int]]:
        """(rule, place of the member from 1; 0 = the household)."""
        matches = [_FIND.fullmatch(text) for text in self.finds]
        return [(m[1], int(m[2] or 0)) for m in matches if m is not None]


class LivesFile(PackModel):
    lives: tuple[Life, ...] = Field(min_length=1)


class Ages(PackModel):
    """What is usual of a person from one age (full years) to another."""

    ages: tuple[int, int]
    facts: dict[str, Told]


class UsualFile(PackModel):
    """What is so where nothing happens: of every household, of its kind, of every person, by age, and of who works.

    ``shares``: households of a million; ``without_line``: the line (yuan) where the place has none."""

    shares: dict[Kind, int]
    without_line: str
    household: dict[str, Told]
    kinds: dict[Kind, dict[str, Told]]
    person: dict[str, Told]
    by_age: tuple[Ages, ...]
    working: dict[str, Told]
    families: tuple[Family, ...]
