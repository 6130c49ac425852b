"""The life of an exchange: NEW and PENDING reserve what is paid; PAID moves both sides, once."""

from __future__ import annotations

from decimal import Decimal

from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection
from accounts.providers.spectrocoin.sandbox import money
from accounts.providers.spectrocoin.sandbox.guesses import APPROVAL_TAKES

NEXT = {"NEW": "PENDING", "PENDING": "PAID"}


def put(con: Connection, clock: Clock, seq: int, status: str, *, stays: bool = False) -> None:
    """Into `status`; `stays`: it does not go on by itself."""
    row = con.execute("SELECT * FROM sc_exchange WHERE seq = ?", (seq,)).fetchone()
    if status == "PAID" and not row["settled"]:
        paid, received = Decimal(row["pay_amount"]), Decimal(row["receive_amount"])
        held = money.account(con, row["login"], row["pay_currency"])
        money.change(con, held, balance=-paid, reserved=-paid)
        money.mark(con, row["history"], "PROCESSED")
        currency = row["receive_currency"]
        words = f"{currency} buy for exchange. {format(received, 'f')} {currency}"
        money.credit(con, clock.stamp(con), row["login"], currency, received, words=words, cause=row["cause"])
        con.execute("UPDATE sc_exchange SET settled = 1 WHERE seq = ?", (seq,))
    due = clock.now(con) + APPROVAL_TAKES if status in NEXT and not stays else None
    con.execute("UPDATE sc_exchange SET status = ?, due = ? WHERE seq = ?", (status, due, seq))


def catch_up(con: Connection, clock: Clock, moment: float) -> None:
    rows = con.execute("SELECT * FROM sc_exchange WHERE due <= ? ORDER BY due, seq", (moment,)).fetchall()
    for row in rows:
        put(con, clock, row["seq"], NEXT[row["status"]])
