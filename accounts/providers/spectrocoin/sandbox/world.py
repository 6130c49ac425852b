"""Who holds a wallet here, in which currencies, and what happened in them before the first day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache


@dataclass(frozen=True)
class Currency:
    code: str
    name: str  # as "currencyName" is printed
    symbol: str
    decimals: int
    per_usd: str
    crypto: bool = False


CURRENCIES = {
    one.code: one
    for one in (
        Currency("EUR", "EURO", "€", 2, "0.92"),
        Currency("USD", "USD", "$", 2, "1"),
        Currency("BTC", "Bitcoin", "฿", 8, "0.0000161", True),
        Currency("DASH", "Dash", "DASH", 8, "0.0332", True),
        Currency("ETH", "Ethereum", "Ξ", 8, "0.00031", True),
        Currency("XEM", "XEM", "XEM", 6, "27.4", True),
    )
}


@dataclass(frozen=True)
class Holder:
    owner: str
    email: str
    accounts: dict[str, int]  # currency to account id
    balances: dict[str, Decimal]
    days: int  # how many days of history lie behind


HOLDERS = (
    Holder(
        "Harbour Money, Hong Kong",
        "wallet@harbour-money.example",
        {"EUR": 1505, "USD": 2583, "BTC": 2503, "DASH": 2626, "ETH": 2641, "XEM": 2655},
        {
            "EUR": Decimal("18677.11"),
            "USD": Decimal("42627.51"),
            "BTC": Decimal("3.76161379"),
            "DASH": Decimal("214.5"),
            "ETH": Decimal("12.04610103"),
            "XEM": Decimal("48210.25"),
        },
        45,
    ),
    Holder(
        "Lantern Exchange, Singapore",
        "wallet@lantern-exchange.example",
        {"EUR": 3107, "USD": 3108, "BTC": 3111, "DASH": 3115, "ETH": 3116, "XEM": 3120},
        {
            "EUR": Decimal("351.76"),
            "USD": Decimal("9104.49"),
            "BTC": Decimal("0.0912"),
            "DASH": Decimal("0"),
            "ETH": Decimal("1.5"),
            "XEM": Decimal("120"),
        },
        9,
    ),
)

OPENED = "Deposit by bank transfer"
HOUSE_XEM = b"the house"  # XEM comes to one address, told apart by the message


@dataclass(frozen=True)
class Line:
    """One movement before the first day."""

    account: int
    amount: Decimal
    description: str
    age: float  # seconds before the first day begins


def first_day(login: int) -> list[Line]:
    """A holder's movements, the oldest first; an account's add up to its balance."""
    return list(_first_day(login))


@cache
def _first_day(login: int) -> tuple[Line, ...]:
    holder = HOLDERS[login]
    lines = list(_movements(holder))
    for currency, account in holder.accounts.items():
        moved = sum((line.amount for line in lines if line.account == account), Decimal(0))
        opening = holder.balances[currency] - moved
        if opening:
            words = f"{currency} received" if CURRENCIES[currency].crypto else OPENED
            lines.append(Line(account, opening, words, (holder.days + 1) * 86400.0))
    return tuple(sorted(lines, key=lambda line: -line.age))


def _movements(holder: Holder) -> Iterator[Line]:
    """A day's exchange of euros, every third day one of dollars, every fifth a send of bitcoin."""
    accounts = holder.accounts
    for day in range(1, holder.days + 1):
        age = day * 86400.0 - day * 541 % 7200
        paid = Decimal(day * 3137 % 9000 + 115) / 100
        bought = (paid * Decimal("1.07")).quantize(Decimal("0.01"))
        yield Line(accounts["EUR"], -paid, f"EUR sell for exchange. {paid} EUR", age)
        yield Line(accounts["USD"], bought, f"USD buy for exchange. {bought} USD", age)
        if day % 3 == 0:
            yield Line(accounts["USD"], Decimal(day * 77 % 50 + 3), "USD received from e-mail", age - 3000)
        if day % 5 == 0:
            coins = Decimal(day * 811 % 4000 + 200).scaleb(-6)
            yield Line(accounts["BTC"], -coins, f"BTC send to address. {coins} BTC", age - 4000)
