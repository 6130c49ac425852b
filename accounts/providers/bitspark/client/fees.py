"""The fees that Bitspark and we put on deposits, withdrawals and top-ups.

Source: Bitspark API, "Fees". A fee can be created here and never changed or deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypedDict

from .catalogue import Currency, related_currency
from .documents import Document, Page, Resource, page_of, paging, related_id, told
from .plain import plain_amount, plain_figure, plain_flag
from .signing import Form
from .transport import Transport, segment
from .values import ProviderTime, figure_text

FeeModel = Literal["Deposit", "Withdraw", "TopUp"]

# What an answer's type says of the word that was asked; the filter has a third spelling.
_TYPES = {"top_up": "fees_top_ups", "deposit": "fees_deposits", "withdraw": "fees_withdraws"}


class _Told(TypedDict):
    id: str
    type: str
    fee_type: str | None
    lower: Decimal | None
    lower_text: str
    upper: Decimal | None
    upper_text: str
    amount: Decimal | None
    amount_text: str
    active: bool | None
    is_global: bool | None
    currency_id: str | None
    currency: Currency | None
    user_id: str | None
    created_at: ProviderTime | None
    updated_at: ProviderTime | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Fee:
    """A fee as told; None is "not told" or null.

    type: fees_top_ups, fees_deposits or fees_withdraws.
    fee_type: static or percentage; `amount` is money of the currency, or a percentage from 0 to 100.
    lower, upper: the amounts it holds for, from `lower` to below `upper`; "from" and "to" in the document.
    is_global: set by Bitspark. Whose it is must not be judged by `user_id`, which is null even for one's own.
    currency: None when it was not included, which nothing asks for; `currency_id` is told.
    """

    id: str
    type: str
    fee_type: str | None
    lower: Decimal | None
    lower_text: str
    upper: Decimal | None
    upper_text: str
    amount: Decimal | None
    amount_text: str
    active: bool | None
    is_global: bool | None
    currency_id: str | None
    currency: Currency | None
    user_id: str | None
    created_at: ProviderTime | None
    updated_at: ProviderTime | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "Fee":
        return cls(**_told(resource, document))


@dataclass(frozen=True)
class CreatedFee(Fee):
    """The answer to creating a fee; `differences` names what was answered otherwise than asked."""

    differences: tuple[str, ...]


class Fees:
    """`client.fees`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self,
        number: int,
        size: int = 100,
        *,
        currency: str | None = None,
        active: bool | None = None,
        fee_model_type: FeeModel | None = None,
        amount: Decimal | None = None,
    ) -> Page[Fee]:
        """One page of the fees that are global or ours.

        currency: an id or a code. amount: only fees whose range covers it, in major units.
        Source: Bitspark API, "All Fees", GET /v1/fees.

        Raises:
            Unavailable, Refused, MalformedReply, Unsendable.
        """
        filters = {
            "currency": currency or "",
            "active": "" if active is None else plain_flag(active),
            "fee_model_type": fee_model_type or "",
            "amount": "" if amount is None else plain_figure(amount),
        }
        query = [(f"filter[{name}]", value) for name, value in filters.items() if value]
        take = page_of(Fee.read, number, size)
        return self._transport.read("/v1/fees", [*query, *paging(number, size)], take=take)

    def get(self, fee_id: str) -> Fee:
        """One fee.

        Source: Bitspark API, "Show Fee", GET /v1/fees/:fee_id.

        Raises:
            Refused: 404 when there is none.
            MalformedReply: also when the answer is about another one.
            Unavailable, Unsendable.
        """

        def take(document: Document) -> Fee:
            return Fee.read(document.asked(fee_id, "fee"), document)

        return self._transport.read(f"/v1/fees/{segment(fee_id)}", take=take)

    def create(self, amount: Decimal, currency: str, fee_model_type: str = "top_up") -> CreatedFee:
        """Add a static fee of our own, in major units of the currency; it cannot be taken back.

        Only top_up is possible at present, without a range and without a percentage.
        Source: Bitspark API, "Create Fee", POST /v1/fees.

        Raises:
            Unsendable, TypeError: the amount cannot be said.
            Refused, NotSent.
            OutcomeUnknown: re-read the list; never send it again.
        """
        form: Form = {
            "data": {
                "attributes": {
                    "amount": plain_amount(amount),
                    "currency": currency,
                    "fee_model_type": fee_model_type,
                }
            }
        }

        def take(document: Document | None) -> CreatedFee:
            made = _told(told(document).one(), told(document))
            return CreatedFee(**made, differences=_differences(made, amount, currency, fee_model_type))

        return self._transport.write("POST", "/v1/fees", form, take=take)


def _differences(made: _Told, amount: Decimal, currency: str, model: str) -> tuple[str, ...]:
    found = [] if made["amount"] == amount else ["amount"]
    names = {made["currency_id"], made["currency"].code if made["currency"] else None}
    if made["currency"] and currency.casefold() not in {name.casefold() for name in names if name}:
        found.append("currency")
    if made["type"] != _TYPES.get(model, made["type"]):
        found.append("fee_model_type")
    return tuple(found)


def _told(resource: Resource, document: Document) -> _Told:
    own = resource.reader()
    return _Told(
        id=resource.id,
        type=resource.type,
        fee_type=own.text("fee_type"),
        lower=own.figure("from"),
        lower_text=figure_text(resource.attributes.get("from")),
        upper=own.figure("to"),
        upper_text=figure_text(resource.attributes.get("to")),
        amount=own.figure("amount"),
        amount_text=figure_text(resource.attributes.get("amount")),
        active=own.flag("active"),
        is_global=own.flag("global"),
        currency_id=related_id(resource, "currency"),
        currency=related_currency(document, resource),
        user_id=related_id(resource, "user"),
        created_at=own.time("created_at"),
        updated_at=own.time("updated_at"),
        unread=own.unread,
        raw=resource.raw,
    )
