"""Who has a login at the sandbox, and what each holds on the first day. Keys are made at first start."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Holder:
    owner: str
    email: str
    first_name: str
    last_name: str
    country: str  # ISO 3166-1 alpha-3
    phone: str
    address: str
    active: str  # currency code of the active account
    balances: dict[str, Decimal] = field(default_factory=dict)  # others start at zero


HOLDERS = (
    Holder(
        "Harbour Money, Hong Kong",
        "desk@harbour-money.example",
        "Grace",
        "Leung",
        "HKG",
        "+85223456789",
        "109 Argyle Street, Kowloon, Hong Kong",
        "hkd",
        {
            "hkd": Decimal("1987597.8195418990169122"),
            "usd": Decimal("250000"),
            "sgd": Decimal("120.5"),
            "btc": Decimal("0.75"),
            "eth": Decimal("0.001"),
        },
    ),
    Holder(
        "Lantern Exchange, Singapore",
        "office@lantern-exchange.example",
        "Arun",
        "Pillai",
        "SGP",
        "+6561234567",
        "12 Serangoon Road, Singapore 217990",
        "sgd",
        {"sgd": Decimal("160000.25"), "usd": Decimal("75"), "btc": Decimal("0.002")},
    ),
)
