"""What a transfer would cost now. A quote is not reserved and has no id.

Source: Bitspark API, "Amount to Pay", "V2", "V3" and "V4". "User" is us: the shop. Use V4, or
V3 where V4 does not answer; the two older ones tell a total and a fee, and not what arrives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from .documents import Document, Undescribed
from .plain import plain_amount
from .transport import Transport

_FIGURES = (
    "total_amount_to_pay_in_user_currency",
    "total_amount_to_pay_in_destination_currency",
    "transaction_fee_in_user_currency",
    "transaction_fee_in_destination_currency",
    "payment_service_fee_in_user_currency",
    "payment_service_fee_in_destination_currency",
    "destination_amount",
)


@dataclass(frozen=True)
class Quote:
    """One answer of the calculation, in major units, unrounded; as told, not checked against each other.

    limits_info: free text of V4, to be shown and never parsed; None when not told, as by V3.
    """

    version: Literal[3, 4]
    total_amount_to_pay_in_user_currency: Decimal
    total_amount_to_pay_in_destination_currency: Decimal
    transaction_fee_in_user_currency: Decimal
    transaction_fee_in_destination_currency: Decimal
    payment_service_fee_in_user_currency: Decimal
    payment_service_fee_in_destination_currency: Decimal
    destination_amount: Decimal
    limits_info: str | None
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, document: Document, version: Literal[3, 4]) -> "Quote":
        resource = document.one()
        own = resource.reader()
        figures = {name: told for name in _FIGURES if (told := own.figure(name)) is not None}
        if len(figures) != len(_FIGURES):
            raise Undescribed("a figure of the quote is missing")
        return cls(version=version, limits_info=own.text("limits_info"), raw=resource.raw, **figures)


@dataclass(frozen=True)
class QuoteV1:
    """The first version's answer: a total and a fee, in the account's currency by its example. [guess]"""

    total_amount_to_pay: Decimal
    transaction_fee: Decimal
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, document: Document) -> "QuoteV1":
        resource = document.one()
        own = resource.reader()
        total, fee = own.figure("total_amount_to_pay"), own.figure("transaction_fee")
        if total is None or fee is None:
            raise Undescribed("a figure of the quote is missing")
        return cls(total, fee, own.unread, resource.raw)


@dataclass(frozen=True)
class QuoteV2:
    """The second version's answer; None is "not told".

    Its table has a total and a fee in two currencies, its example the two figures of V1: either is read, and
    one total is always there.
    """

    total_amount_to_pay_in_user_currency: Decimal | None
    total_amount_to_pay_in_destination_currency: Decimal | None
    transaction_fee_in_user_currency: Decimal | None
    transaction_fee_in_destination_currency: Decimal | None
    total_amount_to_pay: Decimal | None
    transaction_fee: Decimal | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, document: Document) -> "QuoteV2":
        resource = document.one()
        own = resource.reader()
        names = (*_FIGURES[:4], "total_amount_to_pay", "transaction_fee")
        figures = {name: own.figure(name) for name in names}
        if figures[names[0]] is None and figures["total_amount_to_pay"] is None:
            raise Undescribed("the total of the quote is missing")
        return cls(**figures, unread=own.unread, raw=resource.raw)


class Quotes:
    """`client.quotes`: prices now."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def amount_to_pay_v4(
        self,
        *,
        account_currency: str,
        amount: Decimal,
        destination_id: str,
        delivery_method: str = "",
        provider: str = "",
        province: str = "",
    ) -> Quote:
        """What leaves our account so that `amount`, in destination currency, arrives.

        `amount_to_send`, required here, is always 0: the examples add it on top of the amount.
        Source: Bitspark API, "Amount to Pay V4", GET /v4/calculations/amount_to_pay/calculate.

        Raises:
            Refused: 404 where only V3 answers, 422 and others.
            MalformedReply: also when a documented figure is missing.
            Unavailable, Unsendable.
        """
        query = _query(
            account_currency=account_currency,
            amount=amount,
            destination_id=destination_id,
            delivery_method=delivery_method,
            provider=provider,
            province=province,
        )
        query.insert(2, ("transfer[amount_to_send]", "0"))
        return self._calculate(4, query)

    def amount_to_pay_v3(
        self,
        *,
        account_currency: str,
        amount: Decimal,
        destination_id: str,
        delivery_method: str = "",
        provider: str = "",
        province: str = "",
    ) -> Quote:
        """The same without limits, where V4 does not answer; `amount_to_send` is optional here and left out.

        Source: Bitspark API, "Amount to Pay V3", GET /v3/calculations/amount_to_pay/calculate.

        Raises:
            Refused, MalformedReply, Unavailable, Unsendable.
        """
        return self._calculate(
            3,
            _query(
                account_currency=account_currency,
                amount=amount,
                destination_id=destination_id,
                delivery_method=delivery_method,
                provider=provider,
                province=province,
            ),
        )

    def v2(
        self,
        *,
        account_currency: str,
        amount: Decimal,
        destination_id: str,
        delivery_method: str = "",
        provider: str = "",
        province: str = "",
    ) -> QuoteV2:
        """An older version of the same; use `amount_to_pay_v4`. `amount_to_send` is always 0, as there.

        Source: Bitspark API, "Amount to Pay V2", GET /v2/static/amount_to_pay.

        Raises:
            MalformedReply: also when no total was told.
            Refused, Unavailable, Unsendable.
        """
        query = _query(
            account_currency=account_currency,
            amount=amount,
            destination_id=destination_id,
            delivery_method=delivery_method,
            provider=provider,
            province=province,
        )
        query.insert(2, ("transfer[amount_to_send]", "0"))
        return self._transport.read("/v2/static/amount_to_pay", query, take=QuoteV2.read)

    def v1(
        self,
        *,
        account_currency: str,
        amount: Decimal,
        destination_id: str,
        delivery_method: str = "",
        provider: str = "",
        province: str = "",
    ) -> QuoteV1:
        """The first version of the same, which is public and carries no key; use `amount_to_pay_v4`.

        Source: Bitspark API, "Amount to Pay", GET /v1/static/amount_to_pay.

        Raises:
            MalformedReply: also when a figure was not told.
            Refused, Unavailable, Unsendable.
        """
        query = _query(
            account_currency=account_currency,
            amount=amount,
            destination_id=destination_id,
            delivery_method=delivery_method,
            provider=provider,
            province=province,
        )
        return self._transport.read("/v1/static/amount_to_pay", query, take=QuoteV1.read, signed=False)

    def _calculate(self, version: Literal[3, 4], query: list[tuple[str, str]]) -> Quote:
        path = f"/v{version}/calculations/amount_to_pay/calculate"
        return self._transport.read(path, query, take=lambda document: Quote.read(document, version))


def _query(
    *,
    account_currency: str,
    amount: Decimal,
    destination_id: str,
    delivery_method: str,
    provider: str,
    province: str,
) -> list[tuple[str, str]]:
    required = [
        ("account_currency", account_currency),
        ("transfer[amount]", plain_amount(amount)),
        ("transfer[destination_id]", destination_id),
    ]
    optional = [
        ("transfer[delivery_method]", delivery_method),
        ("transfer[provider]", provider),
        ("transfer[province]", province),
    ]
    return required + [(name, value) for name, value in optional if value]
