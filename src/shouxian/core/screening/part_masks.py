"""One partition, or one change, screened into a folder: masks of every subject, and hits as rows where wanted."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb

from shouxian.core.dataset.durable import replace_file, sync_folder
from shouxian.core.dataset.roles import HOUSEHOLD, TOWN, TOWN_DIGITS, VILLAGE
from shouxian.core.expressions.programme import Programme
from shouxian.core.expressions.sql_text import WORD, quoted, select
from shouxian.core.screening.partitions import Part, Shapes, path_text, show_layers, show_tables, villages_of
from shouxian.core.screening.run_folder import PART, RunFolder, kept_bits, long_rows, words

CELL = "~type."  # rules of this name are conditions of household types; they sort behind all real rules
ROWS = 8192  # of a group: so many are read to find one
Long = Literal["none", "all", "new"]


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """All of it or nothing."""
    replace_file(path, json.dumps(value, ensure_ascii=False, indent=1).encode())


@dataclass(frozen=True)
class Job:
    """What is screened, the same for all partitions. ``programme``: the guarded rules, and for households the
    conditions of ``types`` as ``CELL`` + two digits; ``rest``: the type of everyone else; ``applies``: rule → types it
    is for, all where it is not named; ``about``: what goes into ``run.json`` and makes another run if it differs."""

    programme: Programme
    shapes: Shapes
    types: tuple[str, ...]
    rest: str
    applies: Mapping[str, Sequence[str]]
    about: Mapping[str, Any]

    def rules(self, subject: str) -> tuple[str, ...]:
        return tuple(rule for rule in self.programme.by_subject[subject] if not rule.startswith(CELL))

    def links(self, subject: str) -> tuple[str, ...]:
        return tuple(name for name in ("village_key", "household_key") if name in self.shapes[subject].names)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Those with rules, households first."""
        named = [s for s in self.shapes if self.rules(s) and s != HOUSEHOLD]
        return (HOUSEHOLD, *named)


