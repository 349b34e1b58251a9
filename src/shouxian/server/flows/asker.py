"""Whoever asked for a job, and where they may still act when it is carried out."""

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import standing
from shouxian.server.accounts.roles import Right
from shouxian.server.jobs.worker import Running


def places_of_asker(running: Running, right: Right) -> tuple[str, ...]:
    """Prefixes of the places where they have the right today; raises ``ShouxianError`` RECEIVED_RIGHT for nowhere."""
    account = Account.objects.using(running.using).filter(login=running.job.by).first()
    found = standing(account, clock.today(), using=running.using).where(right) if account else ()
    if not found:
        raise ShouxianError(fault("RECEIVED_RIGHT", account=running.job.by))
    return found
