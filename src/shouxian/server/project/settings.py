"""Settings of the server. What a place decides stands in the environment; everything else is here, once.

``SHOUXIAN_DATA``: the folder of the database and of files. ``SHOUXIAN_DATABASE``: ``postgresql://user@host/name``, else
SQLite in that folder. ``SHOUXIAN_SECRET``: a long random text; a demo and tests make their own.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

DATA = Path(os.environ.get("SHOUXIAN_DATA", "shouxian-data"))
SECRET_KEY = os.environ.get("SHOUXIAN_SECRET", "")
DEBUG = False
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",  # hashing and sessions of accounts; its own users and groups are not used
    "shouxian.server.audit",
    "shouxian.server.jobs",
    "shouxian.server.accounts",
    "shouxian.server.registry",
]
AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def sqlite(folder: Path) -> dict[str, object]:
    """An acknowledged record is on the disk: WAL with ``synchronous`` FULL, never NORMAL."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "shouxian.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(address: str) -> dict[str, object]:
    """``postgresql://user:password@host:port/name``, or ``…/name?host=/folder/of/the/socket``."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.get("host") or unquote(parts.hostname or ""),
        "PORT": parts.port or "",
    }


_ADDRESS = os.environ.get("SHOUXIAN_DATABASE", "")
DATABASES = {"default": postgresql(_ADDRESS) if _ADDRESS else sqlite(DATA)}
