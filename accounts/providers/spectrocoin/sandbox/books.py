"""The truth behind the answers."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

from accounts.providers.door.clock import Clock, iso_milliseconds
from accounts.providers.door.store import Connection, Row, remember
from accounts.providers.spectrocoin.sandbox import deposits, guesses, rates, wallet
from accounts.providers.spectrocoin.sandbox.exchanges import exchange_id
from accounts.providers.spectrocoin.sandbox.send_answers import payment_id
from accounts.providers.spectrocoin.sandbox.tables import EMPTIED_BY_RESET
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES, HOLDERS, first_day

Shown = dict[str, Any]


def make_logins(con: Connection, clock: Clock) -> None:
    """At the first start only: ids and secrets are random, and kept in the file."""
    if con.execute("SELECT 1 FROM sc_login").fetchone():
        return
    for seq, holder in enumerate(HOLDERS):
        con.execute(
            "INSERT INTO sc_login (id, owner, email, client_id, client_secret, scopes)"
            " VALUES (?, ?, ?, ?, ?, '')",
            (seq, holder.owner, holder.email, f"wallet_{secrets.token_hex(16)}", secrets.token_urlsafe(24)),
        )
    begin_world(con, clock)


def begin_world(con: Connection, clock: Clock) -> None:
    """Balances, history, one address of each coin; nothing sent or exchanged, no token given out."""
    for table in EMPTIED_BY_RESET:
        con.execute(f"DELETE FROM {table}")  # noqa: S608  names from our own tuple
    con.execute("DELETE FROM meta WHERE name LIKE 'spectrocoin:%'")
    remember(con, rates.BEGAN, clock.now(con))
    con.execute("UPDATE sc_login SET enabled = 1, verified = 1, scopes = ?", (" ".join(guesses.SCOPES),))
    con.executemany(
        "INSERT INTO sc_rate VALUES (?, ?)", [(one.code, one.per_usd) for one in CURRENCIES.values()]
    )
    now = clock.stamp(con)
    for login, holder in enumerate(HOLDERS):
        con.executemany(
            "INSERT INTO sc_account (id, login, currency, balance) VALUES (?, ?, ?, ?)",
            [
                (id, login, currency, format(holder.balances[currency], "f"))
                for currency, id in holder.accounts.items()
            ],
        )
        con.executemany(
            "INSERT INTO sc_history (account, amount, description, status, at) VALUES (?, ?, ?, ?, ?)",
            [
                (line.account, format(line.amount, "f"), line.description, "PROCESSED", now - line.age)
                for line in first_day(login)
            ],
        )
        for currency in ("BTC", "DASH", "ETH", "XEM"):
            deposits.create(
                con, login, currency, seed=holder.email.encode(), at=now - holder.days * 86400.0, cause=None
            )


def logins(con: Connection) -> list[Shown]:
    """What a client needs to be one of them. `email` is what others send to."""
    return [
        {name: row[name] for name in ("client_id", "client_secret", "owner", "email")}
        for row in con.execute("SELECT * FROM sc_login ORDER BY id")
    ]


def whole(con: Connection) -> Shown:
    """Everything, with the request that caused each; tokens without the tokens themselves."""
    owners = {row["id"]: row["owner"] for row in con.execute("SELECT id, owner FROM sc_login")}

    def all_of(table: str, shown: Callable[[Row], Shown]) -> list[Shown]:
        rows = con.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608  our own names
        return [shown(row) for row in rows]

    def owned(shown: Callable[[Row], Shown]) -> Callable[[Row], Shown]:
        return lambda row: {"owner": owners[row["login"]], **shown(row)}

    return {
        "accounts": all_of("sc_account", owned(_account)),
        "sends": all_of("sc_send", owned(send)),
        "exchanges": all_of("sc_exchange", owned(exchange)),
        "addresses": all_of("sc_address", owned(_address)),
        "history": all_of("sc_history", _line),
        "tokens": all_of("sc_token", owned(_token)),
        "posts": all_of("sc_post", dict),
    }


def _account(row: Row) -> Shown:
    return {name: row[name] for name in ("id", "currency", "balance", "reserved")}


def send(row: Row) -> Shown:
    """One leg; `paymentId` is null where the entry was refused. Amounts are text."""
    return {
        "paymentId": None if row["refused"] else payment_id(row),
        "currency": row["currency"],
        "kind": row["kind"],
        "receiver": row["receiver"],
        "message": row["message"],
        "refId": row["ref_id"],
        "amount": row["amount"],
        "withdrawAmount": row["withdraw"],
        "receiveAmount": row["receive"],
        "status": row["status"],
        "money": row["money"],
        "error": row["refused"],
        "transactionNo": row["history"] and wallet.number(row["history"]),
        **_dated(row),
    }


def exchange(row: Row) -> Shown:
    return {
        "exchangeId": exchange_id(row),
        "side": row["side"],
        "payAmount": row["pay_amount"],
        "payCurrency": row["pay_currency"],
        "receiveAmount": row["receive_amount"],
        "receiveCurrency": row["receive_currency"],
        "status": row["status"],
        "settled": bool(row["settled"]),
        "transactionNo": wallet.number(row["history"]),
        **_dated(row),
    }


def _address(row: Row) -> Shown:
    kept = {name: row[name] for name in ("currency", "address", "message")}
    return {**kept, "fresh": bool(row["fresh"]), **_dated(row)}


def _line(row: Row) -> Shown:
    kept = {name: row[name] for name in ("account", "amount", "description", "status")}
    return {"transactionNo": wallet.number(row["seq"]), **kept, **_dated(row)}


def _token(row: Row) -> Shown:
    kept = {name: row[name] for name in ("seq", "scope", "made_by", "parent", "request")}
    return {**kept, "spent": bool(row["spent"]), "at": row["at"], "expires": row["expires"]}


def _dated(row: Row) -> Shown:
    """When, and the request that caused it; null for what was there on the first day or came by itself."""
    cause = None if row["cause"] is None else json.loads(row["cause"])
    return {"at": iso_milliseconds(row["at"]), "request": cause}
