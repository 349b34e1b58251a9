"""The one secret of a place: from the environment, else from a file only its owner may read, made at the first start.

It stands in no database: whoever steals one cannot read ids and phones in it, nor change its log unseen.
"""

import os
import secrets
from pathlib import Path

from shouxian.core.kernel.faults import ShouxianError, Where, fault

FILE, LEAST, LEAST_DIFFERENT = "secret", 32, 12
_OTHERS = 0o077


def secret_of(data: Path) -> str:
    """Raises ``ShouxianError`` SERVE_SECRET for a weak one, SERVE_SECRET_OPEN for a file that others may read."""
    given = os.environ.get("SHOUXIAN_SECRET", "")
    file = data / FILE
    if not given and not file.exists():
        _make(file)
    if not given and os.name == "posix" and file.stat().st_mode & _OTHERS:
        raise ShouxianError(fault("SERVE_SECRET_OPEN", Where(str(file))))
    told = given or file.read_text("ascii").strip()
    if len(told) < LEAST or len(set(told)) < LEAST_DIFFERENT:
        raise ShouxianError(fault("SERVE_SECRET", Where("" if given else str(file)), least=LEAST))
    return told


def _make(file: Path) -> None:
    """Never half written, never open for a moment."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(48) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
