"""Withdrawals: the list, one of them, and asking for one, which then waits for a second person."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.problems import Invalid
from accounts.api.schema import CURSOR, KEY, LIMIT
from accounts.models import Permission
from accounts.models.money import plain
from accounts.services import masking
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit
from wallet.models import Account, State, Withdrawal
from wallet.selectors import payouts
from wallet.services.withdrawals import ordering

from .commands import OutcomeShape, outcome_shown
from .scope import InWallet

ASKING = Limit("api-withdraw", 30, 60)
PAYOUT_FILTERS = [
    OpenApiParameter("q", str, description="A whole reference or id."),
    OpenApiParameter("state", str, enum=State.values),
    OpenApiParameter("currency", str),
    CURSOR,
    LIMIT,
]


class PayoutQuery(Asked):
    """What lists of withdrawals and exchanges can be narrowed to."""

    q = Text(max_length=128, required=False, allow_blank=True)
    state = serializers.ChoiceField(
        State.choices, required=False, error_messages={"invalid_choice": "Choose one of those listed."}
    )
    currency = Text(max_length=8, required=False, allow_blank=True)


class WithdrawalRowShape(Told):
    id = serializers.UUIDField()
    reference = serializers.CharField()
    state = serializers.ChoiceField(State.choices, help_text="Ours; a closed list.")
    provider_id = serializers.CharField(help_text='"" until Bitspark has it.')
    provider_status = serializers.CharField(help_text='Bitspark\'s word, an open list; "" is not told.')
    status_word = serializers.CharField()
    currency = serializers.CharField()
    amount = serializers.CharField()
    detail = serializers.UUIDField(help_text="Where it goes, of `bank-details`.")
    detail_label = serializers.CharField()
    number = serializers.CharField(help_text="The end of the account number or address.")
    maker = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class WithdrawalShape(WithdrawalRowShape, OutcomeShape):
    command = serializers.UUIDField()
    command_version = serializers.IntegerField(help_text="Name it when it is withdrawn or approved.")
    txid = serializers.CharField(help_text="Our reference at Bitspark.")
    amount_told = serializers.CharField(allow_null=True, help_text="Bitspark's own figure; null: not told.")
    anomaly = serializers.CharField()
    as_of = serializers.DateTimeField(allow_null=True, help_text="When Bitspark said so.")


class WithdrawalBody(Asked):
    currency = Text(max_length=8)
    amount = Amount()
    detail = serializers.UUIDField(help_text="A usable one of `bank-details`.")
    confirms_twin = serializers.UUIDField(required=False)


WITHDRAWAL_PAGE = page_of(WithdrawalRowShape, "WithdrawalPage")


class OwnWithdrawals(InWallet):
    """A device sees the withdrawals of its own person in its shop."""

    may: ClassVar[Any] = Permission.SEE_WALLET

    @property
    def own(self) -> QuerySet[Withdrawal]:
        return payouts.withdrawals([self.shop]).filter(maker=self.person).select_related("command")

    def account(self, currency: str, field: str = "currency") -> Account:
        """Our account in that currency.

        Raises:
            Invalid: we have none, by the field's name.
        """
        found = Account.objects.filter(connection=self.connection, currency=currency.upper()).first()
        if found is None:
            raise Invalid({field: [FieldProblem("choice", _("Choose one of our accounts."))]})
        return found


class Withdrawals(OwnWithdrawals):
    """The person's own withdrawals, and asking for one more."""

    may: ClassVar[Any] = {"GET": Permission.SEE_WALLET, "POST": Permission.WITHDRAW}
    limits: ClassVar[dict[str, Limit]] = {"POST": ASKING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}

    @extend_schema(
        operation_id="withdrawals_list",
        tags=["withdrawals"],
        summary="The person's withdrawals, newest first",
        parameters=PAYOUT_FILTERS,
        responses=WITHDRAWAL_PAGE,
    )
    def get(self, request: Any) -> Response:
        rows = payouts.narrowed(self.own, **narrowing(self.query(PayoutQuery)))
        return Response(page(request, rows, _rows))

    @extend_schema(
        operation_id="withdrawals_ask",
        tags=["withdrawals"],
        summary="Ask for a withdrawal",
        description="Nothing leaves: it waits as `pending_approval` until a second person approves it "
        "(`approvals`, with `gauth_token` where the login has 2FA), within 24 hours. 409 "
        "`possible-duplicate` (`twin`; repeat with `confirms_twin`), `twin-in-doubt`, `connection-paused`. "
        "422 `balance-too-low`, `too-many-decimals`, `detail-unusable`, `wrong-place`, `not-withdrawable`, "
        "`key-reused`.",
        parameters=[KEY],
        request=WithdrawalBody,
        responses={202: WithdrawalShape},
    )
    def post(self, request: Any) -> Response:
        key, asked = self.key, self.body(WithdrawalBody)
        detail = payouts.details([self.shop]).filter(public_id=asked["detail"]).first()
        if detail is None:
            raise Invalid({"detail": [FieldProblem("choice", _("Choose one of those offered."))]})
        done = ordering.ask(
            self.account(asked["currency"]),
            asked["amount"],
            detail,
            key=key,
            actor=self.actor,
            shop=self.shop,
            confirms_twin=asked.get("confirms_twin"),
        )
        return taken(request, withdrawal_shown(self.own.get(pk=done.withdrawal.pk)), replayed=done.replayed)


