"""Two invented counties of a few hundred households as partitions, and a change of some of their households."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouxian.cli.shard_making import Making
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.runs import campaign_rules
from shouxian.core.screening.run_folder import RunFolder

HOUSEHOLDS, COUNTIES = 120, 2
TABLES = ("household", "person", "village", "town")


def with_fewer_rules(opened: OpenedCampaign) -> OpenedCampaign:
    """One rule in six of households and people, all of villages and towns: planning is what takes time here."""
    rules = campaign_rules(opened)
    many = sorted(name for name, rule in rules.items() if rule.subject in ("household", "person"))
    left_out = [name for number, name in enumerate(many) if number % 6 and name not in opened.pack.rules]
    campaign = opened.pack.campaign.model_copy(update={"left_out_rules": tuple(left_out)})
    return replace(opened, pack=replace(opened.pack, campaign=campaign))


def make_counties(opened: OpenedCampaign, data: Path) -> None:
    data.mkdir()
    making = Making.of(opened)
    for number in range(COUNTIES):
        making.write(data, number, HOUSEHOLDS, blank_share=0.1)


def without_survey(homes: pa.Table) -> pa.Table:
    """The households as if nobody had visited them: what a change does here."""
    blank = pa.nulls(homes.num_rows, pa.bool_())
    return homes.set_column(homes.column_names.index("surveyed"), "surveyed", blank)


def write_change(data: Path, name: str, changed: pa.Table, people: pa.Table) -> None:
    folder = data / "changes" / name
    folder.mkdir(parents=True)
    pq.write_table(changed, folder / "household.parquet")
    pq.write_table(people.filter(pc.is_in(people["household_key"], changed["key"])), folder / "person.parquet")


def replace_rows(data: Path, changed: pa.Table) -> None:
    """The same change written into the partitions themselves."""
    for path in sorted(data.glob("0*/household.parquet")):
        table = pq.read_table(path)
        kept = table.filter(pc.invert(pc.is_in(table["key"], changed["key"])))
        new = changed.filter(pc.is_in(changed["key"], table["key"]))
        if not new.num_rows:
            continue
        pq.write_table(pa.concat_tables([kept, new], promote_options="permissive").sort_by("key"), path)


def read(data: Path, subject: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(path) for path in sorted(data.glob(f"0*/{subject}.parquet")))


def verdicts(run: RunFolder, subjects: Iterable[str]) -> dict[str, list[dict[str, object]]]:
    """Every row of masks by subject, in order of keys, without the file it stands in."""
    found = {}
    for subject in subjects:
        query = f"SELECT * EXCLUDE (filename) FROM {run.masks(subject)} ORDER BY key"
        found[subject] = duckdb.sql(query).to_arrow_table().to_pylist()
    return found
