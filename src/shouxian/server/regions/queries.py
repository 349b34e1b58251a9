"""Names of places. Codes are what the database holds; people read names."""

from functools import lru_cache

from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.regions import Region, Regions, load_regions


@lru_cache(maxsize=1)
def known() -> Regions:
    """Every place of the packs, read once for the life of a process."""
    return load_regions(packs_folder())


def name_of(code: str) -> str:
    """The short official name; the code itself where the packs do not know it."""
    region = known().at(code)
    return region.name if region else code


def full_name_of(code: str) -> str:
    """With all parents below the province; the code itself where the packs do not know it."""
    return known().full_name(code) or name_of(code)


def within(places: tuple[str, ...]) -> tuple[Region, ...]:
    """Every known place inside some of ``places``, those themselves included, by code."""
    return tuple(known().by_code[code] for code in sorted(known().by_code) if code.startswith(places))
