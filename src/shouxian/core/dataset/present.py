"""Who and what is still there: everything without members who left, households that are closed, and what is in those.

Nothing is ever taken out of a store: whoever left stays known, so that a list that names him finds him again.
"""

from collections.abc import Collection, Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.roles import CLOSED_ON, HOUSEHOLD, LEFT_ON, PERSON
from shouxian.core.dataset.store import Store

_GONE = {HOUSEHOLD: CLOSED_ON, PERSON: LEFT_ON}


def present(store: Store, subject: str) -> pa.Table | None:
    """The current table of a subject without what is gone; None when nothing was ever told of it."""
    table = store.read_current(subject)
    if table is None:
        return None
    closed = gone(store.read_current(HOUSEHOLD), HOUSEHOLD) if "household_key" in table.column_names else ()
    return without_gone(table, subject, closed)


def without_gone(table: pa.Table, subject: str, closed: Collection[str]) -> pa.Table:
    """``closed``: keys of the households that are none any more."""
    fact = _GONE.get(subject, "")
    if fact in table.column_names and table[fact].null_count < table.num_rows:
        table = table.filter(pc.is_null(table[fact]))
    if closed and "household_key" in table.column_names:
        inside = pc.fill_null(pc.is_in(table["household_key"], pa.array(sorted(closed), pa.string())), False)
        table = table.filter(pc.invert(inside))
    return table


def gone(table: pa.Table | None, subject: str) -> Mapping[str, date]:
    """Key → since when: members who left, households that are closed."""
    fact = _GONE.get(subject, "")
    if table is None or fact not in table.column_names or table[fact].null_count == table.num_rows:
        return {}
    found = table.filter(pc.is_valid(table[fact]))
    return dict(zip(found["key"].to_pylist(), found[fact].to_pylist(), strict=True))
