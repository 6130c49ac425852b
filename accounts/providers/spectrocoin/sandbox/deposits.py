"""GET /wallet/deposit/{currency}/last and /fresh: where coins are sent to. `fresh` makes a new one."""

from __future__ import annotations

import secrets
from typing import Any

from werkzeug import Response

from accounts.providers.door.store import Connection, Row
from accounts.providers.spectrocoin.sandbox import coins
from accounts.providers.spectrocoin.sandbox.calls import Call
from accounts.providers.spectrocoin.sandbox.refusals import refused
from accounts.providers.spectrocoin.sandbox.settings import Settings
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES, HOUSE_XEM

DAY = 86400.0
FRESH = ("BTC", "DASH", "XEM")  # as that section lists them: ETH is not among them


def last(call: Call, currency: str) -> Response:
    _must_be_coin(currency)
    with call.store.read() as con:
        row = con.execute(
            "SELECT * FROM sc_address WHERE login = ? AND currency = ? ORDER BY seq DESC LIMIT 1",
            (call.user["id"], currency),
        ).fetchone()
    return call.reply(_shown(row, call.settings))


def fresh(call: Call, currency: str) -> Response:
    _must_be_coin(currency)
    if currency not in FRESH:
        raise refused(1, message=f"Unsupported currency: {currency}")
    with call.store.write() as con:
        now = call.clock.stamp(con)
        made = con.execute(
            "SELECT COUNT(*) FROM sc_address WHERE login = ? AND currency = ? AND fresh = 1 AND at > ?",
            (call.user["id"], currency, now - DAY),
        ).fetchone()[0]
        if made >= call.settings["fresh_addresses"]:
            raise refused(13023)
        row = create(con, call.user["id"], currency, seed=secrets.token_bytes(16), at=now, cause=call.cause())
    shown = _shown(row, call.settings)
    return call.reply({"btcAddress": row["address"], **shown} if currency == "BTC" else shown)


def create(con: Connection, login: int, currency: str, *, seed: bytes, at: float, cause: str | None) -> Row:
    """A new address, or for XEM a new message to the house's one; `cause` is null before the first day."""
    xem = currency == "XEM"
    row: Row = con.execute(
        "INSERT INTO sc_address (login, currency, address, message, fresh, at, cause)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (
            login,
            currency,
            coins.address(currency, HOUSE_XEM if xem else seed),
            secrets.token_urlsafe(6) if xem else None,
            int(cause is not None),
            at,
            cause,
        ),
    ).fetchone()
    return row


def _must_be_coin(currency: str) -> None:
    if currency not in CURRENCIES or not CURRENCIES[currency].crypto:
        raise refused(1012, currency=currency)


def _shown(row: Row, setting: Settings) -> dict[str, Any]:
    shown = {"cryptoAddress": row["address"], "currency": row["currency"]}
    if row["message"] is not None and setting["xem_message"] == "shown":
        shown["message"] = row["message"]
    return shown
