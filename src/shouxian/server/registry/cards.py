"""One household whole, as its page shows it: facts in words with their sources, members, and what belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shouxian.core.campaigns.member_changes import LEAVES
from shouxian.core.dataset.columns import HIGH, LOW
from shouxian.core.dataset.roles import (
    CHANGE,
    CHANGED_ON,
    HEAD_NAME,
    HOUSEHOLD,
    LEFT_ON,
    MEMBER_NAME,
    PERSON,
    VILLAGE,
)
from shouxian.core.kernel.faults import Lang
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.sheets.answers.masking import HIDDEN
from shouxian.server.accounts.fields import is_masked
from shouxian.server.audit.keys import key_for
from shouxian.server.registry.models import Current, Household, Source
from shouxian.server.registry.queries import sources
from shouxian.server.registry.sealing import Sealer
from shouxian.server.registry.wording import masked, worded

_BRIEF = 4


@dataclass(frozen=True)
class Told:
    """A fact in words. ``masked``: shown in full only by a click; ``identifier``: it says who somebody is;
    ``source``: None for what has none."""

    fact: str
    label: str
    text: str
    masked: bool
    identifier: bool
    source: Source | None


@dataclass(frozen=True)
class Section:
    """Facts about one thing."""

    title: str
    facts: tuple[Told, ...]


@dataclass(frozen=True)
class Card:
    """A subject with everything known of it."""

    subject: str
    key: str
    name: str
    kind: str
    sections: tuple[Section, ...]

    @property
    def brief(self) -> str:
        """The first facts, for a card that is not opened."""
        facts = [told for section in self.sections for told in section.facts if not told.identifier and not told.masked]
        return " · ".join(told.text for told in facts[:_BRIEF])


@dataclass(frozen=True)
class HouseholdCard:
    """``left``: who was a member; ``told_gone``: members of whom a sheet says that they left, and nobody registered it,
    as (card, what happened, when)."""

    own: Card
    members: tuple[Card, ...]
    left: tuple[Card, ...]
    told_gone: tuple[tuple[Card, str, str], ...]
    belongings: tuple[Card, ...]


def card_of(household: Household, dictionary: Dictionary, lang: Lang, *, using: str = "default") -> HouseholdCard:
    """Of a household that was found within the places of whoever looks."""
    current = Current.objects.using(using)
    own = current.filter(subject=HOUSEHOLD, key=household.key)
    inner = [child.subject for child in dictionary.children(HOUSEHOLD)]
    rows = [*own, *current.filter(subject__in=inner, household=household.key).order_by("id")]
    return _carded(rows, dictionary, lang, using)


def village_card(code: str, dictionary: Dictionary, lang: Lang, *, using: str = "default") -> Card | None:
    """What is known of a village that lies within the places of whoever looks; None where that is nothing."""
    rows = Current.objects.using(using).filter(subject=VILLAGE, key=code)
    cards = _cards(list(rows), dictionary, lang, using)
    return cards[0] if cards else None


def thing_card(found: Current, dictionary: Dictionary, lang: Lang, *, using: str = "default") -> Card:
    """Of a thing that was found within the places of whoever looks."""
    return _cards([found], dictionary, lang, using)[0]


def _carded(rows: Sequence[Current], dictionary: Dictionary, lang: Lang, using: str) -> HouseholdCard:
    cards = _cards(rows, dictionary, lang, using)
    values = {row.key: row.values for row in rows if row.subject == PERSON}
    persons = [card for card in cards if card.subject == PERSON]
    members = tuple(card for card in persons if not values[card.key].get(LEFT_ON))
    left = tuple(card for card in persons if card not in members)
    told_gone = tuple(
        (card, values[card.key][CHANGE], values[card.key].get(CHANGED_ON) or "")
        for card in members
        if values[card.key].get(CHANGE) in LEAVES
    )
    others = tuple(card for card in cards if card.subject not in (HOUSEHOLD, PERSON))
    own = next(card for card in cards if card.subject == HOUSEHOLD)
    return HouseholdCard(own, members, left, told_gone, others)


def _cards(rows: Sequence[Current], dictionary: Dictionary, lang: Lang, using: str) -> list[Card]:
    told = sources((number for row in rows for number in row.origin.values()), using=using)
    return [_card(row, dictionary, lang, told) for row in rows]


def _card(row: Current, dictionary: Dictionary, lang: Lang, told: Mapping[int, Source]) -> Card:
    subject = dictionary.subjects[row.subject]
    opened = Sealer(key_for("sealing")).facts(f"{row.subject}/{row.key}", row.sealed)
    named = {HOUSEHOLD: HEAD_NAME, PERSON: MEMBER_NAME}.get(row.subject, subject.named_by or "")
    sections: dict[str, list[Told]] = {}
    own = subject.zh if lang == "zh" else subject.en
    for variable in subject.variables:
        text = _text(variable, row.values, opened, dictionary, lang)
        if text and variable.name != named:
            topic = dictionary.topics.get(variable.name)
            source = told.get(row.origin.get(variable.name))
            fact = Told(
                variable.name, variable.label().of(lang), text, is_masked(variable), variable.identifier, source
            )
            sections.setdefault(topic.of(lang) if topic else own, []).append(fact)
    made = tuple(Section(title, tuple(facts)) for title, facts in sections.items())
    return Card(row.subject, row.key, str(row.values.get(named) or ""), own, made)


def _text(
    variable: Variable, values: Mapping[str, Any], opened: Mapping[str, str], dictionary: Dictionary, lang: Lang
) -> str:
    if variable.hidden is not None:
        return masked(variable, opened[variable.name]) if variable.name in opened else ""
    text = _open_text(variable, values, dictionary, lang)
    return HIDDEN if text and is_masked(variable) else text


def _open_text(variable: Variable, values: Mapping[str, Any], dictionary: Dictionary, lang: Lang) -> str:
    value: Any = values.get(variable.name)
    if variable.bounds:
        value = (values.get(variable.name + LOW), values.get(variable.name + HIGH))
    if value is None or value == (None, None):
        return ""
    return worded(variable, value, dictionary.codelists, lang)


def value_in_full(
    household: Household,
    subject: str,
    key: str,
    fact: str,
    dictionary: Dictionary,
    lang: Lang,
    *,
    using: str = "default",
) -> str | None:
    """What the page of a household masks, of the household or of something in it; None where there is no such thing."""
    row = Current.objects.using(using).filter(subject=subject, key=key).first()
    if row is None or household.key not in (row.key if subject == HOUSEHOLD else row.household,):
        return None
    variable = next((v for v in dictionary.subjects[subject].variables if v.name == fact), None)
    if variable is None or not is_masked(variable):
        return None
    if variable.hidden is not None:
        return Sealer(key_for("sealing")).facts(f"{subject}/{key}", row.sealed).get(fact)
    return _open_text(variable, row.values, dictionary, lang) or None
