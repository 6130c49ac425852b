""" "Amount to Pay" V1 to V4. Nothing is reserved, and no quote has an id that lasts."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.calls import Call
from accounts.providers.bitspark.sandbox.figures import float_number, read
from accounts.providers.bitspark.sandbox.money import Price, account, rate
from accounts.providers.bitspark.sandbox.personal import account_currency
from accounts.providers.bitspark.sandbox.refusals import not_found, unprocessable
from accounts.providers.bitspark.sandbox.routes import Route
from accounts.providers.bitspark.sandbox.world.places import Destination, by_id
from accounts.providers.door.store import remembered
from accounts.providers.door.wire import json_reply

V2_TABLE = (
    "total_amount_to_pay_in_user_currency",
    "total_amount_to_pay_in_destination_currency",
    "transaction_fee_in_user_currency",
    "transaction_fee_in_destination_currency",
)
V2_SETTING = "bitspark:quote_v2"


def v1(call: Call) -> Response:
    """GET /v1/static/amount_to_pay, unsigned: two figures in account currency, and no shop's commission."""
    _, figures = _quote(call, needs_amount_to_send=False)
    return _reply(_two(figures))


def v2(call: Call) -> Response:
    """GET /v2/static/amount_to_pay: its example answers V1's keys, its table lists four others."""
    _, figures = _quote(call, needs_amount_to_send=True)
    with call.store.read() as con:
        as_table = remembered(con, V2_SETTING, guesses.V2_QUOTE_KEYS) == "table"
    return _reply({name: figures[name] for name in V2_TABLE} if as_table else _two(figures))


def v3(call: Call) -> Response:
    """GET /v3/calculations/amount_to_pay/calculate; amount_to_send may be left out."""
    _, figures = _quote(call, needs_amount_to_send=False)
    return _reply(figures)


def v4(call: Call) -> Response:
    """GET /v4/calculations/amount_to_pay/calculate; its table requires amount_to_send."""
    destination, figures = _quote(call, needs_amount_to_send=True)
    return _reply({**figures, "limits_info": destination.limits})


def _two(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "total_amount_to_pay": figures["total_amount_to_pay_in_user_currency"],
        "transaction_fee": figures["transaction_fee_in_user_currency"],
    }


def _reply(figures: dict[str, Any]) -> Response:
    number = str(10**13 + secrets.randbelow(9 * 10**13))  # fourteen digits, as 99999999999999
    return json_reply({"data": {"id": number, "type": "payment_data", "attributes": figures}})


def _quote(call: Call, needs_amount_to_send: bool) -> tuple[Destination, dict[str, Any]]:
    currency = account_currency(call, call.query.get("account_currency", ""))
    destination = by_id(call.query.get("transfer[destination_id]", ""))
    if destination is None:
        raise not_found()
    amount, extra = _amounts(call, needs_amount_to_send)
    names = ("province", "delivery_method", "provider")
    given = {name: call.query.get(f"transfer[{name}]", "") for name in names}
    if wrong := Route(destination, **given).unknown_parts():
        raise unprocessable(wrong)
    with call.store.read() as con:
        held = account(con, call.login, currency) if call.login else None
        commission = Decimal(held["shop_commission"] if held else 0)
        price = Price(amount, rate(con, currency, destination.currency), extra, commission)
    return destination, figures(price)


def figures(price: Price) -> dict[str, Any]:
    """The seven figures V3 and V4 share, as JSON numbers in the document's manner."""
    return {
        "total_amount_to_pay_in_user_currency": float_number(price.total),
        "total_amount_to_pay_in_destination_currency": float_number(price.total * price.rate),
        "transaction_fee_in_user_currency": float_number(price.in_account_currency(price.service_fee)),
        "transaction_fee_in_destination_currency": float_number(price.service_fee),
        "payment_service_fee_in_destination_currency": float_number(price.payment_fee),
        "payment_service_fee_in_user_currency": float_number(price.in_account_currency(price.payment_fee)),
        "destination_amount": float_number(price.amount),
    }


def _amounts(call: Call, needs_amount_to_send: bool) -> tuple[Decimal, Decimal]:
    sentences = []
    amount = read(call.query.get("transfer[amount]", ""))
    if amount is None:
        sentences.append("Amount is not a number")
    elif amount <= 0:
        sentences.append("Amount must be greater than 0")
    given = call.query.get("transfer[amount_to_send]", "")
    extra = read(given or "0")
    if needs_amount_to_send and not given:
        sentences.append("Amount to send can't be blank")
    elif extra is None or extra < 0:
        sentences.append("Amount to send is not a number")
    if sentences:
        raise unprocessable(sentences)
    assert amount is not None
    assert extra is not None
    return amount, extra
