"""The file behind the sandboxes: SQLite, several threads, several processes."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = sqlite3.Row
Connection = sqlite3.Connection


class Store:
    """One SQLite file. Writers of this process queue on a lock, those of others on SQLite's.

    A connection of its own per transaction: nothing is shared between threads, and a
    fork takes nothing open along but the one idle connection that keeps the WAL file.
    """

    def __init__(self, path: Path, schema: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # it holds the logins' secrets
        self._path = path
        self._lock = threading.RLock()
        self._keeper = self._open()
        with self.write() as con:
            for statement in (META + schema).split(";"):
                con.execute(statement)
        # Only a connection that has read keeps the WAL file; without one, every close is a checkpoint.
        self._keeper.execute("SELECT COUNT(*) FROM meta").fetchall()

    def close(self) -> None:
        self._keeper.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot for all reads inside."""
        con = self._open()
        try:
            con.execute("BEGIN")
            yield con
        finally:
            con.close()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, begun as a writer; an exception rolls it back."""
        with self._lock:
            con = self._open()
            try:
                con.execute("BEGIN IMMEDIATE")
                yield con
                con.execute("COMMIT")
            finally:
                con.close()  # rolls back what was not committed

    def _open(self) -> Connection:
        con = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        con.row_factory = sqlite3.Row
        con.execute("PRAGMA journal_mode=WAL")
        con.execute("PRAGMA synchronous=NORMAL")
        return con


META = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);"


def remembered(con: Connection, name: str, default: Any = None) -> Any:
    """A setting kept in the file, as the JSON value it was stored as."""
    row = con.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row["value"])


def remember(con: Connection, name: str, value: Any) -> None:
    con.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, json.dumps(value)),
    )
