"""Balances, rates and what a transfer costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from uuid import uuid4

from accounts.providers.bitspark.sandbox.guesses import (
    BALANCE_STEP,
    COMMISSION_IS_PERCENT,
    PAYMENT_FEE,
    SERVICE_FEE,
)
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.door.store import Connection, Row

EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Price:
    """What `amount` of destination currency costs. `rate`: destination units for one account unit."""

    amount: Decimal
    rate: Decimal
    extra: Decimal  # "amount_to_send": account units the examples add on top
    commission: Decimal  # the account's shop_commission

    @property
    def service_fee(self) -> Decimal:
        return self.amount * SERVICE_FEE

    @property
    def payment_fee(self) -> Decimal:
        return (self.amount + self.service_fee) * PAYMENT_FEE

    @property
    def total(self) -> Decimal:
        """In account currency, all included."""
        bare = self.extra + EXACT.divide(self.amount + self.service_fee + self.payment_fee, self.rate)
        return bare * (1 + self.commission / 100) if COMMISSION_IS_PERCENT else bare + self.commission

    def in_account_currency(self, figure: Decimal) -> Decimal:
        return EXACT.divide(figure, self.rate)

    @property
    def debit(self) -> Decimal:
        """What leaves the account when it is sent."""
        return EXACT.quantize(self.total, BALANCE_STEP)


def rate(con: Connection, account_currency: str, destination_currency: str) -> Decimal:
    """Destination units for one unit of the account's currency."""
    per_usd = {row["currency"]: Decimal(row["per_usd"]) for row in con.execute("SELECT * FROM rate")}
    exact = Context(prec=20).divide(per_usd[destination_currency], per_usd[account_currency])
    return exact.normalize()


def account(con: Connection, login: str, currency: str) -> Row:
    """The login's account in `currency` (a code of "Available Currencies")."""
    row: Row = con.execute(
        "SELECT account.*, COALESCE(threshold.amount, '0') AS balance_threshold FROM account"
        " LEFT JOIN threshold ON threshold.account = account.id"
        " WHERE account.login = ? AND account.currency = ?",
        (login, currency),
    ).fetchone()
    return row


def account_of(con: Connection, party: str, currency: str) -> Row:
    """The same for those who open accounts as they need them: customers and the invented shops."""
    con.execute(
        "INSERT OR IGNORE INTO account (id, login, currency, balance) VALUES (?, ?, ?, '0')",
        (str(uuid4()), party, currency),
    )
    return account(con, party, currency)


def move(
    con: Connection, at: float, account: Row, amount: Decimal, *, reason: str, transfer: str | None = None
) -> None:
    """Add `amount` (negative: take away) to the balance, with a line in the ledger."""
    held = con.execute("SELECT balance FROM account WHERE id = ?", (account["id"],)).fetchone()
    balance = EXACT.add(Decimal(held["balance"]), amount)
    con.execute("UPDATE account SET balance = ? WHERE id = ?", (format(balance, "f"), account["id"]))
    con.execute(
        "INSERT INTO ledger (at, login, currency, amount, balance, reason, transfer)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            at,
            account["login"],
            account["currency"],
            format(amount, "f"),
            format(balance, "f"),
            reason,
            transfer,
        ),
    )


def set_balance(con: Connection, at: float, account: Row, balance: Decimal) -> None:
    move(
        con,
        at,
        account,
        EXACT.subtract(balance, Decimal(account["balance"])),
        reason="set at the control door",
    )


def open_accounts(con: Connection, login: str, balances: dict[str, Decimal]) -> None:
    """An account in every listed currency, since accounts/me answers for each of them."""
    for code in CURRENCIES:
        con.execute(
            "INSERT INTO account (id, login, currency, balance) VALUES (?, ?, ?, ?)",
            (str(uuid4()), login, code, format(balances.get(code, Decimal(0)), "f")),
        )
    con.executemany(
        "INSERT OR IGNORE INTO rate (currency, per_usd) VALUES (?, ?)",
        [(one.code, format(one.per_usd, "f")) for one in CURRENCIES.values()],
    )
