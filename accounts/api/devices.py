"""Devices: signing in gives one a token; its person sees, renews and revokes them."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.response import Response

from accounts.models import Actor, Device, Shop, User
from accounts.selectors import access
from accounts.services import devices, rates
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit, TooMany

from .base import DeskAPI
from .fields import Asked, Text, Told
from .pagination import page_of, whole
from .problems import Invalid
from .schema import CURSOR, LIMIT
from .shops import ShopShape, shop_shown

log = structlog.get_logger(__name__)

FROM_ONE_ADDRESS = Limit("sign-in-address", 60, 60)
OF_ONE_PERSON = Limit("sign-in-person", 10, 5 * 60)  # from one address, so that nobody locks another out


class SignInBody(Asked):
    username = Text(max_length=150)
    password = Text(max_length=128, trim_whitespace=False)
    name = Text(max_length=80, help_text="Of the device, such as “Counter phone”.")
    shop = Text(
        max_length=36, required=False, help_text="A shop's id or code; may be left out by who has one shop."
    )
    otp = Text(max_length=16, required=False, help_text="Where a second factor is set up.")


class DeviceShape(Told):
    id = serializers.UUIDField()
    name = serializers.CharField()
    shop = ShopShape()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    live = serializers.BooleanField(help_text="Whether its token works now.")
    current = serializers.BooleanField(help_text="Whether it is the one that asks.")


class NewDeviceShape(Told):
    token = serializers.CharField(help_text="Told now and never again.")
    device = DeviceShape()


DEVICE_PAGE = page_of(DeviceShape, "DevicePage")


class Devices(DeskAPI):
    """The person's own devices."""

    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (401, 403)}

    def get_permissions(self) -> list[Any]:
        return [] if self.request.method == "POST" else list(super().get_permissions())

    def get_authenticators(self) -> list[Any]:
        # rest_framework asks for these before it has made its request
        return [] if getattr(self.request, "method", "") == "POST" else super().get_authenticators()

    @extend_schema(
        operation_id="devices_list",
        tags=["devices"],
        summary="The person's devices",
        parameters=[CURSOR, LIMIT],
        responses=DEVICE_PAGE,
    )
    def get(self, request: Any) -> Response:
        own = Device.objects.filter(user=self.person).select_related("shop").order_by("-created")
        return Response(whole(_shown(own[:200], self.device)))

    @extend_schema(
        operation_id="devices_sign_in",
        tags=["devices"],
        summary="Sign in on a device",
        description="Gives a token for one person, one device and one shop: 30 days, renewable, revocable. "
        "At most 60 tries a minute from an address, and 10 in five minutes for one name from it.",
        auth=[],
        request=SignInBody,
        responses={201: NewDeviceShape},
    )
    def post(self, request: Any) -> Response:
        django_request = request._request
        asked = self.body(SignInBody)
        address = django_request.actor.address
        rates.take(FROM_ONE_ADDRESS, address)
        rates.take(OF_ONE_PERSON, address, asked["username"].casefold())
        person = _signed_in(django_request, asked["username"], asked["password"])
        if person is None:
            log.warning("device-sign-in-refused", address=address)
            raise AuthenticationFailed(_("Name or password is wrong."), code="credentials")
        shop = _shop(person, asked.get("shop", ""))
        actor = Actor(user=person, role=access.role_in(person, shop), shop=shop, address=address)
        device, token = devices.issue(person, shop, asked["name"], actor=actor)
        log.info("device-signed-in", device=str(device.public_id), address=address)
        shown = next(iter(_shown([device], device)))
        return Response({"token": token, "device": shown}, status=201)


class DeviceById(DeskAPI):
    """One of the person's own devices."""

    @extend_schema(
        operation_id="devices_revoke",
        tags=["devices"],
        summary="Revoke a device",
        description="Its token stops working at once; the row stays as history. Twice is once.",
        responses={204: OpenApiResponse(description="Revoked.")},
    )
    def delete(self, request: Any, public_id: UUID) -> Response:
        device = get_object_or_404(Device, user=self.person, public_id=public_id)
        devices.revoke(device, actor=self.actor)
        return Response(status=204)


class RenewDevice(DeskAPI):
    """30 more days."""

    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409,)}

    @extend_schema(
        operation_id="devices_renew",
        tags=["devices"],
        summary="Renew a device",
        description="Lets a live token live 30 days from now. 409 `device-ended` for one that ended.",
        request=None,
        responses=DeviceShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        device: Device = get_object_or_404(
            Device.objects.select_related("shop"), user=self.person, public_id=public_id
        )
        renewed = devices.renew(device, actor=self.actor)
        return Response(next(iter(_shown([renewed], self.device))))


def _signed_in(request: Any, username: str, password: str) -> User | None:
    """The active person of that name and password; None for anything else.

    Raises:
        TooMany: allauth's own limit for this name is used up.
    """
    try:
        person = get_adapter(request).authenticate(request, username=username, password=password)
    except ValidationError as refusal:
        raise TooMany("; ".join(refusal.messages), code="rate-limited", retry_after=300) from None
    return person if isinstance(person, User) and person.is_active else None


def _shop(person: User, asked: str) -> Shop:
    """The shop that was asked for by id or code, or the only one; whether another exists is not told."""
    mine = list(access.shops_of(person).filter(closed_at=None))
    named = [shop for shop in mine if asked.casefold() in {shop.code.casefold(), str(shop.public_id)}]
    found = named if asked else mine
    if len(found) == 1:
        return found[0]
    words = _("Name one of your shops by its id or code.")
    raise Invalid({"shop": [FieldProblem("choice" if asked else "required", words)]})


def _shown(rows: Iterable[Device], asking: Device) -> Iterable[dict[str, Any]]:
    now = timezone.now()
    for one in rows:
        yield {
            "id": one.public_id,
            "name": one.name,
            "shop": shop_shown(one.shop),
            "created_at": one.created,
            "expires_at": one.expiry,
            "last_used_at": one.last_used_at,
            "revoked_at": one.revoked_at,
            "live": one.revoked_at is None and (one.expiry is None or one.expiry > now),
            "current": one.pk == asking.pk,
        }
