"""Progress of a campaign in lines: coverages by job and village, deliverables, the burden of visits."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from shouxian.core.campaigns.coverage import Coverages
from shouxian.core.campaigns.deliveries import deliveries
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.visits import Visit
from shouxian.core.dataset.store import Store
from shouxian.core.outputs.progress import BurdenLine, CoverageLine, DeliveryLine
from shouxian.core.packs.models.dates import Date

_STATES = {"delivered": "已报送", "late": "迟报", "overdue": "逾期未报", "due": "未到期"}


def coverage_lines(coverages: Coverages, villages: Iterable[str]) -> list[CoverageLine]:
    """Job by job and coverage by coverage, the villages where it reaches anything."""
    listed = list(villages)
    lines = []
    for covered in coverages.covered:
        places, done = coverages.places[covered.coverage.subject], coverages.done(covered)
        for village in listed:
            mine = {key for key in covered.keys if places[key] == village}
            if mine:
                waits = not coverages.is_open(covered, village)
                coverage = covered.coverage
                lines.append(
                    CoverageLine(
                        covered.job.zh, coverage.zh, coverage.clause, village, len(mine), len(mine & done), waits
                    )
                )
    return lines


def delivery_lines(opened: OpenedCampaign, store: Store, villages: Iterable[str], today: date) -> list[DeliveryLine]:
    """Every deliverable of these villages, their towns and the whole, in words."""
    posts = {post.code: post.zh for post in opened.pack.campaign.posts}
    whole = opened.regions.at(opened.pack.campaign.place)
    lines = []
    for item in deliveries(opened, store, villages, today):
        region = opened.regions.at(item.place) if item.place else whole
        due = _written(item.due) if item.due else ""
        on = item.on.isoformat() if item.on else ""
        name, to = item.deliverable.zh, item.deliverable.to
        place = region.short if region else item.place
        lines.append(DeliveryLine(name, place, posts[item.deliverable.by], to, due, on, _STATES[item.state]))
    return lines


def _written(due: Date) -> str:
    return f"{due.value.isoformat()} {due.hour}".strip() if due.hour else due.value.isoformat()


def burden_lines(visits: Iterable[Visit], villages: Iterable[str]) -> list[BurdenLine]:
    """Visits added up by village and household type."""
    wanted = list(villages)
    grouped: defaultdict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in visits:
        grouped[(visit.village, visit.type)].append(visit)
    return [
        BurdenLine(
            village, cell, len(found), sum(len(v.jobs) for v in found), sum(v.cells for v in found),
            sum(v.once for v in found), sum(v.known for v in found),
        )
        for (village, cell), found in sorted(grouped.items())
        if village in wanted
    ]  # fmt: skip
