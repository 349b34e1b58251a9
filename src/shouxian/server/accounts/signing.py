"""Signing in and out, changing a password: each an entry of the log. Knows no web; sessions are the desk's."""

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from shouxian.core.kernel import clock
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.server.accounts import guesses
from shouxian.server.accounts.models import Account
from shouxian.server.accounts.passwords import one_time
from shouxian.server.audit.actions import By, record


def account_of(
    *, login: str, password: str, device: str = "", address: str = "", using: str = "default"
) -> Account | None:
    """The open account with this login and password; None for anything else, told and timed alike. ``device``: where
    the person has signed in before, else ""; ``address``: where from. Raises ``ShouxianError`` SIGN_IN_LATER after too
    many guesses."""
    office = guesses.bucket("address", address) if address and not device else ""
    bucket = guesses.bucket("password", login, device)
    if office and not guesses.take(bucket=office, most=guesses.MOST_FROM_ONE, using=using):
        raise _later()
    if not guesses.take(bucket=bucket, using=using):
        guesses.give_back(bucket=office, using=using)
        raise _later()
    account = Account.objects.using(using).filter(login=login, closed_at=None).first()
    if account is None:
        make_password(password)  # as long as checking takes
    elif check_password(password, account.password):
        guesses.forget(bucket=bucket, using=using)
        guesses.give_back(bucket=office, using=using)
        return account
    failed(login=account.login if account else "", how="password", using=using)
    if office and guesses.spent(bucket=office, most=guesses.MOST_FROM_ONE, using=using):
        with transaction.atomic(using=using):
            record(by=By(""), act="sign_in.held_back", about={"address": address}, using=using)
    return None


def confirm(*, account: Account, password: str, using: str = "default") -> None:
    """The person, signed in, shows once more who they are. Raises ``ShouxianError`` PASSWORD_OLD where it is wrong,
    SIGN_IN_LATER after too many guesses."""
    bucket = guesses.bucket("password", account.login, "changing")
    if not guesses.take(bucket=bucket, using=using):
        raise _later()
    if not check_password(password, account.password):
        raise ShouxianError(fault("PASSWORD_OLD"))
    guesses.forget(bucket=bucket, using=using)


def _later() -> ShouxianError:
    return ShouxianError(fault("SIGN_IN_LATER", minutes=int(guesses.QUIET.total_seconds() // 60)))


def failed(*, login: str, how: str, using: str = "default") -> None:
    """``login``: "" for one that nobody has; what was typed is not kept, it may be a password."""
    with transaction.atomic(using=using):
        record(by=By(login), act="sign_in.failed", about={"how": how}, using=using)


def signed_in(*, by: By, second_factor: bool, using: str = "default") -> None:
    with transaction.atomic(using=using):
        record(by=by, act="sign_in", about={"second_factor": second_factor}, using=using)


def signed_out(*, by: By, using: str = "default") -> None:
    with transaction.atomic(using=using):
        record(by=by, act="sign_out", using=using)


def change_password(*, account: Account, old: str, new: str, by: By, using: str = "default") -> None:
    """Raises ``ShouxianError`` PASSWORD_OLD where the old one is wrong, PASSWORD_SAME where it stays what it was,
    SIGN_IN_LATER after too many guesses; ``ValidationError`` for a new one that breaks the rules."""
    confirm(account=account, password=old, using=using)
    if old == new:
        raise ShouxianError(fault("PASSWORD_SAME"))
    validate_password(new, account)
    with transaction.atomic(using=using):
        account.password = make_password(new)
        account.must_change_password = False
        account.password_changed_at = clock.now()
        account.save(update_fields=("password", "must_change_password", "password_changed_at"), using=using)
        record(by=by, act="password.changed", about={"login": account.login}, using=using)


def reset_password(*, account: Account, by: By, using: str = "default") -> str:
    """A password for one sign-in, given back once and kept nowhere; every session of the account ends."""
    made = one_time()
    with transaction.atomic(using=using):
        account.password = make_password(made)
        account.must_change_password = True
        account.save(update_fields=("password", "must_change_password"), using=using)
        record(by=by, act="password.reset", about={"login": account.login}, using=using)
    return made


def password_is_old(account: Account) -> bool:
    """Whether the security profile wants another one by now."""
    since = account.password_changed_at
    return bool(settings.PASSWORD_DAYS and since and (clock.now() - since).days >= settings.PASSWORD_DAYS)
