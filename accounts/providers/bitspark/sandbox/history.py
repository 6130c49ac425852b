""" "Transactions History": transfers, deposits, withdrawals, top-ups. Exchanges have no row there."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox import profiles, top_up_statements
from accounts.providers.bitspark.sandbox.calls import Call, page
from accounts.providers.bitspark.sandbox.figures import number
from accounts.providers.bitspark.sandbox.guesses import PAYMENT_TYPES, TOP_UP_TYPE
from accounts.providers.bitspark.sandbox.money import account
from accounts.providers.bitspark.sandbox.payment_statements import status_words
from accounts.providers.bitspark.sandbox.statements import in_show
from accounts.providers.door.clock import iso_milliseconds
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

# What a login sees: its own, top-ups from both sides. A Bitcoin deposit that nobody paid is no transaction.
_EVERYTHING = """
    SELECT 'transfer' AS source, id, created_at, seq FROM transfer WHERE login = :login
    UNION ALL SELECT 'payment', id, created_at, seq FROM payment
        WHERE login = :login AND (kind <> 'btc_deposit' OR arrived IS NOT NULL)
    UNION ALL SELECT 'top_up', id, created_at, seq FROM top_up WHERE owner = :login OR keeper = :login
"""


def index(call: Call) -> Response:
    """GET /v1/transactions/history, the newest first."""
    asked = page(call)
    with call.store.read() as con:
        rows = con.execute(
            f"{_EVERYTHING} ORDER BY created_at DESC, seq DESC", {"login": call.login}
        ).fetchall()
        shown = [_shown(con, call.login, row) for row in asked.cut(rows)]
    return json_reply({"data": shown, "meta": asked.meta(len(rows))})


def _shown(con: Connection, login: str, found: Row) -> dict[str, Any]:
    source = found["source"]
    row = con.execute(f"SELECT * FROM {source} WHERE id = ?", (found["id"],)).fetchone()  # noqa: S608  from our own words
    attributes = _SHOWN[source](con, login, row)
    dated = {**attributes, "created_at": iso_milliseconds(row["created_at"])}
    return {"id": row["id"], "type": "mobile_payments", "attributes": dated}


def _transfer(con: Connection, login: str, row: Row) -> dict[str, Any]:
    recipient = json.loads(row["recipient"])
    names = (recipient.get(name) for name in ("first_name", "middle_name", "last_name"))
    return {
        "account_id": account(con, login, row["account_currency"])["id"],
        "amount": number(Decimal(row["amount"])),
        "status": in_show(row)["attributes"]["status"],
        "payment_type": "Transfer",
        "currency": row["currency"].upper(),
        "basic_info": {
            "recipient_name": " ".join(name for name in names if name),
            "recipient_contact_number": recipient.get("phone_number") or None,
            "address": recipient.get("address") or None,
        },
    }


def _payment(con: Connection, login: str, row: Row) -> dict[str, Any]:
    """ "Deposit Txid or btc address", "Withdraw Txid"."""
    by_address = row["kind"] == "btc_deposit"
    return {
        "account_id": account(con, login, row["currency"])["id"],
        "amount": number(Decimal(row["arrived"] or row["amount"])),
        "status": status_words(row["status"]),
        "payment_type": PAYMENT_TYPES[row["kind"]],
        "currency": row["currency"].upper(),
        "basic_info": {"btc_address": row["address"]} if by_address else {"txid": row["txid"]},
    }


def _top_up(con: Connection, login: str, row: Row) -> dict[str, Any]:
    """ "Recipient address": of whoever is credited, as far as that is a login."""
    return {
        "account_id": row["user_account"] if row["owner"] == login else row["shop_account"],
        "amount": number(Decimal(row["amount"])),
        "status": top_up_statements.status_words(row["status"]),
        "payment_type": TOP_UP_TYPE,
        "currency": row["currency"].upper(),
        "basic_info": {"address": _address(con, row["owner"])},
    }


def _address(con: Connection, party: str) -> str | None:
    login = con.execute("SELECT 1 FROM login WHERE id = ?", (party,)).fetchone()
    return profiles.of(con, party).address if login else None


_SHOWN: dict[str, Callable[[Connection, str, Row], dict[str, Any]]] = {
    "transfer": _transfer,
    "payment": _payment,
    "top_up": _top_up,
}
