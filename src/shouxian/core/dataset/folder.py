"""The store of the command line: a folder of Parquet files with one pointer file.

``state.json`` names every import and the generation of current tables in force. Everything new is written beside the
old and synced; replacing the pointer is the only step that counts, so a crash at any moment leaves the state before.
"""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouxian.core.dataset.durable import replace_file
from shouxian.core.dataset.model import Import, Incoming, named_parts, subject_of_part
from shouxian.core.dataset.plan import Variables, answered_keys, fold, standing_against
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault

STATE = "state.json"
FORMAT = 1


class FolderStore:
    """A :class:`~shouxian.core.dataset.store.Store` in a folder. One writer at a time (a lock file says who)."""

    def __init__(self, folder: Path, variables: Variables) -> None:
        self.folder = folder
        self._variables = variables
        self._read: dict[Path, pa.Table] = {}  # current tables, which never change under their path

    @staticmethod
    def create(folder: Path, variables: Variables, campaign: str) -> "FolderStore":
        """Start an empty workspace; an existing one of the same campaign is simply opened."""
        store = FolderStore(folder, variables)
        if (folder / STATE).exists():
            if store.campaign != campaign:
                raise ShouxianError(fault("DATA_OTHER_CAMPAIGN", folder=folder, has=store.campaign, wanted=campaign))
            return store
        folder.mkdir(parents=True, exist_ok=True)
        store._write_state({"format": FORMAT, "campaign": campaign, "generation": 0, "imports": []})
        return store

    @property
    def campaign(self) -> str:
        return str(self._state()["campaign"])

    def read_current(self, subject: str) -> pa.Table | None:
        return self._current(self._state()["generation"], subject)

    def imports(self) -> tuple[Import, ...]:
        return tuple(_import_from(item) for item in self._state()["imports"])

    def apply(self, record: Import, incoming: Sequence[Incoming]) -> Import:
        with _Lock(self.folder):
            state = self._state()
            number = len(state["imports"]) + 1
            parts = named_parts(incoming)
            record = record.of_parts(number, parts)
            place = self.folder / "observations" / f"{number:06}"
            shutil.rmtree(place, ignore_errors=True)  # left by an import that never came to count
            place.mkdir(parents=True)
            for name, part in parts.items():
                _write_table(place / f"{name}.parquet", part.table)
            generation = state["generation"] + 1
            self._write_generation(generation, state["generation"], [(record, part) for part in incoming])
            self._write_state({**state, "generation": generation, "imports": [*state["imports"], _import_to(record)]})
            self._drop_generations_before(generation)
            return record

    def retract(self, number: int) -> Import:
        with _Lock(self.folder):
            state = self._state()
            records = [_import_from(item) for item in state["imports"]]
            record = next((r for r in records if r.number == number), None)
            if record is None or record.retracted:
                raise ShouxianError(fault("DATA_NO_SUCH_IMPORT", number=number))
            record = replace(record, retracted=clock.now())
            records[number - 1] = record
            generation = state["generation"] + 1
            self._write_generation(generation, None, self._standing(records))
            listed = [_import_to(r) for r in records]
            self._write_state({**state, "generation": generation, "imports": listed})
            self._drop_generations_before(generation)
            return record

    def observations(self, key: str, subject: str) -> Mapping[int, Mapping[str, object]]:
        found: dict[int, Mapping[str, object]] = {}
        for record in self.imports():
            for path in self._parts(record, subject) if record.retracted is None else ():
                rows = pq.read_table(path, filters=[("key", "=", key)]).to_pylist()
                if rows:
                    found[record.number] = {**found.get(record.number, {}), **rows[-1]}
        return found

    def returned(self, subject: str) -> Mapping[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for record in self.imports():
            if record.kind != "return" or record.retracted is not None:
                continue
            for path in self._parts(record, subject):
                for key in answered_keys(pq.read_table(path), self._variables):
                    found[key].add(record.sheets.get(path.stem, record.sheet))
        return found

    def as_told(self, subject: str, by: Callable[[Import], bool]) -> pa.Table | None:
        standing = [record for record in self.imports() if by(record)]
        table: pa.Table | None = None
        for record, part in self._standing(standing):
            if part.subject == subject:
                table = fold(table, part, record.number, self._variables, standing_against(record, standing))
        return table

    def kept(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.exists() else None

    def keep(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        replace_file(path, content)

    def _parts(self, record: Import, subject: str) -> list[Path]:
        place = self.folder / "observations" / f"{record.number:06}"
        return [place / f"{name}.parquet" for name in record.asked if subject_of_part(name) == subject]

    def _standing(self, records: Sequence[Import]) -> list[tuple[Import, Incoming]]:
        standing = (record for record in records if record.retracted is None)
        return [(record, part) for record in standing for part in self.told_by(record)]

    def told_by(self, record: Import) -> list[Incoming]:
        """What an import observed, part by part, whether it stands or not."""
        place = self.folder / "observations" / f"{record.number:06}"
        return [
            Incoming(
                subject_of_part(name), pq.read_table(place / f"{name}.parquet"), asked, record.erased.get(name, ()),
                record.sheets.get(name, ""),
            )
            for name, asked in record.asked.items()
        ]  # fmt: skip

    def _write_generation(self, new: int, base: int | None, parts: Sequence[tuple[Import, Incoming]]) -> None:
        before = {} if base is None else {p.stem: p for p in self._generation(base).glob("*.parquet")}
        tables: dict[str, pa.Table] = {}
        imports = self.imports()
        for record, part in parts:
            known = tables.get(part.subject)
            if known is None and base is not None:
                known = self._current(base, part.subject)
            tables[part.subject] = fold(known, part, record.number, self._variables, standing_against(record, imports))
        place = self._generation(new)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for subject in before.keys() - tables.keys():  # untouched: the same file under another name
            os.link(before[subject], place / f"{subject}.parquet")
        for subject, table in tables.items():
            _write_table(place / f"{subject}.parquet", table)
            self._read.pop(place / f"{subject}.parquet", None)

    def _current(self, generation: int, subject: str) -> pa.Table | None:
        path = self._generation(generation) / f"{subject}.parquet"
        if path not in self._read and path.exists():
            self._read = {p: table for p, table in self._read.items() if p.parent == path.parent}
            self._read[path] = pq.read_table(path)
        return self._read.get(path)

    def _generation(self, number: int) -> Path:
        return self.folder / "current" / f"{number:06}"

    def _drop_generations_before(self, number: int) -> None:
        """Keep the one in force; its predecessor holds nothing that cannot be rebuilt."""
        for path in (self.folder / "current").iterdir():
            if path.is_dir() and int(path.name) < number:
                shutil.rmtree(path)

    def _state(self) -> dict[str, Any]:
        path = self.folder / STATE
        if not path.exists():
            raise ShouxianError(fault("DATA_NO_WORKSPACE", folder=self.folder))
        try:
            state = json.loads(path.read_text("utf-8"))
        except ValueError:
            raise ShouxianError(fault("DATA_BROKEN_WORKSPACE", folder=self.folder)) from None
        if not isinstance(state, dict) or state.get("format") != FORMAT:
            raise ShouxianError(fault("DATA_BROKEN_WORKSPACE", folder=self.folder))
        return state

    def _write_state(self, state: Mapping[str, Any]) -> None:
        replace_file(self.folder / STATE, json.dumps(state, ensure_ascii=False, indent=1).encode())


class _Lock:
    """Only one process writes a workspace; a lock left by a dead process is taken over."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "writing.lock"

    def __enter__(self) -> None:
        """The lock appears with its owner's number already in it: written aside, then linked into place."""
        own = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        own.write_text(str(os.getpid()))
        try:
            if self._path.exists() and not self._alive():
                self._path.unlink(missing_ok=True)
            os.link(own, self._path)
        except FileExistsError:
            raise ShouxianError(fault("DATA_BUSY", folder=self._path.parent)) from None
        finally:
            own.unlink()

    def __exit__(self, *_: object) -> None:
        self._path.unlink(missing_ok=True)

    def _alive(self) -> bool:
        try:
            os.kill(int(self._path.read_text()), 0)
        except (ValueError, ProcessLookupError, FileNotFoundError):
            return False
        except PermissionError:
            return True
        return True


def _write_table(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="zstd")
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _import_to(record: Import) -> dict[str, Any]:
    data = asdict(record)
    for name in ("at", "retracted", "as_of"):
        data[name] = data[name].isoformat() if data[name] else None
    return data


def _import_from(data: Mapping[str, Any]) -> Import:
    return Import(
        **{
            **data,
            "at": datetime.fromisoformat(data["at"]),
            "retracted": datetime.fromisoformat(data["retracted"]) if data["retracted"] else None,
            "as_of": date.fromisoformat(data["as_of"]) if data["as_of"] else None,
            "asked": {name: tuple(facts) for name, facts in data["asked"].items()},
            "erased": {n: tuple((key, fact) for key, fact in pairs) for n, pairs in data["erased"].items()},
        }
    )
