"""The shops that take cash for Bitspark, ours among them.

Source: Bitspark API, "Money Shops". These calls carry no Key and no Sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .documents import Document, Page, Resource, page_of, paging
from .errors import Unsendable
from .plain import plain_figure
from .transport import Transport, segment
from .values import Attributes


@dataclass(frozen=True)
class TopUpCommission:
    """What a shop takes for a top-up in this currency; the currency's code is upper case here."""

    currency: str
    fee: Decimal | None


@dataclass(frozen=True)
class MoneyShop:
    """A shop as told; None is "not told" or null.

    lat, lng: degrees.
    distance: kilometres from the place that was asked, or from Hong Kong; only in lists.
    topup_commissions: only when one shop is read; None in lists.
    image_url: never fetched by us.
    """

    id: str
    name: str | None
    address: str | None
    lat: Decimal | None
    lng: Decimal | None
    image_url: str | None
    distance: Decimal | None
    topup_commissions: tuple[TopUpCommission, ...] | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, resource: Resource, document: Document) -> "MoneyShop":
        own = resource.reader()
        return cls(
            id=resource.id,
            name=own.text("name"),
            address=own.text("address"),
            lat=own.figure("lat"),
            lng=own.figure("lng"),
            image_url=own.text("image_url"),
            distance=own.figure("distance"),
            topup_commissions=_commissions(own, resource.attributes.get("topup_commissions")),
            unread=own.unread,
            raw=resource.raw,
        )


class MoneyShops:
    """`client.money_shops`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(
        self,
        number: int,
        size: int = 100,
        *,
        latitude: Decimal | None = None,
        longitude: Decimal | None = None,
    ) -> Page[MoneyShop]:
        """One page of the shops, the nearest first: to this place in degrees, or to Hong Kong without one.

        Source: Bitspark API, "All Money Shops", GET /v1/money_shops.

        Raises:
            Unsendable: half a place.
            Unavailable, Refused, MalformedReply.
        """
        place: list[tuple[str, str]] = []
        if latitude is not None and longitude is not None:
            place = [
                ("location[lat]", plain_figure(latitude, signed=True)),
                ("location[lng]", plain_figure(longitude, signed=True)),
            ]
        elif latitude is not None or longitude is not None:
            raise Unsendable("A place is a latitude and a longitude.")
        query = [*place, *paging(number, size)]
        take = page_of(MoneyShop.read, number, size)
        return self._transport.read("/v1/money_shops", query, take=take, signed=False)

    def get(self, money_shop_id: str) -> MoneyShop:
        """One shop with its commissions.

        Source: Bitspark API, "Specific Money Shop", GET /v1/money_shops/:money_shop_id.

        Raises:
            Refused: 404 when there is none.
            MalformedReply: also when the answer is about another one.
            Unavailable, Unsendable.
        """

        def take(document: Document) -> MoneyShop:
            return MoneyShop.read(document.asked(money_shop_id, "money shop"), document)

        return self._transport.read(f"/v1/money_shops/{segment(money_shop_id)}", take=take, signed=False)


def _commissions(own: Attributes, value: Any) -> tuple[TopUpCommission, ...] | None:
    if value is None:
        return None
    found = []
    for entry in own.mappings("topup_commissions"):
        each = Attributes(entry)
        currency, fee = each.text("currency"), each.figure("fee")
        if not currency or each.unread:
            own.odd("topup_commissions")
        if currency:
            found.append(TopUpCommission(currency, fee))
    return tuple(found)
