"""Sends that fail on demand: entries that come back FAILED inside a 200."""

from __future__ import annotations

from typing import Any

from accounts.providers.door.provider import Mistake
from accounts.providers.door.store import Connection, remember, remembered
from accounts.providers.spectrocoin.sandbox.refusals import MESSAGES, Error
from accounts.providers.spectrocoin.sandbox.wishes import Wish

NAME = "spectrocoin:failures"


def plan(con: Connection, asked: dict[str, Any]) -> dict[str, Any]:
    """{"receivers"?, "ref_ids"?, "legs"?, "code"?, "message"?}; nothing but {} forgets all plans.

    `legs` counts the entries to come, from 0, over as many requests as it takes.
    """
    chosen: dict[str, Any] = {name: asked[name] for name in ("receivers", "ref_ids", "legs") if name in asked}
    if not chosen:
        con.execute("DELETE FROM meta WHERE name = ?", (NAME,))
        return {"forgotten": True}
    code = int(asked.get("code", 3027))
    if code not in MESSAGES:
        raise Mistake(f"no such error code: {code}")
    kept: dict[str, Any] = {
        **chosen,
        "code": code,
        "message": str(asked.get("message", MESSAGES[code])),
        "passed": 0,
    }
    remember(con, NAME, [*remembered(con, NAME, []), kept])
    return {"planned": len(remembered(con, NAME, []))}


def planned(con: Connection, wish: Wish) -> Error | None:
    """The error that this entry is to fail with, if one was planned."""
    plans, found = remembered(con, NAME, []), None
    for one in plans:
        hit = one["passed"] in one.get("legs", ()) or wish.receiver in one.get("receivers", ())
        hit = hit or (wish.ref_id is not None and wish.ref_id in one.get("ref_ids", ()))
        one["passed"] += 1
        if hit and found is None:
            found = (int(one["code"]), str(one["message"]))
    if plans:
        remember(con, NAME, plans)
    return found
