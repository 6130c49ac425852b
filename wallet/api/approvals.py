"""What waits for a second person: orders and proposed changes, and deciding about them."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.base import DeskAPI
from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page_of, whole
from accounts.models import Permission, Shop
from accounts.services import proposals
from accounts.services.errors import FieldProblem, Refused
from wallet.models import MoneyCommand
from wallet.services import approvals, commands, inbox

STATES = [("waiting", "waiting"), ("decided", "decided")]
LARGEST = 2**31 - 1


class ApprovalFactShape(Told):
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    value = serializers.CharField()


class ApprovalShape(Told):
    """An order or a proposed change that waits or waited for a second person."""

    id = serializers.UUIDField(help_text="The order's (`commands`) or the change's own.")
    noun = serializers.CharField(help_text="An open list: order, change.")
    kind = serializers.CharField(help_text="An open list: transfer, limit.")
    version = serializers.IntegerField(help_text="Name it when you decide.")
    title = serializers.CharField()
    facts = ApprovalFactShape(many=True)
    waits = serializers.BooleanField()
    waits_because = serializers.CharField()
    waits_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then at most; null for a change, which waits for ever."
    )
    state_word = serializers.CharField()
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    own = serializers.BooleanField(help_text="Asked for by this person, who never decides about it.")
    may_decide = serializers.BooleanField()
    forbidden = serializers.CharField(help_text='Why this person may not decide; "" where they may.')
    needs_code = serializers.BooleanField(help_text="Approving it takes `gauth_token`.")
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    told = serializers.CharField(help_text="What came of saying an accepted change to the provider.")


APPROVAL_PAGE = page_of(ApprovalShape, "ApprovalPage")


class ApprovalsQuery(Asked):
    state = serializers.ChoiceField(
        STATES, required=False, error_messages={"invalid_choice": _("Choose one of those listed.")}
    )


class ApproveBody(Asked):
    version = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="As it was shown.")
    gauth_token = Text(
        max_length=8,
        required=False,
        help_text="Where `needs_code` and the login has 2FA: the provider's code, typed now, kept nowhere.",
    )


class RefuseBody(Asked):
    version = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="As it was shown.")
    reason = Text(max_length=500, help_text="Read by whoever asked.")


class WithdrawBody(Asked):
    version = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="As it was shown.")


class OfInbox(DeskAPI):
    """What the endpoints for approvals share: the device's shop, in the person's role there."""

    may = Permission.SEE_APPROVALS

    @property
    def scope(self) -> inbox.Scope:
        return inbox.Scope(self.actor, Shop.objects.filter(pk=self.shop.pk), all_shops=False)

    def item(self, public_id: UUID) -> inbox.Item:
        try:
            return inbox.one(public_id, self.scope)
        except LookupError:
            raise Http404 from None


class Approvals(OfInbox):
    """What waits in the device's shop, or was decided there lately."""

    @extend_schema(
        operation_id="approvals_list",
        tags=["approvals"],
        summary="What waits for a second person, oldest first",
        description="`state=decided`: what was decided, withdrawn or ran out of time in the last seven days.",
        parameters=[OpenApiParameter("state", str, enum=[state for state, _word in STATES])],
        responses=APPROVAL_PAGE,
    )
    def get(self, request: Any) -> Response:
        decided = self.query(ApprovalsQuery).get("state") == "decided"
        items = inbox.decided(self.scope) if decided else inbox.waiting(self.scope)
        return Response(whole(_shown(items)))


class ApprovalById(OfInbox):
    """One thing that waits or waited."""

    @extend_schema(
        operation_id="approvals_show",
        tags=["approvals"],
        summary="One thing that waits for a second person",
        responses=ApprovalShape,
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(item_shown(self.item(public_id)))


class ApproveApproval(OfInbox):
    """Approve it."""

    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (404, 409, 503)}

    @extend_schema(
        operation_id="approvals_approve",
        tags=["approvals"],
        summary="Approve an order, which sends it, or accept a change",
        description=(
            "403 `own-order`, `own-proposal`: never by whoever asked. 409 `moved-on`: decided meanwhile, "
            "`who` and `when` say by whom; `quote-moved`, `too-late`: it no longer holds as it was asked for."
        ),
        request=ApproveBody,
        responses=ApprovalShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        item, asked = self.item(public_id), self.body(ApproveBody)
        row, version = item.row, asked["version"]
        if isinstance(row, MoneyCommand):
            approvals.approve(row, version=version, actor=self.actor, typed=_code(item, asked))
        else:
            proposals.accept(row, version=version, actor=self.actor)
        return Response(item_shown(self.item(public_id)))


class RefuseApproval(OfInbox):
    """Refuse it."""

    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (404, 409)}

    @extend_schema(
        operation_id="approvals_refuse",
        tags=["approvals"],
        summary="Refuse an order or a change, with a reason",
        description="403 and 409 as for approving.",
        request=RefuseBody,
        responses=ApprovalShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        item, asked = self.item(public_id), self.body(RefuseBody)
        row, version, reason = item.row, asked["version"], asked["reason"]
        if isinstance(row, MoneyCommand):
            approvals.refuse(row, version=version, reason=reason, actor=self.actor)
        else:
            proposals.refuse(row, version=version, reason=reason, actor=self.actor)
        return Response(item_shown(self.item(public_id)))


class WithdrawApproval(OfInbox):
    """Take one's own back."""

    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (404, 409)}

    @extend_schema(
        operation_id="approvals_withdraw",
        tags=["approvals"],
        summary="Take back what one asked for, before anybody decided",
        request=WithdrawBody,
        responses=ApprovalShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        row, version = self.item(public_id).row, self.body(WithdrawBody)["version"]
        if isinstance(row, MoneyCommand):
            commands.stop(row, version=version, actor=self.actor)
        else:
            proposals.withdraw(row, version=version, actor=self.actor)
        return Response(item_shown(self.item(public_id)))


def _code(item: inbox.Item, asked: dict[str, Any]) -> dict[str, str]:
    """What an attended kind asks its approver for; nothing where the provider's login has no codes."""
    code = asked.get("gauth_token", "")
    if not item.attended or not item.may_decide or not code:
        return {}
    if not code.isdecimal() or not code.isascii() or not 6 <= len(code) <= 8:
        problem = FieldProblem("invalid", _("Type the code that the authenticator shows now: 6 to 8 digits."))
        raise Refused(problem.message, code="code-unusable", fields={"gauth_token": [problem]})
    return {"gauth_token": code}


def item_shown(item: inbox.Item) -> dict[str, Any]:
    """One thing that waits, for JSON."""
    return {
        "id": item.id,
        "noun": item.noun,
        "kind": item.kind,
        "version": item.version,
        "title": str(item.title),
        "facts": [{"label": str(label), "value": str(value)} for label, value in item.facts],
        "waits": item.waits,
        "waits_because": item.because,
        "waits_until": item.until,
        "state_word": str(item.word),
        "asked_by": item.asked_by,
        "asked_at": item.asked_at,
        "own": item.own,
        "may_decide": item.may_decide,
        "forbidden": str(item.forbidden),
        "needs_code": item.attended,
        "decided_by": item.decided_by,
        "decided_at": item.decided_at,
        "reason": item.reason,
        "told": item.told,
    }


def _shown(items: Iterable[inbox.Item]) -> list[dict[str, Any]]:
    return [item_shown(item) for item in items]
