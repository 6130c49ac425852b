"""Holds: no send for a sender or to a recipient until compliance lifts it."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page_of, whole
from accounts.models import Permission
from remittance.models import Hold, Recipient, Sender
from remittance.services.people import holds

from .scope import InShop

MOST = 200
ONE_OF_THEM: dict[str, Any] = {"invalid_choice": _("Choose one of those listed.")}  # never what was typed
ABOUT = [("sender", "sender"), ("recipient", "recipient")]


class HoldBody(Asked):
    about = serializers.ChoiceField(ABOUT, error_messages=ONE_OF_THEM)
    id = serializers.UUIDField(help_text="The sender's or recipient's.")
    reason = Text(max_length=500)


class LiftBody(Asked):
    reason = Text(max_length=500)


class HoldsQuery(Asked):
    about = serializers.ChoiceField(ABOUT, required=False, error_messages=ONE_OF_THEM)
    id = serializers.UUIDField(required=False)


class HoldShape(Told):
    id = serializers.UUIDField()
    about = serializers.ChoiceField(ABOUT)
    about_id = serializers.UUIDField()
    reason = serializers.CharField(
        allow_null=True, help_text="For supervisors and compliance; others read: call your supervisor."
    )
    placed_by = serializers.CharField()
    placed_at = serializers.DateTimeField()
    lifted_by = serializers.CharField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)


HOLD_PAGE = page_of(HoldShape, "HoldPage")


class OfHolds(InShop):
    """What the endpoints of holds share."""

    @property
    def holds(self) -> QuerySet[Hold]:
        rows = Hold.objects.filter(shop=self.shop)
        return rows.select_related("sender", "recipient", "placed_by", "lifted_by")

    def shown(self, hold: Hold) -> dict[str, Any]:
        person = hold.sender or hold.recipient
        assert person is not None  # ck_hold_on_one
        return {
            "id": hold.public_id,
            "about": "sender" if isinstance(person, Sender) else "recipient",
            "about_id": person.public_id,
            "reason": hold.reason if self.actor.may(Permission.PLACE_HOLD) else None,
            "placed_by": str(hold.placed_by),
            "placed_at": hold.placed_at,
            "lifted_by": str(hold.lifted_by) if hold.lifted_by else None,
            "lifted_at": hold.lifted_at,
        }


class Holds(OfHolds):
    """The holds that stand in the shop."""

    may: ClassVar[Any] = {"GET": Permission.SEE_PEOPLE, "POST": Permission.PLACE_HOLD}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (404, 409)}

    @extend_schema(
        operation_id="holds_list",
        tags=["holds"],
        summary="The holds that stand, newest first, 200 at most",
        parameters=[
            OpenApiParameter("about", str, enum=["sender", "recipient"]),
            OpenApiParameter("id", UUID, description="The sender's or recipient's."),
        ],
        responses=HOLD_PAGE,
    )
    def get(self, request: Any) -> Response:
        asked = self.query(HoldsQuery)
        rows = self.holds.filter(lifted_at=None).order_by("-id")
        if "about" in asked:
            rows = rows.filter(recipient=None) if asked["about"] == "sender" else rows.filter(sender=None)
        if "id" in asked:
            of_sender = rows.filter(sender__public_id=asked["id"])
            rows = of_sender | rows.filter(recipient__public_id=asked["id"])
        return Response(whole(self.shown(hold) for hold in rows[:MOST]))

    @extend_schema(
        operation_id="holds_place",
        tags=["holds"],
        summary="Place a hold (supervisor, compliance)",
        description="409 `held-already`.",
        request=HoldBody,
        responses={201: HoldShape},
    )
    def post(self, request: Any) -> Response:
        asked = self.body(HoldBody)
        find: Any = self.sender if asked["about"] == "sender" else self.recipient
        person: Sender | Recipient = find(asked["id"])
        hold = holds.place(person, asked["reason"], actor=self.actor, shop=self.shop)
        return Response(self.shown(hold), status=201)


class LiftHold(OfHolds):
    """Taking a hold off."""

    may = Permission.LIFT_HOLD
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409,)}

    @extend_schema(
        operation_id="holds_lift",
        tags=["holds"],
        summary="Lift a hold (compliance)",
        description="409 `lifted-already`: `by` says who.",
        request=LiftBody,
        responses=HoldShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        hold = get_object_or_404(self.holds, public_id=public_id)
        return Response(self.shown(holds.lift(hold, self.body(LiftBody)["reason"], actor=self.actor)))
