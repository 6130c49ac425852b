"""Whose login somebody at the control door means."""

from __future__ import annotations

from typing import Any

from accounts.providers.door.provider import Mistake
from accounts.providers.door.store import Connection


def login_named(con: Connection, asked: dict[str, Any]) -> str:
    """By key, owner, e-mail, id or number from 0; the first where none is named."""
    named = asked.get("login", 0)
    for row in con.execute("SELECT * FROM login ORDER BY seq"):
        if named in (row["seq"], row["key"], row["owner"], row["email"], row["id"]):
            return str(row["id"])
    raise Mistake(f"no such login: {named}")
