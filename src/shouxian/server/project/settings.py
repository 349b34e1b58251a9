"""Settings of the server. What a place decides stands in the environment; everything else is here, once.

``SHOUXIAN_DATA``: the folder of the database and of files. ``SHOUXIAN_DATABASE``: ``postgresql://user@host/name``, else
SQLite in that folder. ``SHOUXIAN_SECRET``: a long random text; a demo and tests make their own.
``SHOUXIAN_HOSTS``: names and addresses by which the desk is called, with commas; this machine's own always.
``SHOUXIAN_EXPORT_ROWS``: rows of a list with numbers in full that one person may take out without another's word.
``SHOUXIAN_HTTPS``: 1 where a proxy in front speaks HTTPS. ``SHOUXIAN_SECURITY``: ``dengbao2`` (default) or ``asvs``.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

DATA = Path(os.environ.get("SHOUXIAN_DATA", "shouxian-data"))
SECRET_KEY = os.environ.get("SHOUXIAN_SECRET", "")
DEBUG = False
_HOSTS = [name.strip() for name in os.environ.get("SHOUXIAN_HOSTS", "").split(",") if name.strip()]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_HOSTS]
HTTPS = os.environ.get("SHOUXIAN_HTTPS") == "1"
SECURITY_PROFILE = os.environ.get("SHOUXIAN_SECURITY", "dengbao2")
DEMO_DOOR = False  # `shouxian serve --demo` opens it: accounts on the sign-in page, no second factor

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
_WEB = Path(__file__).parents[1] / "web"
LOCALE_PATHS = sorted((_WEB / "words").glob("*/"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",  # hashing and sessions of accounts; its own users and groups are not used
    "django.contrib.sessions",
    "django.contrib.messages",
    "shouxian.server.audit",
    "shouxian.server.jobs",
    "shouxian.server.accounts",
    "shouxian.server.registry",
    "shouxian.server.documents",
    "shouxian.server.campaigns",
    "shouxian.server.findings",
    "shouxian.server.reports",
    "shouxian.server.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shouxian.server.web.language.Language",
    "shouxian.server.web.boundary.Boundary",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shouxian.server.web.idle.Idle",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "shouxian.server.project.urls"
WSGI_APPLICATION = "shouxian.server.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "shouxian.server.web.frame.frame",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = _WEB / "static"
WHITENOISE_MAX_AGE = 365 * 24 * 3600  # addresses change with the content
WHITENOISE_ALLOW_ALL_ORIGINS = False

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["shouxian.server.accounts.backend.OpenAccounts"]
PASSWORD_HASHERS = ["shouxian.server.accounts.passwords.Argon2"]
_COMMON = {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"}
_NOT_LOGIN = {"NAME": "shouxian.server.accounts.passwords.NotTheLogin"}
_VALIDATORS = {
    "dengbao2": [
        {"NAME": "shouxian.server.accounts.passwords.LongEnough", "OPTIONS": {"least": 10}},
        {"NAME": "shouxian.server.accounts.passwords.SeveralKinds", "OPTIONS": {"least": 3}},
        _COMMON,
        _NOT_LOGIN,
    ],
    "asvs": [
        {"NAME": "shouxian.server.accounts.passwords.LongEnough", "OPTIONS": {"least": 12}},
        _COMMON,
        _NOT_LOGIN,
    ],
}
AUTH_PASSWORD_VALIDATORS = _VALIDATORS[SECURITY_PROFILE]
_DAYS: dict[str, int | None] = {"dengbao2": 90, "asvs": None}  # 等保 wants a change from time to time, ASVS forbids it
PASSWORD_DAYS = _DAYS[SECURITY_PROFILE]
_ROWS = {"dengbao2": 200, "asvs": 100}
EXPORT_ROWS_ALONE = int(os.environ.get("SHOUXIAN_EXPORT_ROWS", _ROWS[SECURITY_PROFILE]))
EXPORT_PASSWORD_LEAST = {"dengbao2": 10, "asvs": 12}[SECURITY_PROFILE]

IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = IDLE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "shouxian_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True  # htmx sends the token of the page, not of the cookie
CSRF_FAILURE_VIEW = "shouxian.server.web.boundary.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None  # browsers complain of it without HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a page that is not there is no fault of the server
        "django.security": {"level": "CRITICAL"},  # a wrong name in a request is told to who sent it
    },
}


def sqlite(folder: Path) -> dict[str, object]:
    """An acknowledged record is on the disk: WAL with ``synchronous`` FULL, never NORMAL."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "shouxian.sqlite3",
        "CONN_MAX_AGE": None,
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
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


_ADDRESS = os.environ.get("SHOUXIAN_DATABASE", "")
DATABASES = {"default": postgresql(_ADDRESS) if _ADDRESS else sqlite(DATA)}
