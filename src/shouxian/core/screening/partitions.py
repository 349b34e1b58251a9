"""Partitions: folders of Parquet, one file per subject in the column contract, that together are one big snapshot.

    DATA/<partition>/household.parquet, person.parquet, …   whole villages with all their households and members
    DATA/changes/<name>/household.parquet, person.parquet   rows that have changed since, each household with all of
                                                            its members; later names stand above earlier ones

A key stands in one partition only. A subject without a file has no rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from shouxian.core.dataset.roles import HOUSEHOLD, VILLAGE
from shouxian.core.expressions.sql_text import quoted, select
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault

CHANGES = "changes"
Shapes = Mapping[str, pa.Schema]
"""Subject → the columns its table has in a snapshot of the campaign."""


@dataclass(frozen=True)
class Part:
    """A partition, or a change of rows of any partitions."""

    name: str
    folder: Path
    change: bool = False

    def file(self, subject: str) -> Path:
        return self.folder / f"{subject}.parquet"

    def has(self, subject: str) -> bool:
        return self.file(subject).is_file()

    def source_hash(self, subjects: Sequence[str]) -> str:
        """SHA-256 over the bytes of the files of ``subjects`` that are there."""
        digest = sha256()
        for subject in sorted(subjects):
            if self.has(subject):
                with self.file(subject).open("rb") as stream:
                    digest.update(f"{subject}\0{file_digest(stream, 'sha256').hexdigest()}\n".encode())
        return digest.hexdigest()


def parts_in(data: Path) -> tuple[Part, ...]:
    """The partitions by name, then the changes by name; raises ``ShouxianError`` SCALE_NO_PARTS where there is none."""
    base = [Part(p.name, p) for p in sorted(data.glob("*/")) if p.name != CHANGES and Part("", p).has(HOUSEHOLD)]
    changes = [Part(p.name, p, True) for p in sorted((data / CHANGES).glob("*/")) if Part("", p).has(HOUSEHOLD)]
    if not base:
        raise ShouxianError(fault("SCALE_NO_PARTS", folder=data))
    return (*base, *changes)


def check_columns(part: Part, shapes: Shapes) -> None:
    """Raise ``ShouxianError`` SCALE_COLUMNS where a file lacks a column, or holds numbers in fewer than 64 bits."""
    faults: list[Fault] = []
    for subject, shape in shapes.items():
        if part.has(subject):
            found = pq.read_schema(part.file(subject))
            wrong = [
                field.name
                for field in shape
                if field.name not in found.names
                or (pa.types.is_integer(field.type) and found.field(field.name).type != field.type)
            ]
            if wrong:
                names = "、".join(wrong[:8]) + (" …" if len(wrong) > 8 else "")
                faults.append(fault("SCALE_COLUMNS", Where(str(part.file(subject))), names=names))
    if faults:
        raise ShouxianError(faults)


def show_tables(db: duckdb.DuckDBPyConnection, part: Part, shapes: Shapes) -> None:
    """Make every subject of ``shapes`` a view of its name on ``db``, replacing those of the part before."""
    for subject, shape in shapes.items():
        if part.has(subject):
            source = f"read_parquet({path_text(part.file(subject))})"
        else:
            source = f"empty_{subject}"
            db.register(source, shape.empty_table())
        db.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(subject)} AS SELECT * FROM {source}")  # noqa: S608


def show_layers(db: duckdb.DuckDBPyConnection, parts: Sequence[Part], shapes: Shapes, villages: str) -> None:
    """The same over ``parts`` together, changed rows in place of those below them, in the villages of the table
    ``villages`` only; changes come after partitions."""
    for subject, shape in shapes.items():
        layers = list(_layers(parts, subject, "household_key" if "household_key" in shape.names else "key"))
        named = ", ".join(quoted(name) for name in shape.names)
        source = f" UNION ALL BY NAME {select([named], '')}".join(layers) or f"empty_{subject}"
        if not layers:
            db.register(source, shape.empty_table())
        elif "village_key" in shape.names:
            source = f"(SELECT {named} FROM {source}) WHERE village_key IN (FROM {villages})"  # noqa: S608
        db.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(subject)} AS SELECT {named} FROM {source}")  # noqa: S608


def _layers(parts: Sequence[Part], subject: str, unit: str) -> Iterator[str]:
    """Texts after FROM: all partitions as one, then each change, each without what a later change replaces. Rows of a
    household's members are replaced with their household."""
    for step, later in stacked(parts):
        files = [path_text(part.file(subject)) for part in step if part.has(subject)]
        if not files:
            continue
        owner = HOUSEHOLD if unit == "household_key" else subject
        above = [path_text(part.file(owner)) for part in later if part.has(owner)]
        text = f"read_parquet([{', '.join(files)}])"
        if above:
            gone = f"SELECT key FROM read_parquet([{', '.join(above)}])"  # noqa: S608
            text += f" AS l WHERE NOT EXISTS (FROM ({gone}) AS g WHERE g.key = l.{quoted(unit)})"
        yield text


def stacked(parts: Sequence[Part]) -> Iterator[tuple[Sequence[Part], Sequence[Part]]]:
    """All partitions as one, then each change; with each, the changes that stand above it."""
    changes = [part for part in parts if part.change]
    yield [part for part in parts if not part.change], changes
    for number, change in enumerate(changes, start=1):
        yield [change], changes[number:]


def villages_of(part: Part) -> str:
    """A query for the villages of the households (and villages) in ``part``."""
    asked = [(HOUSEHOLD, "village_key"), (VILLAGE, "key")]
    return " UNION ".join(
        f"SELECT {column} AS village_key FROM read_parquet({path_text(part.file(subject))})"  # noqa: S608
        for subject, column in asked
        if part.has(subject)
    )


def path_text(path: Path) -> str:
    """A path as a text of SQL."""
    return "'" + path.as_posix().replace("'", "''") + "'"
