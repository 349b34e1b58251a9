"""A third opinion on verdicts: the tables that DuckDB reads, in SQLite, asked in the words of ``sqlite_meaning.py``."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
from coverage_of_nodes import kind_of
from sqlite_meaning import CannotExpressError, Meaning

from shouxian.core.expressions.nodes import FactRef, Node, walk
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.logic import Verdict

Verdicts = dict[str, dict[str, Verdict]]
"""Key of a record → rule → verdict."""


@dataclass
class ThirdCheck:
    """Rules of one schema, said in SQLite once and asked of any tables. ``left_out``: rule → why it cannot be said;
    ``kinds``: kinds of nodes said, with how many rules and derived facts have them."""

    schema: Schema
    definitions: Mapping[str, Node]
    rules: dict[str, tuple[str, str]] = field(default_factory=dict)  # rule → subject, SQL
    derived: dict[str, dict[str, str]] = field(default_factory=dict)  # fact → column → SQL, each after what it needs
    left_out: dict[str, str] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    _read: set[tuple[str, str]] = field(default_factory=set)

    @staticmethod
    def of(schema: Schema, definitions: Mapping[str, Node], nodes: Mapping[str, tuple[str, Node]]) -> "ThirdCheck":
        """``nodes``: rule → subject and checked node; ``definitions``: derived fact → its node, in order."""
        check = ThirdCheck(schema, definitions)
        for rule, (subject, node) in nodes.items():
            try:
                for name in check._needed(node):
                    check._derive(name)
                meaning = check._about(subject)
                check.rules[rule] = subject, meaning.truth(node)
                check.kinds.update(meaning.seen)
            except CannotExpressError as error:
                check.left_out[rule] = str(error)
        return check

    def _about(self, subject: str) -> Meaning:
        return Meaning(self.schema, subject, self._read)

    def _needed(self, node: Node) -> list[str]:
        """Derived facts that ``node`` hangs on, those they need themselves first."""
        found: dict[str, None] = {}
        for part in walk(node):
            if isinstance(part, FactRef) and part.name in self.definitions and part.name not in found:
                found |= dict.fromkeys(self._needed(self.definitions[part.name]))
                found[part.name] = None
        return list(found)

    def _derive(self, name: str) -> None:
        if name in self.derived:
            return
        node, fact = self.definitions[name], self.schema.fact(name)
        meaning = self._about(fact.subject)
        if fact.bounded:
            low, high = meaning.ends(node)
            self.derived[name] = {f"{name}__lo": low, f"{name}__hi": high}
        else:
            self.derived[name] = {name: meaning.value(node)}
        self.kinds.update(meaning.seen | {kind_of(node)})

    def verdicts(self, tables: Mapping[str, pa.Table]) -> dict[str, Verdicts]:
        """Subject → the verdict of every rule that could be said on every record of ``tables`` (raw columns)."""
        with sqlite3.connect(":memory:") as db:
            for subject in self.schema.subjects:
                self._fill(db, subject, tables.get(subject))
            for name, columns in self.derived.items():
                subject = self.schema.owner[name]
                for column, sql in columns.items():
                    db.execute(f'ALTER TABLE "{subject}" ADD COLUMN "{column}"')
                    db.execute(f'UPDATE "{subject}" AS own SET "{column}" = {sql}')
            return {subject: self._asked(db, subject) for subject in tables}

    def _asked(self, db: sqlite3.Connection, subject: str) -> Verdicts:
        found: Verdicts = {}
        own = [(rule, sql) for rule, (about, sql) in self.rules.items() if about == subject]
        for start in range(0, len(own), 50):  # a long SELECT is slow to prepare
            part = own[start : start + 50]
            told = ", ".join(f"{sql} AS v{number}" for number, (_, sql) in enumerate(part))
            for key, *values in db.execute(f'SELECT own."key", {told} FROM "{subject}" own'):
                said = {rule: _verdict(value) for (rule, _), value in zip(part, values, strict=True)}
                found.setdefault(key, {}).update(said)
        return found

    def _fill(self, db: sqlite3.Connection, subject: str, table: pa.Table | None) -> None:
        """Only the columns that are read; one that the table does not have is unknown everywhere."""
        made = {column for name, columns in self.derived.items() for column in columns}
        wanted = sorted({"key"} | {column for about, column in self._read if about == subject} - made)
        rows = 0 if table is None else table.num_rows
        held = set() if table is None else set(table.column_names)
        columns = [_plain(table[name].to_pylist()) if name in held else [None] * rows for name in wanted]
        names = ", ".join(f'"{name}"' for name in wanted)
        db.execute(f'CREATE TABLE "{subject}" ({names})')
        marks = ", ".join("?" * len(wanted))
        db.executemany(f'INSERT INTO "{subject}" VALUES ({marks})', zip(*columns, strict=True))
        for name in wanted:
            if name == "key" or name.endswith("_key"):
                db.execute(f'CREATE INDEX "{subject} {name}" ON "{subject}" ("{name}")')


def _plain(values: Iterable[Any]) -> list[Any]:
    """Values as SQLite holds them: days as ISO texts, chosen codes between bars."""
    found = []
    for value in values:
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, list):
            value = "|" + "".join(f"{code}|" for code in value)
        found.append(value)
    return found


def _verdict(value: int | None) -> Verdict:
    return None if value is None else bool(value)
