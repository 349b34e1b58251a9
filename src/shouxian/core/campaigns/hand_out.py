"""Hand out: every annex a village has to fill, pre-filled with what is known, in a folder per village."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.regions import Region
from shouxian.core.screening.classify import household_types
from shouxian.core.sheets.writing.annexes import write_blank
from shouxian.core.sheets.writing.grid import SheetRow, Stamp, Value
from shouxian.core.sheets.writing.names import file_name


@dataclass(frozen=True)
class SheetRows:
    """What is known now, ready for sheets: read from the store once. ``types``: household key → household type."""

    opened: OpenedCampaign
    store: Store
    types: Mapping[str, str]

    @cached_property
    def _households(self) -> Mapping[str, list[Record]]:
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for record in read_records(self.store, HOUSEHOLD, self.opened.catalogue.dictionary.variables):
            found[record.village].append(record)
        return found

    @cached_property
    def _villages(self) -> Mapping[str, Record]:
        variables = self.opened.catalogue.dictionary.variables
        return {record.key: record for record in read_records(self.store, VILLAGE, variables)}

    def of(self, layout: Layout, village: str) -> list[SheetRow]:
        """Households of the types a sheet covers, by type, group and name; or the village itself."""
        if layout.subject != HOUSEHOLD:
            known = self._villages.get(village)
            return [SheetRow(village, {}, known.facts if known else {})]
        cells = covered(self.opened, layout)
        records = [r for r in self._households.get(village, []) if self.types[r.key] in cells]
        records.sort(key=lambda r: (cells.index(self.types[r.key]), r.text(GROUP), r.text(HEAD_NAME), r.key))
        return [sheet_row(record, self.types[record.key]) for record in records]


def hand_out(
    opened: OpenedCampaign, store: Store, villages: Iterable[Region], into: Path, sheets: Iterable[str] = ()
) -> Iterator[Path]:
    """Yield the files as they are written. ``sheets``: ids, none for every sheet that asks something."""
    wanted = set(sheets)
    layouts = [s for s in opened.pack.sheets.values() if s.kind != "table" and (not wanted or s.id in wanted)]
    types = household_types(opened.schema, campaign_snapshot(opened, store), opened.pack.campaign.household_types)
    known = SheetRows(opened, store, types)
    for village in villages:
        for layout in layouts:
            rows = known.of(layout, village.code)
            if not rows and layout.kind == "card":
                rows = [SheetRow("")]  # one empty card, for a household nobody knew of
            path = sheet_path(layout, into / file_name(village.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            place = place_fields(opened, village)
            yield from write_blank(
                layout, opened.questions(village.code), place, rows, stamp_of(opened, layout, village.code), path
            )


def sheet_path(layout: Layout, folder: Path) -> Path:
    return folder / file_name(f"{layout.annex} {layout.name}.xlsx")


def stamp_of(opened: OpenedCampaign, layout: Layout, village: str) -> Stamp:
    return Stamp(opened.id, layout.id, village, opened.catalogue.hash, clock.today())


def covered(opened: OpenedCampaign, layout: Layout) -> tuple[str, ...]:
    """The household types a sheet takes, in the order of the partition."""
    cells = [cell.code for cell in opened.pack.campaign.household_types]
    return tuple(c for c in cells if c in layout.covers) if layout.covers else tuple(cells)


def place_fields(opened: OpenedCampaign, village: Region) -> dict[str, Value]:
    """Names of the village and what is above it, as the place lines print them."""
    town = opened.regions.at(village.code[:9])
    county = opened.regions.at(village.code[:6])
    return {"village": village.short, "town": town.short if town else "", "county": county.short if county else ""}


def sheet_row(record: Record, cell: str) -> SheetRow:
    """A household as sheets show it."""
    fields: dict[str, Value] = {
        "group": record.text(GROUP) or None,
        "head_name": record.text(HEAD_NAME) or None,
        "household_type": cell,
    }
    return SheetRow(record.key, fields, record.facts)
