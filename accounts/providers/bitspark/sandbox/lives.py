"""What becomes of a booked transfer: the next status, and all that comes with it."""

from __future__ import annotations

import json
import secrets
from decimal import Decimal

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.callbacks import announce
from accounts.providers.bitspark.sandbox.figures import decimal_string
from accounts.providers.bitspark.sandbox.money import EXACT, Price, account, move
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row


def transfer(con: Connection, id: str) -> Row:
    row: Row = con.execute("SELECT * FROM transfer WHERE id = ?", (id,)).fetchone()
    return row


def begin(con: Connection, id: str, at: float) -> None:
    """The first event: unknown, which is what the answer to send_money shows. No callback for it."""
    con.execute("INSERT INTO event (transfer, status, at) VALUES (?, 'unknown', ?)", (id, at))


def next_step(con: Connection, clock: Clock, row: Row) -> None:
    """Take the step that is due, and set when the one after it is."""
    (_, status), *rest = json.loads(row["walk"])
    put(con, clock, row["id"], status, rest)


def put(con: Connection, clock: Clock, id: str, status: str, walk: list[tuple[float, str]]) -> None:
    """Set the status, with its consequences: terms, tracking number, money back, callback."""
    row = transfer(con, id)
    now, stamp = clock.now(con), clock.stamp(con)
    if not walk and status in guesses.AFTER_TEN_DAYS:
        walk = [(guesses.TEN_DAYS / 60, "proved")]
    started = now if row["due"] is None else min(row["due"], now)  # late steps do not delay the next
    due = started + walk[0][0] * 60 if walk else None
    con.execute(
        "UPDATE transfer SET status = ?, walk = ?, due = ?, updated_at = ?,"
        " changed = (SELECT MAX(changed) + 1 FROM transfer) WHERE id = ?",
        (status, json.dumps(walk), due, stamp, id),
    )
    con.execute("INSERT INTO event (transfer, status, at) VALUES (?, ?, ?)", (id, status, stamp))
    _consequences(con, row, status, stamp)
    announce(con, transfer(con, id), now)


def _consequences(con: Connection, row: Row, status: str, stamp: float) -> None:
    if status == "remittance_received_successfully":
        con.execute("UPDATE transfer SET shown_rate = rate WHERE id = ?", (row["id"],))
    elif status == "payment_created_successfully" and row["receipt"] == "{}":
        con.execute("UPDATE transfer SET receipt = ? WHERE id = ?", (json.dumps(_receipt(row)), row["id"]))
    elif status == "accepted" and row["delivery_method"] == "pickup" and row["tracking"] is None:
        tracking = f"{secrets.randbelow(10**10):010d}"
        con.execute("UPDATE transfer SET tracking = ? WHERE id = ?", (tracking, row["id"]))
    elif status in guesses.MONEY_BACK and not _already(con, row["id"], status):
        held = account(con, row["login"], row["account_currency"])
        move(con, stamp, held, Decimal(row["debited"]), reason="refund", transfer=row["id"])


def _already(con: Connection, id: str, status: str) -> bool:
    times = con.execute(
        "SELECT COUNT(*) FROM event WHERE transfer = ? AND status = ?", (id, status)
    ).fetchone()[0]
    return int(times) > 1


def _receipt(row: Row) -> dict[str, str | None]:
    """receipt_info, whose six keys the V2 list prints and nothing explains [guess].

    Account currency, but for landed_amount. principal: the amount; cable_charge and
    payment_service_fee: the two fees; pickup_fee: nothing, at a pickup; amount_due: all
    that was taken.
    """
    price = Price(Decimal(row["amount"]), Decimal(row["rate"]), Decimal(0), Decimal(0))
    return {
        "principal": _rounded(price.in_account_currency(price.amount)),
        "cable_charge": _rounded(price.in_account_currency(price.service_fee)),
        "pickup_fee": "0.0" if row["delivery_method"] == "pickup" else None,
        "payment_service_fee": _rounded(price.in_account_currency(price.payment_fee)),
        "amount_due": decimal_string(Decimal(row["debited"])),
        "landed_amount": decimal_string(Decimal(row["amount"])),
    }


def _rounded(figure: Decimal) -> str:
    return decimal_string(EXACT.quantize(figure, guesses.BALANCE_STEP))
