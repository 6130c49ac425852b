"""Transfers: the history, one of them, and sending money.

Source: Bitspark API, "Transactions".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypedDict

from .documents import Document, Page, Resource, Undescribed, page_of, paging
from .orders import DomesticOrder, Order
from .recipients import Recipient
from .transport import Transport, segment
from .values import Attributes, ProviderTime

_INCLUDE = [("include", "transfer_recipient")]


@dataclass(frozen=True)
class TransferStatus:
    """A status as told. `code` may be any word, "" when none was told; `statuses` lists the known ones."""

    code: str
    group: str | None
    message: str | None
    info: str | None


@dataclass(frozen=True)
class ReceiptInfo:
    """The final figures, which come some time after the sending; None is "not told yet", never 0."""

    principal: Decimal | None
    cable_charge: Decimal | None
    pickup_fee: Decimal | None
    payment_service_fee: Decimal | None
    amount_due: Decimal | None
    landed_amount: Decimal | None


class _Told(TypedDict):
    id: str
    status: TransferStatus
    amount: Decimal | None
    amount_to_send: Decimal | None
    currency: str | None
    account_currency: str | None
    exchange_rate: Decimal | None
    destination_country: str | None
    receipt_info: ReceiptInfo
    transaction_number: str | None
    tracking_number: str | None
    tracking_number_possible: bool | None
    created_at: ProviderTime | None
    updated_at: ProviderTime | None
    recipient: Recipient | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Transfer:
    """A transfer as told; None is "not told" or null.

    amount: what arrives, in major units of `currency`, the destination's.
    created_at: in V2 lists a bare day.
    recipient: None when it was not included.
    unread: names of attributes that were there and could not be read; `raw` holds them.
    """

    id: str
    status: TransferStatus
    amount: Decimal | None
    amount_to_send: Decimal | None
    currency: str | None
    account_currency: str | None
    exchange_rate: Decimal | None
    destination_country: str | None
    receipt_info: ReceiptInfo
    transaction_number: str | None
    tracking_number: str | None
    tracking_number_possible: bool | None
    created_at: ProviderTime | None
    updated_at: ProviderTime | None
    recipient: Recipient | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "Transfer":
        return cls(**_told(resource, document))


@dataclass(frozen=True)
class SentTransfer(Transfer):
    """The answer to a sending.

    callback_url: as echoed; only this answer shows it.
    differences: the names of what was answered otherwise than asked: amount, currency, account_currency,
        callback_url, recipient.<field>. Money did move; if this is not empty, a person must look.
    """

    callback_url: str | None = field(repr=False)
    differences: tuple[str, ...]


class Transfers:
    """`client.transfers`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, number: int, size: int = 100) -> Page[Transfer]:
        """One page of all transfers with their recipients; pages count from 1, their order is not documented.

        Of the views it is the only one that shows `suspicious`.
        Source: Bitspark API, "Transfers History V2", GET /v2/transactions/remittances.

        Raises:
            Unavailable, Refused, MalformedReply.
        """

        return self._page("/v2/transactions/remittances", number, size)

    def page_v1(self, number: int, size: int = 100) -> Page[Transfer]:
        """The same by the older version, which tells less and hides `suspicious`; use `page`.

        Source: Bitspark API, "Transfers History V1", GET /v1/transactions/remittances. Raises: as `page`.
        """
        return self._page("/v1/transactions/remittances", number, size)

    def get(self, transfer_id: str) -> Transfer:
        """One transfer with its recipient. V1 may show `suspicious` as `payment_created_successfully`.

        Source: Bitspark API, "Show Remmitance", GET /v1/transactions/remittances/:remittance_id.

        Raises:
            Refused: 404 when there is none.
            MalformedReply: also when the answer is about another one.
            Unavailable, Unsendable.
        """

        def take(document: Document) -> Transfer:
            transfer = Transfer.read(document.one(), document)
            if transfer.id.casefold() != transfer_id.casefold():
                raise Undescribed("the answer is about another transfer")
            return transfer

        return self._transport.read(
            f"/v1/transactions/remittances/{segment(transfer_id)}", _INCLUDE, take=take
        )

    def send(self, order: Order) -> SentTransfer:
        """Send money. Moves it: the order's amount, in destination currency, and fees from our account.

        It goes out once; there is no client reference and no way to cancel.
        Source: Bitspark API, "Send Money", POST /v1/transactions/send_money.

        Raises:
            Unsendable, TypeError: the order cannot be said; nothing was opened.
            NotSent: nothing left this machine.
            Refused: 401, 403, 404, 406, 422, or 400 `bad_request`.
            OutcomeUnknown: anything else. Look for it; never send it again.
        """

        return self._send("/v1/transactions/send_money", order)

    def send_domestic(self, order: DomesticOrder) -> SentTransfer:
        """Send money within a country. Moves it, as `send` does.

        Source: Bitspark API, "Send Domestic Money", POST /v1/transactions/send_domestic_money.

        Raises:
            Unsendable, TypeError, NotSent, Refused: as `send`.
            OutcomeUnknown: also 400 `send_domestic_money_error`. Look for it; never send it again.
        """
        return self._send("/v1/transactions/send_domestic_money", order)

    def _page(self, path: str, number: int, size: int) -> Page[Transfer]:
        query = [*_INCLUDE, *paging(number, size)]
        return self._transport.read(path, query, take=page_of(Transfer.read, number, size))

    def _send(self, path: str, order: Order) -> SentTransfer:
        def take(document: Document | None) -> SentTransfer:
            if document is None:
                raise Undescribed("the body is empty")
            resource = document.one()
            if resource.type != "transfers":
                raise Undescribed("the answer is not a transfer")
            told = _told(resource, document)
            callback_url = resource.reader().text("callback_url")
            differences = order.differences(
                amount=told["amount"],
                currency=told["currency"],
                account_currency=told["account_currency"],
                callback_url=callback_url,
                recipient=told["recipient"].raw.get("attributes") if told["recipient"] else None,
            )
            return SentTransfer(**told, callback_url=callback_url, differences=differences)

        return self._transport.write("POST", path, order.form(), take=take)


