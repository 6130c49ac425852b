"""Currencies of the invented world. Codes lower case, names upper case, as the document prints them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

# As "Available Currencies" prints it for HKD; USD there has an empty hash.
CREDENTIALS = {
    "iban": "CZ8801000001152130170277",
    "bank_name": "Komercni Banka, a.s.",
    "reference": "9120255451",
    "swift_code": "KOMBCZPP",
    "bank_address": "Na Prikope 33 cp. 969 114 07 Praha 1",
    "account_number": "",
    "beneficiary_name": "Valoris HK Limited",
    "account_holder_address": "5- 109 Argyle Street Richmond Commercial , Kowloon, 00000, Hong Kong",
}


@dataclass(frozen=True)
class Currency:
    code: str
    precision: int
    per_usd: Decimal  # units for one US dollar on the first day
    crypto: bool = False

    @property
    def id(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/currencies/{self.code}"))

    def resource(self) -> dict[str, Any]:
        """As "Available Currencies" prints it."""
        return {
            "id": self.id,
            "type": "currencies",
            "attributes": {
                "code": self.code,
                "name": self.code.upper(),
                "account": True,
                "currency_type": "cryptocurrency" if self.crypto else "banknote",
                "banknote": not self.crypto,
                "bitspark_deposit_credentials": CREDENTIALS if self.code == "hkd" else {},
                "precision": self.precision,
            },
        }


CURRENCIES = {
    currency.code: currency
    for currency in (
        Currency("hkd", 2, Decimal("7.8125")),
        Currency("usd", 2, Decimal("1")),
        Currency("sgd", 2, Decimal("1.348")),
        Currency("eur", 2, Decimal("0.9215")),
        Currency("php", 2, Decimal("58.125")),
        Currency("idr", 0, Decimal("16240")),
        Currency("vnd", 0, Decimal("25385")),
        Currency("pkr", 2, Decimal("278.6")),
        Currency("inr", 2, Decimal("83.92")),
        Currency("ngn", 2, Decimal("1584.5")),
        Currency("ghs", 2, Decimal("15.64")),
        Currency("jpy", 0, Decimal("149.35")),
        Currency("krw", 0, Decimal("1378")),
        Currency("npr", 2, Decimal("134.3")),
        Currency("btc", 8, Decimal("0.000016"), crypto=True),
        Currency("eth", 8, Decimal("0.00040625"), crypto=True),
    )
}
