"""One call as the endpoints see it, and how the numbers in it are read and printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug import Response

from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row, Store
from accounts.providers.door.wire import dumps
from accounts.providers.spectrocoin.sandbox import guesses
from accounts.providers.spectrocoin.sandbox.refusals import InvalidRequest
from accounts.providers.spectrocoin.sandbox.settings import Settings

JSON = "application/json; charset=utf-8"
_TINY = re.compile(r'(?<="):(-?0\.000000[0-9]*)(?=[,}])')
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")


@dataclass(frozen=True)
class Call:
    store: Store
    clock: Clock
    login: Row | None  # whose token it is; nobody's at /oauth2
    settings: Settings
    query: Mapping[str, str]
    text: str  # the body as it came
    number: int  # the request's id in the books
    method: str
    path: str

    @property
    def user(self) -> Row:
        assert self.login is not None
        return self.login

    def body(self) -> Any:
        return read_json(self.text)

    def cause(self, **more: object) -> str:
        """The request as the books keep it, as JSON."""
        return json.dumps({"method": self.method, "path": self.path, "request_id": self.number, **more})

    def keep(self, con: Connection) -> None:
        """The body of what is about to be booked, as it came."""
        con.execute("INSERT INTO sc_post VALUES (?, ?, ?)", (self.number, self.path, self.text))

    def reply(self, value: Any) -> Response:
        text = dumps(value)
        if self.settings["numbers"] == "exponent":
            text = _TINY.sub(lambda match: ":" + str(Decimal(match.group(1))), text)
        return Response(text, 200, content_type=JSON)


Endpoint = Callable[..., Response]


def read_json(text: str) -> Any:
    """JSON with exact numbers. What is no JSON is an invalid request, NaN too."""
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except (ValueError, InvalidOperation, RecursionError):
        raise InvalidRequest from None


def _no_number(word: str) -> Any:
    raise ValueError(word)


def amount(value: Any) -> Decimal | None:
    """A number of the body or of the query, exponents too; None for anything that is none."""
    if isinstance(value, str):
        value = Decimal(value) if _NUMBER.fullmatch(value) and value.isascii() and len(value) < 60 else None
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    if value and not -30 < value.adjusted() < guesses.LARGEST:
        return None
    return value


def too_fine(value: Decimal, decimals: int) -> bool:
    return value != round(value, decimals)


def printed(value: Decimal | str) -> Decimal:
    """As the examples print amounts: no zeros at the end."""
    return Decimal(value).normalize() + 0
