"""The fees of the first day: global ones, which only Bitspark sets, and the logins' own."""

from __future__ import annotations

from dataclasses import dataclass

FIRST = "0.0"
LAST = "1000000000000000.0"  # as "All Fees" prints the end of a range that has none
FIRST_DAY = 1539690445.474  # 2018-10-16T11:47:25.474Z, as printed there


@dataclass(frozen=True)
class FirstFee:
    model: str  # top_up, deposit, withdraw
    currency: str
    fee_type: str  # static, percentage
    amount: str
    low: str = FIRST
    high: str = LAST
    active: bool = True
    login: int | None = None  # the login's number; None: global


FIRST_FEES = (
    FirstFee("top_up", "hkd", "static", "0", active=False),  # the one that is printed
    FirstFee("top_up", "hkd", "static", "10", high="1000"),
    FirstFee("top_up", "hkd", "percentage", "1", low="1000"),
    FirstFee("top_up", "usd", "percentage", "1.5"),
    FirstFee("top_up", "usd", "static", "3", active=False),
    FirstFee("top_up", "sgd", "static", "2"),
    FirstFee("top_up", "php", "static", "50", high="5000"),
    FirstFee("top_up", "php", "percentage", "0.75", low="5000"),
    FirstFee("top_up", "btc", "static", "0.0001", active=False),
    FirstFee("deposit", "usd", "static", "0"),
    FirstFee("deposit", "eur", "percentage", "0.1", active=False),
    FirstFee("withdraw", "usd", "static", "25", active=False),
    FirstFee("withdraw", "hkd", "percentage", "0.5", active=False),
    FirstFee("top_up", "usd", "static", "2.5", login=0),
    FirstFee("top_up", "hkd", "static", "4", active=False, login=0),
    FirstFee("top_up", "sgd", "static", "1.5", login=1),
)
