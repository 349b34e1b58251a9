"""Two tables of one subject beside each other, row by row of the same keys, column by column: how sources are merged.

Columns of Arrow, not SQL: a subject has some hundred facts of which a source tells a few, and a database plans for all.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Pair:
    """Columns of ``before`` and ``incoming`` with a row for every one of ``keys``, null where they know nothing of it;
    ``told``: whether ``incoming`` has the key."""

    keys: pa.Array
    before: Mapping[str, pa.ChunkedArray]
    incoming: Mapping[str, pa.ChunkedArray]
    told: pa.Array

    @staticmethod
    def of(before: pa.Table, incoming: pa.Table, keys: pa.Array) -> "Pair":
        told = pc.is_in(keys, whole(incoming["key"]))
        return Pair(keys, _aligned(before, keys), _aligned(incoming, keys), told)

    def old(self, name: str, kind: pa.DataType) -> pa.ChunkedArray:
        return self._column(self.before, name, kind)

    def new(self, name: str, kind: pa.DataType) -> pa.ChunkedArray:
        return self._column(self.incoming, name, kind)

    def _column(self, side: Mapping[str, pa.ChunkedArray], name: str, kind: pa.DataType) -> pa.ChunkedArray:
        column = side.get(name)
        if column is None:
            return pa.nulls(len(self.keys), kind)
        return column if column.type == kind else column.cast(kind)

    def newest(self, name: str) -> pa.ChunkedArray:
        """The incoming value where there is one, else the one before; of a column that either table has."""
        return pc.coalesce(*(side[name] for side in (self.incoming, self.before) if name in side))


def _aligned(table: pa.Table, keys: pa.Array) -> Mapping[str, pa.ChunkedArray]:
    own = whole(table["key"])
    table = table if own.equals(keys) else table.take(pc.index_in(keys, own))
    return dict(zip(table.column_names, table.columns, strict=True))


def whole(column: pa.ChunkedArray) -> pa.Array:
    """One array, however many pieces the column came in."""
    if isinstance(column, pa.Array):
        return column
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def known(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Where any of the columns has a value."""
    return functools.reduce(pc.or_, (pc.is_valid(column) for column in columns))


def differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where two columns of one type say different things; unknown is like unknown, and unlike any value."""
    if pa.types.is_list(one.type):
        one, other = (pc.binary_join(column, "\n") for column in (one, other))
    return pc.coalesce(pc.not_equal(one, other), pc.xor(pc.is_null(one), pc.is_null(other)))
