"""Changing money between our own accounts.

Source: Bitspark API, "Exchanges". An exchange has no id that lasts, no history and no reference of ours: send
it once, with both balances read before, and read both after.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .documents import Document, Undescribed, told
from .errors import Unsendable
from .plain import plain_amount
from .signing import Form
from .transport import Transport
from .values import ProviderTime, figure_text


@dataclass(frozen=True)
class ExchangeRate:
    """A rate now; not reserved. Nothing is to be computed with it unless `is_pair_asked`.

    invoice_currency, payment_currency: which is which the document leaves unclear, so both are shown.
    is_pair_asked: it converts the one asked, `invoice`, into the other, `payment`, as the table says. [guess]
    """

    invoice_currency: str
    payment_currency: str
    rate: Decimal
    rate_text: str
    is_pair_asked: bool
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, document: Document, currency_from: str, currency_to: str) -> "ExchangeRate":
        resource = document.one()
        own = resource.reader()
        invoice, payment = own.text("invoice_currency") or "", own.text("payment_currency") or ""
        rate = own.figure("rate")
        if rate is None:
            raise Undescribed("the rate is missing")
        asked = (currency_from.casefold(), currency_to.casefold())
        return cls(
            invoice_currency=invoice,
            payment_currency=payment,
            rate=rate,
            rate_text=figure_text(resource.attributes.get("rate")),
            is_pair_asked=(invoice.casefold(), payment.casefold()) == asked,
            unread=own.unread,
            raw=resource.raw,
        )


@dataclass(frozen=True)
class ExchangeOrder:
    """What to change: `amount`, in major units of `currency_from`, into `currency_to`; codes as listed."""

    amount: Decimal
    currency_from: str
    currency_to: str

    def form(self) -> Form:
        """The document's form data.

        Raises:
            Unsendable: a currency is missing, both are one, or the amount is none.
            TypeError: the amount is no Decimal.
        """
        if not (self.currency_from and self.currency_to):
            raise Unsendable("An exchange names two currencies.")
        if self.currency_from.casefold() == self.currency_to.casefold():
            raise Unsendable("An exchange is between two currencies.")
        return {
            "amount": plain_amount(self.amount),
            "currency_from": self.currency_from,
            "currency_to": self.currency_to,
        }

    def differences(self, *, base_amount: Decimal | None) -> tuple[str, ...]:
        """The names of what an answer says otherwise; it tells neither currency, so only the amount."""
        return () if base_amount == self.amount else ("amount",)


@dataclass(frozen=True)
class Exchanged:
    """What an exchange came to; None is "not told". `*_text` is the figure as Bitspark wrote it.

    id: not durable; never a key.
    base_amount: what left, in currency_from. quoted_amount: what arrived, in currency_to.
    commission: in currency_to, taken off before `quoted_amount` was cut to its digits in the example. [guess]
    """

    id: str
    status: str
    created_at: ProviderTime | None
    fee: Decimal | None
    fee_text: str
    base_amount: Decimal | None
    base_amount_text: str
    quoted_amount: Decimal | None
    quoted_amount_text: str
    rate: Decimal | None
    rate_text: str
    commission: Decimal | None
    commission_text: str
    differences: tuple[str, ...]
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, document: Document, order: ExchangeOrder) -> "Exchanged":
        resource = document.one()
        own = resource.reader()
        base_amount = own.figure("base_amount")
        return cls(
            id=resource.id,
            status=own.text("status") or "",
            created_at=own.time("created_at"),
            fee=own.figure("fee"),
            fee_text=figure_text(resource.attributes.get("fee")),
            base_amount=base_amount,
            base_amount_text=figure_text(resource.attributes.get("base_amount")),
            quoted_amount=own.figure("quoted_amount"),
            quoted_amount_text=figure_text(resource.attributes.get("quoted_amount")),
            rate=own.figure("rate"),
            rate_text=figure_text(resource.attributes.get("rate")),
            commission=own.figure("commission"),
            commission_text=figure_text(resource.attributes.get("commission")),
            differences=order.differences(base_amount=base_amount),
            unread=own.unread,
            raw=resource.raw,
        )


class Exchanges:
    """`client.exchanges`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def rate(self, currency_from: str, currency_to: str, amount: Decimal | None = None) -> ExchangeRate:
        """The rate now, never a cached one; no key is shown with it, so none is sent.

        Source: Bitspark API, "Exchange Money Rate", GET /v3/exchanges/exchange_rate.

        Raises:
            MalformedReply: also when no rate was told.
            Refused, Unavailable, Unsendable.
        """
        query = [
            ("currency_from", currency_from),
            ("currency_to", currency_to),
            ("cached_rate", "false"),
            *([("amount", plain_amount(amount))] if amount is not None else []),
        ]

        def take(document: Document) -> ExchangeRate:
            return ExchangeRate.read(document, currency_from, currency_to)

        return self._transport.read("/v3/exchanges/exchange_rate", query, take=take, signed=False)

    def exchange(self, order: ExchangeOrder) -> Exchanged:
        """Change money. Moves it: the order's amount out of one of our accounts and into another.

        Source: Bitspark API, "Exchange Money", POST /v1/exchanges/exchange_currencies. What is listed there
        as request params stands in the body, as its example has it.

        Raises:
            Unsendable, TypeError: the order cannot be said.
            NotSent.
            Refused: 422 "Insufficient funds on account", "Invalid value for transaction".
            OutcomeUnknown: also 400 `money_exchange_error`. Compare both balances; never send it again.
        """

        def take(document: Document | None) -> Exchanged:
            return Exchanged.read(told(document), order)

        return self._transport.write("POST", "/v1/exchanges/exchange_currencies", order.form(), take=take)
