"""Where others can pay us in: memos for BTS and ZEPH, addresses for BTC and ETH.

Source: Bitspark API, "Memos". An address comes as a memo too: typed `memos`, its `code` the address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .catalogue import Currency, related_currency
from .documents import Document, Page, Resource, Undescribed, page_of, paging, related_id, told
from .errors import Unsendable
from .plain import plain_flag
from .transport import Transport
from .values import ProviderTime


@dataclass(frozen=True)
class Memo:
    """A memo or an address as told; None is "not told" or null.

    code: the memo's text or the address itself; "" when none was told, which nobody may pay to.
    is_used: told as text, "false" included, and compared as such.
    currency_id: None for a memo. currency: when it was included, which nothing asks for.
    """

    id: str
    code: str
    is_used: bool | None
    created_at: ProviderTime | None
    currency_id: str | None
    currency: Currency | None
    user_id: str | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "Memo":
        own = resource.reader()
        code = own.text("code") or ""
        if not code:
            own.odd("code")
        return cls(
            id=resource.id,
            code=code,
            is_used=own.flag("is_used"),
            created_at=own.time("created_at"),
            currency_id=related_id(resource, "currency"),
            currency=related_currency(document, resource),
            user_id=related_id(resource, "user"),
            unread=own.unread,
            raw=resource.raw,
        )


class Memos:
    """`client.memos`: for BTS and ZEPH."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, number: int, size: int = 100, *, is_used: bool | None = None) -> Page[Memo]:
        """One page of our memos.

        Source: Bitspark API, "All memos (BTS, ZEPH)", GET /v1/memos.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        query = [*_used(is_used), *paging(number, size)]
        return self._transport.read("/v1/memos", query, take=page_of(Memo.read, number, size))

    def generate(self) -> tuple[Memo, ...]:
        """Make a new memo. All such requests are signed alike; how many may lie unused is limited.

        Source: Bitspark API, "Generate memo (BTS, ZEPH)", POST /v1/memos.

        Raises:
            Refused: 422 "Too many unused memos generated".
            NotSent.
            OutcomeUnknown: re-read the list; never again by itself.
        """
        return self._transport.write("POST", "/v1/memos", {}, take=_generated)


class Addresses:
    """`client.addresses`: for BTC and ETH."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self, number: int, size: int = 100, *, is_used: bool | None = None, currency: str | None = None
    ) -> Page[Memo]:
        """One page of our addresses, of one currency if its code is given.

        Source: Bitspark API, "All addresses (BTC, ETH)", GET /v1/deposit_addresses.

        Raises:
            Unavailable, Refused, MalformedReply.
        """
        filters = [*_used(is_used), *([("currency", currency)] if currency else [])]
        query = [*filters, *paging(number, size)]
        return self._transport.read("/v1/deposit_addresses", query, take=page_of(Memo.read, number, size))

    def generate(self, currency: str) -> tuple[Memo, ...]:
        """Make a new address in this currency, its code as listed; it goes into the query.

        Source: Bitspark API, "Generate address (BTC, ETH)", POST /v1/deposit_addresses.

        Raises:
            Unsendable: no currency.
            Refused: 422 "Too many unused memos generated".
            NotSent.
            OutcomeUnknown: also when the answer is an address of another currency. Re-read the list.
        """
        if not currency:
            raise Unsendable("An address is made for a currency.")

        def take(document: Document | None) -> tuple[Memo, ...]:
            made = _generated(document)
            codes = {memo.currency.code.casefold() for memo in made if memo.currency}
            if codes - {currency.casefold()}:
                raise Undescribed("the address is of another currency than asked")
            return made

        query = [("currency", currency)]
        return self._transport.write("POST", "/v1/deposit_addresses", {}, take=take, query=query)


def _used(is_used: bool | None) -> list[tuple[str, str]]:
    return [] if is_used is None else [("is_used", plain_flag(is_used))]


def _generated(document: Document | None) -> tuple[Memo, ...]:
    """What was made; `data` is an array in the examples, here too."""
    answer = told(document)
    made = tuple(Memo.read(one, answer) for one in answer.many())
    if not made or not all(memo.code for memo in made):
        raise Undescribed("nothing was generated")
    return made
