"""What the kinds of jobs are called, and which page shows what a job has made."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class KindPage:
    """``label``: lazily translated. ``result``: the name of an address that takes the job's number, "" for none."""

    label: Any
    result: str = ""


KIND_PAGES: dict[str, KindPage] = {}
"""Filled by the areas whose jobs they are, where they register their addresses."""
