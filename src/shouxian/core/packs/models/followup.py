"""What follows a visit, as data: deadlines of problems, steps of a procedure, counts that are analysed."""

from typing import Literal

from pydantic import Field, model_validator

from shouxian.core.packs.models.base import Name, PackModel, Truth
from shouxian.core.packs.models.dates import Date


class Bucket(PackModel):
    """A deadline that problems are sorted into: 立查立改, 7月底, 9月底. Without ``due`` it means at once."""

    id: Name
    zh: str
    en: str
    due: tuple[Date, ...] = ()
    clause: str


class Step(PackModel):
    """A step of a procedure. It follows every step in ``after``; steps that share an ``after`` may run side by side."""

    id: Name
    zh: str
    en: str
    owner: Name  # post
    after: tuple[Name, ...] = ()
    limit: Name | None = None  # of the campaign's limits
    makes: str = ""  # the paper it leaves
    clause: str


class Procedure(PackModel):
    """Steps in the order that is in force here. ``strict``: none may be skipped or merged with another."""

    id: Name
    zh: str
    en: str
    kind: Literal["identification", "elimination", "roll_back", "screening"]
    strict: Truth = False
    steps: tuple[Step, ...] = Field(min_length=1)
    clause: str

    @model_validator(mode="after")
    def _in_order(self) -> "Procedure":
        seen: set[str] = set()
        for step in self.steps:
            missing = set(step.after) - seen
            if missing:
                raise ValueError(f"step {step.id} follows {', '.join(sorted(missing))}, which does not stand before it")
            seen.add(step.id)
        return self


class TallyColumn(PackModel):
    """A column of an analysis: how many of its subjects ``when`` is TRUE for. ``part_of``: columns of one name share
    nobody and are proven to add up, with the unknown, to all."""

    id: Name
    zh: str
    en: str
    when: str
    part_of: Name | None = None


class Tally(PackModel):
    """An analysis: subjects counted per village (and in sum), column by column."""

    id: Name
    zh: str
    en: str
    subject: Name = "household"
    types: tuple[Name, ...] = ()  # household types; empty = all
    columns: tuple[TallyColumn, ...] = Field(min_length=1)
    clause: str
