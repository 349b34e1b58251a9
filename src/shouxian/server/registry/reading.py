"""Rows of the registry as tables of Arrow: what stands, and what was observed, with what lies sealed opened."""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.exceptions import InvalidTag

from shouxian.core.dataset.columns import ASKED, COMPLETE, FROM, facts_in, value_columns, value_type
from shouxian.core.dataset.roles import HOUSEHOLD, TOWN, VILLAGE
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.registry.arrow_rows import from_texts, hidden_in, value_types
from shouxian.server.registry.models import Source
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.sql import Read, Tables, Where, inside

LINES: dict[str, pa.DataType] = {
    "village_key": pa.string(), "household_key": pa.string(), "row": pa.int64(), "surveyor": pa.string(),
}  # fmt: skip


class Reading:
    """The rows of one database by one dictionary."""

    def __init__(self, dictionary: Dictionary, sealer: Sealer, using: str) -> None:
        self.dictionary = dictionary
        self.using = using
        self._sealer = sealer
        self._tables = Tables(using)

    def lock(self) -> None:
        """Inside a transaction: nobody else writes the registry until it ends."""
        self._tables.lock()

    def current(self, subject: str, keys: list[str] | None, only: Where | None = None) -> pa.Table | None:
        """What stands of a subject, sorted by key; None for nothing. ``keys``, ``only``: of some rows alone."""
        rows = self._tables.read_current(subject, keys, only)
        if not rows.keys:
            return None
        variables = self._variables(subject)
        origin = from_texts(rows.origin, {name: pa.int32() for name in variables})
        asked = from_texts(rows.asked, {name: pa.bool_() for name in variables})
        facts = {*origin.column_names, *asked.column_names}
        table = self.table(subject, rows, facts)
        for link, texts in (("village_key", rows.villages), ("household_key", rows.households)):
            if any(texts):
                table = table.append_column(link, pa.array([text or None for text in texts], pa.string()))
        for name in (variable for variable in variables if variable in facts):
            table = _with_marks(table, name, origin, asked)
        return table

    def table(self, subject: str, rows: Read, facts: Iterable[str]) -> pa.Table:
        """Keys and values; a column for every one of ``facts``, known of somebody or not."""
        variables = self._variables(subject)
        lists = {c.members + COMPLETE: pa.bool_() for c in self.dictionary.children(subject) if c.members}
        table = from_texts(rows.values, value_types(variables.values()) | lists | LINES)
        columns: dict[str, Any] = {"key": pa.array(rows.keys, pa.string())}
        columns |= dict(zip(table.column_names, table.columns, strict=True))
        opened = [self._open(subject, key, sealed) for key, sealed in zip(rows.keys, rows.sealed, strict=True)]
        hidden = from_texts(opened, {name: pa.string() for name in hidden_in(variables, variables)})
        columns |= dict(zip(hidden.column_names, hidden.columns, strict=True))
        for variable in facts_in([c for name in facts for c in value_columns(variables[name])], variables):
            for column in value_columns(variable):
                columns.setdefault(column, pa.nulls(len(rows.keys), value_type(variable)))
        return pa.table(columns)

    def lying_in(self, subject: str, places: Sequence[str]) -> Where:
        """The rows of a subject in places, prefixes of codes."""
        if self.dictionary.subjects[subject].parent == HOUSEHOLD:
            homes = inside("village", places)
            query = f"household IN (SELECT key FROM registry_current WHERE subject = %s AND {homes.sql})"  # noqa: S608
            return Where(query, (HOUSEHOLD, *homes.told))
        return inside("key" if subject in (VILLAGE, TOWN) else "village", places)

    def _open(self, subject: str, key: str, sealed: bytes | None) -> str:
        try:
            return self._sealer.open(f"{subject}/{key}", sealed)
        except InvalidTag:  # what was observed before December 2026 was sealed at an address of its own
            return self._sealer.open(f"observed/{key}", sealed)

    def _variables(self, subject: str) -> dict[str, Any]:
        return {v.name: v for v in self.dictionary.subjects[subject].variables}


def _with_marks(table: pa.Table, name: str, origin: pa.Table, asked: pa.Table) -> pa.Table:
    given = origin[name] if name in origin.column_names else pa.nulls(table.num_rows, pa.int32())
    marks = pc.is_valid(given)
    if name in asked.column_names:
        marks = pc.coalesce(asked[name], marks)
    return table.append_column(name + FROM, given).append_column(name + ASKED, marks)


def registry_state(using: str) -> tuple[int, int]:
    """(number of the last import, how many are undone): anything that is stored or undone changes it."""
    sources = Source.objects.using(using)
    last = sources.order_by("-number").values_list("number", flat=True).first()
    return last or 0, sources.exclude(retracted=None).count()
