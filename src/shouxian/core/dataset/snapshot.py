"""A snapshot: what screening may see. Keys, places and facts; no name, id, phone or account; nobody who left.

Identifiers leave only what rules need of them: what is wrong with an id, the birth date and sex it tells, and how often
the same number stands elsewhere. Parameters in force at each village become columns, so that no rule holds a number.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.columns import (
    ASKED,
    COMPLETE,
    FROM,
    OCCURRENCES,
    PARAMETER,
    value_columns,
    value_type,
)
from shouxian.core.dataset.deadlines import last_day
from shouxian.core.dataset.identifiers import IdColumn, each, times_elsewhere
from shouxian.core.dataset.pairs import whole
from shouxian.core.dataset.present import gone, without_gone
from shouxian.core.dataset.roles import HOUSEHOLD, TOWN, TOWN_DIGITS, VILLAGE
from shouxian.core.dataset.store import Store
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.campaign import Limit
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.resolve import Resolved

_MOBILE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True)
class Snapshot:
    """One table per subject, sorted by key, in the column contract. ``hash`` is the same for the same content."""

    tables: Mapping[str, pa.Table]
    hash: str


def take_snapshot(
    store: Store | None,
    dictionary: Dictionary,
    villages: Iterable[str],
    parameters: Callable[[str], Mapping[str, Resolved | None]],
    occurrences: Iterable[str] = (),
    limits: Iterable[Limit] = (),
) -> Snapshot:
    """``store``: None where nothing was ever told (every column, no household). ``villages``: 12-digit codes that exist
    whether or not anything was returned; ``parameters(village)``: values in
    force there; ``occurrences``: facts that some rule counts; ``limits``: those that make a last day of a date."""
    codes = sorted(villages)
    counted, days = set(occurrences), {limit.due: limit for limit in limits if limit.due is not None}
    currents = {subject: _read(store, subject) for subject in dictionary.subjects}
    closed = gone(currents[HOUSEHOLD], HOUSEHOLD)
    currents = {subject: without_gone(table, subject, closed) for subject, table in currents.items()}
    places = {VILLAGE: codes, TOWN: sorted({code[:TOWN_DIGITS] for code in codes})}
    for subject, wanted in places.items():
        if subject in currents:
            currents[subject] = _every_one(currents[subject], wanted)
    homes = currents[HOUSEHOLD].select(["key", "village_key"])
    in_force = {code: dict(parameters(code)) for code in sorted({*codes, *places[TOWN]})}
    tables = {}
    for subject, current in currents.items():
        variables = [v for v in dictionary.subjects[subject].variables if v.derive is None]
        table = _facts(current, variables, counted, days)
        table = _links(table, current, subject, homes, dictionary)
        lists = [child.members for child in dictionary.children(subject) if child.members]
        table = _complete(table, current, lists, whole=subject == TOWN)
        tables[subject] = _with_parameters(_sorted(table), in_force)
    return Snapshot(tables, _hash(tables, in_force))


def _read(store: Store | None, subject: str) -> pa.Table:
    """The current table, or one without rows that has the links of its subject."""
    current = store.read_current(subject) if store else None
    if current is not None:
        return current
    return pa.table({link: pa.array([], pa.string()) for link in ("key", "village_key", "household_key")})


def _every_one(current: pa.Table, codes: list[str]) -> pa.Table:
    """Villages and towns exist whether or not anybody told anything of them."""
    known = set(current["key"].to_pylist())
    missing = pa.table({"key": pa.array([c for c in codes if c not in known], pa.string())})
    return pa.concat_tables([current, missing], promote_options="default")


def _facts(current: pa.Table, variables: list[Variable], counted: set[str], days: Mapping[str, Limit]) -> pa.Table:
    rows, names = current.num_rows, set(current.column_names)
    columns: dict[str, pa.ChunkedArray | pa.Array] = {"key": current["key"]}
    ids: dict[str, IdColumn] = {}
    unasked = _same(False, rows)
    for variable in variables:
        if variable.computed is not None:
            columns[variable.name] = _computed(variable, current, days.get(variable.name), ids)
            continue
        if variable.name in counted:
            known = variable.name in names
            times = times_elsewhere(whole(current[variable.name])) if known else pa.nulls(rows, pa.int64())
            columns[variable.name + OCCURRENCES] = times
        asked = variable.name + ASKED
        columns[asked] = current[asked].fill_null(False) if asked in names else unasked
        if not variable.identifier:
            for column in value_columns(variable):
                columns[column] = current[column] if column in names else pa.nulls(rows, value_type(variable))
    return pa.table(columns)


def _computed(variable: Variable, current: pa.Table, limit: Limit | None, ids: dict[str, IdColumn]) -> pa.Array:
    """``ids``: numbers that were read already, by their fact: several columns are computed of each."""
    source, kind = variable.of or "", value_type(variable)
    if source not in current.column_names:
        return pa.nulls(current.num_rows, kind)
    if variable.computed == "due_date":
        days = whole(current[source])
        return each(days, partial(last_day, limit), kind) if limit else pa.nulls(len(days), kind)
    if variable.computed == "phone_problem":
        return each(_written(current, source), _phone_problem, kind)
    if source not in ids:
        ids[source] = IdColumn.of(_written(current, source))
    return ids[source].told(variable.computed or "", kind)


def _written(current: pa.Table, source: str) -> pa.Array:
    """What was written there; asked and left blank is "", which is a problem too."""
    texts, asked = whole(current[source]), pc.fill_null(whole(current[source + ASKED]), False)
    return pc.if_else(pc.and_(pc.is_null(texts), asked), "", texts)


def _phone_problem(text: str) -> str:
    """A mobile number has 11 digits beginning 13 to 19; a landline is written with its area code (0…)."""
    digits = text.replace("-", "")
    if not digits:
        return "empty"
    if not digits.isascii() or not digits.isdigit():
        return "characters"
    if digits.startswith("0"):
        return "sound" if 10 <= len(digits) <= 12 else "length"
    if len(digits) != 11:
        return "length"
    return "sound" if _MOBILE.fullmatch(digits) else "pattern"


def _links(table: pa.Table, current: pa.Table, subject: str, homes: pa.Table, dictionary: Dictionary) -> pa.Table:
    """Add the parents' keys and ``village_key``, by which places and parameters are found; a town's is its own code.
    ``homes``: households with their villages."""
    parent = dictionary.subjects[subject].parent
    if subject in (TOWN, VILLAGE):
        table = table.append_column("village_key", table["key"])
        if subject == TOWN or parent is None:
            return table
        return table.append_column(f"{parent}_key", pc.utf8_slice_codeunits(table["key"], 0, TOWN_DIGITS))
    if parent == VILLAGE:
        return table.append_column("village_key", current["village_key"])
    parents = current[f"{parent}_key"]
    table = table.append_column(f"{parent}_key", parents)
    place = pc.index_in(whole(parents), whole(homes["key"]), skip_nulls=True)
    return table.append_column("village_key", whole(homes["village_key"]).take(place))


def _same(value: bool, rows: int) -> pa.Array:
    """One value for all rows, a hundred times as fast as repeating it."""
    return pc.fill_null(pa.nulls(rows, pa.bool_()), value)


def _complete(table: pa.Table, current: pa.Table, lists: list[str], *, whole: bool) -> pa.Table:
    """Is the list of members known to be complete? The villages of a town always are."""
    for members in lists:
        name = members + COMPLETE
        column = _same(whole, table.num_rows)
        if name in current.column_names:
            column = current[name].fill_null(False)
        table = table.append_column(name, column)
    return table


def _sorted(table: pa.Table) -> pa.Table:
    """By key, every column in one piece. A store sorts already: looking costs less than sorting again."""
    table = table.combine_chunks()
    keys = whole(table["key"])
    in_order = pc.all(pc.less_equal(keys.slice(0, max(len(keys) - 1, 0)), keys.slice(1))).as_py()
    return table if in_order else table.take(pc.sort_indices(keys))


def _with_parameters(table: pa.Table, in_force: Mapping[str, Mapping[str, Resolved | None]]) -> pa.Table:
    names = sorted(next(iter(in_force.values()), ()))
    index = whole(pc.index_in(table["village_key"], pa.array(in_force, pa.string())))
    for name in names:
        values = [row[name] for row in in_force.values()]
        kind = pa.date32() if any(isinstance(v, date) for v in values) else pa.int64()
        table = table.append_column(PARAMETER + name, pa.array(values, kind).take(index))
    return table


def _hash(tables: Mapping[str, pa.Table], in_force: Mapping[str, Mapping[str, Resolved | None]]) -> str:
    """Of what the tables say, wherever they were read from: bytes under a null, which nobody sees, do not count.
    Parameters count once for each village, not for every row that lies there."""
    digest = hashlib.sha256(repr(sorted((code, sorted(row.items())) for code, row in in_force.items())).encode())
    for subject in sorted(tables):
        table = tables[subject]
        for name in sorted(column for column in table.column_names if not column.endswith(FROM)):
            if not name.startswith(PARAMETER):
                digest.update(f"\n{subject} {name} {table.num_rows} ".encode())
                _add(digest, whole(table[name]))
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", column: pa.Array) -> None:
    """What a column says: nothing, or which rows it knows and their values."""
    if column.null_count == len(column):
        return
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, "\x1f")
    known = pc.cast(pc.is_valid(column), pa.uint8()) if column.null_count else pa.array([], pa.uint8())
    sink = pa.BufferOutputStream()
    for part in (known, column.drop_null()):
        batch = pa.record_batch([part], ["told"])
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
    digest.update(sink.getvalue())
