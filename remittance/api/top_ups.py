"""Top-ups for the apps: the shop's queue, one of them, deciding, and asking another shop."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Amount, Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.problems import Invalid
from accounts.api.schema import CURSOR, KEY, LIMIT
from accounts.models import Connection, Permission
from accounts.selectors import provider_links
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit
from remittance.forms.top_ups import STATUSES, TopUpFilter
from remittance.models import TopUp
from remittance.selectors import top_up_page, top_up_rows, top_ups
from remittance.services import top_ups as services
from remittance.services.top_ups import Done
from wallet.api.commands import OutcomeShape, outcome_shown
from wallet.models import State
from wallet.selectors.accounts import held_in

from .scope import InShop, text_of

DECIDING = Limit("api-top-up", 60, 60)
VERSION: dict[str, Any] = {"min_value": 1, "max_value": 2**31 - 1, "help_text": "As it was shown."}


class TopUpRowShape(Told):
    """What a list shows. Text that was not told is empty, a figure that was not told is null."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Name it when you decide.")
    created_at = serializers.DateTimeField(help_text="When the desk first had it.")
    updated_at = serializers.DateTimeField()
    first_seen_at = serializers.DateTimeField(allow_null=True, help_text="First seen here, not made there.")
    reference = serializers.CharField(help_text="Ours, where we asked another shop.")
    transaction_number = serializers.CharField(help_text="The customer reads its last four out.")
    number_day = serializers.DateField(allow_null=True, help_text="The day that the number names.")
    asked_as = serializers.CharField(help_text="By which filter of Bitspark's: an open list.")
    provider_status = serializers.CharField(help_text="Theirs; an open list, empty until told.")
    status_word = serializers.CharField()
    pending = serializers.BooleanField()
    amount = serializers.CharField(allow_null=True, help_text="What is credited.")
    currency = serializers.CharField(help_text="Empty: not told, and then it cannot be approved.")
    fee = serializers.CharField(allow_null=True)
    bitspark_percentage = serializers.CharField(allow_null=True, help_text="Bitspark's share of the fee.")
    ours = serializers.BooleanField(help_text="It was asked of our shop.")
    may_decide = serializers.BooleanField()
    decision_state = serializers.CharField(help_text="Of our decision, while it is on its way; else empty.")
    flagged = serializers.BooleanField()


TOP_UP_PAGE = page_of(TopUpRowShape, "TopUpPage")


