"""A payment as it is printed: each of the documented answers has its own shape."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.sandbox.figures import decimal_string
from accounts.providers.bitspark.sandbox.guesses import PAYMENT_WORDS
from accounts.providers.bitspark.sandbox.personal import account_resource
from accounts.providers.bitspark.sandbox.world.currencies import CREDENTIALS, CURRENCIES
from accounts.providers.door.store import Row

TYPES = {"withdraw": "withdraws", "bank_deposit": "bank_deposits", "btc_deposit": "btc_deposits"}


def shown(row: Row, held: Row) -> dict[str, Any]:
    """ "Show Payment" V1 and V2, "Pending BTC deposits", "Create Deposit V3", and what callbacks carry.

    Printed are a bank deposit and a Bitcoin one that nobody paid yet: it has no amount and no
    txid. A withdrawal is as "Create Withdraw" answers it; to an address it has a status too.
    """
    about: dict[str, Any] = {
        "amount": _amount(row),
        "txid": _txid(row),
        "callback_url": row["callback_url"] or None,
        "status": status_words(row["status"]),
    }
    if row["kind"] == "bank_deposit":
        about["deposit_credentials"] = credentials(row)
    elif row["kind"] == "btc_deposit":
        about |= {"bitcoin_address": row["address"], "address": row["address"]}
    elif row["address"]:
        about["wallet_address"] = row["address"]
    return _resource(row, held, TYPES[row["kind"]], about)


def withdrawn(row: Row, held: Row) -> dict[str, Any]:
    """ "Create Withdraw": to an address, without txid and status."""
    if not row["address"]:
        return _with_account(shown(row, held), held, _bank_detail(row))
    about = {"amount": decimal_string(Decimal(row["amount"])), "wallet_address": row["address"]}
    return _with_account(_resource(row, held, "withdraws", about), held)


def deposited_v2(row: Row, held: Row) -> dict[str, Any]:
    """ "Create Deposit V2": of type deposits; a Bitcoin one without a status."""
    about: dict[str, Any] = {
        "amount": decimal_string(Decimal(row["amount"])),
        "txid": row["txid"],
        "callback_url": row["callback_url"] or None,
    }
    if row["kind"] == "btc_deposit":
        about["bitcoin_address"] = row["address"]
    else:
        about |= {"status": status_words(row["status"]), "deposit_credentials": credentials(row)}
    return _with_account(_resource(row, held, "deposits", about), held)


def status_words(code: str) -> dict[str, str]:
    return {"code": code, "message": PAYMENT_WORDS.get(code, code.replace("_", " ").capitalize())}


def credentials(row: Row) -> dict[str, str]:
    """Where to pay to; the reference is this deposit's own."""
    return {**CREDENTIALS, "reference": row["reference"]}


def _amount(row: Row) -> str | None:
    """What came, once something did; until then what was asked, but of coins nothing."""
    figure = row["arrived"] or (None if row["kind"] == "btc_deposit" else row["amount"])
    return None if figure is None else decimal_string(Decimal(figure))


def _txid(row: Row) -> str | None:
    return None if row["kind"] == "btc_deposit" and row["arrived"] is None else str(row["txid"])


def _resource(row: Row, held: Row, type: str, attributes: dict[str, Any]) -> dict[str, Any]:
    relations = {"account": {"data": {"type": "accounts", "id": held["id"]}}}
    if row["bank_detail_id"]:
        relations = {
            "bank_detail": {"data": {"type": "bank_details", "id": row["bank_detail_id"]}},
            **relations,
        }
    return {"id": row["id"], "type": type, "attributes": attributes, "relationships": relations}


def _bank_detail(row: Row) -> dict[str, Any]:
    return {"id": row["bank_detail_id"], "type": "bank_details", "attributes": json.loads(row["bank_detail"])}


def _with_account(resource: dict[str, Any], held: Row, *more: dict[str, Any]) -> dict[str, Any]:
    """With account and currency included, the latter cut to the three attributes printed here."""
    currency = CURRENCIES[held["currency"]].resource()
    names = ("code", "name", "account")
    currency["attributes"] = {name: currency["attributes"][name] for name in names}
    return {"data": resource, "included": [*more, account_resource(held), currency]}
