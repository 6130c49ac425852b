"""SpectroCoin's sandbox: its paths, and the checks every call passes first."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any

from werkzeug import Response

from accounts.providers.door.clock import Clock
from accounts.providers.door.provider import Arrival, ControlAct, OwnFault
from accounts.providers.door.store import Connection, Row, Store
from accounts.providers.spectrocoin.sandbox import (
    acts,
    books,
    deposits,
    exchange_lives,
    exchanges,
    send_answers,
    sends,
    settings,
    struck,
    tokens,
    wallet,
)
from accounts.providers.spectrocoin.sandbox.calls import Call, Endpoint
from accounts.providers.spectrocoin.sandbox.refusals import InvalidRequest, Refusal, Suspicious, bare, refused

ROOT = "/api/r"
LARGEST_BODY = 1_000_000

# Method and path, the scope it needs ("" where there is no token yet), and who answers.
ENDPOINTS: tuple[tuple[str, str, str, Endpoint], ...] = (
    ("POST", r"/oauth2/auth", "", tokens.auth),
    ("POST", r"/oauth2/refresh", "", tokens.refresh),
    ("POST", r"/wallet/send/([^/]+)", "send_currency", sends.send),
    ("GET", r"/wallet/send/status/([^/]+)", "user_account", send_answers.status),
    ("GET", r"/wallet/deposit/([^/]+)/last", "user_account", deposits.last),
    ("GET", r"/wallet/deposit/([^/]+)/fresh", "user_account", deposits.fresh),
    ("GET", r"/wallet/exchange/calculate/buy", "currency_exchange", exchanges.calculate_buy),
    ("GET", r"/wallet/exchange/calculate/sell", "currency_exchange", exchanges.calculate_sell),
    ("POST", r"/wallet/exchange/buy", "currency_exchange", exchanges.buy),
    ("POST", r"/wallet/exchange/sell", "currency_exchange", exchanges.sell),
    ("GET", r"/wallet/accounts", "user_account", wallet.accounts),
    ("GET", r"/wallet/account/([^/]+)", "user_account", wallet.history),
)


class SpectroCoin:
    """The provider the door mounts at /spectrocoin; its own paths begin with /api/r."""

    name = "spectrocoin"

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._acts = acts.Acts(clock)
        self._faults = struck.Faults(store, clock)

    @property
    def acts(self) -> Mapping[str, ControlAct]:
        return self._acts.by_name

    @property
    def own_faults(self) -> Mapping[str, OwnFault]:
        return self._faults.by_name

    def open(self, con: Connection) -> None:
        """At every start: the logins if there are none yet."""
        books.make_logins(con, self._clock)

    def reset(self, con: Connection) -> None:
        books.begin_world(con, self._clock)

    def books(self, con: Connection) -> dict[str, Any]:
        return books.whole(con)

    def keys(self, con: Connection) -> list[dict[str, Any]]:
        return books.logins(con)

    def due(self, con: Connection) -> float | None:
        moment = con.execute(
            "SELECT MIN(due) FROM (SELECT MIN(due) AS due FROM sc_send WHERE due IS NOT NULL"
            " UNION ALL SELECT MIN(due) FROM sc_exchange WHERE due IS NOT NULL)"
        ).fetchone()[0]
        return None if moment is None else float(moment)

    def happen(self, moment: float) -> None:
        with self._store.write() as con:
            sends.catch_up(con, self._clock, moment)
            exchange_lives.catch_up(con, self._clock, moment)

    def answer(self, arrival: Arrival) -> Response:
        try:
            return self._answer(arrival)
        except Refusal as refusal:
            return refusal.reply()
        except Suspicious:
            return bare(403)
        except InvalidRequest:
            return bare(500)
        except Exception:
            # A defect of the sandbox answers as the provider's own would, and is told on stderr.
            traceback.print_exc(file=sys.stderr)
            return bare(500)

    def _answer(self, arrival: Arrival) -> Response:
        request = arrival.request
        endpoint, parts, scope = _find(request.method, arrival.path)
        text = _text(arrival) if request.method == "POST" else ""
        login = self._login(request.headers.get("Authorization", ""), scope) if scope else None
        with self._store.read() as con:
            setting = settings.of(con)
        call = Call(
            self._store, self._clock, login, setting, request.args, text, arrival.number, request.method,
            arrival.path,
        )  # fmt: skip
        return endpoint(call, *parts)

    def _login(self, header: str, scope: str) -> Row:
        with self._store.write() as con:
            found = tokens.bearer(con, self._clock, header, scope)
            suspect = not isinstance(found, Refusal) and tokens.is_suspect(con, found["id"])
        if isinstance(found, Refusal):
            raise found
        if suspect:
            raise Suspicious
        return found


def _find(method: str, path: str) -> tuple[Endpoint, tuple[str, ...], str]:
    if path.startswith(ROOT + "/"):
        for verb, pattern, scope, endpoint in ENDPOINTS:
            if verb == method and (match := re.fullmatch(pattern, path[len(ROOT) :])):
                return endpoint, match.groups(), scope
    raise InvalidRequest


def _text(arrival: Arrival) -> str:
    """The body of a POST: "application/json", in UTF-8."""
    request = arrival.request
    if (request.content_length or 0) > LARGEST_BODY:
        raise InvalidRequest
    body = request.get_data(cache=True)
    if request.mimetype != "application/json":
        raise refused(97)
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InvalidRequest from None
