"""What a file would change, in words for the page that asks whether to store it."""

from collections.abc import Sequence
from typing import Any

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.model import Changes
from shouxian.core.dataset.store import Store
from shouxian.core.kernel.bounds import Bounds
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.sheets.answers.compose import value_text

SHOWN = 200  # changed values that a page lists; the figures count all of them


def told_changes(changes: Sequence[Changes], opened: OpenedCampaign, store: Store) -> list[dict[str, Any]]:
    """Subject by subject: counts, and the first changed values as (whose, fact, before, now)."""
    dictionary = opened.catalogue.dictionary
    told, left = [], SHOWN
    for change in changes:
        subject = dictionary.subjects[change.subject]
        names = _names(store, change, subject.named_by or "")
        fields = []
        for field in change.fields[: max(left, 0)]:
            variable = dictionary.variables[field.fact]
            old, new = (_text(opened, variable, value) for value in (field.old, field.new))
            fields.append([names.get(field.key, field.key), variable.zh, variable.en, old, new])
        left -= len(fields)
        told.append(
            {
                "zh": subject.zh, "en": subject.en, "new": len(change.new), "changed": len(change.changed),
                "same": len(change.same), "fields": fields, "values": len(change.fields),
            }
        )  # fmt: skip
    return told


def _names(store: Store, change: Changes, named: str) -> dict[str, str]:
    table = store.read_current(change.subject) if change.fields else None
    if table is None or named not in table.column_names:
        return {}
    return dict(zip(table["key"].to_pylist(), (text or "" for text in table[named].to_pylist()), strict=True))


def _text(opened: OpenedCampaign, variable: Variable, value: object) -> str:
    """A stored value as people write it; identifiers that lie sealed stay unsaid here too."""
    if variable.hidden is not None:
        return "***" if value else ""
    fact: Any = value
    if variable.bounds and isinstance(value, tuple | list):
        low, high = value
        fact = None if low is None and high is None else Bounds(low, high)
    elif isinstance(value, list):
        fact = tuple(value)
    known: Fact | None = fact
    return value_text(variable, known, opened.catalogue.dictionary.codelists)
