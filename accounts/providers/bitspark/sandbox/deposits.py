""" "Create Deposit" V2 and V3: a bank's details and a reference, or a Bitcoin address. Moves no money yet."""

from __future__ import annotations

import secrets
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.bitcoin import new_address
from accounts.providers.bitspark.sandbox.calls import Call
from accounts.providers.bitspark.sandbox.figures import amount_complaints
from accounts.providers.bitspark.sandbox.forms import leaf
from accounts.providers.bitspark.sandbox.money import account
from accounts.providers.bitspark.sandbox.payment_lives import book, known, new_txid
from accounts.providers.bitspark.sandbox.payment_statements import deposited_v2, shown
from accounts.providers.bitspark.sandbox.personal import account_currency
from accounts.providers.bitspark.sandbox.refusals import unprocessable, went_wrong
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

# No coins came to its address yet, and nobody cancelled it.
UNUSED = "kind = 'btc_deposit' AND arrived IS NULL AND status IN ('unknown', 'pending')"


def create_v2(call: Call) -> Response:
    """POST /v2/payments/deposit: the currency stands beside the data."""
    row, held = _deposit(call, "deposits", leaf(call.form, "account_currency"))
    return json_reply(deposited_v2(row, held), guesses.CREATED)


def create_v3(call: Call) -> Response:
    """POST /v3/payments/deposit: the currency is one of the attributes."""
    row, held = _deposit(call, "deposit", _attribute(call, "currency"))
    return json_reply({"data": shown(row, held)}, guesses.CREATED)


def _deposit(call: Call, type: str, given: str) -> tuple[Row, Row]:
    if leaf(call.form, "data", "type") != type:
        raise went_wrong("Deposit", "payment_deposit_error")
    currency = CURRENCIES[account_currency(call, given)]
    if currency.crypto and currency.code != "btc":
        raise went_wrong("Deposit", "payment_deposit_error")
    if sentences := amount_complaints(_attribute(call, "amount"), currency.precision):
        raise unprocessable(sentences)
    with call.store.write() as con:
        if currency.crypto:
            row = _in_bitcoin(con, call)
        else:
            facts = _facts(call, "bank_deposit", currency.code, "pending")
            row = book_by_bank(con, call.clock, facts)
        return row, account(con, call.login, currency.code)


def book_by_bank(con: Connection, clock: Clock, facts: dict[str, Any]) -> Row:
    reference = f"{9 * 10**9 + secrets.randbelow(10**9)}"  # ten digits, as 9120255451
    return book(con, clock, {**facts, "reference": reference}, guesses.BANK_DEPOSIT_WALK)


def _in_bitcoin(con: Connection, call: Call) -> Row:
    """The one that waits unused, or a new one where there is none or `generate_new_address` asks for it."""
    unused = con.execute(
        f"SELECT * FROM payment WHERE login = ? AND {UNUSED} ORDER BY seq DESC",  # noqa: S608  our own words
        (call.login,),
    ).fetchall()
    if _attribute(call, "generate_new_address") != "true" and unused:
        return _again(con, call, unused[0]["id"])
    if len(unused) >= guesses.UNUSED_ADDRESSES:
        raise unprocessable([guesses.TOO_MANY_ADDRESSES])
    facts = _facts(call, "btc_deposit", "btc", "unknown")
    return book(con, call.clock, {**facts, "address": new_address()}, ())


def _again(con: Connection, call: Call, id: str) -> Row:
    con.execute(
        "UPDATE payment SET amount = ?, callback_url = COALESCE(NULLIF(?, ''), callback_url) WHERE id = ?",
        (_attribute(call, "amount"), _attribute(call, "callback_url"), id),
    )
    return known(con, id)


def _facts(call: Call, kind: str, currency: str, status: str) -> dict[str, Any]:
    return {
        "login": call.login,
        "kind": kind,
        "currency": currency,
        "amount": _attribute(call, "amount"),
        "txid": new_txid(),
        "callback_url": _attribute(call, "callback_url"),
        "status": status,
        "cause": call.cause(),
    }


def _attribute(call: Call, name: str) -> str:
    return leaf(call.form, "data", "attributes", name)
