"""One run of screening: rules over a snapshot, hits and unknowns as masks, hits as findings.

A run is told by its pack, snapshot, reference date and engine; repeated, it gives the same findings with the same hash.
No risk or gap rule can hit a household that was not visited: such rules are read as "visited, and …".
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

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
    return Screened(masks, findings, unknowns, _hash(findings))


def _long(
    masks: Mapping[str, Masks], which: str, rules: Mapping[str, Rule], snapshot: Snapshot, types: Mapping[str, str]
) -> pa.Table:
    rows: list[tuple[str, str, str, str | None, str | None]] = []
    for subject, made in masks.items():
        homes = _column(snapshot, subject, "key" if subject == HOUSEHOLD else "household_key")
        villages = _column(snapshot, subject, "village_key")
        long = made.long(which)
        for rule, key in zip(long["rule"].to_pylist(), long["key"].to_pylist(), strict=True):
            household = homes.get(key)
            wanted = rules[rule].applies_to
            if not wanted or (household is not None and types.get(household) in wanted):
                rows.append((rule, subject, key, household, villages.get(key)))
    rows.sort()
    names = ("rule", "subject", "key", "household_key", "village_key")
    return pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})


def _column(snapshot: Snapshot, subject: str, name: str) -> dict[str, str]:
    table = snapshot.tables[subject]
    if name not in table.column_names:
        return {}
    return dict(zip(table["key"].to_pylist(), table[name].to_pylist(), strict=True))


def _hash(findings: pa.Table) -> str:
    digest = hashlib.sha256()
    for rule, key in zip(findings["rule"].to_pylist(), findings["key"].to_pylist(), strict=True):
        digest.update(f"{rule}\0{key}\n".encode())
    return digest.hexdigest()
