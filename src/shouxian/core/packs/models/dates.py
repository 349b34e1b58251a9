"""Dates a notice states, each with its clause."""

import re
from typing import Annotated

from pydantic import AfterValidator

from shouxian.core.packs.models.base import Day, PackModel, Truth


def _hour(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("write an hour like 12:00")
    return text


class Date(PackModel):
    """One date that the notice states for something, with its clause. Where two clauses differ, one is ``in_use``."""

    value: Day
    clause: str
    hour: Annotated[str, AfterValidator(_hour)] | None = None
    in_use: Truth = False
    note: str = ""


def in_use(dates: tuple[Date, ...]) -> Date:
    """The date marked as in use, else the only or first one."""
    return next((d for d in dates if d.in_use), dates[0])
