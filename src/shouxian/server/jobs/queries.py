"""Looking at jobs. A job belongs to whoever asked for it; nobody else sees it."""

from shouxian.server.jobs.models import Job


def latest_of(account: str, *, most: int = 50, using: str = "default") -> list[Job]:
    """Somebody's jobs, the newest first."""
    return list(Job.objects.using(using).filter(by=account).order_by("-id")[:most])


def one_of(account: str, number: int, *, using: str = "default") -> Job | None:
    return Job.objects.using(using).filter(by=account, pk=number).first()
