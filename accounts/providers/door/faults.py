"""What goes wrong on purpose: planned through the control door, spent one request at a time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator
from fnmatch import fnmatchcase
from typing import Any

from werkzeug import Response

from accounts.providers.door.store import Connection
from accounts.providers.door.wire import hang_up, json_reply

SCHEMA = """
CREATE TABLE IF NOT EXISTS fault (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, provider TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, fault TEXT NOT NULL, times INTEGER NOT NULL, skip INTEGER NOT NULL,
    hits INTEGER NOT NULL DEFAULT 0, spec TEXT NOT NULL
);
"""

ON_REQUESTS = frozenset(
    {"drop_before", "drop_after_commit", "delay", "status", "html", "malformed", "truncate"}
)
ON_CALLBACKS = frozenset({"duplicate_callback", "reorder_callbacks", "lose_callback"})
OF_TOKENS = frozenset({"expire_token"})  # only where a provider brings it along

Fault = dict[str, Any]


def plan(con: Connection, asked: Fault, own: Collection[str] = ()) -> int:
    """Keep a fault: `times` requests (0: for ever) after the first `after` that match.

    `own` are the names that the provider has beside the door's.

    Raises:
        ValueError: a fault that this provider cannot have; the text says why.
    """
    kind = asked.get("fault")
    if kind in OF_TOKENS and kind not in own:
        raise ValueError(f"{kind} is not here: this provider has no tokens")
    if kind not in ON_REQUESTS | ON_CALLBACKS | set(own):
        raise ValueError(f"no such fault: {kind!r}")
    times = int(asked.get("times", 1))
    values = (
        str(asked.get("provider", "bitspark")), str(asked.get("method", "*")).upper(),
        str(asked.get("path", "*")), kind, -1 if times == 0 else times, int(asked.get("after", 0)),
        json.dumps(asked),
    )  # fmt: skip
    return int(
        con.execute(
            "INSERT INTO fault (provider, method, path, fault, times, skip, spec)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq",
            values,
        ).fetchone()[0]
    )


def planned(con: Connection) -> list[Fault]:
    """All of them, spent ones too, with how often each struck."""
    return [
        {**json.loads(row["spec"]), "id": row["seq"], "left": row["times"], "hits": row["hits"]}
        for row in con.execute("SELECT * FROM fault ORDER BY seq")
    ]


def take(con: Connection, provider: str, method: str, path: str, kinds: frozenset[str]) -> Fault | None:
    """Spend the first fault that fits, or none. One that still waits (`after`) counts down."""
    for row in con.execute("SELECT * FROM fault WHERE times <> 0 ORDER BY seq").fetchall():
        if row["fault"] not in kinds or not _fits(row, provider, method, path):
            continue
        if row["skip"] > 0:
            con.execute("UPDATE fault SET skip = skip - 1 WHERE seq = ?", (row["seq"],))
            continue
        left = row["times"] - 1 if row["times"] > 0 else -1
        con.execute("UPDATE fault SET times = ?, hits = hits + 1 WHERE seq = ?", (left, row["seq"]))
        return dict(json.loads(row["spec"]))
    return None


def _fits(row: Any, provider: str, method: str, path: str) -> bool:
    return (
        row["provider"] == provider
        and row["method"] in ("*", method)
        and (fnmatchcase(path, row["path"]) or path.startswith(row["path"]))
    )


def suffer(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    """Answer as `fault` says; `act` is what the provider would have done, and does it."""
    return _SUFFERED[fault["fault"]](fault, act, environ)


def _drop_before(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    hang_up(environ)
    return Response()


def _drop_after_commit(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    act()
    hang_up(environ)
    return Response()


def _delay(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    before = fault.get("when", "before") == "before"
    if before:
        time.sleep(float(fault["seconds"]))
    answer = act()
    if not before:
        time.sleep(float(fault["seconds"]))
    return answer


def _status(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    """`code` with the documented errors body, or with `body` (text or JSON) as given."""
    if fault.get("after_commit", False):
        act()
    code = int(fault["code"])
    if "body" not in fault:
        named, message = DOCUMENTED.get(code, ("error", "Error"))
        error = {
            "code": code,
            "error_code": fault.get("error_code", named),
            "message": fault.get("message", [message]),
        }
        answer = json_reply({"errors": [error]}, code)
    elif isinstance(fault["body"], str):
        answer = Response(fault["body"], code, content_type=fault.get("content_type", JSON))
    else:
        answer = json_reply(fault["body"], code)
    for name, value in fault.get("headers", {}).items():
        answer.headers[name] = value
    return answer


def _html(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    if fault.get("after_commit", True):
        act()
    page = "<!doctype html><html><body><h1>We are sorry</h1></body></html>"
    return Response(page, int(fault.get("code", 200)), content_type="text/html; charset=utf-8")


def _malformed(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    """Broken as the document's own examples are: a trailing comma, a missing end."""
    answer = act()
    return Response(answer.get_data()[:-1] + b",}", answer.status_code, content_type=JSON)


def _truncate(fault: Fault, act: Callable[[], Response], environ: dict[str, Any]) -> Response:
    """Half the body under the whole one's Content-Length, then the line goes dead."""
    answer = act()
    whole = answer.get_data()

    def half() -> Iterator[bytes]:
        yield whole[: len(whole) // 2]
        hang_up(environ)

    cut = Response(half(), answer.status_code, content_type=JSON)
    cut.headers["Content-Length"] = str(len(whole))
    return cut


JSON = "application/json; charset=utf-8"

# The provider's table "Errors": what a code is called and says when nobody asks for other words.
DOCUMENTED = {
    400: ("bad_request", "Invalid request body."),
    401: ("request_unauthorized", "Unauthorized"),
    403: ("forbidden", "Access Denied"),
    404: ("not_found", "Could not find record"),
    406: ("not_acceptable", "Specified request format not matches Json-API specifications"),
    422: ("unprocessable_request", "The record with specified attributes could not be processed."),
    500: ("internal_server_error", "We had a problem with our server. Try again later."),
    501: ("not_specified_error", "Not specified"),
    503: ("service_unavailable", "We’re temporarially offline for maintanance. Please try again later."),
}

_SUFFERED = {
    "drop_before": _drop_before,
    "drop_after_commit": _drop_after_commit,
    "delay": _delay,
    "status": _status,
    "html": _html,
    "malformed": _malformed,
    "truncate": _truncate,
}
