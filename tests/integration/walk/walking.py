"""The walk: every address, every method, everybody, every thing; what comes back is read to the last byte."""

import io
import itertools
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from shouxian.server.accounts.models import Account
from shouxian.server.accounts.queries import Standing
from shouxian.server.audit.models import Entry
from shouxian.server.project import urls as urls  # every address registers itself
from shouxian.server.registry.changes import state_of
from shouxian.server.web.doors import DOORS
from shouxian.server.web.policies import ROUTES, Route
from tests.integration.walk.said import SAID, STATE, THING, Said
from tests.integration.walk.world import Planted, World

_KIND = re.compile(r"<(\w+):(\w+)>")
NOBODY = ""
Measure = Literal["whole", "usual", "thin"]


@dataclass(frozen=True)
class Step:
    """One request: who, what, of which things."""

    route: Route
    method: str
    login: str
    things: tuple[Planted, ...]
    told: Mapping[str, object] = field(default_factory=dict)  # the query, or what is sent

    def __str__(self) -> str:
        named = ", ".join(f"{t.value} of {t.owner or '+'.join(t.places)}" for t in self.things)
        return f"{self.login or 'nobody'}: {self.method} {self.route.name} ({named}) {dict(self.told)}"


@dataclass
class Seen:
    """What the walk found. ``reached``: addresses that somebody got; ``acts``: what the log was told, by address."""

    steps: int = 0
    wrong: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    acts: dict[str, set[str]] = field(default_factory=dict)


class Walk:
    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.sessions = {login: _session(account) for login, account in world.accounts.items()}
        self.standings = {login: world.standing(login) for login in world.accounts}
        self.standings[NOBODY] = Standing("", next(iter(self.standings.values())).day, ())
        self.forbidden = {login: self._forbidden(login) for login in self.standings}

    def steps(
        self, measure: Measure = "usual", names: Collection[str] = (), logins: Collection[str] = ()
    ) -> Iterator[Step]:
        """Everybody at every address with every thing it can name. ``usual``: things that lie in the same places are
        alike, and who has no business at an address tries one; ``thin``: one thing of one's own and one of others;
        ``whole``: nothing is left out. ``names``, ``logins``: these only."""
        for route in (route for route in ROUTES.values() if not names or route.name in names):
            kinds = [kind for kind, _ in _KIND.findall(route.pattern)]
            things = list(itertools.product(*(self.world.things[kind] for kind in kinds)))
            said = SAID.get(route.name, Said())
            for login in logins or self.standings:
                tried = self._tried(login, route, things, measure)
                for method, told in (("GET", said.queries), ("POST", said.posts)):
                    taken = method in route.methods
                    if taken or measure == "whole":
                        told = told if taken else told[:1]
                        yield from (Step(route, method, login, *step) for step in itertools.product(tried, told))
            for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
                yield Step(route, method, "administrator", things[0])

    def _tried(
        self, login: str, route: Route, things: list[tuple[Planted, ...]], measure: Measure
    ) -> list[tuple[Planted, ...]]:
        if measure == "whole":
            return things
        if not self._has_business(login, route):
            return things[:1]
        unlike = list({tuple((t.places, t.owner, t.label) for t in thing): thing for thing in things}.values())
        if measure == "usual" or not any(t.places or t.owner for thing in unlike for t in thing):
            return unlike
        own = [thing for thing in unlike if self._own(login, route, thing)]
        return own[:1] + [thing for thing in unlike if thing not in own][:1]

    def _own(self, login: str, route: Route, things: tuple[Planted, ...]) -> bool:
        return self._expected(Step(route, "GET", login, things)) == set()

    def _has_business(self, login: str, route: Route) -> bool:
        policy = route.policy
        return policy.who == "anyone" or (bool(login) and (not policy.right or self.standings[login].may(policy.right)))

    def take(self, step: Step, seen: Seen) -> None:
        """One request in a transaction that is undone: every step finds the same world."""
        seen.steps += 1
        with transaction.atomic():
            last = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
            response = self._ask(step)
            body = _body(response)
            if response.status_code < 400:
                acts = Entry.objects.filter(id__gt=last).values_list("act", flat=True)
                seen.acts.setdefault(step.route.name, set()).update(acts)
            transaction.set_rollback(True)
        seen.wrong += [f"{step}: {what}" for what in self._wrong(step, response, body)]
        if response.status_code < 400 and not _to_sign_in(response):
            seen.reached.add(step.route.name)

    def _ask(self, step: Step) -> Any:
        self.client.cookies.clear()
        if step.login:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[step.login]
        names = [name for _, name in _KIND.findall(step.route.pattern)]
        path = reverse(step.route.name, kwargs=dict(zip(names, (t.value for t in step.things), strict=True)))
        if step.method == "POST":
            return self.client.post(path, data=_sent(step))
        return self.client.generic(step.method, path, QUERY_STRING=urlencode(step.told))

    def _wrong(self, step: Step, response: Any, body: str) -> Iterator[str]:
        status = response.status_code
        if status >= 500:
            yield f"status {status}"
        typed = str(step.told)  # what somebody asked with is no news to them
        if "Content-Disposition" in response.headers and step.route.name not in DOORS:
            yield "a file left by no door"
        met = [text for text in self.forbidden[step.login] if text in body and text not in typed]
        if met:
            yield f"met {met[:3]}"
        if step.method not in (*step.route.methods, *(("HEAD",) if "GET" in step.route.methods else ())):
            if status != 405:
                yield f"status {status} where the method is not taken"
        elif (expected := self._expected(step)) and status not in expected:
            yield f"status {status}, expected one of {expected}"
        elif status == 302 and expected == {302} and not _to_sign_in(response):
            yield f"went to {response.headers['Location']}"

    def _expected(self, step: Step) -> set[int]:
        """Empty where the address itself decides."""
        policy, held = step.route.policy, self.standings[step.login]
        if policy.who == "anyone":
            return set()
        if step.login in (NOBODY, "closed"):
            return {302}
        if policy.right and not held.may(policy.right):
            return {403}
        for thing in step.things:
            if thing.owner and thing.owner != step.login:
                return {404}
            if policy.right and not all(held.may_in(policy.right, place) for place in thing.places):
                return {404}
        return set()

    def _forbidden(self, login: str) -> list[str]:
        """The canaries somebody may not meet; one's own name is no secret."""
        held = self.standings[login]
        own = self.world.accounts[login].name if login else ""
        return [c.text for c in self.world.canaries if c.text != own and not held.may_in(c.right, c.village)]


def _session(account: Account) -> str:
    made = SessionStore()
    made[SESSION_KEY] = str(account.pk)
    made[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    made[HASH_SESSION_KEY] = Account.objects.get(pk=account.pk).get_session_auth_hash()
    made["second_factor"] = True
    made["seen"] = time()  # used just now: no step has to write that down
    made.create()
    return str(made.session_key)


def _sent(step: Step) -> dict[str, object]:
    """A body: what is a pair is a file, ``THING`` is what the address names and ``STATE`` how that stands now."""
    told = {k: step.things[0].value if v == THING else v for k, v in step.told.items()}
    told = {k: state_of(str(step.things[0].value)) if v == STATE else v for k, v in told.items()}
    return {k: SimpleUploadedFile(*v) if isinstance(v, tuple) else v for k, v in told.items()}


def _to_sign_in(response: Any) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")


def _body(response: Any) -> str:
    """Headers and content as one text; what is packed in an archive is unpacked."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    parts = [str(dict(response.headers)).encode(), content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(parts).decode("utf-8", errors="replace")
