"""Hand out: every annex a village has to fill, pre-filled with what is known, in a folder per village."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from shouxian.core.campaigns.coverage import Coverages, coverages
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.campaigns.visit_cards import covered
from shouxian.core.dataset.records import Record, read_left, read_records, told_by
from shouxian.core.dataset.roles import GROUP, HEAD_NAME, HOUSEHOLD, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.regions import Region
from shouxian.core.screening.classify import household_types
from shouxian.core.sheets.writing.annexes import write_blank
from shouxian.core.sheets.writing.grid import SheetRow, Stamp, Value
from shouxian.core.sheets.writing.names import file_name


@dataclass(frozen=True)
class SheetRows:
    """What is known now, ready for sheets: read from the store once. ``types``: household key → household type;
    ``coverages``: who each sheet is for (None: everyone of its subject and types)."""

    opened: OpenedCampaign
    store: Store
    types: Mapping[str, str]
    coverages: Coverages | None = None

    @cached_property
    def _records(self) -> dict[str, dict[str, list[Record]]]:
        """Subject → village → records, read when a sheet first needs them."""
        return {}

    def _in(self, subject: str, village: str) -> list[Record]:
        if subject not in self._records:
            found: defaultdict[str, list[Record]] = defaultdict(list)
            for record in read_records(self.store, subject, self.opened.catalogue.dictionary.variables):
                found[record.village].append(record)
            self._records[subject] = found
        return self._records[subject].get(village, [])

    @cached_property
    def _before(self) -> dict[str, dict[str, Mapping[str, Fact]]]:
        """Subject → key → facts as last known, for comparisons."""
        return {}

    def of(self, layout: Layout, village: str, *, with_left: bool = False) -> list[SheetRow]:
        """The rows of a sheet in a village, with what was known last where the sheet compares. ``with_left``: those too
        who left since the day that the sheet names."""
        rows = self._rows(layout, village)
        if with_left and layout.with_left_since is not None:
            variables = self.opened.catalogue.dictionary.variables
            left = [r for r in read_left(self.store, variables, layout.with_left_since) if r.village == village]
            rows += self._beside_homes(layout, village, left)
        if not (layout.comparison or any(column.last for column in layout.columns)):
            return rows
        variables = self.opened.catalogue.dictionary.variables
        if layout.subject not in self._before:
            before = told_by(self.store, layout.subject, variables, lambda record: record.kind != "return")
            self._before[layout.subject] = before
        before = self._before[layout.subject]
        return [replace(row, before=before.get(row.key, {})) for row in rows]

    def _rows(self, layout: Layout, village: str) -> list[SheetRow]:
        """Households a sheet covers, by type, group and name; the village itself; or what is known of another subject
        there, by household and name."""
        if layout.subject == VILLAGE:
            known = next(iter(self._in(VILLAGE, village)), None)
            return [SheetRow(village, {}, known.facts if known else {})]
        wanted = self.coverages.for_sheet(layout, village) if self.coverages else None
        if layout.subject != HOUSEHOLD:
            return self._others(layout, village, wanted)
        cells = covered(self.opened.pack, layout)
        records = [r for r in self._in(HOUSEHOLD, village) if self.types[r.key] in cells]
        records = [r for r in records if wanted is None or r.key in wanted]
        records.sort(key=lambda r: (cells.index(self.types[r.key]), r.text(GROUP), r.text(HEAD_NAME), r.key))
        return [sheet_row(record, self.types[record.key]) for record in records]

    def _others(self, layout: Layout, village: str, wanted: frozenset[str] | None) -> list[SheetRow]:
        records = [r for r in self._in(layout.subject, village) if wanted is None or r.key in wanted]
        return self._beside_homes(layout, village, records)

    def _beside_homes(self, layout: Layout, village: str, records: Iterable[Record]) -> list[SheetRow]:
        """Rows of what stands in a village or in its households, by household and name."""
        subject = self.opened.catalogue.dictionary.subjects[layout.subject]
        homes = {record.key: record for record in self._in(HOUSEHOLD, village)}
        cells = covered(self.opened.pack, layout)
        place = place_fields(self.opened, next(v for v in self.opened.villages if v.code == village))
        rows = []
        for record in records:
            home = homes.get(record.household)
            if home is None or self.types[home.key] in cells:
                fields = {**place, **(sheet_row(home, self.types[home.key]).fields if home else {})}
                order = (home.text(GROUP), home.text(HEAD_NAME), home.key) if home else ("", "", "")
                facts = {**(home.facts if home else {}), **record.facts}  # a row repeats whose it is
                rows.append((*order, record.text(subject.named_by or ""), SheetRow(record.key, fields, facts)))
        return [row[-1] for row in sorted(rows, key=lambda row: (*row[:-1], row[-1].key))]


def sheet_rows(opened: OpenedCampaign, store: Store) -> SheetRows:
    """What is known now, for the sheets of a campaign and those its jobs cover."""
    snapshot = campaign_snapshot(opened, store)
    types = household_types(opened.schema, snapshot, opened.pack.campaign.household_types)
    return SheetRows(opened, store, types, coverages(opened, store, snapshot, types))


def hand_out(
    opened: OpenedCampaign, store: Store, villages: Iterable[Region], into: Path, sheets: Iterable[str] = ()
) -> Iterator[Path]:
    """Yield the files as they are written. ``sheets``: ids of sheets or visit cards, none for every sheet that asks
    something. A sheet whose jobs must wait for others in a village (不早于) is not handed out there yet."""
    wanted = set(sheets) or set(opened.pack.sheets)
    layouts = [s for s in opened.layouts.values() if s.id in wanted and s.kind != "table"]
    known = sheet_rows(opened, store)
    for village in villages:
        for layout in layouts:
            if known.coverages and known.coverages.is_closed(layout, village.code):
                continue
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
