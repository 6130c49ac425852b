"""An order and the answer that fits it."""

import json
from decimal import Decimal
from typing import Any

from accounts.providers.bitspark.client import Bitspark, Order

from .stubs import documented

KEY = "ab" * 20
SECRET = "cd" * 20

ORDER = Order(
    account_currency="usd",
    amount=Decimal("1.0"),
    destination_id="ffffffff-ffff-ffff-ffff-ffffffffffff",
    delivery_method="bank",
    provider="provider_code",
    province="",
    recipient={
        "first_name": "qwe",
        "last_name": "qwe",
        "phone_number": "+380 938 740945",
        "beneficiary_name": "1",
        "bank_account_number": "1",
    },
    sender={"first_name": "Ada", "id_number": "A123456(7)"},
    callback_url="example.com",
    currency="IDR",
)


def client(url: str, **options: Any) -> Bitspark:
    return Bitspark(url, KEY, SECRET, **options)


def sent(**attributes: Any) -> dict[str, Any]:
    """The document's answer to a sending, with these attributes in place of its own."""
    payload: dict[str, Any] = json.loads(documented("transfer_sent"))
    payload["data"]["attributes"].update(attributes)
    return payload
