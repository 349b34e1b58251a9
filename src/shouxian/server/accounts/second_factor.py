"""The second factor: six digits that a phone shows for half a minute (TOTP, RFC 6238), and ten codes on paper.

No secret stands in the database: it follows from a random salt and a key of the place.
"""

import hmac as compare
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts import guesses, signing
from shouxian.server.accounts.models import Account, RecoveryCode, SecondFactor
from shouxian.server.audit.actions import By, record
from shouxian.server.audit.keys import key_for

STEP, DRIFT = 30, 1  # seconds a code is shown for; steps a phone's clock may be off, each way
CODES, SALT, SECRET = 10, 16, 20
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def has(account: Account, *, using: str = "default") -> bool:
    return SecondFactor.objects.using(using).filter(account=account).exists()


def new_salt() -> bytes:
    return secrets.token_bytes(SALT)


def totp(salt: bytes) -> TOTP:
    return TOTP(_mac(b"totp" + salt)[:SECRET], 6, hashes.SHA1(), STEP)  # noqa: S303  # what every phone's app speaks


def address(account: Account, salt: bytes) -> str:
    """What a phone's app reads from a picture."""
    return totp(salt).get_provisioning_uri(account.login, "守线 Shouxian")


def set_up(*, account: Account, salt: bytes, code: str, by: By, using: str = "default") -> list[str]:
    """Keep the factor once the phone has shown that it works; gives the codes for paper, kept nowhere in clear.
    Raises ``ShouxianError`` FACTOR_CODE for a wrong code, FACTOR_SET where there is one already."""
    step = _step_of(totp(salt), code, after=0)
    if step is None:
        raise ShouxianError(fault("FACTOR_CODE"))
    with transaction.atomic(using=using):
        if has(account, using=using):
            raise ShouxianError(fault("FACTOR_SET"))
        made = SecondFactor(account=account, salt=salt, set_at=clock.now(), last_step=step)
        made.save(force_insert=True, using=using)
        codes = _new_codes(account, using)
        record(by=by, act="second_factor.set", about={"login": account.login}, using=using)
    return codes


def fresh_codes(*, account: Account, password: str, by: By, using: str = "default") -> list[str]:
    """Other codes for paper, by the person themselves; those until now are void. Raises ``ShouxianError`` PASSWORD_OLD,
    SIGN_IN_LATER, FACTOR_NONE where no second factor is set up."""
    signing.confirm(account=account, password=password, using=using)
    if not has(account, using=using):
        raise ShouxianError(fault("FACTOR_NONE"))
    with transaction.atomic(using=using):
        RecoveryCode.objects.using(using).filter(account=account).delete()
        codes = _new_codes(account, using)
        record(by=by, act="second_factor.codes_renewed", about={"login": account.login}, using=using)
    return codes


def codes_left(account: Account, *, using: str = "default") -> int:
    """How many codes on paper are still good."""
    return RecoveryCode.objects.using(using).filter(account=account, used_at=None).count()


def passes(*, account: Account, code: str, using: str = "default") -> bool:
    """Whether a code is good, each once. Raises ``ShouxianError`` SIGN_IN_LATER after too many guesses."""
    bucket = guesses.bucket("code", account.login)
    if not guesses.take(bucket=bucket, using=using):
        raise ShouxianError(fault("SIGN_IN_LATER", minutes=int(guesses.QUIET.total_seconds() // 60)))
    typed = "".join(code.split()).replace("-", "").upper()
    good = _passes_phone(account, typed, using) or _passes_paper(account, typed, using)
    if good:
        guesses.forget(bucket=bucket, using=using)
    return good


def remove(*, account: Account, by: By, using: str = "default") -> None:
    """For a lost phone and lost paper: the person sets up another at the next sign-in."""
    with transaction.atomic(using=using):
        RecoveryCode.objects.using(using).filter(account=account).delete()
        SecondFactor.objects.using(using).filter(account=account).delete()
        record(by=by, act="second_factor.removed", about={"login": account.login}, using=using)


def _new_codes(account: Account, using: str) -> list[str]:
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(CODES)]
    kept = [RecoveryCode(account=account, mark=_mac(code.encode())) for code in codes]
    RecoveryCode.objects.using(using).bulk_create(kept)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _passes_phone(account: Account, typed: str, using: str) -> bool:
    factor = SecondFactor.objects.using(using).filter(account=account).first()
    if factor is None:
        return False
    step = _step_of(totp(bytes(factor.salt)), typed, after=factor.last_step)
    if step is None:
        return False
    fresh = SecondFactor.objects.using(using).filter(pk=factor.pk, last_step__lt=step)
    return bool(fresh.update(last_step=step))  # two at once: one wins


def _passes_paper(account: Account, typed: str, using: str) -> bool:
    unused = RecoveryCode.objects.using(using).filter(account=account, used_at=None, mark=_mac(typed.encode()))
    return bool(unused.update(used_at=clock.now()))


def _step_of(totp: TOTP, typed: str, *, after: int) -> int | None:
    """The half minute, later than ``after``, whose code this is."""
    now = int(clock.now().timestamp()) // STEP
    for step in range(max(now - DRIFT, after + 1), now + DRIFT + 1):
        if compare.compare_digest(totp.generate(step * STEP), typed.encode()):
            return step
    return None


def _mac(text: bytes) -> bytes:
    made = HMAC(key_for("second_factor"), hashes.SM3())
    made.update(text)
    return made.finalize()
