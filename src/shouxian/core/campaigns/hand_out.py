"""Hand out: every annex a village has to fill, pre-filled with what is known, in a folder per village."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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

Groups = Mapping[str, Sequence[SheetRow]]


def hand_out(
    opened: OpenedCampaign, store: Store, villages: Iterable[Region], into: Path, sheets: Iterable[str] = ()
) -> Iterator[Path]:
    """Yield the files as they are written. ``sheets``: ids, none for every sheet that asks something."""
    wanted = set(sheets)
    layouts = [s for s in opened.pack.sheets.values() if s.kind != "table" and (not wanted or s.id in wanted)]
    households = _households(opened, store)
    known_villages = {r.key: r for r in read_records(store, VILLAGE, opened.catalogue.dictionary.variables)}
    for village in villages:
        place = place_fields(opened, village)
        for layout in layouts:
            if layout.subject == HOUSEHOLD:
                rows = [row for cell in covered(opened, layout) for row in households.get((village.code, cell), [])]
            else:
                known = known_villages.get(village.code)
                rows = [SheetRow(village.code, place, known.facts if known else {})]
            path = into / file_name(village.name) / file_name(f"{layout.annex} {layout.title[-1]}.xlsx")
            path.parent.mkdir(parents=True, exist_ok=True)
            stamp = Stamp(opened.id, layout.id, village.code, opened.catalogue.hash, clock.today())
            yield from write_blank(layout, opened.questions(village.code), place, rows, stamp, path)


def covered(opened: OpenedCampaign, layout: Layout) -> tuple[str, ...]:
    """The household types a sheet takes, in the order of the partition."""
    cells = [cell.code for cell in opened.pack.campaign.household_types]
    return tuple(c for c in cells if c in layout.covers) if layout.covers else tuple(cells)


def place_fields(opened: OpenedCampaign, village: Region) -> dict[str, Value]:
    """Names of the village and what is above it, as the place lines print them."""
    town = opened.regions.at(village.code[:9])
    county = opened.regions.at(village.code[:6])
    return {"village": village.short, "town": town.short if town else "", "county": county.short if county else ""}


def _households(opened: OpenedCampaign, store: Store) -> dict[tuple[str, str], list[SheetRow]]:
    """Rows by (village, household type), sorted by group and name as a clerk would list them."""
    types = household_types(opened.schema, campaign_snapshot(opened, store), opened.pack.campaign.household_types)
    rows: dict[tuple[str, str], list[SheetRow]] = {}
    records = read_records(store, HOUSEHOLD, opened.catalogue.dictionary.variables)
    for record in sorted(records, key=lambda r: (r.text(GROUP), r.text(HEAD_NAME), r.key)):
        cell = types[record.key]
        rows.setdefault((record.village, cell), []).append(sheet_row(record, cell))
    return rows


def sheet_row(record: Record, cell: str) -> SheetRow:
    """A household as sheets show it."""
    fields: dict[str, Value] = {
        "group": record.text(GROUP) or None,
        "head_name": record.text(HEAD_NAME) or None,
        "household_type": cell,
    }
    return SheetRow(record.key, fields, record.facts)
