"""Who asks: the person, the device, the shop, the role."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.models import Connection, Role
from accounts.models.permission import ALLOWED
from accounts.selectors import access, told_limits

from .base import DeskAPI
from .fields import Told
from .shops import ShopDetailShape, detail_shown


class PersonShape(Told):
    id = serializers.UUIDField()
    name = serializers.CharField()


class OwnPersonShape(PersonShape):
    username = serializers.CharField()


class OwnDeviceShape(Told):
    id = serializers.UUIDField()
    name = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)


class MeShape(Told):
    person = OwnPersonShape()
    device = OwnDeviceShape()
    shop = ShopDetailShape()
    shops = ShopDetailShape(many=True, help_text="All the person may sign in for.")
    role = serializers.ChoiceField(Role.choices, help_text="In the device's shop.")
    permissions = serializers.ListField(child=serializers.CharField(), help_text="An open list.")
    limits = serializers.DictField(
        child=serializers.CharField(),
        help_text="What the role may move without a second person: `transfer.USD.per_order`, "
        "`transfer.USD.per_day` (24 hours), in that currency; empty while none are set.",
    )
    mode = serializers.ChoiceField(
        Connection.Mode.choices,
        allow_null=True,
        help_text="Whether the shop's login is at a sandbox; null while the shop has none.",
    )


class Me(DeskAPI):
    """Who asks."""

    @extend_schema(operation_id="me", tags=["me"], summary="Person, device, shop, role", responses=MeShape)
    def get(self, request: Any) -> Response:
        standing = access.standing_of(self.person)
        modes = Connection.objects.filter(served__shop=self.shop, retired_at=None).order_by("pk")
        return Response(
            {
                "person": {
                    "id": self.person.public_id,
                    "name": str(self.person),
                    "username": self.person.username,
                },
                "device": {
                    "id": self.device.public_id,
                    "name": self.device.name,
                    "expires_at": self.device.expiry,
                },
                "shop": detail_shown(self.shop, self.actor.role),
                "shops": [detail_shown(shop, standing.role_in(shop)) for shop in standing.shops],
                "role": self.actor.role,
                "permissions": sorted(ALLOWED.get(self.actor.role, frozenset())),
                "limits": told_limits.limits_of(self.shop, self.actor.role),
                "mode": modes.values_list("mode", flat=True).first(),
            }
        )
