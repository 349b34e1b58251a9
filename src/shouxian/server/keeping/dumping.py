"""Taking everything out of a desk, into one file: a ZIP of parts (see ``canonical``), at its end a manifest.

Nothing in it hangs on the day or on the database, so equal desks give equal files. The secret is not in it, and what
lies sealed stays sealed; a check value tells which secret it needs.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from shouxian import __version__
from shouxian.core.dataset.durable import sync_folder
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.audit.actions import By, record
from shouxian.server.audit.keys import key_for
from shouxian.server.keeping.canonical import OURS, Digest, Told, lines, tables

FORMAT, MANIFEST = 1, "manifest.json"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP knows
_MODE = 0o600


def dump(*, path: Path, by: By, using: str = "default") -> list[Told]:
    """Write the file and tell its parts; others may go on working meanwhile, it holds what was there at the start.
    It is there only once the log has the entry of it, which it does not hold itself. Raises ``ShouxianError``
    MOVE_THERE for a file that exists."""
    if path.exists():
        raise ShouxianError(fault("MOVE_THERE", file=path))
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "wb") as file:
            with _standing_still(using), ZipFile(file, "w", ZIP_DEFLATED) as archive:
                told = [_part(archive, model, using) for model in tables()]
                archive.writestr(_named(MANIFEST), manifest(told, using))
            file.flush()
            os.fsync(file.fileno())
        with transaction.atomic(using=using):
            record(by=by, act="desk.dumped", about={"rows": sum(one.rows for one in told)}, using=using)
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return told


def manifest(told: list[Told], using: str) -> bytes:
    """The parts, the version of the tables, and a mark over all of it by the place's secret."""
    body: dict[str, Any] = {
        "format": FORMAT, "version": __version__, "migrations": migrations(using), "tables": [asdict(t) for t in told],
        "secret": marked(b"").hex(),
    }  # fmt: skip
    return as_json(body | {"mark": marked(as_json(body)).hex()})


def as_json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1).encode()


def marked(content: bytes) -> bytes:
    made = HMAC(key_for("moving"), hashes.SM3())
    made.update(content)
    return made.finalize()


def migrations(using: str) -> dict[str, str]:
    """Area → the newest step of its tables that this database has taken."""
    loader = MigrationLoader(connections[using])
    ours = {config.label for config in loader.project_state().apps.get_app_configs() if config.name.startswith(OURS)}
    return {area: name for area, name in sorted(loader.applied_migrations or ()) if area in ours}


def _part(archive: ZipFile, model: Any, using: str) -> Told:
    digest = Digest()
    with archive.open(_named(f"{model._meta.db_table}.jsonl"), "w", force_zip64=True) as part:
        for line in lines(model, using):
            digest.add(line)
            part.write(line)
    return digest.told(model)


def _named(name: str) -> ZipInfo:
    info = ZipInfo(name, _LONG_AGO)
    info.compress_type = ZIP_DEFLATED
    info.create_system, info.external_attr = 3, _MODE << 16  # as written on Unix, wherever it is written
    return info


@contextmanager
def _standing_still(using: str) -> Iterator[None]:
    """One sight of the database from here on. On SQLite a transaction that only reads: Django's would keep writers
    waiting as long as it lasts."""
    begin = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(begin[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
