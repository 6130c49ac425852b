"""What one currency gives of another, at the sandbox's moment. It moves with each of its minutes."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from accounts.providers.door.clock import Clock
from accounts.providers.door.store import Connection, remembered
from accounts.providers.spectrocoin.sandbox.guesses import DRIFT_STEP, EXCHANGE_MARGIN, NOT_EXCHANGED
from accounts.providers.spectrocoin.sandbox.world import CURRENCIES

BEGAN = "spectrocoin:began"  # the clock's reading on the first day
EXACT = Context(prec=40)


def is_exchanged(pay: str, receive: str) -> bool:
    return pay != receive and frozenset({pay, receive}) not in NOT_EXCHANGED


def received_for(con: Connection, clock: Clock, amount: Decimal, pay: str, receive: str) -> Decimal:
    """Cut to what the received currency can say."""
    figure = EXACT.multiply(amount, _rate(con, clock, pay, receive))
    return _cut(figure, receive, ROUND_FLOOR)


def paid_for(con: Connection, clock: Clock, amount: Decimal, pay: str, receive: str) -> Decimal:
    """Rounded up to what the paid currency can say."""
    figure = EXACT.divide(amount, _rate(con, clock, pay, receive))
    return _cut(figure, pay, ROUND_CEILING)


def in_dollars(con: Connection, clock: Clock, amount: Decimal, currency: str) -> Decimal:
    return EXACT.divide(amount, _per_usd(con, clock, currency))


def in_currency(con: Connection, clock: Clock, dollars: Decimal, currency: str) -> Decimal:
    return _cut(EXACT.multiply(dollars, _per_usd(con, clock, currency)), currency, ROUND_FLOOR)


def _cut(figure: Decimal, currency: str, rounding: str) -> Decimal:
    return figure.quantize(Decimal(1).scaleb(-CURRENCIES[currency].decimals), rounding, EXACT)


def _rate(con: Connection, clock: Clock, pay: str, receive: str) -> Decimal:
    middle = EXACT.divide(_per_usd(con, clock, receive), _per_usd(con, clock, pay))
    return EXACT.multiply(middle, 1 - EXCHANGE_MARGIN)


def _per_usd(con: Connection, clock: Clock, currency: str) -> Decimal:
    """The same throughout a minute of the sandbox's clock, which stands still at speed 0."""
    row = con.execute("SELECT per_usd FROM sc_rate WHERE currency = ?", (currency,)).fetchone()
    minute = int((clock.now(con) - remembered(con, BEGAN, 0.0)) // 60)
    number = 1 + list(CURRENCIES).index(currency)
    drift = 0 if currency == "USD" else (minute * (7 + 4 * number) + number) % 41 - 20
    return Decimal(row["per_usd"]) * (1 + drift * DRIFT_STEP)
