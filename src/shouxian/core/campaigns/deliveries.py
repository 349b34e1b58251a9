"""What each village has to hand up and when: due, delivered, late.

A deliverable of sheets counts as delivered when all of them came back from the village, for it and not for an earlier
one of the same sheets (the ledger of May is not the closed ledger of July); a plan, a sign-in list or a
summary is recorded by whoever took it in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.side_files import read_side_file, write_side_file
from shouxian.core.dataset.roles import TOWN_DIGITS
from shouxian.core.dataset.store import Store
from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.models.campaign import Deliverable
from shouxian.core.packs.models.dates import Date, in_use

FILE = "deliveries.json"
State = Literal["delivered", "late", "overdue", "due"]


@dataclass(frozen=True)
class Delivered:
    """Something taken in: what, of which place, on which day, and by whom it was recorded."""

    deliverable: str
    place: str  # code of the village or town, "" for the whole campaign
    on: str
    by: str
    at: str
    note: str = ""


@dataclass(frozen=True)
class Delivery:
    """One deliverable of one place as it stands on a day. ``on``: when it came in, None while it has not."""

    deliverable: Deliverable
    place: str
    due: Date | None
    on: date | None
    state: State


def record_delivery(
    opened: OpenedCampaign, store: Store, name: str, place: str, *, on: date, by: str, note: str = ""
) -> Delivered:
    """Keep that something was handed in. Raises ``ShouxianError`` CAMPAIGN_DELIVERABLE for one the notice has not,
    or a place it is not due from."""
    wanted = {deliverable.id: deliverable for deliverable in opened.pack.campaign.deliverables}
    if name not in wanted or place not in _places(opened, wanted[name]):
        raise ShouxianError(fault("CAMPAIGN_DELIVERABLE", name=name, place=place or "—", known="、".join(wanted)))
    made = Delivered(name, place, on.isoformat(), by, clock.now().isoformat(), note)
    kept = [entry for entry in recorded(store) if (entry.deliverable, entry.place) != (name, place)]
    write_side_file(store, FILE, [asdict(entry) for entry in (*kept, made)])
    return made


def recorded(store: Store) -> list[Delivered]:
    return [Delivered(**entry) for entry in read_side_file(store, FILE) or ()]


def deliveries(opened: OpenedCampaign, store: Store, villages: Iterable[str], today: date) -> list[Delivery]:
    """Every deliverable of every place among ``villages`` (and their towns and the whole), in the order due."""
    taken = {(entry.deliverable, entry.place): date.fromisoformat(entry.on) for entry in recorded(store)}
    returned = _returned(opened, store)
    inside = {*villages, *(code[:TOWN_DIGITS] for code in villages), ""}
    found = []
    for deliverable in opened.pack.campaign.deliverables:
        due = in_use(deliverable.due) if deliverable.due else None
        for place in _places(opened, deliverable):
            if place in inside:
                on = taken.get((deliverable.id, place)) or _by_sheets(opened, deliverable, place, returned)
                found.append(Delivery(deliverable, place, due, on, _state(due, on, today)))
    return sorted(found, key=lambda d: (d.due.value if d.due else date.max, d.place, d.deliverable.id))


def _places(opened: OpenedCampaign, deliverable: Deliverable) -> list[str]:
    codes = [village.code for village in opened.villages]
    if deliverable.level == "village":
        return codes
    return sorted({code[:TOWN_DIGITS] for code in codes}) if deliverable.level == "town" else [""]


def _returned(opened: OpenedCampaign, store: Store) -> Mapping[tuple[str, str], list[date]]:
    """(sheet, village) → the days on which returns of this campaign told of it; a store may hold several campaigns'."""
    days: defaultdict[tuple[str, str], list[date]] = defaultdict(list)
    for record in store.imports():
        if record.kind == "return" and record.retracted is None and record.campaign == opened.id:
            for sheet in record.sheet.split(","):
                days[sheet, record.village].append(clock.day_of(record.at))
    return days


def _by_sheets(
    opened: OpenedCampaign, deliverable: Deliverable, place: str, returned: Mapping[tuple[str, str], list[date]]
) -> date | None:
    """The day the last of its sheets first came back for it; sheets that a run writes (tables) do not come back."""
    asked = [name for name in deliverable.sheets if opened.pack.sheets[name].kind != "table"]
    told = [_first(opened, deliverable, name, returned.get((name, place), [])) for name in asked]
    known = [day for day in told if day is not None]
    return max(known) if asked and len(known) == len(asked) else None


def _first(opened: OpenedCampaign, deliverable: Deliverable, sheet: str, days: list[date]) -> date | None:
    """The first of the days on which a sheet came back that is not spoken for by a deliverable due earlier."""
    own = _due(deliverable)
    others = [d for d in opened.pack.campaign.deliverables if sheet in d.sheets and _due(d) < own]
    begin = date.min
    if others:
        earlier = max(others, key=_due)
        begin = max(_due(earlier), _first(opened, earlier, sheet, days) or date.max)
    return min((day for day in days if day > begin), default=None)


def _due(deliverable: Deliverable) -> date:
    return in_use(deliverable.due).value if deliverable.due else date.max


def _state(due: Date | None, on: date | None, today: date) -> State:
    if on is not None:
        return "late" if due is not None and on > due.value else "delivered"
    return "overdue" if due is not None and today > due.value else "due"
