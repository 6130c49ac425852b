"""Payments and exchanges in the books, and what the control door can do to them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.sandbox import (
    deposits,
    exchanges,
    payment_lives,
    quotes,
    two_factor,
    withdrawals,
)
from accounts.providers.bitspark.sandbox.named import login_named
from accounts.providers.bitspark.sandbox.payment_statements import credentials, status_words
from accounts.providers.bitspark.sandbox.refusals import Refusal
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.clock import Clock, iso_milliseconds
from accounts.providers.door.provider import Mistake, NoSuchThing
from accounts.providers.door.store import Connection, Row, remember

Asked = dict[str, Any]


def payments(con: Connection, owners: dict[str, str]) -> list[dict[str, Any]]:
    """Every withdrawal and deposit with the request that caused it, for GET /_control/books."""
    return [_payment(con, row, owners) for row in con.execute("SELECT * FROM payment ORDER BY seq")]


def exchanged(con: Connection, owners: dict[str, str]) -> list[dict[str, Any]]:
    """Every exchange with the request that caused it."""
    return [
        {
            **{name: row[name] for name in row.keys() if name not in ("seq", "login", "cause")},  # noqa: SIM118  sqlite3.Row
            "owner": owners[row["login"]],
            "created_at": iso_milliseconds(row["created_at"]),
            "request": json.loads(row["cause"]),
        }
        for row in con.execute("SELECT * FROM exchange ORDER BY seq")
    ]


def _payment(con: Connection, row: Row, owners: dict[str, str]) -> dict[str, Any]:
    plain = ("id", "kind", "currency", "amount", "arrived", "txid", "address", "callback_url", "status")
    events = con.execute("SELECT status, at FROM event WHERE transfer = ? ORDER BY seq", (row["id"],))
    return {
        **{name: row[name] for name in plain},
        "owner": owners[row["login"]],
        "reference": credentials(row)["reference"],
        "bank_detail": json.loads(row["bank_detail"] or "null"),
        "proofs": json.loads(row["proofs"]),
        "settled": bool(row["settled"]),
        "created_at": iso_milliseconds(row["created_at"]),
        "updated_at": iso_milliseconds(row["updated_at"]),
        "events": [{"status": event["status"], "at": iso_milliseconds(event["at"])} for event in events],
        "request": json.loads(row["cause"]) if row["cause"] else None,
    }


class PaymentActs:
    """POST /_control/arrive, payments, two_factor, exchange_rate, quote_v2; and `status` of a payment."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.by_name = {
            "arrive": self.arrive, "two_factor": self.two_factor,
            "exchange_rate": self.exchange_rate, "quote_v2": self.quote_v2, "payments": self.payments,
        }  # fmt: skip

    def status(self, con: Connection, id: str, code: str) -> Asked | None:
        """Any word; it stays there. None if there is no such payment."""
        if payment_lives.payment(con, id) is None:
            return None
        payment_lives.put(con, self._clock, id, code)
        return {"id": id, "status": status_words(code)}

    def arrive(self, con: Connection, asked: Asked) -> Asked:
        """{"id", "amount"?, "txid"?}: the money for a deposit comes, all of it unless told otherwise."""
        row = payment_lives.payment(con, asked["id"])
        if row is None or row["kind"] == "withdraw":
            raise NoSuchThing(f"no deposit {asked['id']}")
        amount = format(Decimal(str(asked["amount"])), "f") if "amount" in asked else None
        payment_lives.arrive(con, self._clock, row["id"], amount, asked.get("txid"))
        return {"id": row["id"], "status": status_words("completed")}

    def payments(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "kind": "withdraw"/"deposit", "currency", "amount", "txid"?}: made elsewhere."""
        login, amount = login_named(con, asked), format(Decimal(str(asked["amount"])), "f")
        currency, txid = asked["currency"], str(asked.get("txid", payment_lives.new_txid()))
        if asked["kind"] not in ("withdraw", "deposit") or CURRENCIES[currency].crypto:
            raise Mistake("kind is withdraw or deposit, by a bank")
        if asked["kind"] == "deposit":
            facts = {
                "login": login, "kind": "bank_deposit", "currency": currency, "amount": amount,
                "txid": txid, "callback_url": "", "status": "pending",
            }  # fmt: skip
            return {"id": deposits.book_by_bank(con, self._clock, facts)["id"]}
        detail = dict.fromkeys(withdrawals.BANK_DETAIL, "Elsewhere")
        wish = withdrawals.Wish(currency, amount, txid, "", detail, "")
        try:
            row = withdrawals.book_withdrawal(con, self._clock, login, wish, None)
        except Refusal as refusal:
            raise Mistake(str(refusal.message)) from None
        return {"id": row["id"]}

    def two_factor(self, con: Connection, asked: Asked) -> Asked:
        """{"login", "on"}: whether its withdrawals ask for a gauth_token, and which."""
        login = login_named(con, asked)
        two_factor.switch(con, login, bool(asked["on"]))
        return {"on": bool(asked["on"]), "gauth_token": two_factor.token(con, login)}

    def exchange_rate(self, con: Connection, asked: Asked) -> Asked:
        """{"cached": "asked"/"other", "fresh": "asked"/"other", "factor"}: whose pair the two answer."""
        if not {asked.get("cached", "asked"), asked.get("fresh", "asked")} <= {"asked", "other"}:
            raise Mistake("cached and fresh are each asked or other")
        setting = {**exchanges.answers(con), **{name: asked[name] for name in asked if name != "provider"}}
        remember(con, exchanges.SETTING, {**setting, "factor": str(Decimal(str(setting["factor"])))})
        return exchanges.answers(con)

    def quote_v2(self, con: Connection, asked: Asked) -> Asked:
        """{"keys": "example"/"table"}: under which names "Amount to Pay V2" answers."""
        if asked["keys"] not in ("example", "table"):
            raise Mistake("example or table")
        remember(con, quotes.V2_SETTING, asked["keys"])
        return {"keys": asked["keys"]}