class TopUpShape(Told):
    """One top-up. The customer's own balance is nowhere."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Name it when you decide.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    first_seen_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True, help_text="When this was true at Bitspark.")
    mode = serializers.ChoiceField(Connection.Mode.choices)
    reference = serializers.CharField()
    maker = serializers.CharField(help_text="Who asked another shop for it; else empty.")
    transaction_number = serializers.CharField()
    number_day = serializers.DateField(allow_null=True)
    asked_as = serializers.CharField()
    provider_status = serializers.CharField()
    provider_message = serializers.CharField()
    status_word = serializers.CharField()
    pending = serializers.BooleanField()
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    fee = serializers.CharField(allow_null=True)
    bitspark_percentage = serializers.CharField(allow_null=True)
    performed_by_shop = serializers.BooleanField(allow_null=True)
    receipt_url = serializers.CharField(allow_null=True, help_text="Only where it leads to a listed host.")
    take_from_customer = serializers.CharField(allow_null=True, help_text="Amount and fee, by our reading.")
    leaves_our_account_about = serializers.CharField(allow_null=True)
    our_balance = serializers.CharField(allow_null=True)
    our_balance_at = serializers.DateTimeField(allow_null=True)
    beyond_balance = serializers.BooleanField(help_text="An approval takes more than we hold.")
    balance_before = serializers.CharField(allow_null=True, help_text="Read before an approval.")
    balance_after = serializers.CharField(allow_null=True, help_text="Read after an approval.")
    ours = serializers.BooleanField()
    may_decide = serializers.BooleanField()
    may_cancel = serializers.BooleanField()
    decline_reason = serializers.CharField(help_text="Ours; told to nobody there.")
    decision = serializers.UUIDField(allow_null=True, help_text="The newest command that decides it.")
    decision_kind = serializers.CharField()
    decision_state = serializers.CharField()
    decided_by = serializers.CharField()
    anomaly = serializers.CharField()


class TopUpTakenShape(OutcomeShape):
    """An order that was taken."""

    id = serializers.UUIDField(help_text="The top-up's, for ever.")
    version = serializers.IntegerField()
    command = serializers.UUIDField()
    reference = serializers.CharField()
    provider_status = serializers.CharField()


class TopUpApproveBody(Asked):
    version = serializers.IntegerField(**VERSION)
    cash_counted = serializers.BooleanField(help_text="The cash is counted: must be true.")
    beyond_balance = serializers.BooleanField(
        required=False, help_text="After `beyond-balance`: yes, although it takes more than we hold."
    )


class TopUpDeclineBody(Asked):
    version = serializers.IntegerField(**VERSION)
    reason = Text(max_length=500, help_text="Ours; it is not sent.")


class TopUpCancelBody(Asked):
    version = serializers.IntegerField(**VERSION)


class TopUpBody(Asked):
    shop_code = Text(max_length=64, help_text="From the other shop's QR code.")
    currency = Text(max_length=16)
    amount = Amount()
    confirms_twin = serializers.UUIDField(
        required=False, help_text="The command that `possible-duplicate` named: yes, a second one."
    )


class OfTopUps(InShop):
    """What the endpoints for top-ups share: a device sees those of its shop."""

    may: ClassVar[Any] = Permission.SEE_TOP_UPS

    def top_up(self, public_id: UUID) -> TopUp:
        try:
            return top_ups.of_public_id(public_id, [self.shop], head_office=False)
        except TopUp.DoesNotExist:
            raise Http404 from None

    def taken(self, done: Done) -> Response:
        body = outcome_shown(done.command) | {
            "id": done.top_up.public_id,
            "version": done.top_up.version,
            "command": done.command.public_id,
            "reference": done.command.reference,
            "provider_status": done.top_up.status_code,
        }
        response = Response(body, status=202)
        if done.replayed:
            response["Idempotent-Replayed"] = "true"
        return response


class TopUps(OfTopUps):
    """The shop's top-ups, and asking another shop for one."""

    may: ClassVar[Any] = {"GET": Permission.SEE_TOP_UPS, "POST": Permission.CREATE_TOP_UPS}
    limits: ClassVar[dict[str, Limit]] = {"POST": DECIDING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}

    @extend_schema(
        operation_id="top_ups_list",
        tags=["top-ups"],
        summary="The shop's top-ups, newest first",
        parameters=[
            OpenApiParameter("q", str, description="The last four of the number, or any part of it."),
            OpenApiParameter("status", str, enum=[code for code, _word in STATUSES if code]),
            OpenApiParameter("asked_as", str, enum=["requested", "owned"]),
            OpenApiParameter("currency", str),
            OpenApiParameter("updated_since", OpenApiTypes.DATETIME, description="ISO 8601 with an offset."),
            CURSOR,
            LIMIT,
        ],
        responses=TOP_UP_PAGE,
    )
    def get(self, request: Any) -> Response:
        seen = top_ups.visible([self.shop], head_office=False)
        rows = top_ups.rows_of(top_ups.narrowed(seen, _wanted(request.query_params)))
        return Response(page(request, rows, self.rows_shown))

    def rows_shown(self, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
        listed = list(rows)
        shown = top_up_rows.rows(listed, self.actor)
        return [_row_shown(row, one) for row, one in zip(shown, listed, strict=True)]

    @extend_schema(
        operation_id="top_ups_create",
        tags=["top-ups"],
        summary="Ask another shop to top us up",
        description="409 `possible-duplicate` (`twin`; repeat with `confirms_twin`), `twin-in-doubt`, "
        "`connection-paused`. 422 `own-shop`, `no-account`, `too-many-decimals`, `key-reused`.",
        parameters=[KEY],
        request=TopUpBody,
        responses={202: TopUpTakenShape},
    )
    def post(self, request: Any) -> Response:
        asked = self.body(TopUpBody)
        done = services.create(
            shop_code=asked["shop_code"],
            currency=asked["currency"],
            amount=asked["amount"],
            key=self.key,
            shop=self.shop,
            actor=self.actor,
            confirms_twin=asked.get("confirms_twin"),
        )
        return self.taken(done)


class TopUpById(OfTopUps):
    """One of the shop's top-ups."""

    @extend_schema(operation_id="top_ups_show", tags=["top-ups"], summary="One top-up", responses=TopUpShape)
    def get(self, request: Any, public_id: UUID) -> Response:
        top_up = self.top_up(public_id)
        account = held_in(top_up.connection, top_up.currency) if top_up.currency else None
        return Response(_shown(top_up, top_up_page.of(top_up, account, self.actor)))


class Deciding(OfTopUps):
    """What the decisions share."""

    may: ClassVar[Any] = Permission.DECIDE_TOP_UPS
    limits: ClassVar[dict[str, Limit]] = {"POST": DECIDING}
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409, 503)}


