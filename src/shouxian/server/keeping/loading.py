"""Bringing a dump into an empty desk, all of it or nothing, and reading it back before it counts."""

import json
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from django.core.management.color import no_style
from django.db import Error, connections, transaction
from django.db.models import Model

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.keeping.canonical import Digest, Told, fields, is_json, lines, tables
from shouxian.server.keeping.dumping import FORMAT, MANIFEST, as_json, marked, migrations

_ROWS, _BYTES = 1000, 8 * 1024 * 1024  # of one statement
_UNREADABLE = (
    BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OSError,
    RuntimeError,
)
_Value = Callable[[Any], Any]


def load(*, path: Path, using: str = "default") -> list[Told]:
    """Tell the parts that are here now. It writes no entry of its own: afterwards the desk is what the file holds, log
    and all. Raises ``ShouxianError`` MOVE_DAMAGED, MOVE_SECRET, MOVE_VERSION, MOVE_NOT_EMPTY, MOVE_REFUSED, or
    MOVE_DIFFERENT where what was loaded reads back otherwise."""
    for model in tables():
        if model._base_manager.using(using).exists():
            raise ShouxianError(fault("MOVE_NOT_EMPTY", table=model._meta.db_table))
    with _opened(path) as archive:
        told = _manifest(archive, using)
        for model in tables():
            if _checked(archive, model) != told[model._meta.db_table]:
                raise _damaged(model._meta.db_table)
        with transaction.atomic(using=using):
            for model in tables():
                _load_part(archive, model, using)
            _count_on(using)
            for model in tables():
                _read_back(model, told[model._meta.db_table], using)
    return list(told.values())


def _opened(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except _UNREADABLE:
        raise _damaged(path.name) from None


def _manifest(archive: ZipFile, using: str) -> dict[str, Told]:
    """Table → what its part should be."""
    try:
        body = json.loads(archive.read(MANIFEST))
        mark, secret, version = bytes.fromhex(body.pop("mark")), bytes.fromhex(body["secret"]), str(body["version"])
        listed = [Told(**one | {"columns": tuple(one["columns"])}) for one in body["tables"]]
    except _UNREADABLE:
        raise _damaged(MANIFEST) from None
    if secret != marked(b""):
        raise ShouxianError(fault("MOVE_SECRET"))
    if mark != marked(as_json(body)):
        raise _damaged(MANIFEST)
    ours = migrations(using)
    strange = [area for area in {**ours, **body["migrations"]} if ours.get(area) != body["migrations"].get(area)]
    if body["format"] != FORMAT or strange:
        raise ShouxianError(fault("MOVE_VERSION", area="、".join(sorted(strange)), version=version))
    return {one.table: one for one in listed}


def _checked(archive: ZipFile, model: type[Model]) -> Told | None:
    """What the part of a table is; None for one that cannot be read."""
    digest = Digest()
    try:
        with archive.open(f"{model._meta.db_table}.jsonl") as part:
            for line in part:
                digest.add(line)
    except _UNREADABLE:
        return None
    return digest.told(model)


def _load_part(archive: ZipFile, model: type[Model], using: str) -> None:
    table = model._meta.db_table
    into = {"postgresql": _copied, "sqlite": _inserted}[connections[using].vendor]
    try:
        with archive.open(f"{table}.jsonl") as part:
            into(model, part, using)  # type: ignore[arg-type]  # what ZipFile opens reads as a file does
    except (Error, ValueError) as error:
        raise ShouxianError(fault("MOVE_REFUSED", table=table, kind=type(error).__name__)) from error


def _copied(model: type[Model], part: BinaryIO, using: str) -> None:
    names, read = _names(model), _reader(model, using)
    connection = connections[using]
    statement = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as into:
        for line in part:
            into.write_row(read(line))


def _inserted(model: type[Model], part: BinaryIO, using: str) -> None:
    names, read = _names(model), _reader(model, using)
    places = ", ".join(["%s"] * len(fields(model)))
    statement = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})"  # noqa: S608
    with connections[using].cursor() as cursor:
        for some in _batches(part):
            cursor.executemany(statement, [read(line) for line in some])


def _batches(part: Iterable[bytes]) -> Iterator[list[bytes]]:
    held: list[bytes] = []
    size = 0
    for line in part:
        held.append(line)
        size += len(line)
        if len(held) >= _ROWS or size >= _BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _names(model: type[Model]) -> str:
    return ", ".join(f'"{one.column}"' for one in fields(model))


def _reader(model: type[Model], using: str) -> Callable[[bytes], list[Any]]:
    """A line of a part as values that the database takes."""
    connection = connections[using]

    def plain(one: Any) -> _Value:
        if is_json(one) and not one.null:
            return lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return lambda value: None if value is None else one.get_db_prep_save(one.to_python(value), connection)

    readers = [plain(one) for one in fields(model)]
    return lambda line: [read(value) for read, value in zip(readers, json.loads(line), strict=True)]


def _count_on(using: str) -> None:
    """New keys follow those that were loaded."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _read_back(model: type[Model], told: Told, using: str) -> None:
    digest = Digest()
    for line in lines(model, using):
        digest.add(line)
    if digest.told(model) != told:
        raise ShouxianError(fault("MOVE_DIFFERENT", table=told.table))


def _damaged(part: str) -> ShouxianError:
    return ShouxianError(fault("MOVE_DAMAGED", part=part))
