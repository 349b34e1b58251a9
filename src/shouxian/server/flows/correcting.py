"""Facts of one household corrected at the desk: with their day and what shows them, never over what somebody else has
told meanwhile, and undone for thirty days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from django.db import transaction

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.dataset.columns import FROM, from_columns, to_columns, value_columns, value_type
from shouxian.core.dataset.model import Import, Incoming
from shouxian.core.dataset.plan import plan_import
from shouxian.core.dataset.roles import (
    CLOSED_HOW,
    CLOSED_ON,
    HOUSEHOLD,
    LEFT_HOW,
    LEFT_ON,
    SURVEYED,
    SURVEYED_ON,
    SURVEYOR,
)
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.resident_ids import read_id
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.sheets.answers.cells import value_of
from shouxian.server.audit.actions import By, record
from shouxian.server.campaigns.queries import openings, pack_of, registry_of
from shouxian.server.flows.looking_again import look_again
from shouxian.server.registry.models import Household, Source
from shouxian.server.registry.queries import household as one_household
from shouxian.server.registry.queries import households_of_source
from shouxian.server.registry.slices import OfHouseholds, twins

UNDO = timedelta(days=30)
ERASE = "清空"
_OF_A_VISIT = {SURVEYED, SURVEYED_ON, SURVEYOR}  # a visit is returned with its sheet, not written in
_OF_A_CHANGE = {LEFT_ON, LEFT_HOW, CLOSED_ON, CLOSED_HOW}  # who leaves is registered as a change, not written in


@dataclass(frozen=True)
class Known:
    """A fact as it stands. ``number``: of the source that gave it, 0 for none."""

    variable: Variable
    fact: Fact | None
    number: int


@dataclass(frozen=True)
class Correction:
    """What somebody typed over a page. ``told``: fact → text (清空 erases); ``seen``: fact → number of the source that
    the page showed; ``shows``: what the correction rests on."""

    subject: str
    key: str
    told: Mapping[str, str]
    seen: Mapping[str, int]
    as_of: date
    shows: str


def pack_for(household: Household, *, using: str = "default") -> OpenedCampaign:
    """A campaign under which facts of a household are written; raises ``ShouxianError`` CORRECT_NO_CAMPAIGN."""
    here = openings((household.village,), using=using)
    if not here:
        raise ShouxianError(fault("CORRECT_NO_CAMPAIGN"))
    return pack_of(here[0].campaign)


def facts_of(
    opened: OpenedCampaign, household: Household, subject: str, key: str, *, using: str = "default"
) -> dict[str, Known] | None:
    """Every fact that may be written of a household or of something in it; None where there is no such thing."""
    table = OfHouseholds(opened, [household.key], using).read_current(subject)
    rows = [row for row in table.to_pylist() if row["key"] == key] if table is not None else []
    if not rows:
        return None
    variables = opened.catalogue.dictionary.subjects[subject].variables
    own = [v for v in variables if v.derive is None and v.computed is None and v.name not in _OF_A_VISIT | _OF_A_CHANGE]
    return {v.name: Known(v, from_columns(v, rows[0]), rows[0].get(v.name + FROM) or 0) for v in own}


def correct(*, household: Household, correction: Correction, by: By, using: str = "default") -> int | dict[str, Known]:
    """The number of the source it became; or, where somebody else told of any of these facts meanwhile, those facts as
    they stand now, and nothing is stored. Raises ``ShouxianError`` with a fault for every text that is no such value
    (``where.column``: the fact), CORRECT_NOTHING, CORRECT_SHOWS, CORRECT_EARLIER, CORRECT_FUTURE."""
    opened = pack_for(household, using=using)
    with transaction.atomic(using=using):
        store = registry_of(opened, places=(household.village,), using=using)
        store.lock()
        known = facts_of(opened, household, correction.subject, correction.key, using=using) or {}
        part = _incoming(opened, correction, known, household)
        meanwhile = {n: known[n] for n in part.asked if known[n].number != correction.seen.get(n, 0)}
        if meanwhile:
            return meanwhile
        told = _import(opened, correction, household, by)
        changes = plan_import(store, told, [part], opened.catalogue.dictionary.variables)
        changed = {field.fact for change in changes for field in change.fields}
        if changed != set(part.asked):
            raise ShouxianError([fault("CORRECT_EARLIER", Where(column=n)) for n in part.asked if n not in changed])
        alike = twins([household.key], using=using)
        number = store.apply(told, [part]).number
        about = {"source": number, "subject": correction.subject, "key": correction.key, "facts": sorted(part.asked)}
        _record("household.corrected", household, about, by, using)
        _look(household, alike, by, using)
        return number


def undo(*, household: Household, source: Source, by: By, using: str = "default") -> None:
    """Let the facts stand again as before. Raises ``ShouxianError`` CORRECT_TOO_LATE after thirty days."""
    if source.at < clock.now() - UNDO:
        raise ShouxianError(fault("CORRECT_TOO_LATE"))
    with transaction.atomic(using=using):
        alike = twins([household.key], using=using)
        registry_of(pack_of(source.campaign), places=(household.village,), using=using).retract(source.number)
        _record("household.correction_undone", household, {"source": source.number}, by, using)
        _look(household, alike, by, using)


def corrections(household: Household, *, using: str = "default") -> list[Source]:
    """What was corrected of a household at the desk and can still be undone, newest first."""
    since = clock.now() - UNDO
    own = Source.objects.using(using).filter(kind="desk", village=household.village, retracted=None, at__gte=since)
    return [s for s in own.order_by("-number") if household.key in households_of_source(s.number, using=using)]


def corrected(number: int, places: Sequence[str], *, using: str = "default") -> tuple[Household, Source] | None:
    """A correction that stands, with its household, within ``places``."""
    source = Source.objects.using(using).filter(kind="desk", number=number, retracted=None).first()
    keys = households_of_source(number, using=using) if source else set()
    found = one_household(min(keys), places, using=using) if keys else None
    return (found, source) if found and source else None


def _incoming(
    opened: OpenedCampaign, correction: Correction, known: Mapping[str, Known], household: Household
) -> Incoming:
    faults: list[Fault] = []
    today = clock.today()
    if not correction.shows.strip():
        faults.append(fault("CORRECT_SHOWS", Where(column="shows")))
    if correction.as_of > today:
        faults.append(fault("CORRECT_FUTURE", Where(column="as_of")))
    values: dict[str, Fact | None] = {}
    for name, text in correction.told.items():
        if name in known:
            try:
                value = value_told(known[name].variable, text, opened)
                if to_columns(known[name].variable, value) != to_columns(known[name].variable, known[name].fact):
                    values[name] = value
            except ShouxianError as error:
                faults += [replace(f, where=Where(column=name)) for f in error.faults]
    if not values and not faults:
        faults.append(fault("CORRECT_NOTHING"))
    if faults:
        raise ShouxianError(faults)
    row: dict[str, Any] = {"key": correction.key}
    columns = {"key": pa.array([correction.key], pa.string())}
    if correction.subject != HOUSEHOLD:
        columns["household_key"] = pa.array([household.key], pa.string())
    for name, value in values.items():
        row |= to_columns(known[name].variable, value)
        for column in value_columns(known[name].variable):
            columns[column] = pa.array([row[column]], value_type(known[name].variable))
    erased = tuple((correction.key, name) for name, value in values.items() if value is None)
    return Incoming(correction.subject, pa.table(columns), tuple(values), erased)


def value_told(variable: Variable, text: str, opened: OpenedCampaign) -> Fact | None:
    """What somebody typed, as a fact. Raises ``ShouxianError`` for what cannot be one; a number that only looks wrong
    is kept, rules tell of it."""
    if text.strip() == ERASE:
        return None
    if variable.hidden == "id":
        number = read_id(text)
        if number.wrong == "length":
            raise ShouxianError(fault("SHEET_READ_ID_LENGTH", length=len(number.number)))
        if number.wrong == "characters":
            raise ShouxianError(fault("SHEET_READ_ID_CHARACTERS"))
        return number.number
    return value_of(variable, text, opened.catalogue.dictionary.codelists)


def _import(opened: OpenedCampaign, correction: Correction, household: Household, by: By) -> Import:
    return Import(
        0, "desk", correction.shows.strip(), "", clock.now(), by.account, opened.id, as_of=correction.as_of,
        village=household.village,
    )  # fmt: skip


def _record(act: str, household: Household, about: Mapping[str, Any], by: By, using: str) -> None:
    record(by=by, act=act, subject=HOUSEHOLD, key=household.key, village=household.village, about=about, using=using)


def _look(household: Household, alike: set[str], by: By, using: str) -> None:
    """Again at the household, and at whoever shares a number with it now or did before (``alike``)."""
    keys = {household.key} | alike | twins([household.key], using=using)
    look_again(keys, whole=False, by=by, using=using)
