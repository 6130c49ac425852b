"""Where a send may go: an e-mail address, or a coin's address with right check digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from accounts.providers.door.store import Connection, Row
from accounts.providers.spectrocoin.sandbox import coins
from accounts.providers.spectrocoin.sandbox.guesses import EMAIL
from accounts.providers.spectrocoin.sandbox.refusals import refused
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES


@dataclass(frozen=True)
class Receiver:
    kind: str  # "email" or "address"
    login: int | None  # whose wallet of this house it is, if it is one


def is_email(text: str) -> bool:
    return "@" in text


def find(con: Connection, currency: str, text: str, message: str | None) -> Receiver:
    """
    Raises:
        Refusal: 3003 for a bad e-mail address and for anything else in EUR or USD; 3002 for a bad address.
    """
    if is_email(text) or not CURRENCIES[currency].crypto:
        if not re.fullmatch(EMAIL, text):
            raise refused(3003)
        row = con.execute("SELECT id FROM sc_login WHERE email = ?", (text.lower(),)).fetchone()
        return Receiver("email", _id(row))
    if not coins.is_address(currency, text):
        raise refused(3002)
    row = con.execute(
        "SELECT login AS id FROM sc_address WHERE currency = ? AND address = ? AND message IS ?",
        (currency, text, message if currency == "XEM" else None),
    ).fetchone()
    return Receiver("address", _id(row))


def _id(row: Row | None) -> int | None:
    return None if row is None else int(row["id"])
