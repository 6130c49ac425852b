""" "Create Withdraw": to a bank or to a Bitcoin address. The money leaves the account at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses, two_factor
from accounts.providers.bitspark.sandbox.bitcoin import is_address
from accounts.providers.bitspark.sandbox.calls import Call
from accounts.providers.bitspark.sandbox.figures import amount_complaints
from accounts.providers.bitspark.sandbox.forms import branch, leaf
from accounts.providers.bitspark.sandbox.money import account, move
from accounts.providers.bitspark.sandbox.payment_lives import book
from accounts.providers.bitspark.sandbox.payment_statements import withdrawn
from accounts.providers.bitspark.sandbox.personal import account_currency
from accounts.providers.bitspark.sandbox.refusals import insufficient_funds, unprocessable, went_wrong
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row
from accounts.providers.door.wire import json_reply

BANK_DETAIL = ("name", "beneficiary_name", "account_number", "address", "swift_code")


@dataclass(frozen=True)
class Wish:
    """A withdrawal as it was asked for, everything still text."""

    currency: str
    amount: str
    txid: str
    address: str  # "" to a bank
    bank_detail: dict[str, str]
    callback_url: str


def withdraw(call: Call) -> Response:
    """POST /v2/payments/withdraw."""
    wish = _read(call)
    with call.store.write() as con:
        sentences = _faults(wish)
        if two_factor.asks(con, call.login) and not two_factor.is_right(con, call.login, _token(call)):
            sentences.append(guesses.GAUTH_TOKEN_WRONG)
        if sentences:
            raise unprocessable(sentences)
        row = book_withdrawal(con, call.clock, call.login, wish, call.cause())
        answer = withdrawn(row, account(con, call.login, wish.currency))
    return json_reply(answer, guesses.CREATED)


def _read(call: Call) -> Wish:
    data = branch(call.form, "data")
    about = branch(data, "attributes")
    detail = branch(data, "relationships", "bank_detail", "data")
    if leaf(data, "type") != "withdraw" or leaf(detail, "type") not in ("", "bank_details"):
        raise went_wrong("Withdraw", "payment_withdraw_error")
    currency = account_currency(call, leaf(call.form, "account_currency"))
    if CURRENCIES[currency].crypto and currency != "btc":
        raise went_wrong("Withdraw", "payment_withdraw_error")
    to_bank = not CURRENCIES[currency].crypto
    return Wish(
        currency,
        leaf(about, "amount"),
        leaf(about, "txid").strip(),
        "" if to_bank else _address(about),
        {name: leaf(detail, "attributes", name).strip() for name in BANK_DETAIL} if to_bank else {},
        leaf(about, "callback_url"),
    )


def _address(about: Mapping[str, object]) -> str:
    """Under either of its two names; nothing if they differ."""
    named = {leaf(about, name) for name in ("wallet_address", "bitcoin_address")} - {""}
    return named.pop() if len(named) == 1 else ""


def _token(call: Call) -> str:
    return leaf(call.form, "data", "attributes", "gauth_token")


def _faults(wish: Wish) -> list[str]:
    sentences = amount_complaints(wish.amount, CURRENCIES[wish.currency].precision)
    if not wish.txid and (wish.bank_detail or guesses.TXID_IN_BITCOIN_WITHDRAWALS):
        sentences.append("Txid can't be blank")
    for name, value in wish.bank_detail.items():
        if not value:
            sentences.append(f"Bank detail {name.replace('_', ' ')} can't be blank")
    if not wish.bank_detail and not is_address(wish.address):
        sentences.append("Wallet address is invalid")
    return sentences


def book_withdrawal(con: Connection, clock: Clock, login: str, wish: Wish, cause: str | None) -> Row:
    """Take the money and write it down, in one transaction. The same txid again is another withdrawal.

    Raises:
        Refusal: the account holds less.
    """
    held = account(con, login, wish.currency)
    amount = Decimal(wish.amount)
    if Decimal(held["balance"]) < amount:
        raise insufficient_funds()
    facts: dict[str, Any] = {
        "login": login,
        "kind": "withdraw",
        "currency": wish.currency,
        "amount": wish.amount,
        "txid": wish.txid,
        "address": wish.address or None,
        "bank_detail": json.dumps(wish.bank_detail) if wish.bank_detail else None,
        "bank_detail_id": str(uuid4()) if wish.bank_detail else None,
        "callback_url": wish.callback_url,
        "status": "pending",
        "cause": cause,
    }
    row = book(con, clock, facts, guesses.WITHDRAW_WALK)
    move(con, row["created_at"], held, -amount, reason="withdraw", transfer=row["id"])
    return row
