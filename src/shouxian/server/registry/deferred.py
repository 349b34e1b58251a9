"""Reading now, writing later: what the main job would store is collected while it computes, and written at the end in
one transaction, or not at all. A preview is the same without the end."""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
from django.db import transaction

from shouxian.core.dataset.model import Import, Incoming, named_parts
from shouxian.core.dataset.roles import HOUSEHOLD, TOWN, VILLAGE
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.catalogue import Dictionary
from shouxian.server.registry.reading import registry_state
from shouxian.server.registry.store import SqlStore


class Deferred:
    """A :class:`~shouxian.core.dataset.store.Store` over another that writes nothing until told to.

    Nothing outside the places of ``under`` can be written: a row of another village raises ``ShouxianError``
    RECEIVED_ELSEWHERE while the job computes.
    """

    def __init__(self, under: SqlStore, dictionary: Dictionary, using: str) -> None:
        self._under = under
        self._dictionary = dictionary
        self._using = using
        self._state = registry_state(using)
        self.imported: list[tuple[Import, Sequence[Incoming]]] = []
        self._papers: dict[str, bytes] = {}

    def read_current(self, subject: str) -> pa.Table | None:
        return self._under.read_current(subject)

    def imports(self) -> tuple[Import, ...]:
        return self._under.imports()

    def apply(self, record: Import, incoming: Sequence[Incoming]) -> Import:
        for part in incoming:
            self._check_places(part, incoming)
        self.imported.append((record, incoming))
        return record.of_parts(self._state[0] + len(self.imported), named_parts(incoming))

    def observations(self, key: str, subject: str) -> Mapping[int, Mapping[str, object]]:
        return self._under.observations(key, subject)

    def returned(self, subject: str) -> Mapping[str, set[str]]:
        return self._under.returned(subject)

    def as_told(self, subject: str, by: Callable[[Import], bool]) -> pa.Table | None:
        return self._under.as_told(subject, by)

    def kept(self, name: str) -> bytes | None:
        return self._papers.get(name) or self._under.kept(name)

    def keep(self, name: str, content: bytes) -> None:
        self._papers[name] = content

    def sees(self, village: str) -> bool:
        """True for a village whose rows may be read and written."""
        places = self._under.places
        return places is None or any(village.startswith(place) for place in places)

    def write(self) -> list[Import]:
        """Store everything; raises ``ShouxianError`` REGISTRY_MOVED where the registry is not as it was when reading
        began, so that nothing is decided on what was true before."""
        with transaction.atomic(using=self._using):
            self._under.lock()
            if registry_state(self._using) != self._state:
                raise ShouxianError(fault("REGISTRY_MOVED"))
            for name, content in self._papers.items():
                self._under.keep(name, content)
            return [self._under.apply(record, incoming) for record, incoming in self.imported]

    def households(self) -> set[str]:
        """Keys of the households that the imports tell anything of, or of what belongs to them."""
        found: set[str] = set()
        for _, incoming in self.imported:
            for part in incoming:
                name = "key" if part.subject == HOUSEHOLD else "household_key"
                if name in part.table.column_names:
                    found |= {key for key in part.table[name].to_pylist() if key}
        return found

    def beyond_households(self) -> bool:
        """True where they tell of anything that is of no household: of a village, a work team, a business."""
        subjects = {part.subject for _, incoming in self.imported for part in incoming}
        return any(s != HOUSEHOLD and self._dictionary.subjects[s].parent != HOUSEHOLD for s in subjects)

    def villages(self) -> set[str]:
        """Codes of the villages that the imports name themselves."""
        tables = [part.table for _, incoming in self.imported for part in incoming]
        told = (table["village_key"].to_pylist() for table in tables if "village_key" in table.column_names)
        return {code for codes in told for code in codes if code}

    def _check_places(self, part: Incoming, incoming: Sequence[Incoming]) -> None:
        if self._under.places is None:
            return
        table = part.table
        links = {name: set(table[name].to_pylist()) - {None} for name in table.column_names if name.endswith("_key")}
        codes = links.get("village_key", set()) | (set(table["key"].to_pylist()) if part.subject == VILLAGE else set())
        strange = [code for code in codes if not self.sees(code)]
        keys = set() if part.subject in (VILLAGE, TOWN) else set(table["key"].to_pylist())
        own = {key for other in incoming if other.subject == HOUSEHOLD for key in other.table["key"].to_pylist()}
        homes = links.get("household_key", set()) - own
        if strange or self._under.elsewhere(part.subject, keys) or self._under.elsewhere(HOUSEHOLD, homes):
            raise ShouxianError(fault("RECEIVED_ELSEWHERE"))
