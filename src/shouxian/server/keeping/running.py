"""What runs beside the pages in the same process: the worker of jobs, the sealer of the log, the sweeping of both."""

import logging
import threading
import time
from collections.abc import Callable, Mapping

from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from shouxian.server.accounts import guesses
from shouxian.server.audit.actions import seal
from shouxian.server.jobs.worker import Handler, work
from shouxian.server.keeping.memory import give_back
from shouxian.server.reports import exporting

SEAL_EVERY, SWEEP_EVERY = 1.0, 3600.0  # seconds
_LOG = logging.getLogger("shouxian.keeping")
_SEEN: dict[str, float] = {}


def last_seen(part: str) -> float | None:
    """Seconds since a part ("worker", "sealer") was last at work in this process; None where it never was."""
    seen = _SEEN.get(part)
    return None if seen is None else time.monotonic() - seen


class Beside:
    """The threads beside the pages. A part that fails is begun again, and says so in the server's own log."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._over = threading.Event()
        parts: Mapping[str, Callable[[], None]] = {
            "worker": lambda: work(handlers, self._at_work("worker"), after=give_back),
            "sealer": self._sealing,
        }
        self._threads = [
            threading.Thread(target=self._keep, args=(name, part), name=name, daemon=True)
            for name, part in parts.items()
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, wait: float = 5.0) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(wait)

    def _at_work(self, part: str) -> Callable[[], bool]:
        def over() -> bool:
            _SEEN[part] = time.monotonic()
            return self._over.is_set()

        return over

    def _sealing(self) -> None:
        over, swept = self._at_work("sealer"), 0.0
        while not over():
            seal()
            if time.monotonic() - swept > SWEEP_EVERY or not swept:
                guesses.sweep()
                exporting.forget_expired()
                Session.objects.filter(expire_date__lt=timezone.now()).delete()
                swept = time.monotonic()
            self._over.wait(SEAL_EVERY)

    def _keep(self, name: str, part: Callable[[], None]) -> None:
        while not self._over.is_set():
            try:
                part()
            except Exception as error:  # the last wall of a thread: without it the log would stay unsealed for ever
                _LOG.error("%s stopped (%s); it begins again", name, type(error).__name__)
                self._over.wait(SEAL_EVERY)
            finally:
                connections.close_all()