class WithdrawalById(OwnWithdrawals):
    """One of the person's own withdrawals."""

    @extend_schema(
        operation_id="withdrawals_show",
        tags=["withdrawals"],
        summary="One withdrawal",
        responses=WithdrawalShape,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(withdrawal_shown(get_object_or_404(self.own, public_id=public_id)))


def taken(request: Any, shown: dict[str, Any], *, replayed: bool) -> Response:
    """202 with where to ask again."""
    response = Response(shown, status=202)
    response["Location"] = f"{request._request.path.rstrip('/')}/{shown['id']}"
    if replayed:
        response["Idempotent-Replayed"] = "true"
    return response


def narrowing(asked: dict[str, Any]) -> dict[str, str]:
    found = {name: str(asked.get(name, "")) for name in ("q", "state", "currency")}
    return found | {"currency": found["currency"].upper()}


def row_shown(withdrawal: Withdrawal) -> dict[str, Any]:
    return {
        "id": withdrawal.public_id,
        "reference": withdrawal.reference,
        "state": withdrawal.state,
        "provider_id": withdrawal.provider_id,
        "provider_status": withdrawal.status_code,
        "status_word": str(payouts.word_of(withdrawal)[0]),
        "currency": withdrawal.account_currency,
        "amount": plain(withdrawal.amount),
        "detail": withdrawal.detail.public_id,
        "detail_label": withdrawal.detail.label,
        "number": masking.last_four(withdrawal.detail.number),
        "maker": str(withdrawal.maker or ""),
        "version": withdrawal.version,
        "created_at": withdrawal.created_at,
        "updated_at": withdrawal.updated_at,
    }


def withdrawal_shown(withdrawal: Withdrawal) -> dict[str, Any]:
    """One withdrawal; its command and detail must have come along."""
    assert withdrawal.command is not None  # every one was asked for here
    return {
        **outcome_shown(withdrawal.command),
        **row_shown(withdrawal),
        "command": withdrawal.command.public_id,
        "command_version": withdrawal.command.version,
        "txid": withdrawal.txid,
        "amount_told": withdrawal.amount_told_raw or None,
        "anomaly": withdrawal.anomaly,
        "as_of": withdrawal.read_at,
    }


def _rows(rows: Iterable[Withdrawal]) -> Iterable[dict[str, Any]]:
    return map(row_shown, rows)
