"""Top-ups written down and decided, each in the transaction that its caller opened."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.providers.bitspark.sandbox import fees, guesses
from accounts.providers.bitspark.sandbox.money import EXACT, account_of, move
from accounts.providers.bitspark.sandbox.refusals import insufficient_funds, unprocessable
from accounts.providers.bitspark.sandbox.shops import Shop
from accounts.providers.bitspark.sandbox.world.shops import SHOP_TAKES, UPLOADS
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row

TAKEN = "User account already been taken with 'pending' status in scope of specified shop account"
# How a decision is named in "Top-up can not be ...", which is the status it leads to as well.
DECISIONS = {"approve": "approved", "decline": "declined", "cancel": "canceled"}


@dataclass(frozen=True)
class Ask:
    """`owner` (a login or a customer) asks `shop` to take cash for `amount`."""

    owner: str
    shop: Shop
    currency: str
    amount: Decimal


def top_up(con: Connection, id: str) -> Row | None:
    row: Row | None = con.execute("SELECT * FROM top_up WHERE id = ?", (id,)).fetchone()
    return row


def book(con: Connection, clock: Clock, ask: Ask, cause: str | None) -> Row:
    """Write it down as pending, its fee locked. `cause` is the request, as JSON.

    Raises:
        Refusal: the same one asks the same shop already.
    """
    waiting = con.execute(
        "SELECT 1 FROM top_up WHERE owner = ? AND shop = ? AND status = 'pending'", (ask.owner, ask.shop.id)
    ).fetchone()
    if waiting:
        raise unprocessable([TAKEN])
    stamp = clock.stamp(con)
    due = clock.now(con) + SHOP_TAKES if not ask.shop.login and ask.shop.answer else None
    return put(con, ask, stamp, due=due, cause=cause)


def put(con: Connection, ask: Ask, stamp: float, **more: Any) -> Row:
    """A row as it stands, nothing judged and no money moved."""
    id = str(uuid4())
    row = {
        "id": id, "number": _number(con, stamp), "owner": ask.owner, "shop": ask.shop.id,
        "keeper": ask.shop.keeper, "currency": ask.currency, "amount": format(ask.amount, "f"),
        "fee": format(_fee(con, ask), "f"), "bitspark_percentage": format(guesses.BITSPARK_PERCENTAGE, "f"),
        "fee_id": str(uuid4()), "user_account": account_of(con, ask.owner, ask.currency)["id"],
        "shop_account": account_of(con, ask.shop.keeper, ask.currency)["id"], "status": "pending",
        "created_at": stamp, **more,
    }  # fmt: skip
    con.execute(
        f"INSERT INTO top_up ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608  our names
        tuple(row.values()),
    )
    written: Row = con.execute("SELECT * FROM top_up WHERE id = ?", (id,)).fetchone()
    return written


def decide(con: Connection, stamp: float, row: Row, decision: str, cause: str) -> None:
    """Approve, decline or cancel what is still pending; who may, the caller knows.

    Raises:
        Refusal: it is not pending, or the shop's account holds too little to approve it.
    """
    status = DECISIONS[decision]
    if row["status"] != "pending":
        raise unprocessable([f"Top-up can not be {status}"])
    if decision == "approve":
        _pay(con, stamp, row)
    settle(con, stamp, row["id"], status, cause)


def settle(con: Connection, stamp: float, id: str, status: str, cause: str) -> None:
    """The new status, with what is shown from then on; moves no money."""
    approved = status == "approved"
    receipt = f"{UPLOADS}/top_up/receipt/{id}/receipt.pdf" if approved else None
    con.execute(
        "UPDATE top_up SET status = ?, receipt_url = ?, performed_by_shop = ?, decided_at = ?, decision = ?,"
        " due = NULL WHERE id = ?",
        (status, receipt, int(approved), stamp, cause, id),
    )


def _pay(con: Connection, stamp: float, row: Row) -> None:
    figures = (Decimal(row[name]) for name in ("amount", "fee", "bitspark_percentage"))
    leaving = EXACT.quantize(guesses.leaves_the_shop(*figures), guesses.BALANCE_STEP)
    held = account_of(con, row["keeper"], row["currency"])
    a_login = con.execute("SELECT 1 FROM login WHERE id = ?", (row["keeper"],)).fetchone()
    if a_login and Decimal(held["balance"]) < leaving:  # the invented shops never run out
        raise insufficient_funds()
    move(con, stamp, held, -leaving, reason="top_up approved", transfer=row["id"])
    credited = account_of(con, row["owner"], row["currency"])
    move(con, stamp, credited, Decimal(row["amount"]), reason="top_up received", transfer=row["id"])


def _fee(con: Connection, ask: Ask) -> Decimal:
    """The document's formula and, for a login's shop, its account's "additional commission"."""
    if not ask.shop.login:
        return ask.shop.fees[ask.currency]
    commission = Decimal(account_of(con, ask.shop.keeper, ask.currency)["shop_commission"])
    additional = ask.amount * commission / 100 if guesses.COMMISSION_IS_PERCENT else commission
    base = fees.charged(con, "top_up", ask.shop.keeper, ask.currency, ask.amount)
    return EXACT.quantize(base + additional, guesses.BALANCE_STEP)


def _number(con: Connection, stamp: float) -> str:
    """As TU-180622-2249-PQ3C: the day, a running number, four characters."""
    count = con.execute("SELECT COALESCE(MAX(seq), 0) FROM top_up").fetchone()[0]
    tail = "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(4))
    return f"TU-{datetime.fromtimestamp(stamp, UTC):%y%m%d}-{count + 101}-{tail}"
