"""Everything outputs are made of, as plain values: who was to be visited, who was, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from shouxian.core.dataset.roles import TOWN_DIGITS
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.campaign import Campaign
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.screening.details import Detail


@dataclass(frozen=True)
class VillageLine:
    """A village with the facts known of it."""

    code: str
    name: str  # as lists print it, without 村委会
    town: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class HouseholdLine:
    """A household as lists show it. ``type`` is its cell of the campaign's partition."""

    key: str
    village: str
    type: str
    name: str
    phone: str
    group: str
    people: int | None
    visited: bool
    surveyor: str


@dataclass(frozen=True)
class SubjectLine:
    """Anything else that was looked at (a business, a toilet, a problem): its name and what is known of it."""

    subject: str
    key: str
    village: str
    household: str
    name: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class View:
    """One run of one campaign, seen by all outputs. ``members``: person key → name; ``others``: subjects that are
    neither households nor people, by key."""

    campaign: Campaign
    reference_date: date
    run: str
    villages: tuple[VillageLine, ...]
    households: Mapping[str, HouseholdLine]
    members: Mapping[str, str]
    details: tuple[Detail, ...]
    variables: Mapping[str, Variable]
    codelists: Mapping[str, CodeList]
    others: Mapping[str, SubjectLine] = field(default_factory=dict)

    @cached_property
    def village(self) -> dict[str, VillageLine]:
        """Villages by code, and their towns, of which some findings are."""
        towns = {v.code[:TOWN_DIGITS]: VillageLine(v.code[:TOWN_DIGITS], v.town, v.town, {}) for v in self.villages}
        return towns | {v.code: v for v in self.villages}

    def type_label(self, code: str, lang: str = "zh") -> str:
        cell = next(c for c in self.campaign.household_types if c.code == code)
        return cell.zh if lang == "zh" else cell.en

    def who(self, detail: Detail) -> str:
        """Whom a finding is about, for a list: the household, and the member where it is about one."""
        household = self.households.get(detail.household)
        other = self.others.get(detail.key)
        if household is None:
            village = self.village.get(detail.village)
            return other.name if other and other.name else village.name if village else detail.village
        if other and other.name:
            return f"{household.name}({other.name})"
        member = self.members.get(detail.key, "")
        return f"{household.name}({member})" if member and member != household.name else household.name
