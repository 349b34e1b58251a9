"""A notice laid out for its checks: every date with its name and place, every clause it names, lines of its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.packs.catalogue import CampaignPack, Catalogue
from shouxian.core.packs.models.campaign import Campaign, Deliverable, Stage
from shouxian.core.packs.models.dates import Date, in_use
from shouxian.core.packs.source import Path_

Finding = Fault
"""A fault that stops nothing (``blocking`` False): the notice contradicts itself or leaves something open."""


@dataclass(frozen=True)
class DatedThing:
    """Something the notice dates: a start, an end, a due date; ``dates`` are all it says, with their clauses."""

    name_zh: str
    name_en: str
    dates: tuple[Date, ...]
    path: Path_

    @property
    def used(self) -> date:
        return in_use(self.dates).value


@dataclass(frozen=True)
class Notice:
    """What every check looks at. ``villages`` are codes of all villages the campaign covers; empty if not known."""

    catalogue: Catalogue
    pack: CampaignPack
    villages: tuple[str, ...] = ()

    @property
    def campaign(self) -> Campaign:
        return self.pack.campaign

    def where(self, path: Path_ = ()) -> Where:
        return self.pack.sources["campaign"].where(path)

    def finding(self, code: str, path: Path_, **params: object) -> Finding:
        return fault(code, self.where(path), blocking=False, **params)

    @property
    def start(self) -> date:
        """The earliest day the notice gives for its beginning."""
        return min(d.value for d in self.campaign.starts)

    @property
    def end(self) -> date:
        """The latest day the notice gives for its end."""
        return max(d.value for d in self.campaign.ends)

    def stages(self) -> Iterator[tuple[Stage, Path_]]:
        for number, job in enumerate(self.campaign.jobs):
            for position, stage in enumerate(job.stages):
                yield stage, ("jobs", number, "stages", position)

    def stage(self, name: str) -> Stage | None:
        return next((stage for stage, _ in self.stages() if stage.id == name), None)

    def deliverables(self) -> Iterator[tuple[Deliverable, Path_]]:
        for number, deliverable in enumerate(self.campaign.deliverables):
            yield deliverable, ("deliverables", number)

    def dated(self) -> Iterator[DatedThing]:
        """Stages, deliverables and buckets of problems, each start, end and due date that is stated."""
        for stage, path in self.stages():
            if stage.start:
                yield DatedThing(f"{stage.zh}开始", f"{stage.en}, start", stage.start, (*path, "start"))
            yield DatedThing(f"{stage.zh}结束", f"{stage.en}, end", stage.end, (*path, "end"))
        for deliverable, path in self.deliverables():
            if deliverable.due:
                yield DatedThing(f"{deliverable.zh}上报", f"{deliverable.en}, due", deliverable.due, (*path, "due"))
        for number, bucket in enumerate(self.campaign.buckets):
            if bucket.due:
                at: Path_ = ("buckets", number, "due")
                yield DatedThing(f"问题整改时限“{bucket.zh}”", f"deadline of problems: {bucket.en}", bucket.due, at)
