"""What stands in a village of one subject, in one piece: columns of Arrow, sealed. Read at once where its rows would be
read as so many texts of JSON.

A block follows from the rows and is never told anything by itself: whoever writes a row takes the blocks of its village
away in the same transaction, so that one that is there tells what the rows tell. Villages without one are read by
their rows.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import QuerySet

from shouxian.core.dataset.columns import ASKED, COMPLETE, value_columns, value_type
from shouxian.core.dataset.pairs import whole
from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.server.registry.models import Block, Current
from shouxian.server.registry.reading import Reading, registry_state
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.sql import FILLING, batches

_FORMAT = "1"  # of what is sealed; another one is another shape
_AT_ONCE = 50  # blocks that are read before they are opened
_WRITTEN = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True)
class Found:
    """Blocks as they were read: their numbers, and what each village's tells."""

    numbers: tuple[int, ...]
    tables: dict[str, pa.Table]


class Blocks:
    """The blocks of one dictionary: another one knows other columns, and has its own."""

    def __init__(self, reading: Reading, sealer: Sealer) -> None:
        self._reading = reading
        self._dictionary = reading.dictionary
        self._using = reading.using
        self._sealer = sealer
        self._shape = cache(self._made_shape)

    def holds(self, subject: str) -> bool:
        """Households and what belongs to them; of everything else there is little."""
        return HOUSEHOLD in (subject, self._dictionary.subjects[subject].parent)

    def read(self, subject: str, places: Sequence[str] | None) -> Found:
        """``places``: prefixes of villages, None for all."""
        known = {number: village for number, village in self._known(subject) if _within(village, places)}
        tables = {}
        for some in batches(sorted(known), _AT_ONCE):
            told = Block.objects.using(self._using).filter(id__in=some).values_list("village", "content")
            for village, content in told:
                opened = self._sealer.open_bytes(self._address(subject, village), content)
                with pa.ipc.open_stream(opened) as stream:
                    tables[village] = stream.read_all()
        return Found(tuple(known), tables)

    def stand(self, found: Found) -> bool:
        """True where nobody wrote anything in these villages since they were read."""
        known = Block.objects.using(self._using)
        return all(known.filter(id__in=some).count() == len(some) for some in batches(found.numbers))

    def make(self, subject: str, places: Sequence[str] | None) -> int:
        """Blocks for villages with households that have none; how many were made. What they hold is read and sealed
        while others write; where somebody did, they are left for the next time."""
        made = 0
        for some in batches(self._missing(subject, places), _AT_ONCE):
            state = registry_state(self._using)
            blocks = self._made(subject, some)
            with transaction.atomic(using=self._using):
                self._reading.lock()
                if registry_state(self._using) == state and set(some) <= set(self._missing(subject, some)):
                    Block.objects.using(self._using).bulk_create(blocks)
                    made += len(blocks)
        return made

    def _made(self, subject: str, villages: Sequence[str]) -> list[Block]:
        """From their rows; of a village in which nothing is, an empty one."""
        table = self._reading.current(subject, None, self._reading.lying_in(subject, villages))
        nothing = pa.table({"key": pa.array([], pa.string())})
        found = {} if table is None else dict(self._by_village(subject, table, villages))
        return [self._sealed(subject, village, found.get(village, nothing)) for village in villages]

    def _missing(self, subject: str, places: Sequence[str] | None) -> list[str]:
        """Villages with households and without a block."""
        homes = Current.objects.using(self._using).filter(subject=HOUSEHOLD)
        there = {"", *(village for _, village in self._known(subject))}
        found = homes.values_list("village", flat=True).distinct()
        return sorted(village for village in found if village not in there and _within(village, places))

    def _sealed(self, subject: str, village: str, table: pa.Table) -> Block:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=_WRITTEN) as writer:
            writer.write_table(table)
        content = self._sealer.seal_bytes(self._address(subject, village), sink.getvalue().to_pybytes())
        return Block(subject=subject, village=village, shape=self._shape(subject), content=content)

    def keep_all(self, subject: str, table: pa.Table) -> None:
        """Blocks of every village, where ``table`` is all there is of a subject; else none. In the transaction that
        wrote its rows."""
        rows = Current.objects.using(self._using).filter(subject=subject)
        if self.holds(subject) and rows.count() == table.num_rows:
            for village, told in self._by_village(subject, table):
                if village:
                    self._sealed(subject, village, told).save(force_insert=True, using=self._using)

    def _by_village(
        self, subject: str, table: pa.Table, among: Sequence[str] | None = None
    ) -> Iterator[tuple[str, pa.Table]]:
        """The rows of each village, sorted by key; "" for those in none. ``among``: villages that they lie in."""
        villages = pc.fill_null(self._villages_of(subject, table, among), "")
        order = pc.sort_indices(pa.table({"v": villages, "k": table["key"]}), [("v", "ascending"), ("k", "ascending")])
        table, start = table.combine_chunks().take(order), 0
        counts = pc.value_counts(villages.take(order))
        for village, count in zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True):
            yield village, table.slice(start, count)
            start += count

    def drop(self, subject: str, keys: Sequence[str], homes: Iterable[str], villages: Iterable[str]) -> None:
        """Rows of ``keys`` are about to be written: their villages, now and then, have no blocks any more. ``homes``:
        households that the rows will be in, ``villages``: where they will lie."""
        if not self.holds(subject):
            return
        known = Block.objects.using(self._using)
        if len(keys) >= FILLING:
            known.all().delete()
        elif known.exists():
            within = {
                *villages,
                *self._villages(keys if subject == HOUSEHOLD else [*self._homes(subject, keys), *homes]),
            }
            known.filter(village__in=within).delete()

    def _villages_of(self, subject: str, table: pa.Table, among: Sequence[str] | None) -> pa.Array:
        """The village of every row."""
        if subject == HOUSEHOLD:
            return whole(table["village_key"])
        homes = Current.objects.using(self._using).filter(subject=HOUSEHOLD)
        homes = homes if among is None else homes.filter(village__in=among)
        known = dict(homes.values_list("key", "village"))
        place = pc.index_in(whole(table["household_key"]), pa.array(known, pa.string()), skip_nulls=True)
        return pa.array(known.values(), pa.string()).take(place)

    def _homes(self, subject: str, keys: Sequence[str]) -> Iterator[str]:
        """The households that rows are in now."""
        rows = Current.objects.using(self._using).filter(subject=subject)
        for some in batches(keys):
            yield from rows.filter(key__in=some).values_list("household", flat=True)

    def _villages(self, homes: Collection[str]) -> Iterator[str]:
        rows = Current.objects.using(self._using).filter(subject=HOUSEHOLD)
        for some in batches(sorted(set(homes))):
            yield from rows.filter(key__in=some).values_list("village", flat=True).distinct()

    def _known(self, subject: str) -> QuerySet[Block, tuple[int, str]]:
        known = Block.objects.using(self._using).filter(subject=subject, shape=self._shape(subject))
        return known.values_list("id", "village")

    def _address(self, subject: str, village: str) -> str:
        return f"block/{subject}/{village}/{self._shape(subject)}"

    def _made_shape(self, subject: str) -> str:
        """The same for all dictionaries that make the same columns of a subject's rows."""
        variables = self._dictionary.subjects[subject].variables
        facts = [(c, value_type(v), v.hidden) for v in variables for c in value_columns(v)]
        lists = [child.members + COMPLETE for child in self._dictionary.children(subject) if child.members]
        return hashlib.sha256(repr((_FORMAT, sorted(map(str, facts)), sorted(lists))).encode()).hexdigest()[:16]


def together(tables: Iterable[pa.Table]) -> pa.Table | None:
    """Rows of several tables of one subject, sorted by key; None where there are none. What one of them does not know
    was not asked there."""
    told = [table for table in tables if table.num_rows]
    if not told:
        return None
    table = pa.concat_tables(told, promote_options="default").combine_chunks()
    for place, name in enumerate(table.column_names):
        if name.endswith(ASKED) and table[name].null_count:
            table = table.set_column(place, name, table[name].fill_null(False))
    return table.sort_by("key") if len(told) > 1 else table


def _within(village: str, places: Sequence[str] | None) -> bool:
    return places is None or any(village.startswith(place) for place in places)
