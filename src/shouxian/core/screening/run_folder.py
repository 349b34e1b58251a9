"""A run over partitions as files: what was screened, and per partition and change the masks of every subject.

    RUN/run.json                        rules by bit, types, versions, parameters, hashes; totals when it is finished
    RUN/parts/<name>/part.json          what it was made from; a folder that is there is complete
    RUN/parts/<name>/masks_<subject>.parquet
    RUN/parts/<name>/long_<subject>.parquet      where long rows were asked for
    RUN/changes/<name>/…                the same for a change; its rows stand in place of those below

``masks_<subject>``: key, links (``village_key``, ``household_key``), ``type`` of the household (null where there is
none), ``hits_0``, ``unknowns_0``, ``hits_1`` …; a rule that is for other types is neither hit nor unknown. Households
lie sorted by key, so that one of millions is found by the statistics of the file.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.expressions.sql_text import WORD, quoted, select
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.screening.partitions import CHANGES, Part, path_text, stacked

RUN, PART, PARTS = "run.json", "part.json", "parts"


@dataclass(frozen=True)
class RunFolder:
    """A run on disk, finished or not."""

    folder: Path

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """``run.json``; raises ``ShouxianError`` SCALE_NO_RUN."""
        path = self.folder / RUN
        if not path.is_file():
            raise ShouxianError(fault("SCALE_NO_RUN", folder=self.folder))
        found: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return found

    def rules(self, subject: str) -> tuple[str, ...]:
        """Rule ids of a subject by bit, word after word."""
        return tuple(self.about["rules"].get(subject, ()))

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(self.about["rules"])

    def place(self, part: Part) -> Path:
        return self.folder / (CHANGES if part.change else PARTS) / part.name

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What is complete: partitions by name, then changes by name. Their folders are those of the run."""
        found = []
        for kind in (PARTS, CHANGES):
            for path in sorted((self.folder / kind).glob(f"*/{PART}")):
                found.append(Part(path.parent.name, path.parent, kind == CHANGES))
        return tuple(found)

    def masks(self, subject: str) -> str:
        """A text to stand after FROM: the masks of a subject in the whole run, every key once, with the column
        ``filename``. Empty where nobody of it was screened."""
        texts = list(self._layers(subject))
        if not texts:
            return ""
        return f"({' UNION ALL BY NAME '.join(texts)})"

    def _layers(self, subject: str) -> Iterator[str]:
        for step, above in stacked(self.parts):
            files = _files(step, subject)
            if not files:
                continue
            text = f"SELECT * FROM read_parquet([{', '.join(files)}], filename = true) AS l"  # noqa: S608
            own, homes = _files(above, subject), _files(above, HOUSEHOLD)
            gone = []
            if own:
                gone.append(f"l.key IN (SELECT key FROM read_parquet([{', '.join(own)}]))")  # noqa: S608
            if homes and self._links(subject):
                gone.append(f"l.household_key IN (SELECT key FROM read_parquet([{', '.join(homes)}]))")  # noqa: S608
            yield text + (f" WHERE NOT ({' OR '.join(gone)})" if gone else "")

    def _links(self, subject: str) -> bool:
        return "household_key" in self.about["links"][subject]


def _files(parts: Sequence[Part], subject: str) -> list[str]:
    """Masks of a subject in ``parts``, as texts of SQL."""
    paths = [part.folder / f"masks_{subject}.parquet" for part in parts]
    return [path_text(path) for path in paths if path.is_file()]


def words(count: int) -> range:
    """Numbers of the words that hold ``count`` rules."""
    return range(-(-count // WORD))


def long_rows(source: str, rules: Sequence[str], which: str, links: Sequence[str]) -> str:
    """A query for rows (rule, key, links) of every set bit of ``hits`` or ``unknowns`` in the masks ``source``."""
    told = ", ".join(quoted(name) for name in ("key", *links))
    parts = []
    for word in words(len(rules)):
        own = enumerate(rules[word * WORD : (word + 1) * WORD])
        bits = ", ".join("('" + rule.replace("'", "''") + f"', {1 << bit}::BIGINT)" for bit, rule in own)
        parts.append(
            select(["rule", told], f"{source}, (VALUES {bits}) AS bits(rule, one)")
            + f" WHERE {which}_{word} <> 0 AND {which}_{word} & one <> 0"  # most have nothing: they leave early
        )
    return " UNION ALL ".join(parts)


def kept_bits(rules: Sequence[str], applies: Mapping[str, Collection[str]], type_: str | None) -> int:
    """The bits of rules that look at households of a type; None: what is of no household. ``applies``: rule → types."""
    wanted = (applies.get(rule) for rule in rules)
    return sum(1 << bit for bit, types in enumerate(wanted) if not types or type_ in types)


def set_bits(rules: Sequence[str], row: Mapping[str, Any], which: str) -> list[str]:
    """The rules whose bit is set in one row of masks."""
    return [rule for bit, rule in enumerate(rules) if int(row[f"{which}_{bit // WORD}"]) >> bit % WORD & 1]
