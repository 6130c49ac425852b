"""/wallet/exchange: calculate, buy, sell. Nothing ties what was calculated to what is done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.door.store import Connection, Row
from accounts.providers.spectrocoin.sandbox import exchange_lives, guesses, money, rates
from accounts.providers.spectrocoin.sandbox.calls import Call, amount, printed, too_fine
from accounts.providers.spectrocoin.sandbox.refusals import InvalidRequest, Refusal, error, refused
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES

FIRST_ID = 49  # exchangeId 50 is printed
DAY = 86400.0


@dataclass(frozen=True)
class Order:
    """`named` is the amount that was asked for: "pay" of a sale, "receive" of a purchase."""

    named: str
    amount: Decimal
    pay: str
    receive: str


@dataclass(frozen=True)
class Deal:
    order: Order
    pay_amount: Decimal
    receive_amount: Decimal


def calculate_buy(call: Call) -> Response:
    deal = _calculated(call, "receive")
    return call.reply({"payAmount": printed(deal.pay_amount), "payCurrency": deal.order.pay})


def calculate_sell(call: Call) -> Response:
    deal = _calculated(call, "pay")
    return call.reply({"receiveAmount": printed(deal.receive_amount), "receiveCurrency": deal.order.receive})


def buy(call: Call) -> Response:
    return _exchanged(call, "receive")


def sell(call: Call) -> Response:
    return _exchanged(call, "pay")


def _calculated(call: Call, named: str) -> Deal:
    """1001 and 1002 are not among this section's codes: what is missing or nothing is a 1."""
    order = _order(call.query, named, (1, 1))
    with call.store.read() as con:
        return _deal(con, call, order)


def _order(given: Any, named: str, codes: tuple[int, int]) -> Order:
    """
    Raises:
        Refusal: codes[0] for a missing field, codes[1] for nothing or less, 1, 1005, 7008.
    """
    names = (f"{named}Amount", "receiveCurrency", "payCurrency")
    missing = [name for name in names if given.get(name) in (None, "")]
    if missing:
        words = "{} can't be null"
        raise Refusal([error(codes[0], value=name, message=words.format(name)) for name in missing])
    receive, pay = (_currency(given[name]) for name in names[1:])
    number = amount(given[names[0]])
    if number is None:
        raise refused(1, message=f"Invalid {names[0]}")
    if number <= 0:
        message = f"{names[0]} should be more than zero"
        raise refused(codes[1], amount=names[0], message=message)
    if too_fine(number, CURRENCIES[pay if named == "pay" else receive].decimals):
        raise refused(1, message=guesses.DECIMALS_BEYOND)
    if not rates.is_exchanged(pay, receive):
        raise refused(7008)
    return Order(named, number, pay, receive)


def _currency(code: Any) -> str:
    if not isinstance(code, str) or code not in CURRENCIES:
        raise refused(1005, value=code)
    return code


def _deal(con: Connection, call: Call, order: Order) -> Deal:
    pair = (order.pay, order.receive)
    if order.named == "pay":
        received = rates.received_for(con, call.clock, order.amount, *pair)
        return Deal(order, order.amount, received)
    return Deal(order, rates.paid_for(con, call.clock, order.amount, *pair), order.amount)


def _exchanged(call: Call, named: str) -> Response:
    body = call.body()
    if not isinstance(body, dict):
        raise InvalidRequest
    names = (f"{named}Amount", "receiveCurrency", "payCurrency")
    wrong = [name for name in body if name not in names]
    if isinstance(body.get(names[0]), str):
        wrong.append(names[0])
    if wrong:
        raise Refusal([error(1, message=f"Invalid field: {name}") for name in wrong])
    order = _order(body, named, (1001, 1002))
    with call.store.write() as con:
        deal = _deal(con, call, order)
        _judge(con, call, deal)
        row = _book(con, call, deal)
        call.keep(con)
    return call.reply(_answer(row, call.settings))


