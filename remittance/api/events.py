"""What changed in the shop, in order: an app that was offline catches up with one call."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Asked, Told
from accounts.api.pagination import limit_of
from accounts.api.schema import LIMIT
from accounts.models import AuditEntry, Permission
from remittance.models import Transfer
from remittance.selectors.statuses import SUSPICIOUS
from wallet.models import Deposit

from .scope import InShop

OF_THE_SHOP = ("sender", "recipient", "shop")  # and the person's own transfers and deposits


class EventsQuery(Asked):
    after = serializers.IntegerField(min_value=0, max_value=2**63 - 1, required=False)


class EventShape(Told):
    number = serializers.IntegerField(help_text="Put the last one into `after`. Numbers have gaps.")
    noun = serializers.CharField(help_text="An open list: transfer, deposit, sender, recipient, shop.")
    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Of the object, after the change.")
    at = serializers.DateTimeField()


class EventPageShape(Told):
    items = EventShape(many=True)
    last = serializers.IntegerField(help_text="Put it into `after` the next time.")
    more = serializers.BooleanField(help_text="Ask again at once.")


class Events(InShop):
    """The shop's changes after a number."""

    may = Permission.SEE_TRANSFERS

    @extend_schema(
        operation_id="events_list",
        tags=["events"],
        summary="What changed since, in order",
        description="Says that something changed, not what: read it again where your version is older. There "
        "is no push in version 1.",
        parameters=[OpenApiParameter("after", int, description="0 or nothing: from the first."), LIMIT],
        responses=EventPageShape,
    )
    def get(self, request: Any) -> Response:
        after, limit = self.query(EventsQuery).get("after", 0), limit_of(request)
        found = list(self.entries.filter(number__gt=after).order_by("number")[: limit + 1])
        rows = found[:limit]
        return Response(
            {
                "items": [_shown(one) for one in rows],
                "last": rows[-1].number if rows else after,
                "more": len(found) > limit,
            }
        )

    @property
    def entries(self) -> QuerySet[AuditEntry]:
        """The chain of the shop, as far as this device may know of it; what is hidden at the counter is not
        even counted."""
        own = Transfer.objects.filter(public_id=OuterRef("object_id"), maker=self.person)
        deposits = Deposit.objects.filter(public_id=OuterRef("object_id"), maker=self.person)
        told = Q(noun__in=OF_THE_SHOP) | Q(Exists(own), noun="transfer") | Q(Exists(deposits), noun="deposit")
        chain = AuditEntry.objects.filter(told, chain__shop=self.shop).exclude(object_id=None)
        return chain.exclude(action__contains=SUSPICIOUS).defer("detail")


def _shown(one: AuditEntry) -> dict[str, Any]:
    return {
        "number": one.number,
        "noun": one.noun,
        "id": one.object_id,
        "version": one.object_version,
        "at": one.at,
    }
