"""Explain one household out of millions, from the files of a run and of its partitions; nothing is screened again."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from shouxian.core.campaigns.explaining import HouseholdExplained, Who, explain
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.runs import Run, campaign_rules
from shouxian.core.dataset.engine import engine
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.sql_text import quoted, select
from shouxian.core.kernel.faults import Lang, ShouxianError, fault
from shouxian.core.screening.part_masks import Job
from shouxian.core.screening.partitions import CHANGES, Part, path_text
from shouxian.core.screening.run import Masks, Screened
from shouxian.core.screening.run_folder import RunFolder

Row = dict[str, Any]


def explain_at_scale(
    opened: OpenedCampaign, job: Job, run: RunFolder, data: Path, key: str, lang: Lang
) -> HouseholdExplained:
    """Everything the run says of a household and its members; names are not in a snapshot, and so not here. Raises
    ``ShouxianError`` SCALE_NO_RUN, SCALE_NO_HOUSEHOLD."""
    with engine() as db:
        home = _home(db, run, key)
        place = Path(home["filename"]).parent
        change = place.parent.name == CHANGES
        part = Part(place.name, (data / CHANGES if change else data) / place.name, change)
        snapshot = Snapshot({s: _table(db, job, part, s, key) for s in job.shapes}, run.about["source_hash"])
        inside = [s for s in run.subjects if (s == HOUSEHOLD or _of_home(job, s)) and _masks_of(place, s).is_file()]
        masks = {s: Masks(run.rules(s), _masks(db, place, s, key)) for s in inside}
    types = {key: str(home["type"])}
    rules, screened = campaign_rules(opened), Screened(masks, snapshot)
    made = Run(run.folder.name, opened, rules, job.programme, snapshot, types, screened)
    return explain(made, Who(key, str(home["village_key"])), {}, lang)


def _home(db: duckdb.DuckDBPyConnection, run: RunFolder, key: str) -> Row:
    """The masks of the household and the file they stand in."""
    found: list[Row] = []
    if source := run.masks(HOUSEHOLD):
        found = db.sql(f"FROM {source} WHERE key = ?", params=[key]).to_arrow_table().to_pylist()
    if not found:
        raise ShouxianError(fault("SCALE_NO_HOUSEHOLD", key=key))
    return found[0]


def _of_home(job: Job, subject: str) -> bool:
    return "household_key" in job.links(subject)


def _table(db: duckdb.DuckDBPyConnection, job: Job, part: Part, subject: str, key: str) -> pa.Table:
    """The rows of the household and of what belongs to it; none of other subjects, whose facts it does not read."""
    shape = job.shapes[subject]
    if not part.has(subject) or not (subject == HOUSEHOLD or _of_home(job, subject)):
        return shape.empty_table()
    link = "key" if subject == HOUSEHOLD else "household_key"
    query = select([quoted(name) for name in shape.names], f"read_parquet({path_text(part.file(subject))})")
    return db.sql(f"{query} WHERE {quoted(link)} = ? ORDER BY key", params=[key]).to_arrow_table().cast(shape)


def _masks_of(place: Path, subject: str) -> Path:
    return place / f"masks_{subject}.parquet"


def _masks(db: duckdb.DuckDBPyConnection, place: Path, subject: str, key: str) -> pa.Table:
    link = "key" if subject == HOUSEHOLD else "household_key"
    query = f"FROM read_parquet({path_text(_masks_of(place, subject))}) WHERE {quoted(link)} = ? ORDER BY key"
    return db.sql(query, params=[key]).to_arrow_table()
