"""A small visited town at the desk: brought over from its workspace, screened, with people in posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shouxian.server.accounts.actions import open_account, post
from shouxian.server.audit.actions import By
from shouxian.server.flows.bringing_over import bring_over
from shouxian.server.flows.handlers import HANDLERS
from shouxian.server.flows.looking_again import ask_screening
from shouxian.server.jobs.models import Job
from shouxian.server.jobs.worker import work_once
from shouxian.server.registry.actions import Handed, hand_in
from shouxian.server.registry.models import Received
from tests.unit.two_villages import Town

OFFICE = By("county", "county_office")
SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Desk:
    """A town at the desk of a database."""

    town: Town
    using: str

    @property
    def place(self) -> str:
        return self.town.opened.pack.campaign.place

    @property
    def villages(self) -> tuple[str, str]:
        one, two = (village.code for village in self.town.villages)
        return one, two

    def somebody(self, login: str, role: str, codes: Sequence[str], until: date | None = None) -> By:
        account = open_account(login=login, name="示例人员", password="一句很长的口令", by=OFFICE, using=self.using)
        post(account=account, role=role, codes=codes, since=SINCE, until=until, by=OFFICE, using=self.using)
        return By(login, role)

    def work(self) -> list[Job]:
        """Every job that waits, carried out."""
        done = []
        while (job := work_once(HANDLERS, using=self.using)) is not None:
            done.append(job)
        return done

    def hand_in(self, path: Path, by: By, *, kind: str = "return", layout: str = "", places: Sequence[str] = ()) -> int:
        handed = Handed(self.town.opened.id, kind, path.name, path.read_bytes(), layout, as_of=date(2022, 3, 1))
        return hand_in(handed=handed, places=places or (self.place,), by=by, using=self.using).pk

    def received(self, number: int) -> Received:
        return Received.objects.using(self.using).get(pk=number)


def brought(town: Town, using: str, *, screened: bool = True) -> Desk:
    desk = Desk(town, using)
    bring_over(workspace=town.folder / "work", by=OFFICE, using=using)
    if screened:
        ask_screening(campaign=town.opened.id, by=OFFICE, using=using)
        states = [job.state for job in desk.work()]
        assert states == ["done"], [job.fault for job in Job.objects.using(using).all()]
    return desk
