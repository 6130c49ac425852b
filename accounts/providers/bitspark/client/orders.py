"""An order to send money, the form that says it, and whether an answer says the same.

Source: Bitspark API, "Send Money" and "Send Domestic Money".
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .errors import Unsendable
from .plain import plain_amount, plain_fields
from .signing import Form

# Formatting that a provider may drop from these without meaning somebody else.
_NUMBERS = {"phone_number", "alt_phone_number", "bank_account_number", "cnic", "iban"}
_FILLING = re.compile(r"[\s().\-/+]+")


@dataclass(frozen=True)
class Order:
    """What is asked of Bitspark, once.

    account_currency: the account to pay from, its code as listed.
    amount: what arrives, in major units of the destination's currency.
    destination_id: an id; the document also offers a code, and either is enough.
    recipient, sender: the document's field names, such as `first_name`, with text values.
    callback_url: told only here; unguessable, one for each attempt.
    currency: the destination's currency, to compare the answer with; it is not sent.
    """

    account_currency: str
    amount: Decimal
    destination_id: str
    delivery_method: str
    provider: str
    province: str
    recipient: Mapping[str, str] = field(repr=False)
    sender: Mapping[str, str] | None = field(default=None, repr=False)
    callback_url: str | None = field(default=None, repr=False)
    currency: str | None = None

    def form(self) -> Form:
        """The document's form data as nested mappings of text; what is empty is left out.

        Raises:
            Unsendable: no account currency, destination or recipient, or an amount that is none.
            TypeError: a value is not text, or the amount no Decimal.
        """
        recipient = plain_fields(self.recipient)
        if not (self.account_currency and self.destination_id and recipient):
            raise Unsendable("An order names an account currency, a destination and a recipient.")
        relationships: dict[str, Form] = {
            "destination": {"data": {"type": "destinations", "attributes": {"id": self.destination_id}}},
            "recipient": {"data": {"type": "recipients", "attributes": recipient}},
        }
        sender = plain_fields(self.sender or {})
        if sender:
            relationships["sender"] = {"data": {"type": "senders", "attributes": sender}}
        return {
            "account_currency": self.account_currency,
            "data": {
                "type": "transfers",
                "attributes": self._attributes(),
                "relationships": relationships,
            },
        }

    def _attributes(self) -> dict[str, str]:
        choices = {
            "delivery_method": self.delivery_method,
            "provider": self.provider,
            "province": self.province,
            "callback_url": self.callback_url or "",
        }
        return {"amount": plain_amount(self.amount), **plain_fields(choices)}

    def differences(
        self,
        *,
        amount: Decimal | None,
        currency: str | None,
        account_currency: str | None,
        callback_url: str | None,
        recipient: Mapping[str, Any] | None,
    ) -> tuple[str, ...]:
        """The names of what an answer says otherwise than this order.

        Amount and currencies must be told; a recipient or callback URL that was not told is no difference.
        Case, spacing and the formatting of numbers are none either.
        """
        found = []
        if amount != self.amount:
            found.append("amount")
        if self.currency is not None and not _same("currency", self.currency, currency):
            found.append("currency")
        if not _same("account_currency", self.account_currency, account_currency):
            found.append("account_currency")
        if callback_url is not None and callback_url != (self.callback_url or ""):
            found.append("callback_url")
        for name, asked in plain_fields(self.recipient).items():
            if recipient is not None and name in recipient and not _same(name, asked, recipient[name]):
                found.append(f"recipient.{name}")
        return tuple(found)


@dataclass(frozen=True)
class DomesticOrder(Order):
    """An order within a country.

    domestic_payment_id: as Bitspark gave it; the document says neither where nor whether it may be left out.
    """

    domestic_payment_id: str = ""

    def _attributes(self) -> dict[str, str]:
        return {**super()._attributes(), **plain_fields({"domestic_payment_id": self.domestic_payment_id})}


def _same(name: str, asked: str, told: Any) -> bool:
    return isinstance(told, str) and _plain(name, asked) == _plain(name, told)


def _plain(name: str, text: str) -> str:
    text = unicodedata.normalize("NFC", text).casefold()
    if name in _NUMBERS:
        return _FILLING.sub("", text)
    return " ".join(text.split())
