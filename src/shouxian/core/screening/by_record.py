"""Masks of a small snapshot, record by record: planning a query of some hundred rules takes longer than reading a few
villages. The Python engine gives the same verdicts (``tests/generative``), so a run has the same hash either way."""

import pyarrow as pa

from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.sql_text import WORD
from shouxian.core.screening.records import Records

SMALL = 4_000  # rows of all subjects together; measured: DuckDB plans as long as these take


def is_small(snapshot: Snapshot) -> bool:
    rows: int = sum(table.num_rows for table in snapshot.tables.values())
    return rows <= SMALL


def masks_by_record(programme: Programme, records: Records, subject: str) -> pa.Table:
    """key, hits_0, unknowns_0, hits_1 … sorted by key, as DuckDB gives them."""
    table = records.snapshot.tables[subject]
    above = programme.schema.parent(subject)
    ordered = table.sort_by([(f"{above}_key", "ascending"), ("key", "ascending")]) if above else table
    found: dict[str, tuple[int, int]] = {}
    for key in ordered["key"].to_pylist():  # siblings together: they are read with the same parent
        record = records.get(subject, key)
        verdicts = programme.run_python(subject, record.record, record.parent)
        found[key] = verdicts.hits, verdicts.unknowns
    keys = sorted(found)
    columns: dict[str, pa.Array] = {"key": pa.array(keys, pa.string())}
    for word in range(max(1, -(-len(programme.by_subject[subject]) // WORD))):
        for place, name in enumerate(("hits", "unknowns")):
            bits = [found[key][place] >> (word * WORD) & ((1 << WORD) - 1) for key in keys]
            columns[f"{name}_{word}"] = pa.array(bits, pa.int64())
    return pa.table(columns)
