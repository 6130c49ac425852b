"""Where money can go, and what each way asks for."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page_of
from accounts.models import Permission
from remittance.models import Currency, Destination
from remittance.selectors import form_spec, freshness
from remittance.selectors.form_spec import Choice

from .scope import InShop


class OptionShape(Told):
    code = serializers.CharField()
    name = serializers.CharField()


class ProvinceShape(OptionShape):
    delivery_methods = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Codes; absent where it says nothing."
    )


class MethodShape(OptionShape):
    providers = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Codes; absent where it says nothing."
    )


class DestinationShape(Told):
    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField()
    fields = serializers.ListField(  # type: ignore[assignment]  # a field of the answer that is called so
        child=serializers.CharField(), help_text="Which of province, delivery_method and provider are asked."
    )
    provinces = ProvinceShape(many=True)
    delivery_methods = MethodShape(many=True)
    providers = OptionShape(many=True)
    account_types = OptionShape(many=True)


class CurrencyShape(Told):
    code = serializers.CharField()
    name = serializers.CharField()
    precision = serializers.IntegerField(help_text="Digits behind the point that people write.")
    has_account = serializers.BooleanField(help_text="Whether an account of ours can be in it.")
    currency_type = serializers.CharField(
        allow_blank=True, help_text='cryptocurrency or banknote; an open list, "" is not told.'
    )


class RouteQuery(Asked):
    province = Text(max_length=80, required=False, allow_blank=True)
    delivery_method = Text(max_length=80, required=False, allow_blank=True)
    provider = Text(max_length=80, required=False, allow_blank=True)


class _Dated(Told):
    as_of = serializers.DateTimeField(allow_null=True, help_text="When it was last read from Bitspark.")


class DestinationList(page_of(DestinationShape, "DestinationPage"), _Dated):  # type: ignore[misc]  # made by a function
    """All destinations that are offered now."""


class CurrencyList(page_of(CurrencyShape, "CurrencyPage"), _Dated):  # type: ignore[misc]  # made by a function
    """All currencies that Bitspark lists."""


class OfCatalogue(InShop):
    """What the endpoints of the catalogue share."""

    may = Permission.SEE_TRANSFERS

    def dated(self, noun: str, items: list[dict[str, Any]]) -> Response:
        as_of = freshness.of(self.connection, noun).good_at
        return Response({"items": items, "next_cursor": None, "previous_cursor": None, "as_of": as_of})


class Destinations(OfCatalogue):
    """The whole list; there are some dozens."""

    @extend_schema(
        operation_id="destinations_list",
        tags=["destinations"],
        summary="Where money can be sent",
        responses=DestinationList,
    )
    def get(self, request: Any) -> Response:
        offered = Destination.objects.filter(connection=self.connection, gone_at=None, available=True)
        return self.dated("destinations", [_destination(one) for one in offered.order_by("name", "pk")])


class DestinationById(OfCatalogue):
    """One of them."""

    @extend_schema(
        operation_id="destinations_show",
        tags=["destinations"],
        summary="One destination",
        responses=DestinationShape,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        offered = Destination.objects.filter(connection=self.connection, gone_at=None, available=True)
        return Response(_destination(get_object_or_404(offered, public_id=public_id)))


class DestinationForm(OfCatalogue):
    """The form that builds itself, as JSON Schema."""

    @extend_schema(
        operation_id="destinations_form",
        tags=["destinations"],
        summary="What a transfer there asks for",
        description="A JSON Schema (2020-12) for the chosen way. Its plain keywords never refuse what the "
        "server takes; `x-required`, `x-kind`, `x-minimum`, `x-maximum`, `x-precision`, `x-country` say the "
        "rest. Ask again when a field with `x-redraws` changes, and send `x-fingerprint` as "
        "`form_fingerprint` with the transfer. While `x-blocked` is not empty nothing can be sent.",
        parameters=[
            OpenApiParameter(
                name,
                str,
                description="A code of the destination's lists; one that does not fit counts as none.",
            )
            for name in ("province", "delivery_method", "provider")
        ],
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT, description="JSON Schema 2020-12.")},
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        choice = Choice.of(self.query(RouteQuery))
        connection = self.connection
        destination = form_spec.destination_offered(connection, str(public_id))
        if destination is None:
            raise Http404
        spec = form_spec.spec_for(connection, destination, choice, shop=self.shop)
        return Response(form_spec.json_schema(spec))


class Currencies(OfCatalogue):
    """The whole list."""

    @extend_schema(
        operation_id="currencies_list",
        tags=["currencies"],
        summary="Currencies, as the provider lists them",
        responses=CurrencyList,
    )
    def get(self, request: Any) -> Response:
        listed = Currency.objects.filter(connection=self.connection).order_by("code", "pk")
        items = [
            {
                "code": one.code,
                "name": one.name,
                "precision": one.precision,
                "has_account": one.has_account,
                "currency_type": one.currency_type,
            }
            for one in listed
        ]
        return self.dated("currencies", items)


def _destination(one: Destination) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "code": one.code,
        "name": one.name,
        "currency": one.currency,
        "fields": _texts(one.fields),
        "provinces": _options(one.provinces, "delivery_methods"),
        "delivery_methods": _options(one.delivery_methods, "providers"),
        "providers": _options(one.providers),
        "account_types": _options(one.account_types),
    }


def _texts(listed: Any) -> list[str]:
    return [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []


def _options(listed: Any, inside: str = "") -> list[dict[str, Any]]:
    """What was told, in one shape: a list of codes alone is one of codes and names too."""
    found = []
    for one in listed if isinstance(listed, list) else ():
        row = one if isinstance(one, dict) else {"code": one}
        if not isinstance(row.get("code"), str):
            continue
        name = row.get("name")
        option: dict[str, Any] = {"code": row["code"], "name": name if isinstance(name, str) else row["code"]}
        if inside and inside in row:
            option[inside] = _texts(row[inside])
        found.append(option)
    return found
