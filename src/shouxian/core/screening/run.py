"""One run of screening: rules over a snapshot, hits and unknowns as masks, hits as findings.

A run is told by its pack, snapshot, reference date and engine; repeated, it gives the same findings with the same hash.
No risk or gap rule can hit a household that was not visited: such rules are read as "visited, and …".
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.dataset.engine import engine
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, SURVEYED
from shouxian.core.dataset.snapshot import Snapshot
from shouxian.core.expressions.programme import Programme, RuleText
from shouxian.core.expressions.schema import Schema
from shouxian.core.expressions.sql_text import WORD
from shouxian.core.packs.models.rules import Rule
from shouxian.core.screening.by_record import is_small, masks_by_record
from shouxian.core.screening.records import Records
from shouxian.core.screening.run_folder import kept_bits, long_rows, set_bits, words

VISITED_ONLY = frozenset({"risk", "gap"})
FEW = 300  # rows that are gone through without a query: planning one takes longer
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

    def counts(self, which: str) -> Counter[str]:
        """Key → how many bits of ``hits`` or ``unknowns`` are set."""
        if not self.rules:
            return Counter()
        told = [self.table[f"{which}_{word}"].to_pylist() for word in words(len(self.rules))]
        rows = zip(self.table["key"].to_pylist(), *told, strict=True)
        return Counter({key: sum(word.bit_count() for word in row) for key, *row in rows})

    def long(self, which: str) -> pa.Table:
        """Rows (rule, key) for every set bit of ``hits`` or ``unknowns``."""
        if not self.rules:
            return PLAIN.empty_table()
        if self.table.num_rows <= FEW:
            pairs = sorted((rule, r["key"]) for r in self.table.to_pylist() for rule in set_bits(self.rules, r, which))
            return pa.table([[pair[n] for pair in pairs] for n in (0, 1)], schema=PLAIN)
        with engine() as connection:
            connection.register("masks", self.table)
            rows = long_rows("masks", self.rules, which, ())
            return connection.sql(f"{rows} ORDER BY rule, key").to_arrow_table()


@dataclass(frozen=True)
class Screened:
    """What a run found. ``masks``: a rule for other types of household neither hits nor waits there. ``findings``: rows
    of :data:`LONG`, sorted by rule and key."""

    masks: Mapping[str, Masks]
    snapshot: Snapshot

    def of(self, subject: str) -> Masks:
        """Its masks; without any rule where the campaign has none of it."""
        return self.masks.get(subject) or Masks((), PLAIN.empty_table())

    @cached_property
    def findings(self) -> pa.Table:
        return _long(self.masks, "hits", self.snapshot)

    @cached_property
    def unknowns(self) -> pa.Table:
        """The same of what could not be told: a million rows for a town of five thousand that was not visited. Who only
        counts asks the masks."""
        return _long(self.masks, "unknowns", self.snapshot)

    @cached_property
    def hash(self) -> str:
        return _hash(self.findings)


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
    applies = {rule.id: rule.applies_to for rule in rules.values() if rule.applies_to}
    masks = {s: _typed(made, s, applies, snapshot, types) for s, made in masks_of(programme, snapshot).items()}
    return Screened(masks, snapshot)


def _typed(
    masks: Masks, subject: str, applies: Mapping[str, Collection[str]], snapshot: Snapshot, types: Mapping[str, str]
) -> Masks:
    """Without the bits of rules that are for other types of household."""
    if not applies.keys() & set(masks.rules):
        return masks
    table = masks.table
    homes = table["key"] if subject == HOUSEHOLD else _at(table["key"], snapshot.tables[subject], "household_key")
    every = sorted(set(types.values()))
    kinds = pa.array(types.values(), pa.string()).take(pc.index_in(homes, pa.array(types, pa.string())))
    places = pc.index_in(kinds, pa.array(every, pa.string())).fill_null(len(every))
    for word in words(len(masks.rules)):
        own = masks.rules[word * WORD : (word + 1) * WORD]
        keep = pa.array([kept_bits(own, applies, kind) for kind in (*every, None)], pa.int64()).take(places)
        for name in (f"hits_{word}", f"unknowns_{word}"):
            table = table.set_column(table.column_names.index(name), name, pc.bit_wise_and(table[name], keep))
    return Masks(masks.rules, table)


def _long(masks: Mapping[str, Masks], which: str, snapshot: Snapshot) -> pa.Table:
    """Rows as :class:`Screened` has them, made in columns."""
    parts = [LONG.empty_table()]
    for subject, made in masks.items():
        long, table = made.long(which), snapshot.tables[subject]
        homes = long["key"] if subject == HOUSEHOLD else _at(long["key"], table, "household_key")
        own = pa.nulls(long.num_rows, pa.string()).fill_null(subject)
        columns = (long["rule"], own, long["key"], homes, _at(long["key"], table, "village_key"))
        parts.append(pa.table(dict(zip(LONG.names, columns, strict=True))).cast(LONG))
    rows = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    order = pc.sort_indices(rows.select(["rule", "key"]).cast(PLAIN), [("rule", "ascending"), ("key", "ascending")])
    ordered = rows.take(order)
    pa.default_memory_pool().release_unused()  # what sorting took, before findings are put into words
    return ordered


def _at(keys: pa.ChunkedArray, table: pa.Table, name: str) -> pa.ChunkedArray:
    """A column at some keys of the table; nothing where it has no such column."""
    column = table[name] if name in table.column_names else pa.nulls(table.num_rows, pa.string())
    return column.take(pc.index_in(keys, table["key"]))


def _hash(findings: pa.Table) -> str:
    digest = hashlib.sha256()
    for rule, key in zip(findings["rule"].to_pylist(), findings["key"].to_pylist(), strict=True):
        digest.update(f"{rule}\0{key}\n".encode())
    return digest.hexdigest()
