"""Running a campaign's rules over the registry: over all of it, or over some households alone. Writes nothing."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.campaigns.asking import Asking, what_to_ask
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.runs import Run, campaign_rules, programme_of, run_screening
from shouxian.core.dataset.roles import HOUSEHOLD, SURVEYED
from shouxian.core.expressions.sql_text import WORD
from shouxian.core.expressions.values import counted_facts
from shouxian.core.screening.classify import household_types
from shouxian.core.screening.run import screen
from shouxian.server.campaigns.queries import registry_of
from shouxian.server.registry.models import Household
from shouxian.server.registry.slices import OfHouseholds, slice_of

FINDING_COLUMNS = (
    "campaign", "rule", "kind", "severity", "problem", "subject", "key", "household", "village", "zh", "en",
    "fingerprint",
)  # fmt: skip
HOUSEHOLD_COLUMNS = (
    "campaign", "household", "village", "line", "type", "visited", "worst", "fix", "verify", "hint", "unknown",
    "waiting",
)  # fmt: skip
SEVERITIES = ("fix", "verify", "hint")
_NAME = pa.dictionary(pa.int32(), pa.string())
WORDED = pa.schema({
    "rule": _NAME, "subject": _NAME, "key": pa.string(), "household": _NAME, "village": _NAME, "zh": _NAME, "en": _NAME,
    "fingerprint": pa.string(),
})  # fmt: skip
_AT_ONCE = 20_000  # findings that are objects at one time
WORST = {"fix": 3, "verify": 2, "hint": 1}
_LONG = 20_000  # households beyond which nobody waits for what to ask each of them


@dataclass(frozen=True)
class Computed:
    """A run with what the tables take of it. ``whole``: of everybody, or of some households alone, of which then only
    what is said of themselves and their members counts."""

    run: Run
    whole: bool
    using: str

    @cached_property
    def worded(self) -> pa.Table:
        """:data:`WORDED` of every finding. Words are made here, before anything is locked; a county has millions."""
        parts = [WORDED.empty_table()]
        told = self.run.in_words(self._findings)
        while some := list(islice(told, _AT_ONCE)):
            rows = [
                (d.rule.id, d.subject, d.key, d.household, d.village, d.message.zh, d.message.en, d.fingerprint)
                for d in some
            ]
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            parts.append(pa.table(columns, names=WORDED.names).cast(WORDED))
        return pa.concat_tables(parts)

    @property
    def unknowns(self) -> int:
        """How many verdicts cannot be told yet."""
        return sum(sum(masks.counts("unknowns").values()) for masks in self.run.screened.masks.values())

    @cached_property
    def _findings(self) -> pa.Table:
        """Of a run over some households only what is said of them."""
        found = self.run.screened.findings
        return found if self.whole else found.filter(pc.is_valid(found["household_key"]))

    @property
    def households(self) -> list[str]:
        keys: list[str] = self.run.snapshot.tables[HOUSEHOLD]["key"].to_pylist()
        return keys

    @cached_property
    def visited(self) -> set[str]:
        table = self.run.snapshot.tables[HOUSEHOLD]
        pairs = zip(table["key"].to_pylist(), table[SURVEYED].to_pylist(), strict=True)
        return {key for key, visited in pairs if visited}

    @cached_property
    def asking(self) -> Asking:
        return what_to_ask(self.run) if len(self.households) <= _LONG else Asking((), {}, {})

    def finding_rows(self) -> Iterator[tuple[Any, ...]]:
        """:data:`FINDING_COLUMNS` of every finding."""
        for batch in self.worded.to_batches(max_chunksize=_AT_ONCE):
            columns = (column.cast(pa.string()).to_pylist() for column in batch.columns)
            for name, *told in zip(*columns, strict=True):
                rule = self.run.rules[name]
                yield (self.run.opened.id, name, rule.kind, rule.severity, rule.problem or "", *told)

    def household_rows(self) -> Iterator[tuple[Any, ...]]:
        """:data:`HOUSEHOLD_COLUMNS` of every household; one that has left the registry meanwhile has none."""
        found = self._by_severity()
        unknown = self.run.screened.of(HOUSEHOLD).counts("unknowns")
        masks = self._waiting()
        places = _lines(self.using, None if self.whole else self.households)
        for key in self.households:
            if key not in places:
                continue
            village, line = places[key]
            counts = [found.get(key, Counter())[severity] for severity in SEVERITIES]
            worst = max((WORST[s] for s, n in zip(SEVERITIES, counts, strict=True) if n), default=0)
            yield (
                self.run.opened.id, key, village, line, self.run.types[key], key in self.visited, worst, *counts,
                unknown[key], masks.get(key, b""),
            )  # fmt: skip

    def _by_severity(self) -> dict[str, Counter[str]]:
        """Household → how much was found at it and its members."""
        severity = self._findings["rule"].cast(pa.string()).combine_chunks().dictionary_encode()
        names = pa.array([self.run.rules[rule].severity for rule in severity.dictionary.to_pylist()], pa.string())
        homes = self._findings["household_key"].cast(pa.string())
        pairs = pa.table({"home": homes, "severity": names.take(severity.indices)})
        counted = pairs.group_by(["home", "severity"]).aggregate([([], "count_all")])
        found: dict[str, Counter[str]] = {}
        for row in counted.to_pylist():
            if row["home"]:
                found.setdefault(row["home"], Counter())[row["severity"]] = row["count_all"]
        return found

    def _waiting(self) -> dict[str, bytes]:
        """Household → its bits, the lowest first, in whole bytes."""
        masks = self.run.screened.of(HOUSEHOLD)
        words = [masks.table[n].to_pylist() for n in masks.table.column_names if n.startswith("unknowns_")]
        size = -(-len(masks.rules) // 8)
        return {
            key: sum(word << (WORD * n) for n, word in enumerate(row)).to_bytes(size, "little")
            for key, *row in zip(masks.table["key"].to_pylist(), *words, strict=True)
        }


def of_all(opened: OpenedCampaign, *, using: str) -> Computed:
    return Computed(run_screening(opened, registry_of(opened, using=using)), True, using)


def of_some(opened: OpenedCampaign, keys: Collection[str], *, using: str) -> Computed:
    """The rules of some households alone, with the verdicts they have in a run over everybody."""
    rules, programme = campaign_rules(opened), programme_of(opened)
    snapshot = slice_of(opened, OfHouseholds(opened, keys, using), counted_facts(programme), using)
    types = household_types(opened.schema, snapshot, opened.pack.campaign.household_types)
    screened = screen(programme, rules, snapshot, types)
    run = Run("", opened, rules, programme, snapshot, types, screened)
    return Computed(run, False, using)


def _lines(using: str, keys: Collection[str] | None) -> Mapping[str, tuple[str, str]]:
    """Household → village and line."""
    known = Household.objects.using(using)
    if keys is not None:
        known = known.filter(key__in=list(keys))
    return {key: (village, line) for key, village, line in known.values_list("key", "village", "line")}
