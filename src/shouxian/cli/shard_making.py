"""Counties that do not exist, one per shard: the recipe for a county, a province or the nation to try a run on."""

from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.scaled import scale_job
from shouxian.core.dataset.roles import TOWN, VILLAGE
from shouxian.core.expressions.values import counted_facts
from shouxian.core.synthetic.shards import Ground, open_ground, write_shard

COUNTY, VILLAGES, IN_TOWN = "900000", 240, 16  # of 900000 no code was ever issued; about what a county has
CODES = ("key", "village_key", "town_key")


@dataclass(frozen=True)
class Making:
    """What all shards have in common: shard *n* is the county 900000 + *n*, under the parameters of the campaign."""

    ground: Ground

    @staticmethod
    def of(opened: OpenedCampaign) -> "Making":
        codes = [f"{COUNTY}{n // IN_TOWN + 1:03}{n % IN_TOWN + 1:03}" for n in range(VILLAGES)]
        place, limits = opened.pack.campaign.place, opened.pack.campaign.limits
        counted = counted_facts(scale_job(opened).programme)
        dictionary, day = opened.catalogue.dictionary, opened.reference_date
        return Making(open_ground(dictionary, codes, lambda _: opened.resolved(place), counted, limits, day))

    def write(self, data: Path, number: int, households: int, seed: int = 1, blank_share: float = 0.05) -> Path:
        """Shard ``number`` into ``data/<number>``, whole or not at all; it needs no other."""
        folder, draft = data / f"{number:05}", data / f".{number:05}.draft"
        tables = dict(self.ground.empty.tables)
        for subject in (VILLAGE, TOWN):
            tables[subject] = _of_county(tables[subject], f"{int(COUNTY) + number}")
        ground = replace(self.ground, empty=replace(self.ground.empty, tables=tables))
        write_shard(draft, ground, number, households, seed, blank_share)
        draft.rename(folder)
        return folder


def _of_county(table: pa.Table, county: str) -> pa.Table:
    for name in CODES:
        if name in table.column_names:
            codes = pc.replace_substring_regex(table[name], f"^{COUNTY}", county)
            table = table.set_column(table.column_names.index(name), name, codes)
    return table