def _judge(con: Connection, call: Call, deal: Deal) -> None:
    """
    Raises:
        Refusal: 7009, 7010, 7006, 7007, or 1 for a balance that is too small, in this order.
    """
    sides = (
        (7009, deal.pay_amount, deal.order.pay),
        (7010, deal.receive_amount, deal.order.receive),
    )
    for code, figure, currency in sides:
        least = guesses.SMALLEST_EXCHANGE[currency]
        if figure < Decimal(least):
            raise refused(code, amount=least, currency=currency)
    for code, side, setting in ((7006, "pay", "pay_limit_usd"), (7007, "receive", "receive_limit_usd")):
        limit = Decimal(str(call.settings[setting]))
        _within(con, call, deal, code=code, side=side, limit=limit)
    if deal.pay_amount > money.account(con, call.user["id"], deal.order.pay).available:
        raise refused(1, message=guesses.BALANCE_TOO_SMALL)


def _within(con: Connection, call: Call, deal: Deal, *, code: int, side: str, limit: Decimal) -> None:
    """A day's exchanges of this side with this one are worth no more than the limit."""
    rows = con.execute(
        "SELECT * FROM sc_exchange WHERE login = ? AND at > ?", (call.user["id"], call.clock.stamp(con) - DAY)
    )
    done = [(Decimal(row[f"{side}_amount"]), row[f"{side}_currency"]) for row in rows]
    paying = side == "pay"
    currency = deal.order.pay if paying else deal.order.receive
    done.append((deal.pay_amount if paying else deal.receive_amount, currency))
    worth = sum((rates.in_dollars(con, call.clock, *one) for one in done), Decimal(0))
    if worth > limit:
        most = rates.in_currency(con, call.clock, limit, currency)
        raise refused(code, period="daily", amount=format(most, "f"), currency=currency)


def _book(con: Connection, call: Call, deal: Deal) -> Row:
    order, at = deal.order, call.clock.stamp(con)
    held, cause = money.account(con, call.user["id"], order.pay), call.cause()
    money.change(con, held, reserved=deal.pay_amount)
    words = f"{order.pay} sell for exchange. {format(deal.pay_amount, 'f')} {order.pay}"
    line = money.write_down(con, at, held, -deal.pay_amount, words=words, status="PENDING", cause=cause)
    row = con.execute(
        "INSERT INTO sc_exchange (login, side, pay_currency, pay_amount, receive_currency, receive_amount,"
        " status, history, at, cause) VALUES (?, ?, ?, ?, ?, ?, 'NEW', ?, ?, ?) RETURNING seq",
        (
            call.user["id"], "sell" if order.named == "pay" else "buy", order.pay,
            format(deal.pay_amount, "f"), order.receive, format(deal.receive_amount, "f"), line, at, cause,
        ),
    ).fetchone()  # fmt: skip
    exchange_lives.put(con, call.clock, row["seq"], _first_status(con, call, deal))
    booked: Row = con.execute("SELECT * FROM sc_exchange WHERE seq = ?", (row["seq"],)).fetchone()
    return booked


def _first_status(con: Connection, call: Call, deal: Deal) -> str:
    forced = str(call.settings["exchange_state"])
    if forced != "by-worth":
        return forced
    worth = rates.in_dollars(con, call.clock, deal.pay_amount, deal.order.pay)
    return "PENDING" if worth >= guesses.APPROVED_BY_HAND_USD else "PAID"


def exchange_id(row: Row) -> int:
    return FIRST_ID + int(row["seq"])


def _answer(row: Row, setting: dict[str, Any]) -> dict[str, Any]:
    answer = {
        "exchangeId": exchange_id(row),
        "status": row["status"],
        "payAmount": printed(row["pay_amount"]),
        "payCurrency": row["pay_currency"],
        "receiveCurrency": row["receive_currency"],
        "receiveAmount": printed(row["receive_amount"]),
    }
    if setting["exchange_status"] == "missing":
        del answer["status"]
    return answer
