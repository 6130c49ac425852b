""" "callback_url": tell the shop that a status changed, until it answers 20x and OK, or five tries more."""

from __future__ import annotations

import http.client
import time
from typing import Any
from urllib.parse import urlsplit

from accounts.providers.bitspark.sandbox.guesses import CALLBACK_PATIENCE, CALLBACK_RETRIES
from accounts.providers.bitspark.sandbox.statements import in_show
from accounts.providers.door import faults
from accounts.providers.door.control import is_loopback
from accounts.providers.door.store import Connection, Row, Store
from accounts.providers.door.wire import dumps

HELD_AT_MOST = 24 * 3600.0  # a reordered callback waits for the next one, but not for ever


def announce(con: Connection, transfer: Row, now: float) -> None:
    """Put the transfer as it stands in the queue, to be posted at once."""
    announce_as(con, transfer, in_show(transfer), now)


def announce_as(con: Connection, row: Row, shown: dict[str, Any], now: float) -> None:
    """The same for anything with a callback_url: a payment stands under its own id in the queue."""
    if row["callback_url"]:
        con.execute(
            "INSERT INTO callback (transfer, status, url, body, state, due)"
            " VALUES (?, ?, ?, ?, 'waiting', ?)",
            (row["id"], row["status"], row["callback_url"], dumps({"data": shown}), now),
        )


def deliver_due(store: Store, moment: float) -> None:
    """Post what is due by `moment`, the oldest first, with no transaction open."""
    while (taken := _take(store, moment)) is not None:
        row, posts = taken
        last = ""
        for _ in range(posts):
            last = post(row["url"], row["body"])
        if posts:
            _record(store, row, last, moment)


def _take(store: Store, moment: float) -> tuple[Row, int] | None:
    """Claim one, and how often to post it: twice under duplicate_callback, not at all if lost or held."""
    with store.write() as con:
        row = con.execute(
            "SELECT * FROM callback WHERE state = 'waiting' AND due <= ? ORDER BY due, seq LIMIT 1", (moment,)
        ).fetchone()
        if row is None:
            return None
        posts = 1
        if not row["judged"]:
            path = urlsplit(row["url"]).path
            fault = faults.take(con, "bitspark", "POST", path, faults.ON_CALLBACKS)
            posts = _struck(con, row, fault["fault"] if fault else "", moment)
        if posts:
            con.execute(
                "UPDATE callback SET state = 'sending', taken_at = ?, judged = 1 WHERE seq = ?",
                (time.time(), row["seq"]),
            )
        return row, posts


def _struck(con: Connection, row: Row, fault: str, moment: float) -> int:
    if fault == "lose_callback":
        con.execute("UPDATE callback SET state = 'lost', due = NULL WHERE seq = ?", (row["seq"],))
        return 0
    if fault == "reorder_callbacks":
        con.execute(
            "UPDATE callback SET held = 1, judged = 1, due = ? WHERE seq = ?",
            (moment + HELD_AT_MOST, row["seq"]),
        )
        return 0
    return 2 if fault == "duplicate_callback" else 1


def _record(store: Store, row: Row, last: str, moment: float) -> None:
    tries = row["tries"] + 1
    if last == "OK":
        state, due = "delivered", None
    elif tries <= len(CALLBACK_RETRIES):
        state, due = "waiting", moment + CALLBACK_RETRIES[tries - 1]
    else:
        state, due = "given_up", None
    with store.write() as con:
        con.execute(
            "UPDATE callback SET state = ?, due = ?, tries = ?, held = 0, last = ? WHERE seq = ?",
            (state, due, tries, last, row["seq"]),
        )
        con.execute(
            "UPDATE callback SET held = 0, due = ? WHERE transfer = ? AND held = 1 AND seq <> ?",
            (moment, row["transfer"], row["seq"]),
        )


def resume(con: Connection) -> None:
    """Take back what a process that died was posting."""
    con.execute(
        "UPDATE callback SET state = 'waiting' WHERE state = 'sending' AND taken_at < ?", (time.time() - 60,)
    )


def post(url: str, body: str) -> str:
    """ "OK" for a 20x whose text is OK, else what went wrong. Never leaves this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if parts.scheme != "http" or not is_loopback(host):
            return "not posted: not an http address of this machine"
        line = http.client.HTTPConnection(host, port, timeout=CALLBACK_PATIENCE)
    except ValueError as wrong:
        return f"not posted: {wrong}"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        line.request("POST", target, body.encode(), {"Content-Type": "application/json; charset=utf-8"})
        answer = line.getresponse()
        text = answer.read(64)
    except (OSError, http.client.HTTPException, ValueError) as wrong:
        return f"no answer: {type(wrong).__name__}"
    finally:
        line.close()
    return "OK" if 200 <= answer.status <= 209 and text == b"OK" else f"answered {answer.status} {text!r}"
