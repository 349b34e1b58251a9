"""One run of screening: rules over a snapshot, hits and unknowns as masks, hits as findings.

A run is told by its pack, snapshot, reference date and engine; repeated, it gives the same findings with the same hash.
No risk or gap rule can hit a household that was not visited: such rules are read as "visited, and …".
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.engine import engine
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, SURVEYED
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.packs.models.rules import Rule
from shouxian.core.screening.by_record import is_small, masks_by_record
from shouxian.core.screening.records import Records
from shouxian.core.screening.run_folder import long_rows

VISITED_ONLY = frozenset({"risk", "gap"})
_NAME = pa.dictionary(pa.int32(), pa.string())
PLAIN = pa.schema({"rule": pa.string(), "key": pa.string()})
LONG = pa.schema(
    {"rule": _NAME, "subject": _NAME, "key": pa.string(), "household_key": _NAME, "village_key": _NAME}
)  # fmt: skip
VISITED = (HOUSEHOLD, PERSON)  # subjects that a visit to a household looks at


@dataclass(frozen=True)
class Masks:
    """Verdicts of all rules of one subject. ``table``: key, hits_0, unknowns_0, hits_1, …; bit *n* of the words is
    ``rules[n]`` (62 rules a word)."""

    rules: tuple[str, ...]
    table: pa.Table

    def long(self, which: str) -> pa.Table:
        """Rows (rule, key) for every set bit of ``hits`` or ``unknowns``."""
        if not self.rules:
            return pa.table({"rule": pa.array([], pa.string()), "key": pa.array([], pa.string())})
        with engine() as connection:
            connection.register("masks", self.table)
            rows = long_rows("masks", self.rules, which, ())
            return connection.sql(f"{rows} ORDER BY rule, key").to_arrow_table()


@dataclass(frozen=True)
class Screened:
    """What a run found. ``findings``: rule, subject, key, household_key, village_key, sorted by rule and key."""

    masks: Mapping[str, Masks]
    findings: pa.Table
    unknowns: pa.Table  # same columns as findings
    hash: str


@lru_cache(maxsize=64)
def _compiled(schema: Schema, rules: tuple[RuleText, ...]) -> Programme:
    return Programme.compile(schema, rules)


def compiled(schema: Schema, rules: Iterable[Rule]) -> Programme:
    """Rules compiled for a vocabulary, kept for the next time the same are asked for; raises ``ShouxianError``."""
    return _compiled(schema, tuple(RuleText.of(rule) for rule in rules))


def guarded(rules: Iterable[Rule]) -> list[Rule]:
    """Rules as they run: risk and gap rules on households and their members only for visited households."""
    return [
        rule.model_copy(update={"when": f"{SURVEYED} AND ({rule.when})"})
        if rule.kind in VISITED_ONLY and rule.subject in VISITED
        else rule
        for rule in rules
    ]


def masks_of(programme: Programme, snapshot: Snapshot) -> dict[str, Masks]:
    """Masks per subject that has rules, by the engine that is quicker for so many rows."""
    if not is_small(snapshot):
        return run_masks(programme, snapshot)
    records = Records(programme, snapshot)
    ids = programme.by_subject
    return {s: Masks(ids[s], masks_by_record(programme, records, s)) for s in snapshot.tables if ids[s]}


def run_masks(programme: Programme, snapshot: Snapshot, subjects: Sequence[str] = ()) -> dict[str, Masks]:
    """Masks per subject that has rules (of ``subjects``, or all), by DuckDB."""
    result = {}
    with engine() as db:
        for subject, table in snapshot.tables.items():
            db.register(subject, table)
        for subject in subjects or snapshot.tables:
            sql = programme.sql(subject)
            if sql.rules:
                result[subject] = Masks(sql.rules, db.sql(f"{sql.masks} ORDER BY key").to_arrow_table())
    return result


def screen(programme: Programme, rules: Mapping[str, Rule], snapshot: Snapshot, types: Mapping[str, str]) -> Screened:
    """``programme`` compiled from :func:`guarded` rules; ``types``: household key → household type, for rules that
    apply to some types only."""
    masks = masks_of(programme, snapshot)
    findings = _long(masks, "hits", rules, snapshot, types)
    unknowns = _long(masks, "unknowns", rules, snapshot, types)
    pa.default_memory_pool().release_unused()  # what sorting took, before findings are put into words
    return Screened(masks, findings, unknowns, _hash(findings))


def _long(
    masks: Mapping[str, Masks], which: str, rules: Mapping[str, Rule], snapshot: Snapshot, types: Mapping[str, str]
) -> pa.Table:
    """Rows as :class:`Screened` has them, made in columns: a town of five thousand has a million unknowns."""
    limited = {rule.id: pa.array(sorted(rule.applies_to)) for rule in rules.values() if rule.applies_to}
    parts = [LONG.empty_table()]
    for subject, made in masks.items():
        long, table = made.long(which), snapshot.tables[subject]
        places = pc.index_in(long["key"], table["key"])
        homes = _at(places, table, "key" if subject == HOUSEHOLD else "household_key")
        own = pa.nulls(long.num_rows, pa.string()).fill_null(subject)
        columns = (long["rule"], own, long["key"], homes, _at(places, table, "village_key"))
        wanted = _wanted(long["rule"], homes, limited, types)
        parts.append(pa.table(dict(zip(LONG.names, columns, strict=True))).filter(wanted).cast(LONG))
    rows = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    order = pc.sort_indices(rows.select(["rule", "key"]).cast(PLAIN), [("rule", "ascending"), ("key", "ascending")])
    return rows.take(order)


def _at(places: pa.ChunkedArray, table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column at some places of the table; nothing where it has no such column."""
    column = table[name] if name in table.column_names else pa.nulls(table.num_rows, pa.string())
    return column.take(places)


def _wanted(
    ruled: pa.ChunkedArray, homes: pa.ChunkedArray, limited: Mapping[str, pa.Array], types: Mapping[str, str]
) -> pa.ChunkedArray:
    """True but for rules that apply to other types of household."""
    known = pa.array(types, pa.string()), pa.array(types.values(), pa.string())
    kinds = known[1].take(pc.index_in(homes, known[0]))
    wanted = pc.invert(pc.is_in(ruled, pa.array(limited, pa.string())))
    for rule in set(ruled.unique().to_pylist()) & limited.keys():
        wanted = pc.or_(wanted, pc.and_(pc.equal(ruled, rule), pc.is_in(kinds, limited[rule])))
    return wanted


def _hash(findings: pa.Table) -> str:
    digest = hashlib.sha256()
    for rule, key in zip(findings["rule"].to_pylist(), findings["key"].to_pylist(), strict=True):
        digest.update(f"{rule}\0{key}\n".encode())
    return digest.hexdigest()
