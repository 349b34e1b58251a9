"""Checks of a notice's dates: two for one thing, outside the campaign, over too soon, summed up too soon, too tight."""

from collections.abc import Iterator
from datetime import date, timedelta

from shouxian.core.kernel.calendar import Deadline, add_working_days
from shouxian.core.packs.checks.notice import DatedThing, Finding, Notice
from shouxian.core.packs.models.campaign import Limit
from shouxian.core.packs.models.dates import in_use


def two_dates(notice: Notice) -> Iterator[Finding]:
    """One thing with two dates; the same pair of dates is told once."""
    campaign = notice.campaign
    things = (
        DatedThing("整个工作开始", "the campaign, start", campaign.starts, ("starts",)),
        DatedThing("整个工作结束", "the campaign, end", campaign.ends, ("ends",)),
        DatedThing("基准日", "the reference date", campaign.reference_date, ("reference_date",)),
        *notice.dated(),
    )
    told: set[frozenset[date]] = set()
    for thing in things:
        values = frozenset(d.value for d in thing.dates)
        if len(values) < 2 or values in told:
            continue
        told.add(values)
        dates = "、".join(f"{d.value}({d.clause})" for d in thing.dates)
        yield notice.finding(
            "CHECK_TWO_DATES", thing.path, name=thing.name_zh, name_en=thing.name_en, dates=dates, used=thing.used
        )


def outside_the_campaign(notice: Notice) -> Iterator[Finding]:
    for thing in notice.dated():
        for stated in thing.dates:
            if not notice.start <= stated.value <= notice.end:
                yield notice.finding(
                    "CHECK_OUTSIDE", thing.path, name=thing.name_zh, name_en=thing.name_en,
                    date=stated.value, start=notice.start, end=notice.end,
                )  # fmt: skip


def over_before_the_issue(notice: Notice) -> Iterator[Finding]:
    issued = notice.campaign.issued
    for stage, path in notice.stages():
        end = in_use(stage.end).value
        if end < issued:
            yield notice.finding("CHECK_BEFORE_ISSUE", path, name=stage.zh, name_en=stage.en, end=end, issued=issued)


def begins_before_the_issue(notice: Notice) -> Iterator[Finding]:
    """Any start before the issue; the campaign's own start is told only where no stage has that date."""
    campaign = notice.campaign
    told: set[date] = set()
    for stage, path in notice.stages():
        for start in stage.start:
            if start.value < campaign.issued and in_use(stage.end).value >= campaign.issued:
                told.add(start.value)
                yield notice.finding(
                    "CHECK_STARTS_BEFORE_ISSUE", (*path, "start"), name=stage.zh, name_en=stage.en,
                    start=start.value, issued=campaign.issued,
                )  # fmt: skip
    over = any(in_use(stage.end).value < campaign.issued for stage, _ in notice.stages())  # told as over already
    for start in campaign.starts:
        if start.value < campaign.issued and start.value not in told and not over:
            yield notice.finding(
                "CHECK_STARTS_BEFORE_ISSUE", ("starts",), name=campaign.name.zh, name_en=campaign.name.en,
                start=start.value, issued=campaign.issued,
            )  # fmt: skip


def out_of_order(notice: Notice) -> Iterator[Finding]:
    """A stage that begins on or before the last day of the one it follows, or ends before it."""
    for stage, path in notice.stages():
        for name in stage.after:
            earlier = notice.stage(name)
            if earlier is None:
                continue
            end, start = in_use(earlier.end).value, in_use(stage.start).value if stage.start else None
            own_end = in_use(stage.end).value
            if (start is not None and start <= end) or own_end < end:
                yield notice.finding(
                    "CHECK_STAGE_ORDER", path, first=earlier.zh, first_en=earlier.en, end=end,
                    second=stage.zh, second_en=stage.en, start=start if start is not None else own_end,
                )  # fmt: skip


def summed_up_early(notice: Notice) -> Iterator[Finding]:
    for deliverable, path in notice.deliverables():
        for name in deliverable.sums_up:
            stage = notice.stage(name)
            if stage is None:
                continue
            end = in_use(stage.end).value
            for due in deliverable.due:
                if due.value < end:
                    yield notice.finding(
                        "CHECK_SUMMARY_EARLY", (*path, "due"), name=deliverable.zh, name_en=deliverable.en,
                        due=due.value, stage=stage.zh, stage_en=stage.en, end=end,
                    )  # fmt: skip


def limits_that_cannot_fit(notice: Notice) -> Iterator[Finding]:
    for number, limit in enumerate(notice.campaign.limits):
        begins, event_zh, event_en = _event(notice, limit, set())
        if begins is None:
            continue
        until = _after(begins, limit)
        stage = notice.stage(limit.within_stage or "")
        end = in_use(stage.end).value if stage else notice.end
        if until.day > end:
            yield notice.finding(
                "CHECK_LIMIT", ("limits", number), event=event_zh, event_en=event_en, start=begins, days=limit.days,
                unit_zh="个工作日" if limit.unit == "working_days" else "天",
                unit_en="working days" if limit.unit == "working_days" else "days",
                until=until.day, stage=stage.zh if stage else notice.campaign.name.zh,
                stage_en=stage.en if stage else notice.campaign.name.en, end=end,
                provisional_zh="(该年节假日安排未公布,暂按周一至周五计)" if until.provisional else "",
                provisional_en=" (holidays of that year are not published, counted Monday to Friday)"
                if until.provisional else "",
            )  # fmt: skip


def _event(notice: Notice, limit: Limit, seen: set[str]) -> tuple[date | None, str, str]:
    """The day a limit counts from at the latest, and the names of its event."""
    stage = notice.stage(limit.event)
    if stage is not None:
        return in_use(stage.end).value, stage.zh, stage.en
    earlier = next((other for other in notice.campaign.limits if other.id == limit.event), None)
    if earlier is None or earlier.id in seen:
        return None, limit.event, limit.event
    begins, _, _ = _event(notice, earlier, seen | {limit.id})
    return (None if begins is None else _after(begins, earlier).day), earlier.zh, earlier.en


def _after(begins: date, limit: Limit) -> Deadline:
    if limit.unit == "working_days":
        return add_working_days(begins, limit.days)
    return Deadline(begins + timedelta(days=limit.days), False)
