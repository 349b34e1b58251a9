"""The data of a desk in one form: the same data are the same bytes, whichever database holds them.

A table is a part: its rows by key, a line of JSON each, values in the order of the columns. Moments are UTC with
microseconds, bytes base64, JSON has sorted keys. What a database makes by itself (its own catalogues), what is made
again from other rows, and who is signed in at the moment are no data of the desk.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.apps import apps
from django.db.models import BinaryField, Field, ForeignKey, JSONField, Model
from django.db.models.functions import Length

OURS = "shouxian.server."
_ROWS, _BYTES = 1000, 8 * 1024 * 1024  # of one look at the database; a single row may be larger


@dataclass(frozen=True)
class Told:
    """What a part holds, told without it."""

    table: str
    columns: tuple[str, ...]
    rows: int
    sha256: str
    sm3: str


@dataclass
class Digest:
    """Both digests of the lines that went by."""

    rows: int = 0
    _sha256: Any = field(default_factory=hashlib.sha256)
    _sm3: hashes.Hash = field(default_factory=lambda: hashes.Hash(hashes.SM3()))

    def add(self, line: bytes) -> None:
        self.rows += 1
        self._sha256.update(line)
        self._sm3.update(line)

    def told(self, model: type[Model]) -> Told:
        """To be asked once, at the end."""
        columns = tuple(str(one.column) for one in fields(model))
        return Told(model._meta.db_table, columns, self.rows, self._sha256.hexdigest(), self._sm3.finalize().hex())


def tables() -> list[type[Model]]:
    """Every table of the desk, those that others point at first; else by name."""
    found = {
        model._meta.db_table: model
        for app in apps.get_app_configs()
        if app.name.startswith(OURS)
        for model in app.get_models(include_auto_created=True)
        if not getattr(model, "derived", False)
    }
    ordered: dict[str, type[Model]] = {}
    while len(ordered) < len(found):
        ready = (name for name in sorted(found) if name not in ordered and _points_at(found[name]) <= ordered.keys())
        name = next(ready)
        ordered[name] = found[name]
    return list(ordered.values())


def fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return list(model._meta.concrete_fields)


def lines(model: type[Model], using: str) -> Iterator[bytes]:
    """The part of a table, bounded in memory however many rows it has."""
    names = [one.attname for one in fields(model)]
    known = model._base_manager.using(using).order_by("pk")
    before: Any = None
    for last in _ends(model, using):
        rows = known.filter(pk__lte=last) if before is None else known.filter(pk__gt=before, pk__lte=last)
        for row in rows.values_list(*names):
            yield line(row)
        before = last


def line(row: Iterable[object]) -> bytes:
    text = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def _ends(model: type[Model], using: str) -> Iterator[Any]:
    """Keys at which a stretch of rows ends that may be held at once."""
    blobs = [one.name for one in fields(model) if isinstance(one, BinaryField) and one.max_length is None]
    sizes = {f"size_{name}": Length(name) for name in blobs}
    known = model._base_manager.using(using).order_by("pk").annotate(**sizes).values_list("pk", *sizes)
    last: Any = None
    while some := list(known[:_ROWS] if last is None else known.filter(pk__gt=last)[:_ROWS]):
        held = 0
        for key, *told in some:
            if last is not None and key <= last:
                raise AssertionError(f"{model._meta.db_table}: keys are not in the order of their bytes")
            size = sum(one or 0 for one in told)
            if held and held + size > _BYTES:
                yield last
                held = 0
            held += size
            last = key
        yield last


def _points_at(model: type[Model]) -> set[str]:
    others = {one.related_model for one in fields(model) if isinstance(one, ForeignKey)} - {model}
    return {other._meta.db_table for other in others if not isinstance(other, str)}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def is_json(one: "Field[Any, Any]") -> bool:
    return isinstance(one, JSONField)
