"""Which functions ask for an area filter, and what happens when one of them does not get it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q

from shouxian.server.audit import queries as audit
from shouxian.server.registry import queries as registry

FILTERS = (audit.inside, registry.inside)
EVERYTHING = Q(pk__isnull=False)  # also where what lies outside is left out


class Asking:
    """``seen``: function that asks → addresses where it did. ``address``: the one under way."""

    def __init__(self) -> None:
        self.seen: dict[str, set[str]] = {}
        self.address = ""

    @contextmanager
    def watched(self) -> Iterator[None]:
        def watch(real: Callable[..., Q], caller: str, *given: Any, **named: Any) -> Q:
            self.seen.setdefault(caller, set()).add(self.address)
            return real(*given, **named)

        with _instead(watch):
            yield

    @contextmanager
    def without(self, blind: str) -> Iterator[None]:
        def drop(real: Callable[..., Q], caller: str, *given: Any, **named: Any) -> Q:
            return EVERYTHING if caller == blind else real(*given, **named)

        with _instead(drop):
            yield


@contextmanager
def _instead(other: Callable[..., Q]) -> Iterator[None]:
    """Put ``other`` where any module of the server knows a filter by its name."""
    kept = [
        (module, name, real)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("shouxian.server")
        for name, real in vars(module).items()
        if any(real is one for one in FILTERS)
    ]
    for module, name, real in kept:
        setattr(module, name, _standing_in(real, other))
    try:
        yield
    finally:
        for module, name, real in kept:
            setattr(module, name, real)


def _standing_in(real: Callable[..., Q], other: Callable[..., Q]) -> Callable[..., Q]:
    def asked(*given: Any, **named: Any) -> Q:
        frame = sys._getframe(1)
        return other(real, f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}", *given, **named)

    return asked
