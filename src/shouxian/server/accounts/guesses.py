"""No more than ten guesses at an account in a quarter of an hour, however many try, from wherever, at the same time.

Guesses are counted by account and, on a device where the person has signed in before, by that device: whoever keeps
guessing at a clerk's password from elsewhere cannot shut the clerk out. A login that nobody has is counted alike.

Failures are counted by address too, so that nobody tries one password on a thousand accounts. A whole office stands
behind one address: only what fails counts there, a hundred may, and devices known to be somebody's are not asked.
"""

from datetime import timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from django.db import transaction
from django.db.models import F

from shouxian.core.kernel import clock
from shouxian.server.accounts.models import Guesses
from shouxian.server.audit.keys import key_for

MOST = 10
MOST_FROM_ONE = 100  # failures from an address, on devices not known to be the person's
QUIET = timedelta(minutes=15)  # without a guess, after which counting starts anew; so no quarter of an hour sees more


def bucket(kind: str, login: str, device: str = "") -> str:
    """``kind``: "password" or "code", or "address" with one instead of a login; ``device``: "" where it is not known
    to be the person's."""
    made = HMAC(key_for("guesses"), hashes.SM3())
    made.update(f"{kind}\0{login}\0{device}".encode())
    return made.finalize().hex()


def take(*, bucket: str, most: int = MOST, using: str = "default") -> bool:
    """Take one guess, before it is evaluated; False where there is none left."""
    now = clock.now()
    with transaction.atomic(using=using):
        Guesses.objects.using(using).get_or_create(bucket=bucket, defaults={"last": now})
        mine = Guesses.objects.using(using).filter(bucket=bucket)
        if mine.filter(last__lte=now - QUIET).update(last=now, count=1):
            return True
        return bool(mine.filter(count__lt=most).update(last=now, count=F("count") + 1))


def give_back(*, bucket: str, using: str = "default") -> None:
    """One that was taken was none."""
    Guesses.objects.using(using).filter(bucket=bucket, count__gt=0).update(count=F("count") - 1)


def spent(*, bucket: str, most: int, using: str = "default") -> bool:
    """Whether the last one was just taken."""
    return Guesses.objects.using(using).filter(bucket=bucket, count=most).exists()


def forget(*, bucket: str, using: str = "default") -> None:
    """The person was let in: their mistakes no longer count."""
    Guesses.objects.using(using).filter(bucket=bucket).delete()


def sweep(*, using: str = "default") -> None:
    """Drop what no longer counts."""
    Guesses.objects.using(using).filter(last__lte=clock.now() - QUIET).delete()
