""" "Exchanges": one account's money into another's. No id that lasts, and no row in any history."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.calls import Call
from accounts.providers.bitspark.sandbox.figures import decimal_string, decimals, read
from accounts.providers.bitspark.sandbox.forms import leaf
from accounts.providers.bitspark.sandbox.money import EXACT, account, move, rate
from accounts.providers.bitspark.sandbox.personal import account_currency
from accounts.providers.bitspark.sandbox.refusals import Refusal, unprocessable
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.clock import iso_milliseconds
from accounts.providers.door.store import Connection, remembered
from accounts.providers.door.wire import json_reply

SETTING = "bitspark:exchange_rate"
INVALID = "Invalid value for transaction"


@dataclass(frozen=True)
class Deal:
    """`base` of one currency for another; `rate`: of the latter for one of the former."""

    base: Decimal
    rate: Decimal
    decimals: int  # of what comes out

    @property
    def commission(self) -> Decimal:
        """In what comes out."""
        bare = self.base * self.rate * guesses.EXCHANGE_COMMISSION
        return EXACT.quantize(bare, self._step)

    @property
    def quoted(self) -> Decimal:
        """Cut, not rounded, after the commission: 1 x 7.75515 - 0.10 is 7.65."""
        left = self.base * self.rate - self.commission
        return left.quantize(self._step, ROUND_DOWN, EXACT)

    @property
    def _step(self) -> Decimal:
        return Decimal(1).scaleb(-self.decimals)


def exchange_currencies(call: Call) -> Response:
    """POST /v1/exchanges/exchange_currencies."""
    source = account_currency(call, leaf(call.form, "currency_from"))
    target = account_currency(call, leaf(call.form, "currency_to"))
    amount = read(leaf(call.form, "amount"))
    if source == target:
        raise Refusal(400, ["Transaction failed."], "money_exchange_error")
    if amount is None or amount <= 0 or decimals(amount) > CURRENCIES[source].precision:
        raise unprocessable([INVALID])
    with call.store.write() as con:
        deal = Deal(amount, _exact_rate(con, source, target), CURRENCIES[target].precision)
        answer = _book(con, call, deal, source, target)
    return json_reply({"data": answer}, guesses.CREATED)


def _book(con: Connection, call: Call, deal: Deal, source: str, target: str) -> dict[str, Any]:
    """Both accounts moved and the exchange written down, in one transaction."""
    if deal.quoted <= 0:
        raise unprocessable([INVALID])
    held = account(con, call.login, source)
    if Decimal(held["balance"]) < deal.base:
        raise unprocessable(["Insufficient funds on account"])
    id, stamp = object_id(), call.clock.stamp(con)
    row = {
        "id": id, "login": call.login, "currency_from": source, "currency_to": target,
        "base": format(deal.base, "f"), "quoted": format(deal.quoted, "f"), "rate": format(deal.rate, "f"),
        "commission": format(deal.commission, "f"), "created_at": stamp, "cause": call.cause(),
    }  # fmt: skip
    con.execute(
        f"INSERT INTO exchange ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608  our names
        tuple(row.values()),
    )
    move(con, stamp, held, -deal.base, reason="exchange", transfer=id)
    move(con, stamp, account(con, call.login, target), deal.quoted, reason="exchange", transfer=id)
    return _resource(id, stamp, deal, CURRENCIES[source].precision)


def _resource(id: str, stamp: float, deal: Deal, decimals: int) -> dict[str, Any]:
    return {
        "id": id,
        "type": "exchange_transaction_data",
        "attributes": {
            "status": "completed",
            "created_at": iso_milliseconds(stamp).replace("Z", "+00:00"),
            "fee": f"{0:.{deal.decimals}f}",
            "base_amount": f"{deal.base:.{decimals}f}",
            "quoted_amount": format(deal.quoted, "f"),
            "rate": decimal_string(deal.rate),
            "commission": format(deal.commission, "f"),
        },
    }


def exchange_rate(call: Call) -> Response:
    """GET /v3/exchanges/exchange_rate, unsigned: with commission, cached unless told otherwise."""
    pair = tuple(
        account_currency(call, call.query.get(name, "")) for name in ("currency_from", "currency_to")
    )
    amount = call.query.get("amount", "")
    if amount and (read(amount) or 0) <= 0:
        raise unprocessable([INVALID])
    cached = call.query.get("cached_rate", "true") != "false"
    with call.store.read() as con:
        setting = answers(con)
        if setting["cached" if cached else "fresh"] == "other":
            pair = guesses.CACHED_PAIR if pair != guesses.CACHED_PAIR else ("hkd", "usd")
        figure = _exact_rate(con, pair[0], pair[1]) * (1 - guesses.EXCHANGE_COMMISSION)
    figure *= Decimal(setting["factor"]) if cached else 1
    about = {
        "invoice_currency": pair[0].upper(),
        "payment_currency": pair[1].upper(),
        "rate": decimal_string(figure),
    }
    return json_reply({"data": {"id": object_id(), "type": "exchange_rate", "attributes": about}})


def answers(con: Connection) -> dict[str, str]:
    """Whose pair the cached and the fresh rate are, and by what the cached one is off."""
    first = {"cached": "other", "fresh": "asked", "factor": guesses.CACHED_FACTOR}
    return {**first, **remembered(con, SETTING, {})}


def object_id() -> str:
    """Fourteen digits, as 99999999999999: nothing to find anything by."""
    return str(10**13 + secrets.randbelow(9 * 10**13))


def _exact_rate(con: Connection, source: str, target: str) -> Decimal:
    return EXACT.quantize(rate(con, source, target), guesses.EXCHANGE_RATE_STEP)
