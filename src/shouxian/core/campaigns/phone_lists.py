"""The lists that forms choose from, per village, from the workspace: who lives there, with the last known answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shouxian.core.campaigns.hand_out import place_fields
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.snapshots import campaign_snapshot
from shouxian.core.dataset.records import Record, read_records
from shouxian.core.dataset.roles import HOUSEHOLD, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.forms import names
from shouxian.core.forms.entity_lists import Listed, list_text, too_long, used_properties
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.rows import Form
from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.packs.regions import Region
from shouxian.core.screening.classify import household_types
from shouxian.core.sheets.writing.names import file_name

TOWN = "town"


def ground_of(opened: OpenedCampaign, place: str = "") -> Ground:
    """What forms are made from, with the parameters of a place (the campaign's own by default)."""
    return Ground(opened.catalogue, opened.pack, opened.schema, opened.resolved(place or opened.pack.campaign.place))


@dataclass(frozen=True)
class PhoneLists:
    """The lists the forms of a campaign use, read from the store once."""

    opened: OpenedCampaign
    store: Store
    forms: tuple[Form, ...]

    def write(self, villages: Iterable[Region], into: Path, remarks: list[Fault]) -> Iterator[Path]:
        """A folder per village with a CSV per list; yields the files as written. Lists too long for a phone are
        written all the same, and told in ``remarks``."""
        used = used_properties(self.forms)
        levels = {names.file(level): level for level in self.opened.catalogue.dictionary.subjects.values()}
        for village in villages:
            ground = ground_of(self.opened, village.code)
            folder = into / file_name(village.name)
            folder.mkdir(parents=True, exist_ok=True)
            for file, properties in used.items():
                rows = list(self._rows(levels[file], village))
                remarks.extend(too_long(file, village.name, len(rows)))
                path = folder / file
                path.write_text(list_text(levels[file], properties, rows, ground), "utf-8")
                yield path

    def _rows(self, level: SubjectFile, village: Region) -> Iterator[Listed]:
        town = village.code[:9]
        if level.subject == TOWN:
            yield Listed(town, {}, {}, str(place_fields(self.opened, village)["town"]))
            return
        records = self._records[level.subject].get(village.code, [])
        if level.subject == VILLAGE:
            facts = records[0].facts if records else {}
            yield Listed(village.code, facts, {TOWN: town}, village.short)
            return
        for record in records:
            above = {VILLAGE: village.code, HOUSEHOLD: record.household, TOWN: town}
            yield Listed(record.key, record.facts, above, type=self._types.get(record.key, ""))

    @cached_property
    def _types(self) -> Mapping[str, str]:
        snapshot = campaign_snapshot(self.opened, self.store)
        return household_types(self.opened.schema, snapshot, self.opened.pack.campaign.household_types)

    @cached_property
    def _records(self) -> Mapping[str, Mapping[str, list[Record]]]:
        """Subject → village → what is known there."""
        found: dict[str, dict[str, list[Record]]] = {}
        for subject in self.opened.catalogue.dictionary.subjects:
            by_village: defaultdict[str, list[Record]] = defaultdict(list)
            for record in read_records(self.store, subject, self.opened.catalogue.dictionary.variables):
                by_village[record.village].append(record)
            found[subject] = by_village
        return found
