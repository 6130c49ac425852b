"""The control door: the truth, and how to bend it. This machine only, JSON only."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException

from accounts.providers.door import faults, seen
from accounts.providers.door.clock import Clock, iso_milliseconds
from accounts.providers.door.provider import Mistake, NoSuchThing, Provider
from accounts.providers.door.store import Connection, Store, remember
from accounts.providers.door.wire import json_reply


class Control:
    """GET books, keys, seen, faults; POST faults, advance, reset, base_url and the providers' acts."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        providers: Mapping[str, Provider],
        catch_up: Callable[[], None],
        advance: Callable[[float], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._providers = providers
        self._catch_up = catch_up
        self._advance = advance

    def answer(self, request: Request, act: str) -> Response:
        if not _from_here(request):
            return json_reply({"error": "the control door opens on this machine only"}, 403)
        try:
            if request.method == "GET":
                return json_reply(self._shown(request, act))
            if request.method == "POST":
                return json_reply(self._done(act, _asked(request)))
        except NoSuchThing as missing:
            return json_reply({"error": str(missing)}, 404)
        except (Mistake, ValueError, KeyError, TypeError, ArithmeticError) as wrong:
            return json_reply({"error": f"{type(wrong).__name__}: {wrong}"}, 400)
        return json_reply({"error": "GET or POST"}, 405)

    def _shown(self, request: Request, act: str) -> Any:
        with self._store.read() as con:
            if act == "books":
                now = iso_milliseconds(self._clock.stamp(con))
                return {"now": now, **{name: one.books(con) for name, one in self._providers.items()}}
            if act == "keys":
                return {name: one.keys(con) for name, one in self._providers.items()}
            if act == "seen":
                return {"seen": seen.since(con, int(request.args.get("since", 0)))}
            if act == "faults":
                return {"faults": faults.planned(con)}
        raise NoSuchThing(f"no such page at the control door: {act}")

    def _done(self, act: str, asked: dict[str, Any]) -> dict[str, Any]:
        if act == "advance":
            self._advance(float(asked["seconds"]))
            return {"advanced": asked["seconds"]}
        with self._store.write() as con:
            if act == "faults":
                result: dict[str, Any] = {"id": faults.plan(con, asked, self._named(asked).own_faults)}
            elif act == "reset":
                result = self._reset(con)
            elif act == "base_url":
                remember(con, f"base_url:{self._named(asked).name}", asked["url"])
                result = {"url": asked["url"]}
            else:
                result = self._act(con, act, asked)
        self._catch_up()  # what became due by it happens before the answer
        return result

    def _act(self, con: Connection, act: str, asked: dict[str, Any]) -> dict[str, Any]:
        provider = self._named(asked)
        if act not in provider.acts:
            raise NoSuchThing(f"{provider.name} has no act called {act}")
        return provider.acts[act](con, asked)

    def _named(self, asked: dict[str, Any]) -> Provider:
        name = asked.get("provider", "bitspark")
        if name not in self._providers:
            raise Mistake(f"no such provider here: {name}")
        return self._providers[name]

    def _reset(self, con: Connection) -> dict[str, Any]:
        con.execute("DELETE FROM fault")
        con.execute("DELETE FROM request")
        con.execute("DELETE FROM meta WHERE name LIKE 'base_url:%'")
        self._clock.wind(con, fresh=True)
        for provider in self._providers.values():
            provider.reset(con)
        return {"reset": True}


def _from_here(request: Request) -> bool:
    """A request of this machine to this machine: not relayed, not led here by another name."""
    host = request.host.rpartition(":")[0] or request.host
    relayed = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return is_loopback(request.remote_addr or "") and is_loopback(host) and not relayed


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _asked(request: Request) -> dict[str, Any]:
    if request.mimetype == "application/json" and not request.data:
        return {}
    try:
        asked = request.get_json()  # refuses another content type: no web page can post here
    except HTTPException:
        raise Mistake("send JSON, as application/json") from None
    if not isinstance(asked, dict):
        raise Mistake("send a JSON object")
    return asked
