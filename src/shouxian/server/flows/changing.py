"""Changes of members and households registered at the desk: looked at first, then stored whole or not at all, never
over what somebody else has told meanwhile, and undone for thirty days."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
from django.db import transaction

from shouxian.core.campaigns.member_changes import COMES, Change, Home, Worked, work_out
from shouxian.core.campaigns.member_parts import kind_facts, parts_of
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.columns import COMPLETE
from shouxian.core.dataset.model import Import
from shouxian.core.dataset.present import without_gone
from shouxian.core.dataset.records import records_of
from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, RELATION, RESIDENT_ID
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.server.audit.actions import By, record
from shouxian.server.campaigns.queries import common, pack_of, registry_of
from shouxian.server.flows.correcting import UNDO, pack_for
from shouxian.server.flows.looking_again import look_again
from shouxian.server.registry.changes import (
    REGISTERED,
    built_on,
    changes_of,
    homes_named,
    last_told,
    of_number,
    state_of,
    touched,
)
from shouxian.server.registry.models import Household, Source
from shouxian.server.registry.queries import household as one_household
from shouxian.server.registry.slices import OfHouseholds, twins


@dataclass(frozen=True)
class Asked:
    """A change as somebody asks for it on a page. ``shows``: what it rests on; ``seen``: household → its state when
    the page was made; ``once``: the page's own mark, by which a second click is known."""

    change: Change
    shows: str
    target: Household | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    once: str = ""


@dataclass(frozen=True)
class Looked:
    """What a change would do. ``seen``: the states it was worked out from."""

    worked: Worked
    homes: tuple[Home, ...]
    seen: Mapping[str, str]


def home_of(opened: OpenedCampaign, household: Household, *, using: str = "default") -> Home:
    """A household with its present members; raises ``ShouxianError`` CHANGE_CLOSED."""
    store = OfHouseholds(opened, [household.key], using)
    variables = opened.catalogue.dictionary.variables
    own, members = store.read_current(HOUSEHOLD), store.read_current(PERSON)
    if own is None or household.closed_on is not None:
        raise ShouxianError(fault("CHANGE_CLOSED"))
    there = without_gone(members, PERSON, ()) if members is not None else pa.table({"key": pa.array([], pa.string())})
    order = [code.code for code in opened.catalogue.dictionary.codelists[variables[RELATION].codelist or ""].codes]
    listed = records_of(there, variables, {household.key: household.village})
    listed.sort(key=lambda record: ([*order, ""].index(record.text(RELATION)), record.key))  # the head first
    complete = "members" + COMPLETE in own.column_names and own["members" + COMPLETE][0].as_py() is True
    return Home(records_of(own, variables, {})[0], {record.key: record for record in listed}, complete)


def targets(household: Household, name: str, places: Sequence[str], *, using: str = "default") -> list[Household]:
    """Households that members may go to: of the same campaign, within ``places``, whose head's name begins so."""
    opened = pack_for(household, using=using)
    found = homes_named(name, common(places, opened.pack.campaign.place), using=using)
    return [one for one in found if one.key != household.key]


def look(*, household: Household, asked: Asked, places: Sequence[str], using: str = "default") -> Looked:
    """What a change would do, without doing it. Raises ``ShouxianError`` with what stands against it, each fault at its
    field (``where.column``)."""
    opened = pack_for(household, using=using)
    homes = [home_of(opened, one, using=using) for one in (household, asked.target) if one is not None]
    change = _completed(asked.change, opened, household, places, using)
    faults: list[Fault] = []
    if not asked.shows.strip():
        faults.append(fault("CORRECT_SHOWS", Where(column="shows")))
    if change.day > clock.today():
        faults.append(fault("CORRECT_FUTURE", Where(column="day")))
    if faults:
        raise ShouxianError(faults)
    worked = work_out(change, homes[0], homes[1] if len(homes) > 1 else None)
    return Looked(worked, tuple(homes), {home.record.key: state_of(home.record.key, using=using) for home in homes})


