"""Fees for the apps: the list, one of them, a proposal of one, and what they come to."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.pagination import page_of
from accounts.models import Permission
from remittance.models import Fee
from remittance.selectors import fee_sum, fees, freshness
from remittance.services import fee_changes

from .scope import InShop

MODELS = [(name, name) for name in fees.MODEL_WORDS]


class FeeShape(Told):
    """One fee, word for word; null is "not told"."""

    id = serializers.UUIDField()
    fee_model_type = serializers.CharField(help_text="TopUp, Deposit, Withdraw, or what was told instead.")
    currency = serializers.CharField(allow_null=True)
    fee_type = serializers.CharField(allow_null=True, help_text="static, percentage; an open list.")
    amount = serializers.CharField(allow_null=True, help_text="Of the currency, or a percentage.")
    range_from = serializers.CharField(allow_null=True, help_text="It holds for amounts from this")
    range_to = serializers.CharField(allow_null=True, help_text="to below this.")
    active = serializers.BooleanField(allow_null=True)
    is_global = serializers.BooleanField(allow_null=True, help_text="Set by Bitspark for everybody.")
    listed = serializers.BooleanField(help_text="False: Bitspark no longer lists it.")


class FeeList(page_of(FeeShape, "FeePage")):  # type: ignore[misc]  # made by a function
    """All fees that fit."""

    as_of = serializers.DateTimeField(allow_null=True, help_text="When they were last read from Bitspark.")


class FeeQuery(Asked):
    currency = Text(max_length=16, required=False)
    active = serializers.BooleanField(required=False, allow_null=True, default=None)
    fee_model_type = serializers.ChoiceField(MODELS, required=False)
    amount = Amount(required=False)


class NewFeeBody(Asked):
    currency = Text(max_length=16)
    amount = Amount()
    why = Text(max_length=500, required=False, allow_blank=True)
    cannot_be_undone = serializers.BooleanField(
        help_text="Send true: there is no update and no delete of a fee."
    )

    def validate_cannot_be_undone(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(str(fee_changes.FOR_EVER), code="cannot-be-undone")
        return value


class ProposalShape(Told):
    id = serializers.UUIDField(help_text="Of the proposal; it waits under `approvals`.")
    state = serializers.CharField()
    title = serializers.CharField()


class CalculatorQuery(Asked):
    fee_model_type = serializers.ChoiceField(MODELS)
    currency = Text(max_length=16)
    amount = Amount()
    share = Amount(required=False, help_text="Bitspark's, per cent; 50 unless told.")

    def validate_share(self, value: Any) -> Any:
        if value > 100:
            raise serializers.ValidationError("0 - 100", code="share")
        return value


class EstimateShape(Told):
    """An estimate at full precision, in the currency; a figure that Bitspark itself tells goes before it."""

    is_estimate = serializers.BooleanField(help_text="Always true.")
    currency = serializers.CharField()
    amount = serializers.CharField()
    total = serializers.CharField()
    to_bitspark = serializers.CharField()
    to_us = serializers.CharField()
    share = serializers.CharField()
    is_least = serializers.BooleanField(help_text="Whether more fees may apply that cannot be computed.")
    fees = serializers.ListField(child=serializers.UUIDField(), help_text="What it is made up of.")
    as_of = serializers.DateTimeField(allow_null=True)


class Fees(InShop):
    """The list, and proposing one more."""

    may: ClassVar[Any] = {"GET": Permission.SEE_WALLET, "POST": Permission.PROPOSE_TERMS}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409,)}

    @extend_schema(
        operation_id="fees_list",
        tags=["fees"],
        summary="Fees, by the four filters that Bitspark documents",
        parameters=[FeeQuery],
        responses=FeeList,
    )
    def get(self, request: Any) -> Response:
        asked = self.query(FeeQuery)
        wanted = fees.Wanted(
            currency=asked.get("currency", "").upper(),
            active=asked["active"],
            model=asked.get("fee_model_type", ""),
            amount=asked.get("amount"),
        )
        rows = fees.listed(self.connection, wanted)
        return Response(
            {
                "items": [fee_shown(fee) for fee in rows],
                "next_cursor": None,
                "previous_cursor": None,
                "as_of": freshness.of(self.connection, "fees").good_at,
            }
        )

    @extend_schema(
        operation_id="fees_propose",
        tags=["fees"],
        summary="Propose a fee on our top-ups",
        description="A second person accepts it under `approvals`. Bitspark is told then, once; it cannot "
        "be undone. 409 `waits-already`: one in this currency waits.",
        request=NewFeeBody,
        responses={202: ProposalShape},
    )
    def post(self, request: Any) -> Response:
        said = self.body(NewFeeBody)
        proposal = fee_changes.propose(
            self.connection,
            said["currency"].upper(),
            said["amount"],
            actor=self.actor,
            why=said.get("why", ""),
        )
        shown = {"id": proposal.public_id, "state": proposal.state, "title": proposal.title}
        return Response(shown, status=202)


class FeeById(InShop):
    """One fee."""

    may = Permission.SEE_WALLET

    @extend_schema(operation_id="fees_show", tags=["fees"], summary="One fee", responses=FeeShape)
    def get(self, request: Any, public_id: UUID) -> Response:
        try:
            return Response(fee_shown(fees.one([self.connection], public_id)))
        except Fee.DoesNotExist:
            raise Http404 from None


class Calculator(InShop):
    """What the fees come to for one transaction."""

    may = Permission.SEE_WALLET

    @extend_schema(
        operation_id="fees_calculate",
        tags=["fees"],
        summary="What the fees come to, an estimate",
        parameters=[CalculatorQuery],
        responses=EstimateShape,
    )
    def get(self, request: Any) -> Response:
        asked = self.query(CalculatorQuery)
        currency = asked["currency"].upper()
        found = fee_sum.estimate(
            fees.listed(self.connection, fees.Wanted()),
            model=asked["fee_model_type"],
            currency=currency,
            amount=asked["amount"],
            share=asked.get("share", fee_sum.USUAL_SHARE),
        )
        figures = {name: format(getattr(found, name), "f") for name in FIGURES}
        return Response(
            {
                "is_estimate": True,
                "currency": currency,
                **figures,
                "is_least": bool(found.unclear),
                "fees": [getattr(line.fee, "public_id", None) for line in found.lines],
                "as_of": freshness.of(self.connection, "fees").good_at,
            }
        )


FIGURES = ("amount", "total", "to_bitspark", "to_us", "share")


def fee_shown(fee: Fee) -> dict[str, Any]:
    """One fee as JSON."""
    return {
        "id": fee.public_id,
        "fee_model_type": fee.model or fee.type_told,
        "currency": fee.currency or None,
        "fee_type": fee.fee_type or None,
        "amount": fee.amount_raw or None,
        "range_from": fee.lower_raw or None,
        "range_to": fee.upper_raw or None,
        "active": fee.active,
        "is_global": fee.is_global,
        "listed": fee.gone_at is None,
    }
