"""What becomes of a payment: its next status, the money that moves with it, its callback."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.bitspark.sandbox.callbacks import announce_as
from accounts.providers.bitspark.sandbox.money import account, move
from accounts.providers.bitspark.sandbox.payment_statements import shown
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row

Walk = Sequence[tuple[float, str]]
ALPHABET = "ABCDEFGHIJKLMNPQRSTUVWXYZ123456789"


def payment(con: Connection, id: str) -> Row | None:
    row: Row | None = con.execute("SELECT * FROM payment WHERE id = ?", (id,)).fetchone()
    return row


def known(con: Connection, id: str) -> Row:
    row = payment(con, id)
    assert row is not None
    return row


def book(con: Connection, clock: Clock, facts: Mapping[str, Any], walk: Walk) -> Row:
    """Write a payment down as it begins. No callback for that: the answer tells it."""
    now, stamp = clock.now(con), clock.stamp(con)
    row = {
        "id": str(uuid4()), **facts, "walk": json.dumps(walk), "created_at": stamp, "updated_at": stamp,
        "due": now + walk[0][0] * 60 if walk else None,
    }  # fmt: skip
    con.execute(
        f"INSERT INTO payment ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608  our names
        tuple(row.values()),
    )
    _note(con, row["id"], row["status"], stamp)
    return known(con, row["id"])


def next_step(con: Connection, clock: Clock, row: Row) -> None:
    """Take the step that is due."""
    (_, status), *rest = json.loads(row["walk"])
    put(con, clock, row["id"], status, rest)


def put(con: Connection, clock: Clock, id: str, status: str, walk: Walk = ()) -> None:
    """Set the status; it stays there unless `walk` goes on."""
    row = known(con, id)
    now, stamp = clock.now(con), clock.stamp(con)
    started = now if row["due"] is None else min(row["due"], now)
    due = started + walk[0][0] * 60 if walk else None
    con.execute(
        "UPDATE payment SET status = ?, walk = ?, due = ?, updated_at = ? WHERE id = ?",
        (status, json.dumps(walk), due, stamp, id),
    )
    _note(con, id, status, stamp)
    _settle(con, row, status, stamp)
    row = known(con, id)
    held = account(con, row["login"], row["currency"])
    announce_as(con, row, shown(row, held), now)


def hurry(con: Connection, clock: Clock, id: str, walk: Walk) -> None:
    """Go another way from here on."""
    due = clock.now(con) + walk[0][0] * 60
    con.execute("UPDATE payment SET walk = ?, due = ? WHERE id = ?", (json.dumps(walk), due, id))


def arrive(con: Connection, clock: Clock, id: str, amount: str | None, txid: str | None) -> None:
    """The money for a deposit comes: as much as was announced, unless told otherwise."""
    row = known(con, id)
    if row["kind"] == "btc_deposit":
        txid = txid or secrets.token_hex(32)
    con.execute(
        "UPDATE payment SET arrived = ?, txid = ? WHERE id = ?",
        (amount or row["amount"], txid or row["txid"], id),
    )
    put(con, clock, id, "completed")


def new_txid() -> str:
    """As DWK9PITB."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def _settle(con: Connection, row: Row, status: str, stamp: float) -> None:
    """Credit a deposit that is done, give back a withdrawal that is undone: once, whatever follows."""
    withdrawal = row["kind"] == "withdraw"
    if row["settled"] or status not in (guesses.WITHDRAWAL_UNDONE if withdrawal else guesses.DEPOSIT_DONE):
        return
    figure = row["amount"] if withdrawal else row["arrived"] or row["amount"]
    con.execute("UPDATE payment SET settled = 1 WHERE id = ?", (row["id"],))
    if not withdrawal:
        con.execute("UPDATE payment SET arrived = ? WHERE id = ?", (figure, row["id"]))
    held = account(con, row["login"], row["currency"])
    reason = "withdrawal given back" if withdrawal else "deposit"
    move(con, stamp, held, Decimal(figure), reason=reason, transfer=row["id"])


def _note(con: Connection, id: str, status: str, at: float) -> None:
    con.execute("INSERT INTO event (transfer, status, at) VALUES (?, ?, ?)", (id, status, at))
