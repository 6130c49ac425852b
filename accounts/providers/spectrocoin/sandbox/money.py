"""Accounts: what is on them, what is reserved, and each movement's line in the history."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.providers.door.store import Connection, Row


@dataclass(frozen=True)
class Account:
    id: int
    balance: Decimal
    reserved: Decimal

    @property
    def available(self) -> Decimal:
        return self.balance - self.reserved


def account(con: Connection, login: int, currency: str) -> Account:
    row = con.execute(
        "SELECT * FROM sc_account WHERE login = ? AND currency = ?", (login, currency)
    ).fetchone()
    return of_row(row)


def of_row(row: Row) -> Account:
    return Account(row["id"], Decimal(row["balance"]), Decimal(row["reserved"]))


def change(
    con: Connection, held: Account, *, balance: Decimal = Decimal(0), reserved: Decimal = Decimal(0)
) -> None:
    """Add to the balance and to what is reserved of it; negative: take away."""
    con.execute(
        "UPDATE sc_account SET balance = ?, reserved = ? WHERE id = ?",
        (format(held.balance + balance, "f"), format(held.reserved + reserved, "f"), held.id),
    )


def write_down(
    con: Connection, at: float, held: Account, amount: Decimal, *, words: str, status: str, cause: str | None
) -> int:
    """A line in the account's history; its number. It moves nothing."""
    cursor = con.execute(
        "INSERT INTO sc_history (account, amount, description, status, at, cause) VALUES (?, ?, ?, ?, ?, ?)",
        (held.id, format(amount, "f"), words, status, at, cause),
    )
    return int(cursor.lastrowid or 0)


def mark(con: Connection, line: int, status: str) -> None:
    con.execute("UPDATE sc_history SET status = ? WHERE seq = ?", (status, line))


def credit(
    con: Connection, at: float, login: int, currency: str, amount: Decimal, *, words: str, cause: str | None
) -> int:
    held = account(con, login, currency)
    change(con, held, balance=amount)
    return write_down(con, at, held, amount, words=words, status="PROCESSED", cause=cause)
