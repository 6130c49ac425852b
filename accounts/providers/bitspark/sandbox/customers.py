"""Customers: who they are, that they ask for top-ups, give up, and in a lively world come by themselves."""

from __future__ import annotations

import json
import secrets
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from accounts.providers.bitspark.sandbox import shops
from accounts.providers.bitspark.sandbox.top_up_books import Ask, book, decide, put, settle
from accounts.providers.bitspark.sandbox.world.customers import (
    ASKED_OF,
    BETWEEN,
    FIRST_OWNED,
    FIRST_TOP_UPS,
    MOST_WAITING,
    NAMES,
    WHEN_FULL,
)
from accounts.providers.bitspark.sandbox.world.shops import DECLINES
from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, Row, remember, remembered

LIVELY = "bitspark:lively"  # when the next customer comes; nothing in a quiet world
BY_THEMSELVES = json.dumps({"by": "the customer"})
BY_SHOP = json.dumps({"by": "the invented shop"})
BEFORE = json.dumps({"by": "somebody, before the first day"})


def ask(con: Connection, clock: Clock, shop: shops.Shop, currency: str, amount: Decimal) -> Row:
    """A customer who waits for nothing at this shop asks it: one who is known, else a new one."""
    return book(con, clock, Ask(_free(con, shop.id), shop, currency, amount), None)


def give_up(con: Connection, stamp: float, row: Row) -> None:
    decide(con, stamp, row, "cancel", BY_THEMSELVES)


def answer_due(con: Connection, clock: Clock, moment: float) -> None:
    """The invented shops decide on what they were asked half an hour ago."""
    rows = con.execute("SELECT * FROM top_up WHERE due <= ? ORDER BY due, seq", (moment,)).fetchall()
    answers = {shop.id: shop.answer for shop in shops.everyone(con)} if rows else {}
    for row in rows:
        verb = "decline" if answers.get(row["shop"]) == DECLINES else "approve"
        decide(con, clock.stamp(con), row, verb, BY_SHOP)


def come_alive(con: Connection, clock: Clock) -> None:
    """From now on customers come by themselves; top-ups of the days before, if there are none yet."""
    if not con.execute("SELECT 1 FROM top_up").fetchone():
        _seed(con, clock.stamp(con))
    remember(con, LIVELY, clock.now(con) + BETWEEN[0] * 60)


def fall_quiet(con: Connection) -> None:
    con.execute("DELETE FROM meta WHERE name = ?", (LIVELY,))


def next_visit(con: Connection) -> float | None:
    moment = remembered(con, LIVELY)
    return None if moment is None else float(moment)


def visit(con: Connection, clock: Clock, moment: float) -> None:
    """If one is due: a customer at one of the logins' shops; where enough wait, the first of them leaves."""
    due = next_visit(con)
    if due is None or due > moment:
        return
    own = [shop for shop in shops.everyone(con) if shop.login]
    number = secrets.randbelow(len(own))
    waiting = con.execute(
        "SELECT * FROM top_up WHERE keeper = ? AND status = 'pending' ORDER BY seq", (own[number].keeper,)
    ).fetchall()
    if len(waiting) < MOST_WAITING:
        currency, amount = secrets.choice(ASKED_OF[number])
        ask(con, clock, own[number], currency, Decimal(amount))
        pause = BETWEEN[0] + secrets.randbelow(BETWEEN[1] - BETWEEN[0])
    else:
        if _a_customer(con, waiting[0]["owner"]):
            give_up(con, clock.stamp(con), waiting[0])
        pause = WHEN_FULL
    remember(con, LIVELY, moment + pause * 60)


def _free(con: Connection, shop: str) -> str:
    """Whose turn it is: the one who asked for the fewest, of those who wait for nothing there."""
    row = con.execute(
        "SELECT id FROM customer WHERE NOT EXISTS (SELECT 1 FROM top_up WHERE top_up.owner = customer.id"
        " AND shop = ? AND status = 'pending')"
        " ORDER BY (SELECT COUNT(*) FROM top_up WHERE top_up.owner = customer.id), seq LIMIT 1",
        (shop,),
    ).fetchone()
    count = int(con.execute("SELECT COUNT(*) FROM customer").fetchone()[0])
    if row is not None and count >= len(NAMES):
        return str(row["id"])
    again = f" {count // len(NAMES) + 1}" if count >= len(NAMES) else ""
    id = str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/customers/{count}"))
    con.execute("INSERT INTO customer (id, name) VALUES (?, ?)", (id, NAMES[count % len(NAMES)] + again))
    return id


def _a_customer(con: Connection, id: str) -> bool:
    return con.execute("SELECT 1 FROM customer WHERE id = ?", (id,)).fetchone() is not None


def _seed(con: Connection, stamp: float) -> None:
    """The days before: whose money moved then, so that no balance of today changes."""
    everyone = shops.everyone(con)
    own = [shop for shop in everyone if shop.login]
    named = {shop.name: shop for shop in everyone if not shop.login}
    asks = [
        (one.hours_ago, one.status, None, own[one.shop], one.currency, one.amount) for one in FIRST_TOP_UPS
    ] + [
        (hours, status, own[owner].keeper, named[name], currency, amount)
        for owner, name, currency, amount, status, hours in FIRST_OWNED
    ]
    for hours, status, owner, shop, currency, amount in sorted(asks, key=lambda ask: -ask[0]):
        at = stamp - hours * 3600
        row = put(con, Ask(owner or _free(con, shop.id), shop, currency, Decimal(amount)), at)
        if status != "pending":
            settle(con, at + 900, row["id"], status, BEFORE)
