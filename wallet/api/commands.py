"""Money commands: what became of each order, found by id or by the app's own key."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.base import DeskAPI
from accounts.api.fields import Asked, Text, Told
from accounts.api.pagination import page, page_of
from accounts.api.schema import CURSOR, LIMIT
from accounts.models import Permission
from accounts.models.money import plain
from wallet.models import MoneyCommand, State
from wallet.selectors import outcomes
from wallet.services import approvals, commands

SOON, LATER = 2, 30  # seconds until the next look: while it is being sent, while it travels
STILL_MOVING = {State.PENDING_APPROVAL, State.QUEUED, State.SENDING}
DONE = {State.REJECTED, State.CANCELLED, State.RELEASED, State.REFUNDED}


class OutcomeShape(Told):
    """What became of an order; the same words everywhere."""

    state = serializers.ChoiceField(State.choices, help_text="Ours; a closed list.")
    outcome = serializers.ChoiceField(
        outcomes.Outcome.choices, help_text="How it came to stand there; ours, a closed list."
    )
    safe_to_repeat = serializers.BooleanField(
        help_text="Whether the same may be ordered again with a new key. Never while nobody knows."
    )
    message = serializers.CharField(help_text="What happened.")
    safe = serializers.CharField(help_text="What is safe to say of the money.")
    next = serializers.CharField(help_text="What to do.")
    provider_messages = serializers.ListField(
        child=serializers.CharField(), help_text="The provider's own sentences, where it refused."
    )
    poll_after = serializers.IntegerField(
        allow_null=True, help_text="Seconds until it is worth asking again; null when nothing more comes."
    )


class CommandShape(OutcomeShape):
    id = serializers.UUIDField()
    reference = serializers.CharField(help_text="Ours, with a check digit.")
    kind = serializers.CharField(help_text="An open list: transfer, withdrawal, deposit and so on.")
    subject = serializers.UUIDField(allow_null=True, help_text="The transfer's id.")
    amount = serializers.CharField()
    currency = serializers.CharField()
    version = serializers.IntegerField(help_text="Name it when you decide.")
    waits_because = serializers.CharField(help_text='Why a second person was needed; "" where none was.')
    waits_until = serializers.DateTimeField(
        allow_null=True, help_text="While it waits for a second person: until then at most."
    )
    decided_by = serializers.CharField(help_text='Who approved or refused it; "" while nobody did.')
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_reason = serializers.CharField(help_text="Why it was refused.")
    idempotency_key = serializers.CharField()
    replaces = serializers.UUIDField(allow_null=True)
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    outcome_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()


COMMAND_PAGE = page_of(CommandShape, "CommandPage")


class CommandsQuery(Asked):
    idempotency_key = Text(max_length=200, required=False)
    state = serializers.ChoiceField(
        State.choices, required=False, error_messages={"invalid_choice": _("Choose one of those listed.")}
    )


class StopBody(Asked):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="As it was shown.")


class OwnCommands(DeskAPI):
    """What the endpoints for commands share: a device sees the orders of its own person in its shop."""

    may = Permission.SEE_TRANSFERS

    @property
    def own(self) -> QuerySet[MoneyCommand]:
        rows = MoneyCommand.objects.filter(shop=self.shop, created_by=self.person)
        return rows.select_related("transfer", "replaces", "decided_by")


class Commands(OwnCommands):
    """The person's own orders."""

    @extend_schema(
        operation_id="commands_list",
        tags=["commands"],
        summary="The person's orders",
        description="After a lost answer or a reinstall, `idempotency_key` finds the order that was made.",
        parameters=[
            OpenApiParameter("idempotency_key", str),
            OpenApiParameter("state", str, enum=State.values),
            CURSOR,
            LIMIT,
        ],
        responses=COMMAND_PAGE,
    )
    def get(self, request: Any) -> Response:
        asked = self.query(CommandsQuery)
        rows = self.own
        if "idempotency_key" in asked:
            rows = rows.filter(idem_key=asked["idempotency_key"])
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        return Response(page(request, rows, _shown))


class CommandById(OwnCommands):
    """One of the person's own orders."""

    @extend_schema(
        operation_id="commands_show", tags=["commands"], summary="One order", responses=CommandShape
    )
    def get(self, request: Any, public_id: UUID) -> Response:
        return Response(command_shown(get_object_or_404(self.own, public_id=public_id)))


class StopCommand(OwnCommands):
    """Stop an order that has not left."""

    may = Permission.STOP_COMMAND
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409,)}

    @extend_schema(
        operation_id="commands_stop",
        tags=["commands"],
        summary="Stop an order that has not been sent",
        description="409 `moved-on` when it is no longer as it was shown: `state` and `version` say how.",
        request=StopBody,
        responses=CommandShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        command = get_object_or_404(self.own, public_id=public_id)
        version = self.body(StopBody)["version"]
        commands.stop(command, version=version, actor=self.actor)
        return Response(command_shown(self.own.get(pk=command.pk)))


class SendCommandAgain(OwnCommands):
    """Send the same once more, where the provider refuses a second effect."""

    may = Permission.STOP_COMMAND
    problems: ClassVar[dict[str, tuple[int, ...]]] = {"POST": (409,)}

    @extend_schema(
        operation_id="commands_send_again",
        tags=["commands"],
        summary="Send the same decision again after an unknown outcome",
        description="409 `not-guarded` where the provider would not refuse a second effect; `moved-on`.",
        request=StopBody,
        responses=CommandShape,
    )
    def post(self, request: Any, public_id: UUID) -> Response:
        command = get_object_or_404(self.own, public_id=public_id)
        version = self.body(StopBody)["version"]
        approvals.send_again(command, version=version, actor=self.actor)
        return Response(command_shown(self.own.get(pk=command.pk)))


def outcome_shown(command: MoneyCommand) -> dict[str, Any]:
    """What became of it, in the words of the page."""
    account = outcomes.account_of(command)
    return {
        "state": command.state,
        "outcome": outcomes.code_of(command),
        "safe_to_repeat": account.safe_to_repeat,
        "message": str(account.happened),
        "safe": str(account.safe),
        "next": str(account.next),
        "provider_messages": [str(sentence) for sentence in command.refusal],
        "poll_after": None if command.state in DONE else SOON if command.state in STILL_MOVING else LATER,
    }


def command_shown(command: MoneyCommand) -> dict[str, Any]:
    """One command; `transfer` and `replaces` must have come along."""
    subject = getattr(command, "transfer", None)  # a kind that is no transfer has none
    return {
        "id": command.public_id,
        "reference": command.reference,
        "kind": command.kind,
        "subject": subject.public_id if subject else None,
        **outcome_shown(command),
        "amount": plain(command.amount),
        "currency": command.currency,
        "version": command.version,
        "waits_because": command.why_waiting,
        "waits_until": command.valid_until if command.state == State.PENDING_APPROVAL else None,
        "decided_by": str(command.decided_by or ""),
        "decided_at": command.decided_at,
        "decision_reason": command.decision_reason,
        "idempotency_key": command.idem_key,
        "replaces": command.replaces.public_id if command.replaces else None,
        "created_at": command.created_at,
        "sent_at": command.sent_at,
        "outcome_at": command.outcome_at,
        "updated_at": command.updated_at,
    }


def _shown(rows: Iterable[MoneyCommand]) -> Iterable[dict[str, Any]]:
    return map(command_shown, rows)
