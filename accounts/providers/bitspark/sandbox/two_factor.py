"""Whether a login has 2FA on, and the token it then asks for."""

from __future__ import annotations

import hashlib
import hmac

from accounts.providers.bitspark.sandbox.guesses import TWO_FACTOR_LOGINS
from accounts.providers.door.store import Connection, Row, remember, remembered


def asks(con: Connection, login: str) -> bool:
    row = _login(con, login)
    return bool(remembered(con, _setting(row), row["seq"] in TWO_FACTOR_LOGINS))


def switch(con: Connection, login: str, on: bool) -> None:
    """Until the reset."""
    remember(con, _setting(_login(con, login)), on)


def token(con: Connection, login: str) -> str:
    """Six digits, as fixed as the login's secret that they come from."""
    digest = hashlib.sha256(b"gauth" + _login(con, login)["secret"].encode()).digest()
    return f"{int.from_bytes(digest) % 10**6:06d}"


def is_right(con: Connection, login: str, given: str) -> bool:
    return hmac.compare_digest(given.encode(), token(con, login).encode())


def _login(con: Connection, login: str) -> Row:
    row: Row = con.execute("SELECT * FROM login WHERE id = ?", (login,)).fetchone()
    return row


def _setting(row: Row) -> str:
    return f"bitspark:two_factor:{row['seq']}"
