"""Everything that moved at Bitspark, of every kind, in one list.

Source: Bitspark API, "Transactions History".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .documents import Document, Page, Resource, page_of, paging, related_id
from .transport import Transport
from .values import Attributes, ProviderTime


@dataclass(frozen=True)
class HistoryRow:
    """One movement as told; None is "not told" or null.

    type: `mobile_payments` in the examples, whatever it is; `payment_type` says what moved.
    status_code: "" when none was told.
    amount: in major units of `currency`, a transfer's destination's.
    basic_info: whom or what it was for. Where it is a bare text, a txid or an address, under the key "text".
    """

    id: str
    type: str
    account_id: str | None
    amount: Decimal | None
    status_code: str
    status_group: str | None
    status_message: str | None
    status_info: str | None
    payment_type: str | None
    currency: str | None
    basic_info: Mapping[str, str] = field(repr=False)
    created_at: ProviderTime | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "HistoryRow":
        own = resource.reader()
        word = resource.attributes.get("status")
        status = Attributes({"code": word} if isinstance(word, str) else own.mapping("status"))
        told = {name: status.text(name) for name in ("code", "group", "message", "info")}
        if status.unread or not told["code"]:
            own.odd("status")
        return cls(
            id=resource.id,
            type=resource.type,
            account_id=own.text("account_id") or related_id(resource, "account"),
            amount=own.figure("amount"),
            status_code=told["code"] or "",
            status_group=told["group"],
            status_message=told["message"],
            status_info=told["info"],
            payment_type=own.text("payment_type"),
            currency=own.text("currency"),
            basic_info=_basic_info(own, resource.attributes.get("basic_info")),
            created_at=own.time("created_at"),
            unread=own.unread,
            raw=resource.raw,
        )


class History:
    """`client.history`: everything that moved. No filter is documented."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, number: int, size: int = 100) -> Page[HistoryRow]:
        """One page of all that moved; pages count from 1, their order is not documented.

        Source: Bitspark API, "Transactions History", GET /v1/transactions/history.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        take = page_of(HistoryRow.read, number, size)
        return self._transport.read("/v1/transactions/history", paging(number, size), take=take)


def _basic_info(own: Attributes, value: Any) -> Mapping[str, str]:
    if isinstance(value, str):
        return {"text": value} if value else {}
    members = own.mapping("basic_info")
    reader = Attributes(members)
    texts = {name: text for name in members if (text := reader.text(name)) is not None}
    if reader.unread:
        own.odd("basic_info")
    return texts