def _told(resource: Resource, document: Document) -> _Told:
    own = resource.reader()
    recipient = document.related(resource, "transfer_recipient")
    status, receipt = _status(own, resource), _receipt(own)
    return _Told(
        id=resource.id,
        status=status,
        amount=own.figure("amount"),
        amount_to_send=own.figure("amount_to_send"),
        currency=own.text("currency"),
        account_currency=own.text("account_currency"),
        exchange_rate=own.figure("exchange_rate"),
        destination_country=own.text("destination_country"),
        receipt_info=receipt,
        transaction_number=own.text("transaction_number"),
        tracking_number=own.text("tracking_number"),
        tracking_number_possible=own.flag("tracking_number_possible"),
        created_at=own.time("created_at"),
        updated_at=own.time("updated_at"),
        recipient=Recipient.read(recipient) if recipient else None,
        unread=own.unread,
        raw=resource.raw,
    )


def _status(own: Attributes, resource: Resource) -> TransferStatus:
    """The status, a hash in every example; a bare word is taken as its code."""
    word = resource.attributes.get("status")
    if isinstance(word, str):
        return TransferStatus(word, None, None, None)
    told = Attributes(own.mapping("status"))
    status = TransferStatus(
        told.text("code") or "", told.text("group"), told.text("message"), told.text("info")
    )
    if told.unread or not status.code:
        own.odd("status")
    return status


def _receipt(own: Attributes) -> ReceiptInfo:
    told = Attributes(own.mapping("receipt_info"))
    names = ("principal", "cable_charge", "pickup_fee", "payment_service_fee", "amount_due", "landed_amount")
    receipt = ReceiptInfo(**{name: told.figure(name) for name in names})
    if told.unread:
        own.odd("receipt_info")
    return receipt