@dataclass(frozen=True)
class PartScreening:
    """One part being screened on a connection of its own."""

    job: Job
    db: duckdb.DuckDBPyConnection
    run: RunFolder
    part: Part
    long: Long
    earlier: RunFolder | None
    per_pass: int

    def write(self, parts: Sequence[Part], place: Path, made_from: str) -> None:
        """Everything into a folder beside its place, which then takes the name; ``parts``: this and those before."""
        draft = place.with_name(f".{place.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        rows = self._write_change(draft, parts) if self.part.change else self._write_partition(draft)
        write_json(draft / PART, {"made_from": made_from, "rows": rows})
        shutil.rmtree(place, ignore_errors=True)
        draft.replace(place)
        sync_folder(place.parent)

    def _write_partition(self, draft: Path) -> dict[str, int]:
        show_tables(self.db, self.part, self.job.shapes)
        there = [s for s in self.job.subjects if self.part.has(s)]
        return {subject: self._write_masks(draft, subject) for subject in there}

    def _write_change(self, draft: Path, parts: Sequence[Part]) -> dict[str, int]:
        """Households and what belongs to them out of the change; villages and others from all layers, where the change
        tells of them or they are judged by their households."""
        at_home = {s for s in self.job.shapes if s == HOUSEHOLD or "household_key" in self.job.links(s)}
        own = {s: shape for s, shape in self.job.shapes.items() if s in at_home}
        self.db.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {self._touched()}")
        show_layers(self.db, parts, self.job.shapes, "touched")
        show_tables(self.db, self.part, own)
        rows = {s: self._write_masks(draft, s) for s in self.job.subjects if s in at_home and self.part.has(s)}
        judged = [s for s in self.job.subjects if s not in at_home and self._judges(s)]
        pieces: dict[str, list[Path]] = {subject: [] for subject in judged}
        for number, layers in enumerate(self._passes(parts) if judged else ()):
            show_layers(self.db, layers, self.job.shapes, "touched_here")
            for subject in judged:
                pieces[subject].append(draft / f"{number}.{subject}")
                self._copy(self._masks(subject, draft), pieces[subject][-1])
        return rows | {subject: self._join(subject, draft, paths) for subject, paths in pieces.items()}

    def _judges(self, subject: str) -> bool:
        return self.part.has(subject) or HOUSEHOLD in self.job.programme.members_read(subject)

    def _passes(self, parts: Sequence[Part]) -> Iterator[list[Part]]:
        """Layers to be looked at together, with their villages as the table ``touched_here``: as many partitions as
        have ``per_pass`` households in touched villages, so that memory stays bounded, and every change. The last pass
        has the villages that lie in no partition."""
        bases, changes = ([part for part in parts if part.change is kind] for kind in (False, True))
        passes: list[list[Part]] = [[]]
        room = self.per_pass
        for base in bases:
            here = f"village_key IN ({_places(base)})"
            if not self._count(select(["count(*)"], "touched") + f" WHERE {here}"):
                continue
            homes = f"read_parquet({path_text(base.file(HOUSEHOLD))})"
            told = self._count(select(["count(*)"], homes) + " WHERE village_key IN (FROM touched)")
            if passes[-1] and told > room:
                passes.append([])
                room = self.per_pass
            passes[-1].append(base)
            room -= told
        self.db.execute("CREATE OR REPLACE TEMP TABLE left_over AS FROM touched")
        for number, bases_here in enumerate(passes, 1):
            places = " UNION ".join(_places(base) for base in bases_here)
            only = f" WHERE village_key IN ({places})" if number < len(passes) else ""
            self.db.execute(f"CREATE OR REPLACE TEMP TABLE touched_here AS FROM left_over{only}")
            self.db.execute("DELETE FROM left_over WHERE village_key IN (FROM touched_here)")
            yield [*bases_here, *changes]

    def _count(self, query: str) -> int:
        return int(self.db.execute(query).fetchall()[0][0])

    def _join(self, subject: str, draft: Path, pieces: Sequence[Path]) -> int:
        """The pieces as the one file of masks, and the long rows of it."""
        path = draft / f"masks_{subject}.parquet"
        done = self._copy(f"SELECT * FROM read_parquet([{', '.join(map(path_text, pieces))}])", path)  # noqa: S608
        for piece in pieces:
            piece.unlink()
        self._write_long(subject, path)
        return done

    def _touched(self) -> str:
        """Villages that the change tells of or that its households lay in, their towns, and all villages of a town
        that is judged anew."""
        keys = f"SELECT key FROM read_parquet({path_text(self.part.file(HOUSEHOLD))})"  # noqa: S608
        before = f"SELECT village_key FROM {self.run.masks(HOUSEHOLD)} WHERE key IN ({keys})"  # noqa: S608
        told = f"SELECT DISTINCT village_key FROM ({villages_of(self.part)} UNION {before})"  # noqa: S608
        town = f"left(village_key, {TOWN_DIGITS})"
        towns = select([f"DISTINCT {town} AS village_key"], f"({told})")
        if TOWN not in self.job.subjects:
            return f"{told} UNION {towns}"
        every = (
            select(["key AS village_key"], self.run.masks(VILLAGE)) + f" WHERE left(key, {TOWN_DIGITS}) IN ({towns})"
        )
        return f"{told} UNION {towns} UNION {every}"

    # --- masks -------------------------------------------------------------------------------------------------------

    def _write_masks(self, draft: Path, subject: str) -> int:
        path = draft / f"masks_{subject}.parquet"
        done = self._copy(self._masks(subject, draft) + (" ORDER BY key" if subject == HOUSEHOLD else ""), path)
        self._write_long(subject, path)
        return done

    def _write_long(self, subject: str, path: Path) -> None:
        if self.long != "none":
            self._copy(self._long(subject, path), path.with_name(f"long_{subject}.parquet"))

    def _masks(self, subject: str, draft: Path) -> str:
        """A query for masks of a subject with links and type; members take it from their households in ``draft``."""
        links, rules = self.job.links(subject), self.job.rules(subject)
        made = self.job.programme.sql(subject, links).masks
        source, type_ = f"({made}) AS m", "NULL::VARCHAR"
        if subject == HOUSEHOLD:
            type_ = self._type(len(rules))
        elif "household_key" in links:
            homes = f"read_parquet({path_text(draft / 'masks_household.parquet')})"
            source += f" LEFT JOIN (SELECT key AS home, type AS type_ FROM {homes}) ON household_key = home"  # noqa: S608
            type_ = "type_"
        named = ", ".join(quoted(name) for name in ("key", *links))
        inner = f"SELECT *, {type_} AS type FROM {source}"  # noqa: S608
        return f"SELECT {named}, type, {', '.join(self._words(rules))} FROM ({inner})"  # noqa: S608

    def _type(self, first: int) -> str:
        """The conditions of types are the bits after the rules: the first that is TRUE decides."""
        cases = " ".join(
            f"WHEN (hits_{bit // WORD} >> {bit % WORD}) & 1 = 1 THEN '{code}'"
            for bit, code in enumerate(self.job.types, first)
        )
        return f"CASE {cases} ELSE '{self.job.rest}' END" if cases else f"'{self.job.rest}'"

    def _words(self, rules: Sequence[str]) -> list[str]:
        """The words without the conditions of types, and without rules that are for other types."""
        found = []
        for word in words(len(rules)):
            own = rules[word * WORD : (word + 1) * WORD]
            every = (None, *self.job.types, self.job.rest)
            keep = {type_: kept_bits(own, self.job.applies, type_) for type_ in every}
            cases = [f"WHEN '{t}' THEN {bits}" for t, bits in keep.items() if t is not None and bits != keep[None]]
            mask = f"CASE type {' '.join(cases)} ELSE {keep[None]} END" if cases else f"{keep[None]}"
            found += [f"{w}_{word} & ({mask})::BIGINT AS {w}_{word}" for w in ("hits", "unknowns")]
        return found

    def _long(self, subject: str, path: Path) -> str:
        """Hits as rows; of ``new`` ones, those that the earlier run did not have, whatever bits they had there."""
        rules, links = self.job.rules(subject), self.job.links(subject)
        source = f"read_parquet({path_text(path)})"
        before = self.earlier.masks(subject) if self.long == "new" and self.earlier is not None else ""
        if before and self.earlier is not None:
            bits = {rule: bit for bit, rule in enumerate(self.earlier.rules(subject))}
            words_then = ", ".join(
                f"l.hits_{word} & ~coalesce({_moved(rules[word * WORD : (word + 1) * WORD], bits)}, 0) AS hits_{word}"
                for word in words(len(rules))
            )
            told = ", ".join(f"l.{quoted(name)}" for name in ("key", *links))
            source = f"(SELECT {told}, {words_then} FROM {source} AS l LEFT JOIN {before} AS e ON l.key = e.key)"  # noqa: S608
        return long_rows(source, rules, "hits", links)

    def _copy(self, query: str, path: Path) -> int:
        sql = f"COPY ({query}) TO {path_text(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS})"
        try:
            done = self.db.execute(sql).fetchone()
        except duckdb.OutOfMemoryException:  # a larger partition than others; it is read again with all there is
            path.unlink(missing_ok=True)
            limit = self.db.sql("SELECT current_setting('memory_limit')").fetchall()[0][0]
            self.db.execute("RESET memory_limit")
            done = self.db.execute(sql).fetchone()
            self.db.execute(f"SET memory_limit = '{limit}'")
        assert done is not None
        return int(done[0])


def _places(part: Part) -> str:
    """A query for the villages in a part, and their towns."""
    villages = villages_of(part)
    town = f"left(village_key, {TOWN_DIGITS})"
    return f"{villages} UNION {select([town], f'({villages})')}"


def _moved(rules: Sequence[str], bits: Mapping[str, int]) -> str:
    """The word of an earlier run with its rules where ``rules`` have them."""
    there = [(bits[rule], bit) for bit, rule in enumerate(rules) if rule in bits]
    first = there[0][0] if there else 1
    if first % WORD == 0 and there == [(first + bit, bit) for bit in range(len(rules))]:
        return f"e.hits_{first // WORD}"
    moved = (f"(((e.hits_{then // WORD} >> {then % WORD}) & 1) << {now})" for then, now in there)
    return f"({' | '.join(moved)})" if there else "0::BIGINT"
