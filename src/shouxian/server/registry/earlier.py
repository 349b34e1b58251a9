"""What was told of a household over time: visits, and values that changed, source beside source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shouxian.core.dataset.columns import HIGH, LOW
from shouxian.core.dataset.roles import HOUSEHOLD, SURVEYOR
from shouxian.core.kernel.faults import Lang
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.dictionary import Variable
from shouxian.server.accounts.fields import is_masked
from shouxian.server.registry.models import Household, Observation, Source
from shouxian.server.registry.wording import worded


@dataclass(frozen=True)
class Visit:
    """A return that told of the household. ``surveyor``: who signed, "" where nobody did."""

    source: Source
    surveyor: str


@dataclass(frozen=True)
class Earlier:
    """Sources that stand, oldest first; facts of which they say different things, as (label, text of each source)."""

    visits: tuple[Visit, ...]
    sources: tuple[Source, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def earlier_of(household: Household, dictionary: Dictionary, lang: Lang, *, using: str = "default") -> Earlier:
    """Of a household that was found within the places of whoever looks. What its page masks is left out."""
    told = Observation.objects.using(using).filter(subject=HOUSEHOLD, key=household.key, source__retracted=None)
    seen = list(told.select_related("source").order_by("source_id", "id"))
    by_source: dict[int, dict[str, Any]] = {}
    sources: dict[int, Source] = {}
    for one in seen:
        sources[one.source_id] = one.source
        by_source.setdefault(one.source_id, {}).update(one.values)
    visits = tuple(
        Visit(sources[number], str(values.get(SURVEYOR) or ""))
        for number, values in by_source.items()
        if sources[number].kind == "return"
    )
    rows = []
    for variable in dictionary.subjects[HOUSEHOLD].variables:
        texts = tuple(_text(variable, values, dictionary, lang) for values in by_source.values())
        if len({text for text in texts if text}) > 1:
            rows.append((variable.label().of(lang), texts))
    return Earlier(visits, _shown(sources, rows), tuple(rows))


def _shown(sources: Mapping[int, Source], rows: Sequence[object]) -> tuple[Source, ...]:
    return tuple(sources.values()) if rows else ()


def _text(variable: Variable, values: Mapping[str, Any], dictionary: Dictionary, lang: Lang) -> str:
    if is_masked(variable):
        return ""
    value: Any = values.get(variable.name)
    if variable.bounds:
        value = (values.get(variable.name + LOW), values.get(variable.name + HIGH))
    return "" if value is None or value == (None, None) else worded(variable, value, dictionary.codelists, lang)
