"""What the place where everything is stored says when it cannot: full, busy with somebody else, or away."""

import errno
import sqlite3

from django.db import Error, InterfaceError, OperationalError

from shouxian.core.kernel.faults import Fault, fault

_SQLITE = {
    sqlite3.SQLITE_FULL: "STORAGE_FULL",
    sqlite3.SQLITE_BUSY: "STORAGE_BUSY",
    sqlite3.SQLITE_LOCKED: "STORAGE_BUSY",
    sqlite3.SQLITE_CANTOPEN: "STORAGE_AWAY",
    sqlite3.SQLITE_IOERR: "STORAGE_AWAY",
    sqlite3.SQLITE_READONLY: "STORAGE_AWAY",
}
_POSTGRESQL = {
    "53": "STORAGE_FULL",  # insufficient resources; but 53300, too many connections, passes
    "53300": "STORAGE_BUSY",
    "55": "STORAGE_BUSY",  # somebody else holds it
    "40": "STORAGE_BUSY",  # rolled back for somebody else
    "57": "STORAGE_AWAY",  # shut down by its keeper
    "08": "STORAGE_AWAY",  # the connection
}


def trouble(error: BaseException | None) -> Fault | None:
    """What is wrong with the storage, if that is what an error or one behind it tells of; else it is ours."""
    while error is not None:
        code = _told_by(error)
        if code:
            return fault(code)
        error = error.__cause__ or error.__context__
    return None


def _told_by(error: BaseException) -> str | None:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "STORAGE_FULL"
    if not isinstance(error, Error):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get((getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF)  # the rest says more closely how
    state = getattr(cause, "sqlstate", None)
    if state:
        return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    return "STORAGE_AWAY" if isinstance(error, OperationalError | InterfaceError) else None
