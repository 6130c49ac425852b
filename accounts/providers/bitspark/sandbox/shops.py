""" "Money Shops": who takes cash, the logins' own shops among them; public."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any

from werkzeug import Response

from accounts.providers.bitspark.sandbox import fees, profiles
from accounts.providers.bitspark.sandbox.calls import Call, listed
from accounts.providers.bitspark.sandbox.figures import decimal_string, float_number, read
from accounts.providers.bitspark.sandbox.refusals import bad_request, not_found
from accounts.providers.bitspark.sandbox.world.currencies import CURRENCIES
from accounts.providers.bitspark.sandbox.world.shops import APPROVES, MONEY_SHOPS, OWN_PLACES
from accounts.providers.door.store import Connection
from accounts.providers.door.wire import json_reply

HONG_KONG = ("22.2799146", "114.1715395")  # where the document's own table stands
EARTH = 6371.0  # kilometres to its middle


@dataclass(frozen=True)
class Shop:
    id: str
    code: str  # what its QR code says
    keeper: str  # whose accounts: the login's id, or for an invented shop its own
    name: str
    address: str
    lat: float
    lng: float
    image_url: str | None
    fees: dict[str, Decimal]
    login: bool = False
    answer: str = APPROVES  # what an invented shop does with a top-up


def everyone(con: Connection) -> list[Shop]:
    own = con.execute("SELECT login.seq, holder.* FROM login JOIN holder ON login.id = holder.login")
    shops = []
    for row in own.fetchall():
        profile = profiles.of(con, row["login"])
        lat, lng = OWN_PLACES[row["seq"]]
        taken = {code: fees.static_sum(con, row["login"], code) for code in CURRENCIES}
        shops.append(
            Shop(
                row["shop_id"],
                row["shop_code"],
                row["login"],
                profile.company_name or "",
                profile.address or "",
                lat,
                lng,
                profiles.image_url(row["login"]),
                taken,
                login=True,
            )
        )
    return shops + [
        Shop(one.id, one.code, one.id, one.name, one.address, one.lat, one.lng, one.image_url,
             {code: Decimal(one.fees.get(code, "0")) for code in CURRENCIES}, answer=one.answer)
        for one in MONEY_SHOPS
    ]  # fmt: skip


def by_code(con: Connection, code: str) -> Shop | None:
    return next((shop for shop in everyone(con) if shop.code == code), None)


def by_id(con: Connection, id: str) -> Shop | None:
    return next((shop for shop in everyone(con) if shop.id == id), None)


def index(call: Call) -> Response:
    """ "All Money Shops": the nearest first."""
    lat, lng = (
        _degrees(call.query.get(f"location[{name}]") or default, most)
        for name, default, most in (("lat", HONG_KONG[0], 90), ("lng", HONG_KONG[1], 180))
    )
    if bool(call.query.get("location[lat]")) != bool(call.query.get("location[lng]")):
        raise bad_request()
    with call.store.read() as con:
        shops = everyone(con)
    far = {shop.id: _kilometres(lat, lng, shop) for shop in shops}
    shops.sort(key=lambda shop: far[shop.id])
    return listed(call, shops, lambda shop: _in_list(shop, far[shop.id]))


def show(call: Call, id: str) -> Response:
    """ "Specific Money Shop": no distance, but what it takes for a top-up in every currency."""
    with call.store.read() as con:
        shop = by_id(con, id)
    if shop is None:
        raise not_found()
    resource = _resource(shop)
    resource["attributes"]["topup_commissions"] = [
        {"currency": code.upper(), "fee": decimal_string(fee)} for code, fee in shop.fees.items()
    ]
    return json_reply({"data": resource})


def _in_list(shop: Shop, distance: float) -> dict[str, Any]:
    resource = _resource(shop)
    resource["attributes"]["distance"] = repr(distance)  # text, as the example has it
    return resource


def _resource(shop: Shop) -> dict[str, Any]:
    return {
        "id": shop.id,
        "type": "money_shops",
        "attributes": {
            "name": shop.name,
            "address": shop.address,
            "lat": float_number(Decimal(repr(shop.lat))),
            "lng": float_number(Decimal(repr(shop.lng))),
            "image_url": shop.image_url,
        },
    }


def _degrees(text: str, most: int) -> float:
    figure = read(text)
    if figure is None or abs(figure) > most:
        raise bad_request()
    return float(figure)


def _kilometres(lat: float, lng: float, shop: Shop) -> float:
    """Along the ground, on a round earth."""
    north, east = radians(shop.lat - lat) / 2, radians(shop.lng - lng) / 2
    part = sin(north) ** 2 + cos(radians(lat)) * cos(radians(shop.lat)) * sin(east) ** 2
    return 2 * EARTH * asin(sqrt(part))
