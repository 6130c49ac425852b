"""Faults of this provider's own: tokens that end early, refusals of any code, statuses without a body."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug import Response

from accounts.providers.door.clock import Clock
from accounts.providers.door.provider import Arrival
from accounts.providers.door.store import Store
from accounts.providers.spectrocoin.sandbox import tokens
from accounts.providers.spectrocoin.sandbox.refusals import MESSAGES, Refusal, bare

Fault = dict[str, Any]
Act = Callable[[], Response]


class Faults:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.by_name = {"expire_token": self.expire_token, "refuse": self.refuse, "status": self.status}

    def expire_token(self, fault: Fault, arrival: Arrival, act: Act) -> Response:
        """{"code"?: 1003 or 1004}: the token that this request bears ends just before it is looked at.

        At /oauth2/refresh it is the refresh token.
        """
        token = arrival.request.headers.get("Authorization", "").partition(" ")[2]
        if arrival.path.endswith("/oauth2/refresh"):
            token = _refresh_token(arrival)
        code = int(fault["code"]) if "code" in fault else None
        with self._store.write() as con:
            tokens.expire(con, token, self._clock.stamp(con), code)
        return act()

    def refuse(self, fault: Fault, arrival: Arrival, act: Act) -> Response:
        """{"code", "message"?, "errors"?, "after_commit"?}: 203 with that code, or with those errors."""
        if fault.get("after_commit", False):
            act()
        if "errors" in fault:
            return Refusal([(int(one["code"]), str(one["message"])) for one in fault["errors"]]).reply()
        code = int(fault["code"])
        return Refusal([(code, str(fault.get("message", MESSAGES.get(code, "?"))))]).reply()

    def status(self, fault: Fault, arrival: Arrival, act: Act) -> Response:
        """{"code", "body"?, "headers"?, "after_commit"?}: 403 and 500 have no documented body."""
        if fault.get("after_commit", False):
            act()
        answer = bare(int(fault["code"]))
        if "body" in fault:
            body = fault["body"]
            answer.set_data(body if isinstance(body, str) else json.dumps(body))
        for name, value in fault.get("headers", {}).items():
            answer.headers[name] = value
        return answer


def _refresh_token(arrival: Arrival) -> str:
    body = arrival.request.get_json(force=True, silent=True)
    return str(body.get("refresh_token", "")) if isinstance(body, dict) else ""
