"""Free words on returned sheets: asked for one tick each, and the ticks taken back as observations."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.columns import table_of, to_columns, value_columns, value_type
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.records import read_records
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.packs.facts import Fact
from shouxian.core.sheets.answers.compose import printed_option
from shouxian.core.sheets.guard.book import open_book
from shouxian.core.sheets.reading.model import Doubt, Returned
from shouxian.core.sheets.ticks import TICKS, Tick, are_ticks, read_ticks, write_ticks
from shouxian.core.sheets.writing.grid import Stamp


@dataclass(frozen=True)
class Ticks:
    """Ticks taken back: how many were made, and the import that holds them (None when there were none)."""

    made: int
    number: int | None


def ask_ticks(
    opened: OpenedCampaign, returned: Sequence[tuple[Returned, Sequence[str | None]]], path: Path
) -> Path | None:
    """Write the workbook that asks for ticks; None when nothing has to be ticked."""
    found = [tick for part, keys in returned for doubt in part.doubts if (tick := _tick(opened, part, keys, doubt))]
    if not found:
        return None
    village = returned[0][0].village or ""
    write_ticks(found, Stamp(opened.id, TICKS, village, opened.catalogue.hash, clock.today()), path)
    return path


def _tick(opened: OpenedCampaign, part: Returned, keys: Sequence[str | None], doubt: Doubt) -> Tick | None:
    params = dict(doubt.what.params)
    question = opened.pack.questions[params["question"]]
    place = next(n for n in range(part.rows.num_rows) if _is_row(part, n, doubt.where))
    key = keys[place]
    if key is None:
        return None
    village = next((v.short for v in opened.villages if v.code == part.village), "")
    name = part.rows["name"][place].as_py() or ""
    options = tuple(printed_option(option) for option in question.options)
    return Tick(key, question.id, village, name, question.zh, params["text"], options)


def _is_row(part: Returned, place: int, where: Where) -> bool:
    sheet = part.rows["source_sheet"][place].as_py() == where.sheet
    return sheet and (where.row is None or part.rows["row"][place].as_py() in (where.row, None) or _card(part))


def _card(part: Returned) -> bool:
    """Cards hold one row a sheet, so the sheet alone tells the row."""
    sheets = part.rows["source_sheet"].to_pylist()
    return len(set(sheets)) == len(sheets)


def are_ticks_file(path: Path) -> bool:
    """True for a workbook of ticks; a file that cannot be opened is none (whoever reads it says why)."""
    try:
        return are_ticks(open_book(path))
    except ShouxianError:
        return False


def take_ticks(opened: OpenedCampaign, store: Store, path: Path, by: str) -> Ticks:
    """Store the ticks made; raises ``ShouxianError`` for a row that lost its key or an option that is not there."""
    ticked, faults = read_ticks(path)
    villages = {r.key: r.village for r in read_records(store, HOUSEHOLD, opened.catalogue.dictionary.variables)}
    rows: defaultdict[str, dict[str, object]] = defaultdict(dict)
    facts: dict[str, None] = {}
    variables = opened.catalogue.dictionary.variables
    for tick in ticked:
        where = Where(path.name, None, "", tick.row)
        given, wrong = _given(opened, villages.get(tick.key, ""), tick.question, tick.option, where)
        faults += wrong
        for name, value in given.items():
            facts[name] = None
            rows[tick.key] |= {"key": tick.key, "row": tick.row, **to_columns(variables[name], value)}
    if faults:
        raise ShouxianError(faults)
    if not rows:
        return Ticks(0, None)
    fields = {"key": pa.string(), "row": pa.int32()}
    fields |= {c: value_type(variables[n]) for n in facts for c in value_columns(variables[n])}
    record = Import(0, "ticks", path.name, "", clock.now(), by, opened.id, TICKS, clock.today(), {"ticks": len(ticked)})
    stored = store.apply(record, [Incoming(HOUSEHOLD, table_of(rows.values(), fields), tuple(facts))])
    return Ticks(len(ticked), stored.number)


def _given(
    opened: OpenedCampaign, village: str, question: str, option: str, where: Where
) -> tuple[dict[str, Fact | None], list[Fault]]:
    bound = opened.questions(village or opened.pack.campaign.place)[question]
    for candidate in bound.options:
        if printed_option(candidate.option) == option:
            return dict(candidate.gives), []
    names = "、".join(printed_option(candidate.option) for candidate in bound.options)
    return {}, [fault("TICKS_OPTION", where, option=option, options=names)]