class ApproveTopUp(Deciding):
    """The cash is counted: the customer is credited."""

    @extend_schema(
        operation_id="top_ups_approve",
        tags=["top-ups"],
        summary="Approve a top-up",
        description="Moves money. Above the limit of the person's role it waits for a second person "
        "(`state` pending_approval). 409 `decided-already` and `moved-on` name who and when where a person "
        "was first; `not-pending`, `not-ours`. 422 `cash-not-counted`, `beyond-balance`, "
        "`currency-not-told`, `amount-not-told`.",
        parameters=[KEY],
        request=TopUpApproveBody,
        responses={202: TopUpTakenShape},
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        top_up = self.top_up(public_id)
        asked = self.body(TopUpApproveBody)
        done = services.approve(
            top_up,
            seen=asked["version"],
            key=self.key,
            actor=self.actor,
            cash_counted=asked["cash_counted"],
            beyond_balance=asked.get("beyond_balance", False),
        )
        return self.taken(done)


class DeclineTopUp(Deciding):
    """The cash is not taken."""

    @extend_schema(
        operation_id="top_ups_decline",
        tags=["top-ups"],
        summary="Decline a top-up",
        description="409 as for approving. 422 `reason-missing`.",
        parameters=[KEY],
        request=TopUpDeclineBody,
        responses={202: TopUpTakenShape},
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        top_up = self.top_up(public_id)
        asked, key = self.body(TopUpDeclineBody), self.key
        done = services.decline(
            top_up,
            seen=asked["version"],
            key=key,
            reason=asked["reason"],
            actor=self.actor,
        )
        return self.taken(done)


class CancelTopUp(Deciding):
    """What was asked of another shop is not wanted any more."""

    may: ClassVar[Any] = Permission.CREATE_TOP_UPS

    @extend_schema(
        operation_id="top_ups_cancel",
        tags=["top-ups"],
        summary="Cancel a top-up that this person asked another shop for",
        description="409 as for approving; 403 `not-yours`.",
        parameters=[KEY],
        request=TopUpCancelBody,
        responses={202: TopUpTakenShape},
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        top_up = self.top_up(public_id)
        asked, key = self.body(TopUpCancelBody), self.key
        done = services.cancel(top_up, seen=asked["version"], key=key, actor=self.actor)
        return self.taken(done)


def _row_shown(row: top_up_rows.Row, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "version": row.version,
        "created_at": row.created_at,
        "updated_at": one["updated_at"],
        "first_seen_at": row.first_seen_at,
        "reference": row.reference,
        "transaction_number": row.number,
        "number_day": row.number_day,
        "asked_as": row.asked_as,
        "provider_status": one["status_code"],
        "status_word": str(row.word),
        "pending": row.pending,
        "amount": text_of(row.amount),
        "currency": row.currency,
        "fee": row.fee_raw or None,
        "bitspark_percentage": row.share_raw or None,
        "ours": row.ours,
        "may_decide": row.may_decide,
        "decision_state": one["decision_state"] if row.decision else "",
        "flagged": row.flagged,
    }


def _shown(top_up: TopUp, shown: top_up_page.Page) -> dict[str, Any]:
    return {
        "id": top_up.public_id,
        "version": top_up.version,
        "created_at": top_up.created_at,
        "updated_at": top_up.updated_at,
        "first_seen_at": top_up.first_seen_at,
        "read_at": top_up.read_at,
        "mode": top_up.connection.mode,
        "reference": top_up.reference,
        "maker": str(top_up.maker or ""),
        "transaction_number": top_up.transaction_number,
        "number_day": top_up.number_day,
        "asked_as": top_up.asked_as,
        "provider_status": top_up.status_code,
        "provider_message": top_up.status_message,
        "status_word": str(shown.word),
        "amount": text_of(top_up.amount) or top_up.amount_raw or None,
        "currency": top_up.currency,
        "fee": top_up.fee_raw or None,
        "bitspark_percentage": top_up.bitspark_percentage_raw or None,
        "performed_by_shop": top_up.performed_by_shop,
        "receipt_url": provider_links.shown(top_up.receipt_url) or None,
        **_money_shown(top_up, shown),
        "pending": shown.pending,
        "ours": shown.ours,
        "may_decide": shown.may_decide,
        "may_cancel": shown.may_cancel,
        "decline_reason": top_up.decline_reason,
        "decision": top_up.decision.public_id if top_up.decision else None,
        "decision_kind": top_up.decision_kind,
        "decision_state": State(top_up.decision_state).value if top_up.decision_state else "",
        "decided_by": str(top_up.decision.created_by) if top_up.decision else "",
        "anomaly": top_up.anomaly,
    }


def _money_shown(top_up: TopUp, shown: top_up_page.Page) -> dict[str, Any]:
    blocks = shown.blocks
    return {
        "take_from_customer": text_of(blocks.take),
        "leaves_our_account_about": text_of(blocks.effect),
        "our_balance": blocks.balance_raw or None,
        "our_balance_at": blocks.balance_at,
        "beyond_balance": blocks.is_beyond,
        "balance_before": top_up.balance_before_raw or None,
        "balance_after": top_up.balance_after_raw or None,
    }


def _wanted(query: Mapping[str, str]) -> top_ups.Wanted:
    """The page's own filters, as they were asked for.

    Raises:
        Invalid: what cannot be read, by name; an unknown name is one of them.
    """
    asked = {name: text for name, text in query.items() if name not in {"cursor", "limit"}}
    form = TopUpFilter(asked)
    problems = {
        name: [FieldProblem("unknown-field", _("There is no such filter."))]
        for name in sorted(set(asked) - set(form.fields))[:20]
    }
    for name, found in form.errors.as_data().items():
        problems[name] = [FieldProblem("invalid", _("This cannot be read.")) for _one in found[:1]]
    if problems:
        raise Invalid(problems)
    return form.wanted
