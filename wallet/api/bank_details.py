"""Where withdrawals may go: the list, one of them, and proposing one."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.base import DeskAPI
from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.schema import CURSOR, LIMIT
from accounts.models import Permission
from accounts.services import masking
from wallet.models import BankDetail
from wallet.selectors import payouts
from wallet.services import bank_details

DETAIL_KINDS = BankDetail.Kind.choices
DETAIL_STATES = [(one, one) for one in ("waiting", "refused", "withdrawn", "usable", "retired")]


class BankDetailRowShape(Told):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(DETAIL_KINDS)
    label = serializers.CharField(help_text="Our name for it.")  # type: ignore[assignment]  # a field of that name
    number = serializers.CharField(help_text="The end of the account number or address.")
    state = serializers.ChoiceField(DETAIL_STATES, help_text="Only a `usable` one may be withdrawn to.")
    state_word = serializers.CharField()
    proposed_by = serializers.CharField()
    accepted_by = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)


class BankDetailShape(BankDetailRowShape):
    name = serializers.CharField()
    beneficiary_name = serializers.CharField()
    account_number = serializers.CharField(help_text="Whole for who proposes, accepts or uses it.")
    swift_code = serializers.CharField()
    address = serializers.CharField()
    wallet_address = serializers.CharField(help_text="Whole for who proposes, accepts or uses it.")


class BankDetailBody(Asked):
    kind = serializers.ChoiceField(DETAIL_KINDS, error_messages={"invalid_choice": "bank, bitcoin"})
    label = Text(max_length=60)  # type: ignore[assignment]  # a field of that name
    name = Text(max_length=140, required=False, allow_blank=True)
    beneficiary_name = Text(max_length=140, required=False, allow_blank=True)
    account_number = Text(max_length=64, required=False, allow_blank=True)
    swift_code = Text(max_length=14, required=False, allow_blank=True)
    address = Text(max_length=300, required=False, allow_blank=True)
    wallet_address = Text(max_length=100, required=False, allow_blank=True)
    why = Text(max_length=500, required=False, allow_blank=True, help_text="Who accepts it reads it.")


BANK_DETAIL_PAGE = page_of(BankDetailRowShape, "BankDetailPage")


class BankDetails(DeskAPI):
    """The shop's places, and proposing one more."""

    may: ClassVar[Any] = {"GET": Permission.SEE_WALLET, "POST": Permission.PROPOSE_DETAILS}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409,)}

    @extend_schema(
        operation_id="bank_details_list",
        tags=["bank-details"],
        summary="Where withdrawals may go, newest first",
        parameters=[CURSOR, LIMIT],
        responses=BANK_DETAIL_PAGE,
    )
    def get(self, request: Any) -> Response:
        def show(rows: Any) -> list[dict[str, Any]]:
            states = payouts.states_of(rows := list(rows))
            return [_row(one, states[one.public_id]) for one in rows]

        return Response(page(request, payouts.details([self.shop]), show))

    @extend_schema(
        operation_id="bank_details_propose",
        tags=["bank-details"],
        summary="Propose a place",
        description="It cannot be used until somebody else accepts it (`approvals`). 422 `invalid`, by "
        "field; 409 `known`: the shop has this very place already.",
        request=BankDetailBody,
        responses={201: BankDetailShape},
    )
    def post(self, request: Any) -> Response:
        asked = self.body(BankDetailBody)
        detail = bank_details.propose(
            asked["kind"],
            asked,
            label=asked["label"],
            why=asked.get("why", ""),
            actor=self.actor,
            shop=self.shop,
        )
        return Response(_whole(detail, whole=True), status=201)


class BankDetailById(DeskAPI):
    """One of the shop's places."""

    may: ClassVar[Any] = Permission.SEE_WALLET

    @extend_schema(
        operation_id="bank_details_show",
        tags=["bank-details"],
        summary="One place for withdrawals",
        responses=BankDetailShape,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        detail = payouts.details([self.shop]).filter(public_id=public_id).first()
        if detail is None:
            raise Http404
        return Response(_whole(detail, whole=payouts.reads_whole_numbers(self.actor)))


def _row(detail: BankDetail, state: str) -> dict[str, Any]:
    return {
        "id": detail.public_id,
        "kind": detail.kind,
        "label": detail.label,
        "number": masking.last_four(detail.number),
        "state": state,
        "state_word": str(payouts.DETAIL_WORDS[state][0]),
        "proposed_by": str(detail.proposed_by),
        "accepted_by": str(detail.accepted_by) if detail.accepted_by else None,
        "version": detail.version,
        "created_at": detail.created_at,
        "accepted_at": detail.accepted_at,
        "retired_at": detail.retired_at,
    }


def _whole(detail: BankDetail, *, whole: bool) -> dict[str, Any]:
    state = payouts.states_of([detail])[detail.public_id]
    shown = {name: str(getattr(detail, name)) for name in (*BankDetail.FIELDS, "wallet_address")}
    if not whole:
        shown = {name: masking.last_four(value) for name, value in shown.items()}
    return _row(detail, state) | shown
