"""What a file would change, for the page that asks whether to store it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.model import Changes, FieldChange
from shouxian.core.dataset.store import Store
from shouxian.core.packs.models.dictionary import Variable

HIDDEN = "***"  # instead of an id, a phone or an account
SHOWN = 200  # changed values that a page lists; the figures count all of them


def told_changes(changes: Sequence[Changes], opened: OpenedCampaign, store: Store) -> list[dict[str, Any]]:
    """Subject by subject: counts, and the first changed values as (whose, fact, before, now)."""
    dictionary = opened.catalogue.dictionary
    told, left = [], SHOWN
    for change in changes:
        subject = dictionary.subjects[change.subject]
        names = _names(store, change, subject.named_by or "")
        ordered = sorted(change.fields, key=lambda field: names.get(field.key, field.key))
        fields = [_field(opened, field, names) for field in ordered[: max(left, 0)]]
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


def _field(opened: OpenedCampaign, field: FieldChange, names: dict[str, str]) -> list[object]:
    variable = opened.catalogue.dictionary.variables[field.fact]
    return [names.get(field.key, field.key), field.fact, _raw(variable, field.old), _raw(variable, field.new)]


def _raw(variable: Variable, value: object) -> object:
    """A value as it is kept, to be put into words of either language later; what lies sealed stays unsaid here too."""
    if variable.hidden is not None:
        return HIDDEN if value else None
    if isinstance(value, tuple | list):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
