"""The only place that asks what time it is, so that a run can be repeated and a test can stand in another year."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def now() -> datetime:
    """The present moment in China; ``SHOUXIAN_NOW`` (ISO 8601) overrides it for demos and tests."""
    fixed = os.environ.get("SHOUXIAN_NOW")
    if fixed:
        moment = datetime.fromisoformat(fixed)
        return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return datetime.now(CHINA)


@contextmanager
def standing_on(day: date) -> Iterator[None]:
    """Let everything inside happen on a day, at ten in the morning."""
    before = os.environ.get("SHOUXIAN_NOW")
    os.environ["SHOUXIAN_NOW"] = f"{day.isoformat()}T10:00:00+08:00"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SHOUXIAN_NOW"]
        else:
            os.environ["SHOUXIAN_NOW"] = before


def today() -> date:
    return now().date()


def day_of(moment: datetime) -> date:
    """The day in China on which something happened; stores may give a moment back in another zone."""
    return moment.astimezone(CHINA).date()
