"""What arrived: every request to a provider, in order, without keys and signatures."""

from __future__ import annotations

from typing import Any

from accounts.providers.door.clock import iso_milliseconds
from accounts.providers.door.store import Connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS request (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, provider TEXT NOT NULL,
    method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, fault TEXT
);
"""
KEPT = 20_000  # a demo polls for days


def note(
    con: Connection, at: float, *, provider: str, method: str, path: str, query: str, fault: str | None
) -> int:
    """Keep one request; its number is the request id in the books. `path` begins below the mount."""
    cursor = con.execute(
        "INSERT INTO request (at, provider, method, path, query, fault) VALUES (?, ?, ?, ?, ?, ?)",
        (at, provider, method, path, query, fault),
    )
    number = int(cursor.lastrowid or 0)
    if number % 1000 == 0:
        con.execute("DELETE FROM request WHERE seq <= ?", (number - KEPT,))
    return number


def since(con: Connection, number: int) -> list[dict[str, Any]]:
    rows = con.execute("SELECT * FROM request WHERE seq > ? ORDER BY seq", (number,))
    return [{**dict(row), "at_iso": iso_milliseconds(row["at"])} for row in rows]
