"""Senders: the shop's customers. Identity numbers are shown by their end only."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.schema import CURSOR, LIMIT
from accounts.models import Permission
from remittance.models import Sender
from remittance.selectors import people
from remittance.services.people import senders

from .recipients import RecipientShape, recipient_shown
from .scope import InShop, tail, text_of


class SenderFields(Asked):
    middle_name = Text(max_length=120, required=False, allow_blank=True)
    last_name = Text(max_length=120, required=False, allow_blank=True)
    phone_number = Text(max_length=40, required=False, allow_blank=True)
    alt_phone_number = Text(max_length=40, required=False, allow_blank=True)
    address = Text(max_length=300, required=False, allow_blank=True)
    id_number = Text(max_length=60, required=False, allow_blank=True)
    id_type = serializers.ChoiceField(Sender.IdType.choices, required=False, allow_blank=True)
    id_country = Text(max_length=3, required=False, allow_blank=True, help_text="ISO 3166 alpha-3.")
    id_expires_on = serializers.DateField(required=False, allow_null=True)
    birth_date = serializers.DateField(required=False, allow_null=True)


class SenderBody(SenderFields):
    first_name = Text(max_length=120)


class SenderChange(SenderFields):
    first_name = Text(max_length=120, required=False)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="As it was shown.")


class PeopleQuery(Asked):
    q = Text(max_length=120, required=False, allow_blank=True)


class SenderShape(Told):
    id = serializers.UUIDField()
    first_name = serializers.CharField()
    middle_name = serializers.CharField()
    last_name = serializers.CharField()
    full_name = serializers.CharField()
    phone_number = serializers.CharField()
    alt_phone_number = serializers.CharField()
    address = serializers.CharField()
    id_number_end = serializers.CharField(help_text="Its last characters; empty where there is none.")
    id_type = serializers.CharField()
    id_country = serializers.CharField()
    id_expires_on = serializers.DateField(allow_null=True)
    has_birth_date = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Name it when you change the sender.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class SenderPage(page_of(SenderShape, "SenderRows")):  # type: ignore[misc]  # made by a function
    more = serializers.BooleanField(help_text="A search found more than 50.")
    too_short = serializers.BooleanField(help_text="Too little was typed to search.")


class SentShape(Told):
    currency = serializers.CharField()
    count_24_hours = serializers.IntegerField()
    total_24_hours = serializers.CharField(allow_null=True)
    count_30_days = serializers.IntegerField()
    total_30_days = serializers.CharField()


class PanelShape(Told):
    """What the desk knows about a sender while they are served."""

    sender = SenderShape()
    sums = SentShape(many=True, help_text="Over the operator's shops, a line per currency.")
    recipients = RecipientShape(many=True, help_text="The last ones this sender used.")
    on_hold = serializers.BooleanField(help_text="Call your supervisor.")
    id_missing = serializers.BooleanField()
    id_expired = serializers.BooleanField()
    expired_id_agreed = serializers.BooleanField(help_text="A supervisor agreed for today.")
    possibly_same = SenderShape(many=True, help_text="Others of this shop with the same phone or id number.")
    possibly_same_elsewhere = serializers.BooleanField()


class Senders(InShop):
    """The shop's senders."""

    may: ClassVar[Any] = {"GET": Permission.SEE_PEOPLE, "POST": Permission.EDIT_PEOPLE}

    @extend_schema(
        operation_id="senders_list",
        tags=["senders"],
        summary="The shop's senders",
        description="Newest first; with `q`, those whose name, phone or id number starts so, 50 at most.",
        parameters=[OpenApiParameter("q", str), CURSOR, LIMIT],
        responses=SenderPage,
    )
    def get(self, request: Any) -> Response:
        text = self.query(PeopleQuery).get("q", "")
        if text:
            found = people.find_senders(self.people, text, country=self.shop.country)
            return Response(found_shown(found, sender_shown))
        rows = self.people.listed(Sender.objects.all())
        return Response(page(request, rows, _shown) | {"more": False, "too_short": False})

    @extend_schema(
        operation_id="senders_create",
        tags=["senders"],
        summary="Add a sender",
        request=SenderBody,
        responses={201: SenderShape},
    )
    def post(self, request: Any) -> Response:
        sender = senders.create(self.body(SenderBody), shop=self.shop, actor=self.actor)
        return Response(sender_shown(sender), status=201)


class SenderById(InShop):
    """One of the shop's senders."""

    may: ClassVar[Any] = {"GET": Permission.SEE_PEOPLE, "PATCH": Permission.EDIT_PEOPLE}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"PATCH": (409,)}

    @extend_schema(operation_id="senders_show", tags=["senders"], summary="One sender", responses=SenderShape)
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(sender_shown(self.sender(public_id)))

    @extend_schema(
        operation_id="senders_change",
        tags=["senders"],
        summary="Change a sender",
        description="Only the fields given. 409 `stale` when somebody changed the sender since: "
        "`version` and `now` say what differs.",
        request=SenderChange,
        responses=SenderShape,
    )
    def patch(self, request: Any, public_id: UUID) -> Response:
        sender = self.sender(public_id)
        asked = self.body(SenderChange)
        seen = asked.pop("version")
        return Response(sender_shown(senders.edit(sender, asked, seen=seen, actor=self.actor)))


class SenderPanel(InShop):
    """What the desk knows about a sender."""

    may = Permission.SEE_PEOPLE

    @extend_schema(
        operation_id="senders_panel",
        tags=["senders"],
        summary="What the desk knows while serving a sender",
        responses=PanelShape,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        panel = people.panel(self.sender(public_id), self.people.shops, timezone.now())
        return Response(
            {
                "sender": sender_shown(panel.sender),
                "sums": [_sum(one) for one in panel.sums],
                "recipients": [recipient_shown(one) for one in panel.recipients],
                "on_hold": panel.hold is not None,
                "id_missing": panel.id_missing,
                "id_expired": panel.id_expired,
                "expired_id_agreed": panel.expired_id_agreed,
                "possibly_same": [sender_shown(one) for one in panel.same.here],
                "possibly_same_elsewhere": panel.same.elsewhere,
            }
        )


def found_shown(found: people.Found[Any], show: Any) -> dict[str, Any]:
    """What a search brought, in the shape of a page."""
    return {
        "items": [show(one) for one in found.people],
        "next_cursor": None,
        "previous_cursor": None,
        "more": found.more,
        "too_short": found.too_short,
    }


def sender_shown(one: Sender) -> dict[str, Any]:
    plain = ("first_name", "middle_name", "last_name", "full_name", "phone_number", "alt_phone_number")
    return {name: getattr(one, name) for name in plain} | {
        "id": one.public_id,
        "address": one.address,
        "id_number_end": tail(one.id_number),
        "id_type": one.id_type,
        "id_country": one.id_country,
        "id_expires_on": one.id_expires_on,
        "has_birth_date": one.birth_date is not None,
        "version": one.version,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
    }


def _sum(one: people.Sent) -> dict[str, Any]:
    return {
        "currency": one.currency,
        "count_24_hours": one.count_day,
        "total_24_hours": text_of(one.total_day),
        "count_30_days": one.count_month,
        "total_30_days": text_of(one.total_month),
    }


def _shown(rows: Iterable[Sender]) -> Iterable[dict[str, Any]]:
    return map(sender_shown, rows)
