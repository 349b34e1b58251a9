"""The registry as a :class:`~shouxian.core.dataset.store.Store`: as the folder, on SQLite or PostgreSQL.

Whole tables go in and out by plain SQL, many rows at a time; nothing here makes an object per household.
"""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import QuerySet

from shouxian.core.dataset.columns import ASKED, FROM
from shouxian.core.dataset.model import Import, ImportKind, Incoming, named_parts, subject_of_part
from shouxian.core.dataset.plan import answered_keys, fold, standing_against
from shouxian.core.dataset.records import texts_of
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, SURVEYED, SURVEYED_ON
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.audit.keys import key_for
from shouxian.server.registry.arrow_rows import Rows, to_rows
from shouxian.server.registry.blocks import Blocks, together
from shouxian.server.registry.lines import household_lines, member_lines
from shouxian.server.registry.models import Observation, Paper, Source
from shouxian.server.registry.reading import LINES, Reading
from shouxian.server.registry.sealing import Sealer, mark_of
from shouxian.server.registry.sql import FILLING, Tables, Where

_AT_ONCE = 50_000  # rows that are texts in memory at one time
Sealed = dict[str, tuple[str, bytes | None]]


class SqlStore:
    """The registry seen from one campaign: what comes in is told as this campaign's, and only its own visits count as
    visits. ``using``: the database; ``places``: prefixes of the places that it sees anything of, None for all."""

    def __init__(
        self, campaign: str, dictionary: Dictionary, sealer: Sealer, using: str = "default",
        places: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        self.campaign = campaign
        self.places = places
        self._dictionary = dictionary
        self._sealer = sealer
        self._using = using
        self._tables = Tables(using)
        self._reading = Reading(dictionary, sealer, using)
        self._blocks = Blocks(self._reading, sealer)

    def read_current(self, subject: str) -> pa.Table | None:
        table = self._standing_now(subject)
        return self._own_visits(table) if subject == HOUSEHOLD else table

    def make_blocks(self) -> int:
        """What the villages of the store's places have in one piece, where they have it not; how many were made."""
        return sum(self._blocks.make(s, self.places) for s in self._dictionary.subjects if self._blocks.holds(s))

    def imports(self) -> tuple[Import, ...]:
        return tuple(_import_from(source) for source in self._sources.order_by("number"))

    def apply(self, record: Import, incoming: Sequence[Incoming]) -> Import:
        parts = named_parts(incoming)
        with transaction.atomic(using=self._using):
            self._tables.lock()
            source = _source_from(record)
            source.save(force_insert=True, using=self._using)
            record = record.of_parts(source.number, parts)
            source.asked, source.erased, source.sheets = record.asked, record.erased, record.sheets
            source.save(update_fields=("asked", "erased", "sheets"), using=self._using)
            standing = standing_against(record, self.imports())
            stands: dict[str, pa.Table] = {}
            with self._tables.filling(sum(part.table.num_rows for part in parts.values())):
                for name, part in parts.items():
                    before = self._reading.current(part.subject, part.table["key"].to_pylist())
                    merged = fold(before, part, record.number, self._dictionary.variables, standing)
                    self._store(record, name, part, merged, _keys(before))
                    stands[part.subject] = merged
            for subject, table in stands.items():
                if table.num_rows >= FILLING:
                    self._blocks.keep_all(subject, table)
        return record

    def retract(self, number: int) -> Import:
        with transaction.atomic(using=self._using):
            self._tables.lock()
            source = self._sources.filter(number=number, retracted=None).first()
            if source is None:
                raise ShouxianError(fault("DATA_NO_SUCH_IMPORT", number=number))
            source.retracted = clock.now()
            source.save(update_fields=("retracted",), using=self._using)
            for subject in {subject_of_part(name) for name in source.asked}:
                told = self._observed.filter(source=source, subject=subject)
                self._rebuild(subject, sorted(set(told.values_list("key", flat=True))))
        return _import_from(source)

    def observations(self, key: str, subject: str) -> Mapping[int, Mapping[str, object]]:
        found: dict[int, Mapping[str, object]] = {}
        for record in self._standing():
            for name in record.asked:
                if subject_of_part(name) == subject:
                    rows = self._part(record, name, [key]).table.to_pylist()
                    if rows:
                        found[record.number] = {**found.get(record.number, {}), **rows[-1]}
        return found

    def returned(self, subject: str) -> Mapping[str, set[str]]:
        wanted = {r.number: r for r in self._standing() if r.kind == "return" and r.campaign == self.campaign}
        told = self._observed.filter(subject=subject, told=True, source__in=wanted)
        found: dict[str, set[str]] = {}
        for key, number, part in told.values_list("key", "source_id", "part"):
            record = wanted[number]
            found.setdefault(key, set()).add(record.sheets.get(part, record.sheet))
        return found

    def as_told(self, subject: str, by: Callable[[Import], bool]) -> pa.Table | None:
        return self._folded(subject, [record for record in self._standing() if by(record)], None)

    def lock(self) -> None:
        """Inside a transaction: nobody else writes the registry until it ends."""
        self._tables.lock()

    def elsewhere(self, subject: str, keys: Iterable[str]) -> bool:
        """True where one of the keys is known, but not in the places that this store sees."""
        seen = self._seen(subject)
        return seen is not None and self._tables.elsewhere(subject, list(keys), seen)

    def kept(self, name: str) -> bytes | None:
        content = (
            Paper.objects.using(self._using)
            .filter(campaign=self.campaign, name=name)
            .values_list("content", flat=True)
            .first()
        )
        return None if content is None else bytes(content)

    def keep(self, name: str, content: bytes) -> None:
        Paper.objects.using(self._using).update_or_create(
            campaign=self.campaign, name=name, defaults={"content": content}
        )

    @property
    def _sources(self) -> QuerySet[Source]:
        return Source.objects.using(self._using)

    @property
    def _observed(self) -> QuerySet[Observation]:
        return Observation.objects.using(self._using)

    def _standing(self) -> list[Import]:
        return [record for record in self.imports() if record.retracted is None]

    def _store(self, record: Import, name: str, part: Incoming, merged: pa.Table, known: Container[str]) -> None:
        """What a part observed and what stands after it, some rows at a time: both are sorted by key, so that most of
        what was sealed for the one is there for the other. ``known``: keys that stood before."""
        told = part.table.sort_by("key")
        for start in range(0, max(told.num_rows, merged.num_rows), _AT_ONCE):
            sealed: Sealed = {}
            self._observe(record, name, part.subject, told.slice(start, _AT_ONCE), sealed)
            self._write(part.subject, merged.slice(start, _AT_ONCE), sealed, known)

    def _observe(self, record: Import, name: str, subject: str, table: pa.Table, sealed: Sealed) -> None:
        variables = self._dictionary.variables
        told = set(answered_keys(table, variables))
        rows = to_rows(table, variables, tuple(LINES))
        hidden = self._seal(subject, rows, sealed)
        self._tables.insert_observations(
            (record.number, name, subject, key, values, facts, key in told)
            for key, values, facts in zip(rows.keys, rows.values, hidden, strict=True)
        )

    def _write(self, subject: str, table: pa.Table, sealed: Sealed, known: Container[str]) -> None:
        rows = to_rows(table, self._dictionary.variables)
        named = self._dictionary.subjects[subject].named_by or ""
        places = {name: texts_of(table, name) for name in ("village_key", "household_key", named)}
        hidden = self._seal(subject, rows, sealed)
        self._blocks.drop(
            subject, rows.keys, filter(None, places["household_key"]), filter(None, places["village_key"])
        )
        told = zip(rows.keys, *places.values(), rows.values, rows.origin, rows.asked, hidden, strict=True)
        self._tables.upsert_current(((subject, *row) for row in told), known)
        mark = partial(mark_of, key_for("index"))
        if subject == HOUSEHOLD:
            self._tables.upsert_households(household_lines(table, self._dictionary, mark), known)
        elif subject == PERSON:
            self._tables.upsert_members(member_lines(table, self._dictionary, mark), known)

    def _seal(self, subject: str, rows: Rows, sealed: Sealed) -> Iterator[bytes | None]:
        """Row by row; ``sealed``: what was sealed of the same keys just now, with its text."""
        for key, facts in zip(rows.keys, rows.sealed, strict=True):
            before = sealed.get(key)
            if before is None or before[0] != facts:
                before = sealed[key] = (facts, self._sealer.seal(f"{subject}/{key}", facts))
            yield before[1]

    def _rebuild(self, subject: str, keys: list[str]) -> None:
        """Current rows of these keys from the observations that stand."""
        table = self._folded(subject, self._standing(), keys)
        left = set() if table is None else set(table["key"].to_pylist())
        gone = [key for key in keys if key not in left]
        self._blocks.drop(subject, gone, (), ())
        self._tables.delete_current(subject, gone)
        if table is not None:
            self._write(subject, table, {}, set(keys))

    def _folded(self, subject: str, records: Sequence[Import], keys: list[str] | None) -> pa.Table | None:
        table: pa.Table | None = None
        for record in records:
            for name in record.asked:
                if subject_of_part(name) == subject:
                    part = self._part(record, name, keys)
                    standing = standing_against(record, records)
                    if part.table.num_rows:
                        table = fold(table, part, record.number, self._dictionary.variables, standing)
        return table

    def _part(self, record: Import, name: str, keys: list[str] | None) -> Incoming:
        """What a source observed in one of its parts, of some keys or of all."""
        subject = subject_of_part(name)
        rows = self._tables.read_observations(record.number, name, keys)
        erased = tuple(pair for pair in record.erased.get(name, ()) if keys is None or pair[0] in set(keys))
        table = self._reading.table(subject, rows, record.asked[name])
        return Incoming(subject, table, record.asked[name], erased, record.sheets.get(name, ""))

    def _standing_now(self, subject: str) -> pa.Table | None:
        """Everything that this store sees of a subject: from blocks where there are, from rows where not. Read again
        where somebody wrote in a village between the one and the other."""
        while self._blocks.holds(subject):
            found = self._blocks.read(subject, self.places)
            rest = self._reading.current(subject, None, self._seen(subject, found.tables))
            if self._blocks.stand(found):
                return together([*found.tables.values(), *([] if rest is None else [rest])])
        return self._reading.current(subject, None, self._seen(subject))

    def _seen(self, subject: str, without: Collection[str] = ()) -> Where | None:
        """Which rows of a subject lie in the places that this store sees, and in none of ``without``, villages."""
        if not without:
            return None if self.places is None else self._reading.lying_in(subject, self.places)
        homes = Where("1 = 1") if self.places is None else self._reading.lying_in(HOUSEHOLD, self.places)
        listed = ", ".join(["%s"] * len(without))
        left = Where(f"{homes.sql} AND village NOT IN ({listed})", (*homes.told, *without))
        if subject == HOUSEHOLD:
            return left
        known = f"SELECT key FROM registry_current WHERE subject = '{HOUSEHOLD}'"  # noqa: S608
        lost = "" if self.places is not None else f" OR household NOT IN ({known})"
        return Where(f"(household IN ({known} AND {left.sql}){lost})", left.told)

    def _own_visits(self, table: pa.Table | None) -> pa.Table | None:
        """Households as this campaign has visited them: a visit of another one is none of its own."""
        if table is None or SURVEYED + FROM not in table.column_names:
            return table
        foreign = self._sources.exclude(campaign=self.campaign).values_list("number", flat=True)
        others = pc.is_in(table[SURVEYED + FROM], pa.array(list(foreign), pa.int32()))
        if not pc.any(others).as_py():
            return table
        own = pa.array(sorted(self.returned(HOUSEHOLD)), pa.string())
        hide = pc.and_not(others, pc.is_in(table["key"], own))
        for name in (f"{fact}{end}" for fact in (SURVEYED, SURVEYED_ON) for end in ("", FROM, ASKED)):
            if name in table.column_names:
                place, column = table.column_names.index(name), table[name]
                blank = pa.scalar(False if name.endswith(ASKED) else None, column.type)
                table = table.set_column(place, name, pc.if_else(hide, blank, column))
        return table


def _keys(table: pa.Table | None) -> set[str]:
    return set() if table is None else set(table["key"].to_pylist())


def _source_from(record: Import) -> Source:
    told = asdict(record)
    return Source(**{name: value for name, value in told.items() if name != "number"})


def _import_from(source: Source) -> Import:
    asked = {name: tuple(facts) for name, facts in source.asked.items()}
    erased = {name: tuple((key, fact) for key, fact in pairs) for name, pairs in source.erased.items()}
    return Import(
        source.number, cast(ImportKind, source.kind), source.file, source.sha256, source.at, source.by,
        source.campaign, source.sheet, source.as_of, source.counts, asked, erased, source.sheets, source.village,
        source.national, source.retracted,
    )  # fmt: skip
