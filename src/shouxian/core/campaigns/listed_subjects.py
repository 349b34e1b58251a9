"""Lists of other subjects in: businesses, resettlement sites, toilets by dwelling, problems of earlier inspections."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.take_back import Outcome, Source, answer_path
from shouxian.core.campaigns.whose_rows import Lines, Resolved, resolve_lines
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan_import
from shouxian.core.dataset.roles import HOUSEHOLD, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.sheets.annotate.answer import annotate
from shouxian.core.sheets.annotate.model import Findings
from shouxian.core.sheets.reading.listed import Listed, read_listed

_LINES = ("source_sheet", "village", "name", "number", "parent", "confirmed")


def places_of(opened: OpenedCampaign) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Villages of the campaign and their towns, code → name."""
    towns = {v.code[:9] for v in opened.villages}
    names = {code: region.name for code in towns if (region := opened.regions.at(code))}
    return {v.code: v.name for v in opened.villages}, names


def take_listed(opened: OpenedCampaign, store: Store, path: Path, spec: ImportSpec, source: Source) -> Outcome:
    """Store a list of one subject; all or nothing. Raises ``ShouxianError`` where the file is no such list."""
    dictionary = opened.catalogue.dictionary
    villages, towns = places_of(opened)
    listed = read_listed(path, spec, dictionary, villages, towns)
    subject = dictionary.subjects[spec.rows]
    found = resolve_lines(opened, store, Lines(path.name, listed.rows), subject)
    outcome = Outcome(
        path, "stored", None, (spec.id,), (), (*listed.faults, *found.faults), found.doubts, (),
        (*listed.remarks, *found.remarks),
    )  # fmt: skip
    if outcome.faults or found.doubts:
        marks = Findings(
            faults=outcome.faults, remarks=listed.remarks, confirmations=list(found.doubts),
            heading_rows=listed.heading_rows, households=listed.rows.num_rows,
        )  # fmt: skip
        answered = annotate(path, marks, answer_path(path, source))
        return replace(outcome, state="refused" if outcome.faults else "held", answer=answered.path)
    part = _incoming(listed, found, subject.subject, inside=subject.parent == HOUSEHOLD)
    counts = {"rows": part.table.num_rows}
    record = Import(
        0, "roster", path.name, listed.sha256, clock.now(), source.by, opened.id, spec.id, source.as_of, counts,
        national=spec.national,
    )  # fmt: skip
    change = plan_import(store, record, [part], dictionary.variables)[0]
    record = replace(record, counts=counts | {"new": len(change.new), "changed": len(change.changed)})
    return replace(outcome, number=store.apply(record, [part]).number, changes=(change,))


def _incoming(listed: Listed, found: Resolved, subject: str, *, inside: bool) -> Incoming:
    table = listed.rows
    home = pa.array(found.homes, pa.string()) if inside else table["village"]
    if subject != VILLAGE:
        table = table.append_column("household_key" if inside else "village_key", home)
    table = table.set_column(table.column_names.index("key"), "key", pa.array(found.keys, pa.string()))
    kept = table.filter(pc.is_valid(table["key"])).drop_columns(list(_LINES))
    return Incoming(subject, kept, listed.asked)
