"""The only place that asks what time it is, so that a run can be repeated and a test can stand in another year."""

import os
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def now() -> datetime:
    """The present moment in China; ``SHOUXIAN_NOW`` (ISO 8601) overrides it for demos and tests."""
    fixed = os.environ.get("SHOUXIAN_NOW")
    if fixed:
        moment = datetime.fromisoformat(fixed)
        return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return datetime.now(CHINA)


def today() -> date:
    return now().date()
