"""Money shops by distance, and one of them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import Connection, Shop
from remittance.models import MoneyShop

# Where the provider measures from when no place is given. Source: Bitspark API, "All Money Shops".
HONG_KONG = (Decimal("22.2799146"), Decimal("114.1715395"))
EARTH_KM = 6371.0088  # mean radius


@dataclass(frozen=True)
class Place:
    """A point in degrees; `words` says whose it is: "shop", "typed" or "hong-kong"."""

    latitude: Decimal
    longitude: Decimal
    whose: str


@dataclass(frozen=True)
class Near:
    """A money shop and how far it is in kilometres, None where it told no place."""

    shop: MoneyShop
    kilometres: float | None


def place_of(shop: Shop | None, latitude: Decimal | None, longitude: Decimal | None) -> Place:
    """Where distances run from: what was typed, the shop's own coordinates, or Hong Kong."""
    if latitude is not None and longitude is not None:
        return Place(latitude, longitude, "typed")
    if shop is not None and shop.latitude is not None and shop.longitude is not None:
        return Place(shop.latitude, shop.longitude, "shop")
    return Place(*HONG_KONG, "hong-kong")


def nearest(connection: Connection, place: Place, words: str = "") -> list[Near]:
    """The shops whose name or address holds these words, nearest first, those without a place last.
    One query."""
    rows = MoneyShop.objects.filter(connection=connection, gone_at=None)
    wanted = words.casefold().split()
    found = [row for row in rows if all(word in f"{row.name} {row.address}".casefold() for word in wanted)]
    near = [Near(row, distance(row, place)) for row in found]
    return sorted(near, key=lambda one: (one.kilometres is None, one.kilometres or 0.0, one.shop.name))


def one(connections: Iterable[Connection], public_id: UUID) -> MoneyShop:
    """A money shop of these logins.

    Raises:
        MoneyShop.DoesNotExist: there is none.
    """
    return MoneyShop.objects.select_related("connection").get(
        connection__in=list(connections), public_id=public_id
    )


def commissions(row: MoneyShop) -> list[dict[str, Any]]:
    """The top-up fees as told: currency and fee, both text; an entry that says neither is left out."""
    told = [entry for entry in row.commissions if isinstance(entry, dict)]
    return [
        {"currency": str(entry.get("currency") or ""), "fee": str(entry.get("fee") or "")} for entry in told
    ]


def kilometres(from_: tuple[float, float], to: tuple[float, float]) -> float:
    """The great-circle distance between two points given in degrees, in kilometres (haversine)."""
    (lat_a, lng_a), (lat_b, lng_b) = (tuple(map(math.radians, point)) for point in (from_, to))
    across = math.sin((lat_b - lat_a) / 2) ** 2
    along = math.cos(lat_a) * math.cos(lat_b) * math.sin((lng_b - lng_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(across + along)))


def distance(row: MoneyShop, place: Place) -> float | None:
    """How far it is from there in kilometres; None where it told no place on earth."""
    try:
        there = (float(row.latitude), float(row.longitude))
    except ValueError:
        return None
    if not (abs(there[0]) <= 90 and abs(there[1]) <= 180):
        return None
    return kilometres((float(place.latitude), float(place.longitude)), there)
