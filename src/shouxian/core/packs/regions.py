"""Official regions of a year: codes, names and what lies below what, from ``packs/regions/<year>/*.csv``."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from shouxian.core.kernel import region_codes
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.text import nearest, normal, squeezed

_COLUMNS = ("code", "name", "level", "parent")
_ENDINGS = ("村民委员会", "居民委员会", "村委会", "居委会", "街道", "村", "镇", "乡", "市", "县", "区", "省")


@dataclass(frozen=True)
class Region:
    """One place: ``code`` is its official code, ``parent`` the code of the place it belongs to ("" for a province)."""

    code: str
    name: str
    level: str
    parent: str

    @property
    def short(self) -> str:
        """The name as a printed blank takes it before 镇 or 村: 詹桥镇 → 詹桥, 三界村 → 三界, 贺畈社区 stays."""
        if self.name.endswith("社区"):
            return self.name
        for ending in _ENDINGS:
            if self.name.endswith(ending) and len(self.name) > len(ending) + 1:
                return self.name.removesuffix(ending)
        return self.name


@dataclass(frozen=True)
class Regions:
    """Places by code. ``year`` is the year of the codes, which change a little every year."""

    by_code: dict[str, Region]
    year: str = ""

    @staticmethod
    def of(regions: Iterable[Region], year: str = "") -> "Regions":
        return Regions({region.code: region for region in regions}, year)

    def at(self, code: str) -> Region | None:
        return self.by_code.get(code)

    @cached_property
    def _below(self) -> dict[str, tuple[Region, ...]]:
        found: dict[str, list[Region]] = {}
        for code in sorted(self.by_code):
            found.setdefault(self.by_code[code].parent, []).append(self.by_code[code])
        return {parent: tuple(children) for parent, children in found.items()}

    def children(self, code: str) -> tuple[Region, ...]:
        """What lies directly below a place, by code; "" gives the provinces."""
        return self._below.get(code, ())

    def villages(self, place: str) -> tuple[Region, ...]:
        """Every village within a place (region prefix), by code."""
        inside = (self.by_code[code] for code in sorted(self.by_code) if region_codes.contains(place, code))
        return tuple(region for region in inside if region.level == "village")

    def full_name(self, code: str) -> str:
        """岳阳市临湘市詹桥镇三界村: the names of all parents known, from the top, without the province."""
        names: list[str] = []
        region = self.at(code)
        while region is not None and region.level != "province":
            names.insert(0, region.name)
            region = self.at(region.parent)
        return "".join(names)

    def named(self, text: str, place: str = "") -> tuple[Region, ...]:
        """The places within ``place`` that a clerk may mean by a name, with or without 镇 or 村."""
        wanted = squeezed(text)
        inside = (region for code, region in self.by_code.items() if region_codes.contains(place, code))
        return tuple(region for region in inside if wanted in (region.name, region.short))

    def nearest(self, text: str, place: str = "") -> str:
        """The name within ``place`` most like ``text``, or "" where none is near."""
        inside = (region for code, region in self.by_code.items() if region_codes.contains(place, code))
        return nearest(squeezed(text), chain.from_iterable((region.name,) for region in inside))


def load_regions(folder: Path, year: str = "") -> Regions:
    """The regions of ``year`` (the latest when none is named) below a packs folder.

    Raises ``ShouxianError`` with PACK_REGION for every row that is not a region, and for a parent that is missing.
    """
    years = sorted(path.name for path in (folder / "regions").glob("*") if path.is_dir())
    chosen = year or (years[-1] if years else "")
    found: dict[str, Region] = {}
    faults: list[Fault] = []
    for path in sorted((folder / "regions" / chosen).glob("*.csv")) if chosen else ():
        _read(path, folder, found, faults)
    for region in found.values():
        if region.parent and region.parent not in found:
            where, reason = Where(f"regions/{chosen}"), f"its parent {region.parent} is absent"
            faults.append(fault("PACK_REGION", where, region=region.code, reason=reason))
    if faults:
        raise ShouxianError(faults)
    return Regions(found, chosen)


def _read(path: Path, folder: Path, found: dict[str, Region], faults: list[Fault]) -> None:
    shown = path.relative_to(folder.parent).as_posix()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    if not rows or tuple(rows[0]) != _COLUMNS:
        reason = f"the heading is not {','.join(_COLUMNS)}"
        faults.append(fault("PACK_REGION", Where(shown, 1), region="", reason=reason))
        return
    for number, row in enumerate(rows[1:], start=2):
        reason = _wrong(row)
        if not reason:
            region = Region(row[0], normal(row[1]), row[2], row[3])
            if found.setdefault(region.code, region) == region:
                continue
            reason = "it stands twice, differently"
        faults.append(fault("PACK_REGION", Where(shown, number), region=row[0] if row else "", reason=reason))


def _wrong(row: list[str]) -> str:
    if len(row) != len(_COLUMNS):
        return f"{len(row)} cells instead of {len(_COLUMNS)}"
    code, name, level, parent = row
    if not code or not region_codes.is_place(code):
        return "not a region code of 2, 4, 6, 9 or 12 digits"
    if region_codes.level(code) != level:
        return f"a code of {len(code)} digits is a {region_codes.level(code)}"
    if not name.strip():
        return "without a name"
    if parent and not (region_codes.is_place(parent) and code.startswith(parent) and parent != code):
        return f"the parent {parent} does not contain it"
    return ""
