"""The last day of a limit: days or working days from an event, by the official calendar."""

from datetime import date, timedelta

from shouxian.core.kernel.calendar import add_working_days
from shouxian.core.packs.models.campaign import Limit


def last_day(limit: Limit, begins: date) -> date:
    """The last day on which the limit is kept when its event was on ``begins``."""
    if limit.unit == "working_days":
        return add_working_days(begins, limit.days).day
    return begins + timedelta(days=limit.days)
