"""Forms of payments that the sandbox takes as they are; a name with a dot changes a bank detail."""

from __future__ import annotations

from typing import Any

WITHDRAW = "/v2/payments/withdraw"
DEPOSIT = "/v3/payments/deposit"
DEPOSIT_V2 = "/v2/payments/deposit"
EXCHANGE = "/v1/exchanges/exchange_currencies"
SOMEWHERE = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"  # the document's own

Form = dict[str, Any]


def to_a_bank(**changes: str | None) -> Form:
    """to_a_bank(amount="5", **{"bank.swift_code": None}): None leaves a field out."""
    values: dict[str, str | None] = {
        "amount": "100",
        "txid": "W-1",
        "bank.name": "HSBC",
        "bank.beneficiary_name": "Eve Moneypenny",
        "bank.account_number": "123123123",
        "bank.address": "85 Albert Embankment, Vauxhall, London",
        "bank.swift_code": "HSBCHKHH",
        **changes,
    }
    currency = values.pop("account_currency", "usd")
    given = {name: value for name, value in values.items() if value is not None}
    detail = {name.removeprefix("bank."): given.pop(name) for name in list(given) if name.startswith("bank.")}
    return {
        "account_currency": currency,
        "data": {
            "type": "withdraw",
            "attributes": given,
            "relationships": {"bank_detail": {"data": {"type": "bank_details", "attributes": detail}}},
        },
    }


def to_an_address(**changes: str | None) -> Form:
    values = {"amount": "0.1", "txid": "W-2", "wallet_address": SOMEWHERE, **changes}
    given = {name: value for name, value in values.items() if value is not None}
    return {"account_currency": "btc", "data": {"type": "withdraw", "attributes": given}}


def deposit(**changes: str | None) -> Form:
    values = {"amount": "100", "currency": "usd", **changes}
    given = {name: value for name, value in values.items() if value is not None}
    return {"data": {"type": "deposit", "attributes": given}}


def deposit_v2(currency: str = "usd", **attributes: str) -> Form:
    data = {"type": "deposits", "attributes": {"amount": "100", **attributes}}
    return {"account_currency": currency, "data": data}


def swap(amount: str = "1", currency_from: str = "usd", currency_to: str = "hkd") -> Form:
    return {"amount": amount, "currency_from": currency_from, "currency_to": currency_to}
