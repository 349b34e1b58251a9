"""What every page needs besides its own: who is signed in, their navigation, the language, the version of styles."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from shouxian.server.web.language import lang_of
from shouxian.server.web.policies import menu_of
from shouxian.server.web.sight import look

STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=1)
def asset_version() -> str:
    """Changes with the styles and scripts, so that no browser keeps old ones after an upgrade."""
    made = hashlib.sha256()
    for file in sorted((STATIC / "desk").glob("*.*")):
        made.update(file.read_bytes())
    return made.hexdigest()[:12]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. A page of errors has no sight yet: it is made here, where a session can be read at all."""
    sight = getattr(request, "sight", None)
    if sight is None and hasattr(request, "user") and hasattr(request, "session"):
        sight = look(request, lang_of(request))
    resolved = request.resolver_match
    route = getattr(resolved.func, "route", None) if resolved else None
    return {
        "sight": sight,
        "menu": menu_of(sight) if sight and sight.account else [],
        "here": resolved.url_name if resolved else "",
        "again": request.get_full_path() if route and "GET" in route.methods else "/",  # where a switch comes back to
        "lang": lang_of(request),
        "version": asset_version(),
    }
