"""The life of a send: NEW is reserved, PENDING charged, PAID received, FAILED given back."""

from __future__ import annotations

from decimal import Decimal

from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row
from accounts.providers.spectrocoin.sandbox import money, receivers
from accounts.providers.spectrocoin.sandbox.guesses import SEND_WALK

NOTHING = Decimal(0)


def put(con: Connection, clock: Clock, seq: int, status: str, *, stays: bool = False) -> None:
    """Into `status`, with what it means for the money; `stays`: it does not go on by itself."""
    row = con.execute("SELECT * FROM sc_send WHERE seq = ?", (seq,)).fetchone()
    if status in ("PENDING", "PAID"):
        _charge(con, row)
    if status == "PAID":
        _deliver(con, clock, row)
    if status == "FAILED":
        _give_back(con, row)
    due = None
    if status in SEND_WALK and not stays:
        due = clock.now(con) + SEND_WALK[status][0]
    con.execute("UPDATE sc_send SET status = ?, due = ? WHERE seq = ?", (status, due, seq))
    _write_down(con, clock, row)


def _charge(con: Connection, row: Row) -> None:
    if row["money"] == "charged":
        return
    withdraw = Decimal(row["withdraw"])
    reserved = -withdraw if row["money"] == "reserved" else NOTHING
    money.change(con, _account(con, row), balance=-withdraw, reserved=reserved)
    con.execute("UPDATE sc_send SET money = 'charged' WHERE seq = ?", (row["seq"],))


def _give_back(con: Connection, row: Row) -> None:
    withdraw = Decimal(row["withdraw"])
    if row["money"] == "reserved":
        money.change(con, _account(con, row), reserved=-withdraw)
    elif row["money"] == "charged":
        money.change(con, _account(con, row), balance=withdraw)
    con.execute("UPDATE sc_send SET money = 'returned' WHERE seq = ?", (row["seq"],))


def _deliver(con: Connection, clock: Clock, row: Row) -> None:
    """To a wallet of this house, once; others are outside."""
    receiver = receivers.find(con, row["currency"], row["receiver"], row["message"])
    if receiver.login is not None and not row["delivered"]:
        received, currency = Decimal(row["receive"]), row["currency"]
        words = f"{currency} received from {row['kind']}. {format(received, 'f')} {currency}"
        money.credit(
            con, clock.stamp(con), receiver.login, currency, received, words=words, cause=row["cause"]
        )
    con.execute("UPDATE sc_send SET delivered = 1 WHERE seq = ?", (row["seq"],))


def _write_down(con: Connection, clock: Clock, row: Row) -> None:
    """The history's line follows; where several share it, one that fails is a line of its own."""
    sharing = con.execute(
        "SELECT seq, status, withdraw FROM sc_send WHERE history = ?", (row["history"],)
    ).fetchall()
    statuses = {one["status"] for one in sharing}
    if statuses & {"NEW", "PENDING"} or not statuses <= {"NEW", "PENDING", "PAID", "FAILED"}:
        money.mark(con, row["history"], "PENDING")
    elif statuses == {"FAILED"} and len(sharing) == 1:
        money.mark(con, row["history"], "FAILED")
    else:
        money.mark(con, row["history"], "PROCESSED")
    now = con.execute("SELECT * FROM sc_send WHERE seq = ?", (row["seq"],)).fetchone()
    if len(sharing) > 1 and now["money"] == "returned" and row["money"] != "returned":
        words = f"{row['currency']} send failed, returned. {row['withdraw']} {row['currency']}"
        back = Decimal(row["withdraw"])
        at, held = clock.stamp(con), _account(con, row)
        money.write_down(con, at, held, back, words=words, status="PROCESSED", cause=row["cause"])


def _account(con: Connection, row: Row) -> money.Account:
    return money.account(con, row["login"], row["currency"])
