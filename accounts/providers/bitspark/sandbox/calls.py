"""One call as the endpoints see it: who asks, with what query and form, inside which file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox.forms import Form
from accounts.providers.bitspark.sandbox.guesses import LARGEST_PAGE
from accounts.providers.bitspark.sandbox.refusals import bad_request
from accounts.providers.bitspark.sandbox.uploads import Upload
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Store
from accounts.providers.door.wire import json_reply


@dataclass(frozen=True)
class Call:
    store: Store
    clock: Clock
    login: str  # id of the login that signed; "" on public paths
    query: Mapping[str, str]
    form: Form
    number: int  # the request's id in the books
    url: str  # as the client sees it, without the query
    raw: Mapping[str, Any]  # method, path and body, for the books
    files: Mapping[str, Upload] = field(default_factory=dict)  # by their whole names: data[attributes][proof]

    def cause(self) -> str:
        """The request as the books keep it, as JSON."""
        return json.dumps({**self.raw, "request_id": self.number})


def included(call: Call, *documented: str) -> set[str]:
    """The relations asked for, with those on the way to them. An undocumented one is a bad request [guess].

    An empty `include` asks for nothing.
    """
    asked = {name for name in call.query.get("include", "").split(",") if name}
    if asked - set(documented):
        raise bad_request()
    return asked | {name.partition(".")[0] for name in asked}


@dataclass(frozen=True)
class Page:
    """A page by number ("Pagination": offset is the number of the page, from 1; 20 rows unless told)."""

    offset: int
    limit: int

    def cut(self, rows: list[Any]) -> list[Any]:
        first = (self.offset - 1) * self.limit
        return rows[first : first + self.limit]

    def meta(self, total: int) -> dict[str, int | None]:
        pages = -(-total // self.limit)
        return {
            "total_count": total,
            "total_pages": pages,
            "prev_page": self.offset - 1 if self.offset > 1 else None,
            "next_page": self.offset + 1 if self.offset < pages else None,
        }


def page(call: Call) -> Page:
    offset = _count(call.query.get("pagination[offset]", "1"))
    limit = _count(call.query.get("pagination[limit]", "20"))
    return Page(offset, min(limit, LARGEST_PAGE))


def pages_asked(call: Call) -> bool:
    return any(name.startswith("pagination[") for name in call.query)


def listed(call: Call, rows: list[Any], resource: Callable[[Any], dict[str, Any]]) -> Response:
    """A list whose example shows no pages: whole, and paged only for those who ask for pages [guess]."""
    if not pages_asked(call):
        return json_reply({"data": [resource(row) for row in rows]})
    asked = page(call)
    return json_reply({"data": [resource(row) for row in asked.cut(rows)], "meta": asked.meta(len(rows))})


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:18]) < 10**15):
        raise bad_request()
    return int(text)
