"""The one application on the port: a mount per provider, the control door, a front page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from werkzeug import Request, Response

from accounts.providers.door import faults, seen
from accounts.providers.door.clock import Clock
from accounts.providers.door.control import Control
from accounts.providers.door.provider import Arrival, Provider
from accounts.providers.door.store import Store, remembered

FRONT = """Remitdesk's sandboxes: servers written from the providers' documents, with money of their own.

/{mounts}/...   the provider's own paths
/_control/      books, keys, seen, faults, advance, status, reset and more (this machine only)

docs/sandbox.md says what is invented here and how to make things go wrong.
"""


class Door:
    """A WSGI application. Every request is noted, then suffers a planned fault or is answered."""

    def __init__(self, store: Store, clock: Clock, providers: Sequence[Provider]) -> None:
        self._store = store
        self._clock = clock
        self._providers = {provider.name: provider for provider in providers}
        self._moving = threading.Lock()
        self._control = Control(store, clock, self._providers, self.catch_up, self.advance)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._route(Request(environ))
        return answer(environ, start_response)

    def catch_up(self) -> None:
        """Let everything happen that is due by now."""
        with self._moving:
            with self._store.read() as con:
                now = self._clock.now(con)
            self._happen_until(now)

    def advance(self, seconds: float) -> None:
        """Move the clock on, stopping at each thing that falls due on the way."""
        with self._moving:
            with self._store.read() as con:
                target = self._clock.now(con) + seconds
            self._happen_until(target)
            self._move_to(target)

    def _happen_until(self, target: float) -> None:
        while (moment := self._next_due()) is not None and moment <= target:
            self._move_to(moment)
            for provider in self._providers.values():
                provider.happen(moment)

    def _next_due(self) -> float | None:
        with self._store.read() as con:
            moments = [provider.due(con) for provider in self._providers.values()]
        return min((moment for moment in moments if moment is not None), default=None)

    def _move_to(self, moment: float) -> None:
        with self._store.write() as con:
            self._clock.move_to(con, moment)

    def _route(self, request: Request) -> Response:
        head, _, rest = request.path.lstrip("/").partition("/")
        if head == "_control":
            return self._control.answer(request, rest)
        if head in self._providers:
            return self._answer(self._providers[head], request, "/" + rest)
        if head == "":
            return Response(FRONT.format(mounts=" /".join(self._providers)), content_type="text/plain")
        return Response("no such provider here\n", 404, content_type="text/plain")

    def _answer(self, provider: Provider, request: Request, path: str) -> Response:
        target = _target(request)[len(provider.name) + 1 :]
        query = target.partition(b"?")[2].decode("latin-1")
        with self._store.write() as con:
            kinds = faults.ON_REQUESTS | provider.own_faults.keys()
            fault = faults.take(con, provider.name, request.method, path, kinds)
            struck = fault["fault"] if fault else None
            at = self._clock.stamp(con)
            line = {"method": request.method, "path": path, "query": query}
            number = seen.note(con, at, provider=provider.name, **line, fault=struck)
            base_url = remembered(con, f"base_url:{provider.name}")
        arrival = Arrival(request, number, path, target, base_url)
        if fault is None:
            return provider.answer(arrival)
        if own := provider.own_faults.get(fault["fault"]):
            return own(fault, arrival, lambda: provider.answer(arrival))
        return faults.suffer(fault, lambda: provider.answer(arrival), request.environ)


def _target(request: Request) -> bytes:
    """The request target byte for byte, as the request line had it; an absolute one without its host."""
    raw: bytes | None = request.environ.get("sandbox.target")
    if raw is None:  # another server than ours: the closest that WSGI has
        raw = quote(request.path).encode() + (b"?" + request.query_string if request.query_string else b"")
    if raw.startswith(b"/"):
        return raw
    return b"/" + raw.partition(b"://")[2].partition(b"/")[2]
