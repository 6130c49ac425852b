"""Shops, as far as the person is a member of them."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.models import Role, Shop
from accounts.models.money import plain
from accounts.selectors import access

from .base import DeskAPI
from .fields import Told
from .pagination import page_of, whole


class ShopShape(Told):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class ShopDetailShape(ShopShape):
    address = serializers.CharField()
    country = serializers.CharField(help_text="Two letters.")
    time_zone = serializers.CharField(help_text="IANA name.")
    cash_currency = serializers.CharField()
    charge = serializers.CharField(help_text="Added to what the customer pays, in the cash currency.")
    tolerance_percent = serializers.CharField(
        help_text="A price that moves by less between review and confirm is the shop's."
    )
    latitude = serializers.CharField(allow_null=True)
    longitude = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(Role.choices, help_text="The person's role in this shop.")


SHOP_PAGE = page_of(ShopDetailShape, "ShopPage")


class Shops(DeskAPI):
    """The shops the person may sign in for."""

    @extend_schema(
        operation_id="shops_list",
        tags=["shops"],
        summary="The person's shops",
        description="A token is for one shop: to work in another one, sign in for it.",
        responses=SHOP_PAGE,
    )
    def get(self, request: Any) -> Response:
        standing = access.standing_of(self.person)
        return Response(whole(detail_shown(shop, standing.role_in(shop)) for shop in standing.shops))


class ShopById(DeskAPI):
    """One shop the person is a member of."""

    @extend_schema(operation_id="shops_show", tags=["shops"], summary="One shop", responses=ShopDetailShape)
    def get(self, request: Any, public_id: UUID) -> Response:
        standing = access.standing_of(self.person)
        for shop in standing.shops:
            if shop.public_id == public_id:
                return Response(detail_shown(shop, standing.role_in(shop)))
        raise Http404


def shop_shown(shop: Shop) -> dict[str, Any]:
    return {"id": shop.public_id, "code": shop.code, "name": shop.name}


def detail_shown(shop: Shop, role: str) -> dict[str, Any]:
    return shop_shown(shop) | {
        "address": shop.address,
        "country": shop.country,
        "time_zone": shop.time_zone,
        "cash_currency": shop.cash_currency,
        "charge": plain(shop.charge),
        "tolerance_percent": str(shop.tolerance_percent),
        "latitude": None if shop.latitude is None else str(shop.latitude),
        "longitude": None if shop.longitude is None else str(shop.longitude),
        "role": role,
    }
