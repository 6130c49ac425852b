"""Top-ups for the apps: the shop's queue, one of them, deciding, and asking another shop."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.api.pagination import page
from accounts.api.problems import Invalid
from accounts.api.schema import CURSOR, KEY, LIMIT
from accounts.models import Permission
from accounts.services.errors import FieldProblem
from accounts.services.rates import Limit
from remittance.forms.top_ups import STATUSES, TopUpFilter
from remittance.models import TopUp
from remittance.selectors import top_up_page, top_up_rows, top_ups
from remittance.services import top_ups as services
from remittance.services.top_ups import Done
from wallet.api.commands import outcome_shown
from wallet.selectors.accounts import held_in

from .scope import InShop
from .top_up_shapes import (
    TOP_UP_PAGE,
    TopUpApproveBody,
    TopUpBody,
    TopUpCancelBody,
    TopUpDeclineBody,
    TopUpShape,
    TopUpTakenShape,
    row_shown,
    top_up_shown,
)

DECIDING = Limit("api-top-up", 60, 60)


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
        return [row_shown(row, one) for row, one in zip(shown, listed, strict=True)]

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
        return Response(top_up_shown(top_up, top_up_page.of(top_up, account, self.actor)))


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
