"""Money shops for the apps: by distance, and one of them."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page_of
from accounts.models import Permission
from accounts.selectors import provider_links
from remittance.models import MoneyShop
from remittance.selectors import freshness, money_shops

from .scope import InShop


class CommissionShape(Told):
    currency = serializers.CharField(allow_blank=True)
    fee = serializers.CharField(allow_blank=True, help_text='As the provider wrote it; "" when not told.')


class MoneyShopShape(Told):
    id = serializers.UUIDField()
    name = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    latitude = serializers.CharField(allow_null=True)
    longitude = serializers.CharField(allow_null=True)
    distance_km = serializers.CharField(
        allow_null=True, help_text="From the place asked, the shop's own or Hong Kong; null without a place."
    )
    image_url = serializers.CharField(allow_null=True, help_text="Only where it leads to a listed host.")


class MoneyShopDetailShape(MoneyShopShape):
    topup_commissions = CommissionShape(many=True, allow_null=True, help_text="Null: not told yet.")
    details_as_of = serializers.DateTimeField(allow_null=True)


class MoneyShopList(page_of(MoneyShopShape, "MoneyShopPage")):  # type: ignore[misc]  # made by a function
    """All that are listed, nearest first."""

    measured_from = serializers.ChoiceField(
        [("typed", "typed"), ("shop", "shop"), ("hong-kong", "hong-kong")]
    )
    as_of = serializers.DateTimeField(allow_null=True, help_text="When it was last read from Bitspark.")


class PlaceQuery(Asked):
    q = Text(max_length=80, required=False, allow_blank=True)
    lat = serializers.DecimalField(
        max_digits=12, decimal_places=8, min_value=-90, max_value=90, required=False
    )
    lng = serializers.DecimalField(
        max_digits=12, decimal_places=8, min_value=-180, max_value=180, required=False
    )


class MoneyShops(InShop):
    """The whole list; there are some hundreds at most."""

    may = Permission.SEE_TOP_UPS

    @extend_schema(
        operation_id="money_shops_list",
        tags=["money-shops"],
        summary="Money shops, nearest first",
        parameters=[PlaceQuery],
        responses=MoneyShopList,
    )
    def get(self, request: Any) -> Response:
        asked = self.query(PlaceQuery)
        place = money_shops.place_of(self.shop, asked.get("lat"), asked.get("lng"))
        near = money_shops.nearest(self.connection, place, asked.get("q", ""))
        return Response(
            {
                "items": [_shown(one.shop, one.kilometres) for one in near],
                "next_cursor": None,
                "previous_cursor": None,
                "measured_from": place.whose,
                "as_of": freshness.of(self.connection, "money-shops").good_at,
            }
        )


class MoneyShopById(InShop):
    """One of them, with what it takes for a top-up."""

    may = Permission.SEE_TOP_UPS

    @extend_schema(
        operation_id="money_shops_show",
        tags=["money-shops"],
        summary="One money shop",
        responses=MoneyShopDetailShape,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        try:
            row = money_shops.one([self.connection], public_id)
        except MoneyShop.DoesNotExist:
            raise Http404 from None
        place = money_shops.place_of(self.shop, None, None)
        details = {
            "topup_commissions": money_shops.commissions(row) if row.details_at else None,
            "details_as_of": row.details_at,
        }
        return Response(_shown(row, money_shops.distance(row, place)) | details)


def _shown(row: MoneyShop, kilometres: float | None) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.name,
        "address": row.address,
        "latitude": row.latitude or None,
        "longitude": row.longitude or None,
        "distance_km": None if kilometres is None else f"{kilometres:.1f}",
        "image_url": provider_links.shown(row.image_url) or None,
    }
