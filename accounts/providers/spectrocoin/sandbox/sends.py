"""POST /wallet/send/{currency}: one receiver or several, each with an outcome of its own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from werkzeug import Response

from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row
from accounts.providers.spectrocoin.sandbox import failures, guesses, money, receivers, send_lives, wishes
from accounts.providers.spectrocoin.sandbox.calls import Call
from accounts.providers.spectrocoin.sandbox.receivers import Receiver
from accounts.providers.spectrocoin.sandbox.refusals import Error, Refusal, refused
from accounts.providers.spectrocoin.sandbox.send_answers import answer
from accounts.providers.spectrocoin.sandbox.settings import Settings
from accounts.providers.spectrocoin.sandbox.wishes import Wish
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES


@dataclass(frozen=True)
class Price:
    receiver: Receiver
    withdraw: Decimal
    receive: Decimal


def send(call: Call, currency: str) -> Response:
    if currency not in CURRENCIES:
        raise refused(1005, value=currency)
    if not call.user["verified"]:
        raise refused(5003)
    asked = wishes.read(call.body(), currency, call.settings)
    with call.store.write() as con:
        lonely = len(asked) == 1 or call.settings["bulk_errors"] == "request"
        rows = [_leg(con, call, currency, wish, lonely) for wish in asked]
        _join(con, call, currency, [row for row in rows if row["refused"] is None])
        call.keep(con)
        found = [_row(con, row["seq"]) for row in rows]
    return call.reply(answer(found, call.settings))


def _leg(con: Connection, call: Call, currency: str, wish: Wish, lonely: bool) -> Row:
    """One entry, booked; refused in a row of its own, unless it is the only one: then nothing is booked."""
    planned = failures.planned(con, wish)
    try:
        _not_repeated(con, call.user["id"], wish.ref_id, call.settings)
        if planned is not None:
            return _refused(con, call, currency, wish, planned)
        price = _price(con, call.user["id"], currency, wish)
    except Refusal as refusal:
        if lonely:
            raise
        return _refused(con, call, currency, wish, refusal.errors[0])
    return _booked(con, call, currency, wish, price)


def _price(con: Connection, login: int, currency: str, wish: Wish) -> Price:
    """Who gets what.

    Raises:
        Refusal: 3002, 3003, 3005, 1008, 3006 or 3001, in this order.
    """
    receiver = receivers.find(con, currency, wish.receiver, wish.message)
    if receiver.login == login:
        raise refused(3005)
    if receiver.kind == "email":
        least, fee = Decimal(guesses.SMALLEST_TO_EMAIL[currency]), guesses.FEE_TO_EMAIL
        if wish.amount < least:
            raise refused(1008, amount=format(least, "f"), currency=currency)
    else:
        fee = Decimal(guesses.FEE_TO_ADDRESS[currency])
        if wish.amount < Decimal(guesses.SMALLEST_TO_ADDRESS[currency]):
            raise refused(3006)
    available = money.account(con, login, currency).available
    if wish.amount > available:
        raise refused(3001)
    if wish.amount + fee <= available:
        return Price(receiver, wish.amount + fee, wish.amount)
    return Price(receiver, wish.amount, wish.amount - fee)


def _not_repeated(con: Connection, login: int, ref_id: str | None, setting: Settings) -> None:
    if ref_id is None or setting["ref_ids"] == "ignored":
        return
    freed = " AND refused IS NULL AND status <> 'FAILED'" if setting["failed_ref_ids"] == "free" else ""
    found = con.execute(f"SELECT 1 FROM sc_send WHERE login = ? AND ref_id = ?{freed}", (login, ref_id))  # noqa: S608  our own words
    if found.fetchone() is not None:
        raise refused(3032)


def _booked(con: Connection, call: Call, currency: str, wish: Wish, price: Price) -> Row:
    """Reserved, and in the life it leads: paid at once to an e-mail address, else NEW."""
    held, at, kind = money.account(con, call.user["id"], currency), call.clock.stamp(con), price.receiver.kind
    money.change(con, held, reserved=price.withdraw)
    words = f"{currency} send to {kind}. {format(price.withdraw, 'f')} {currency}"
    cause = call.cause(entry=wish.number)
    line = money.write_down(con, at, held, -price.withdraw, words=words, status="PENDING", cause=cause)
    row = _insert(
        con,
        call,
        wish,
        currency=currency,
        kind=kind,
        message=wish.message if currency == "XEM" and kind == "address" else None,
        withdraw=format(price.withdraw, "f"),
        receive=format(price.receive, "f"),
        status="NEW",
        money="reserved",
        history=line,
    )
    send_lives.put(con, call.clock, row["seq"], "PAID" if kind == "email" else "NEW")
    return _row(con, row["seq"])


def _refused(con: Connection, call: Call, currency: str, wish: Wish, error: Error) -> Row:
    """Written down, for the answer and the books; it has no payment id, and no money moved."""
    amount = format(wish.amount, "f")
    return _insert(
        con,
        call,
        wish,
        currency=currency,
        kind="email" if receivers.is_email(wish.receiver) else "address",
        withdraw=amount,
        receive=amount,
        status="FAILED",
        money="never",
        refused=error[0],
        why=error[1],
    )


def _insert(con: Connection, call: Call, wish: Wish, **more: Any) -> Row:
    values = {
        "login": call.user["id"],
        "receiver": wish.receiver,
        "ref_id": wish.ref_id,
        "amount": format(wish.amount, "f"),
        "transaction_id": f"{1000 + secrets.randbelow(9000)}{call.number}",
        "at": call.clock.stamp(con),
        "cause": call.cause(entry=wish.number),
        **more,
    }
    cursor = con.execute(
        f"INSERT INTO sc_send ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608  our names
        tuple(values.values()),
    )
    return _row(con, int(cursor.lastrowid or 0))


def _row(con: Connection, seq: int) -> Row:
    row: Row = con.execute("SELECT * FROM sc_send WHERE seq = ?", (seq,)).fetchone()
    return row


def _join(con: Connection, call: Call, currency: str, rows: list[Row]) -> None:
    """ "multiple Bitcoin addresses as receivers to include all payments into one transaction": one line."""
    together = [row for row in rows if row["kind"] == "address"]
    if currency != "BTC" or len(together) < 2 or call.settings["bulk_history"] == "each":
        return
    first, *others = [row["history"] for row in together]
    total = sum((Decimal(row["withdraw"]) for row in together), Decimal(0))
    words = f"BTC send to {len(together)} addresses. {format(total, 'f')} BTC"
    con.execute(
        "UPDATE sc_history SET amount = ?, description = ? WHERE seq = ?",
        (format(-total, "f"), words, first),
    )
    con.executemany("DELETE FROM sc_history WHERE seq = ?", [(line,) for line in others])
    con.executemany(
        "UPDATE sc_send SET history = ?, transaction_id = ? WHERE seq = ?",
        [(first, together[0]["transaction_id"], row["seq"]) for row in together],
    )


def catch_up(con: Connection, clock: Clock, moment: float) -> None:
    """What is due by then."""
    rows = con.execute("SELECT * FROM sc_send WHERE due <= ? ORDER BY due, seq", (moment,)).fetchall()
    for row in rows:
        send_lives.put(con, clock, row["seq"], guesses.SEND_WALK[row["status"]][1])