def change(*, household: Household, asked: Asked, places: Sequence[str], by: By, using: str = "default") -> int:
    """The number of the source it became. The same page sent twice is one change. Raises ``ShouxianError`` as
    :func:`look` does, CHANGE_RELATION for a member of whom nobody said what he is to his head, and CHANGE_MEANWHILE
    where anything was told of these households since the page was made: nothing is stored then."""
    opened = pack_for(household, using=using)
    places_told = tuple(one.village for one in (household, asked.target) if one is not None)
    mark = _mark(household, asked.once)
    with transaction.atomic(using=using):
        store = registry_of(opened, places=places_told, using=using)
        store.lock()
        done = done_already(household, asked.once, using=using)
        if done is not None:
            return done
        _unmoved(asked, household, using)
        looked = look(household=household, asked=asked, places=places, using=using)
        if looked.worked.missing:
            raise ShouxianError([fault("CHANGE_RELATION", Where(column=key)) for key in looked.worked.missing])
        told = Import(
            0, REGISTERED, asked.shows.strip(), mark, clock.now(), by.account, opened.id, asked.change.kind,
            clock.today(), village=household.village,
        )  # fmt: skip
        before = [home.record.key for home in looked.homes]
        alike = twins(before, using=using)
        number = store.apply(told, parts_of(looked.worked.lines, opened.catalogue.dictionary)).number
        keys = {*before, *(line.key for line in looked.worked.lines if line.subject == HOUSEHOLD)}
        _record("household.changed", keys, {"source": number, "change": asked.change.kind}, by, using)
        _look(keys, alike, by, using)
        return number


def done_already(household: Household, once: str, *, using: str = "default") -> int | None:
    """The number of the source that a page sent before became."""
    stored = Source.objects.using(using).filter(kind=REGISTERED, sha256=_mark(household, once)) if once else None
    return stored.values_list("number", flat=True).first() if stored is not None else None


def undo(*, source: Source, by: By, using: str = "default") -> None:
    """Let everything stand again as before. Raises ``ShouxianError`` CHANGE_TOO_LATE after thirty days, CHANGE_BUILT_ON
    where something told since needs it."""
    if source.at < clock.now() - UNDO:
        raise ShouxianError(fault("CHANGE_TOO_LATE"))
    with transaction.atomic(using=using):
        store = registry_of(pack_of(source.campaign), using=using)
        store.lock()
        if built_on(source, using=using):
            raise ShouxianError(fault("CHANGE_BUILT_ON"))
        keys = set(touched(source, using=using))
        alike = twins(sorted(keys), using=using)
        _record("household.change_undone", keys, {"source": source.number, "change": source.sheet}, by, using)
        store.retract(source.number)
        _look(keys, alike, by, using)


def undoable(household: Household, *, using: str = "default") -> list[Source]:
    """Changes of a household of the last thirty days, newest first."""
    since = clock.now() - UNDO
    return [source for source in changes_of(household.key, using=using) if source.at >= since]


def registered(number: int, places: Sequence[str], *, using: str = "default") -> tuple[list[Household], Source] | None:
    """A change that stands, with its households, where all of them lie within ``places``."""
    source = Source.objects.using(using).filter(kind=REGISTERED, number=number, retracted=None).first()
    keys = touched(source, using=using) if source else []
    found = [one for key in keys if (one := one_household(key, places, using=using))]
    return (found, source) if source and keys and len(found) == len(keys) else None


def _mark(household: Household, once: str) -> str:
    return hashlib.sha256(f"{household.key}/{once}".encode()).hexdigest() if once else ""


def _completed(
    change: Change, opened: OpenedCampaign, household: Household, places: Sequence[str], using: str
) -> Change:
    """With the key of whoever was a member before, and what a household that splits off takes over."""
    number = change.newcomer.get(RESIDENT_ID)
    if change.kind in COMES and isinstance(number, str):
        here = common(places, opened.pack.campaign.place)
        for member, home in of_number(number, here, using=using):
            if member.left_on is None and home is not None and home.closed_on is None:
                raise ShouxianError(fault("CHANGE_HERE_ALREADY", Where(column="resident_id"), name=home.name))
            change = replace(change, returns=member.key)
    if change.same_kind:
        change = replace(
            change, same_kind=kind_facts(opened.pack.campaign.household_types, opened.catalogue.dictionary)
        )
    return change


def _unmoved(asked: Asked, household: Household, using: str) -> None:
    for one in (household, asked.target):
        if one is not None and asked.seen.get(one.key) != state_of(one.key, using=using):
            last = last_told(one.key, using=using)
            what = f"{last.at:%Y-%m-%d} {last.by} {last.file}" if last else "—"
            raise ShouxianError(fault("CHANGE_MEANWHILE", what=what))


def _record(act: str, keys: Collection[str], about: Mapping[str, object], by: By, using: str) -> None:
    """One entry per household, which tells nothing of the others."""
    homes = Household.objects.using(using).filter(key__in=list(keys)).order_by("key")
    for home in homes:
        record(by=by, act=act, subject=HOUSEHOLD, key=home.key, village=home.village, about=about, using=using)


def _look(keys: Collection[str], alike: set[str], by: By, using: str) -> None:
    """Again at the households, and at whoever shares a number with one of their people now or did before."""
    look_again({*keys} | alike | twins(sorted(keys), using=using), whole=False, by=by, using=using)
