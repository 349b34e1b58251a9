"""A session ends when nobody has used it for a while; its life is written at most once a minute, not at each page."""

from collections.abc import Callable
from time import time

from django.http import HttpRequest, HttpResponseBase

SEEN, WRITE_EVERY = "seen", 60  # seconds
POLL = "X-Poll"  # a page that asks by itself says so, and does not count as use


class Idle:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.session
        used = not session.is_empty() and POLL not in request.headers
        if used and time() - float(session.get(SEEN, 0)) > WRITE_EVERY:
            session[SEEN] = time()  # writing renews the session's end
        return self.get_response(request)
