"""The second person: approving or refusing an order that waits. Whoever asked can never be the one.

The database holds to it too (`ck_maker_is_not_checker`).
"""

import json
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Actor, Permission
from accounts.selectors import access
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from wallet.models import MoneyCommand, State
from wallet.selectors import clock
from wallet.selectors.commands import current, too_late
from wallet.selectors.outcomes import Outcome

from . import commands, kinds, sending
from .changes import move, moved_on

ATTENDED_WITHIN_S = 20  # a one-time code is good for half a minute at most


def approve(
    command: MoneyCommand, *, version: int, actor: Actor, typed: Mapping[str, str] | None = None
) -> MoneyCommand:
    """Approve an order of somebody else and send it; returns it as it then stands.

    Moves money. `version` is the one that was shown. `typed` is what an attended kind asks its approver for.
    What was ordered is looked at once more first. Waits for the provider up to 40 s, no transaction open.

    Raises:
        NotAllowed: `not-allowed`, the role approves nothing; `own-order`, the person asked for it.
        Conflict: `moved-on`, it was decided meanwhile; says by whom and when. `too-late`, it waited longer
            than it may. `asker-gone`, who asked no longer works here.
        Refused: `connection-paused`, nothing is sent through its login now.
        ServiceError: what was ordered no longer holds, in the kind's own words.
    """
    fresh = _to_decide(command, version, actor)
    _must_be_in_time(fresh)
    commands.must_be_open(fresh.connection)  # it goes on waiting, rather than run out of time unsent
    kind = kinds.of(fresh.kind)
    kind.still_true(fresh, json.loads(fresh.params_text()))
    lasts = ATTENDED_WITHIN_S if kind.attended else fresh.shop.send_within_seconds
    with transaction.atomic():
        move(
            fresh,
            State.QUEUED,
            actor=actor,
            # looked at again: asking the provider took a while
            where=Q(valid_until__gt=clock.now(), created_by__is_active=True),
            approved_by=actor.user,
            decided_by=actor.user,
            decided_at=clock.now(),
            valid_until=clock.in_seconds(lasts),
            outcome_code=Outcome.WAITING,
        )
    return sending.send_now(fresh.pk, typed=typed or {})


def refuse(command: MoneyCommand, *, version: int, reason: str, actor: Actor) -> MoneyCommand:
    """Refuse an order of somebody else, with a reason that its asker reads. Nothing is sent.

    Raises:
        Refused: `reason-missing`.
        NotAllowed, Conflict: as `approve`.
    """
    words = reason.strip()
    if not words:
        problem = FieldProblem("required", _("Say why; the person who asked reads it."))
        raise Refused(problem.message, code="reason-missing", fields={"reason": [problem]})
    fresh = _to_decide(command, version, actor)
    with transaction.atomic():
        return move(
            fresh,
            State.CANCELLED,
            actor=actor,
            decided_by=actor.user,
            decided_at=clock.now(),
            decision_reason=words[:500],
            outcome_code=Outcome.NOT_APPROVED,
            evidence="never-left",
        )


def send_again(command: MoneyCommand, *, version: int, actor: Actor) -> MoneyCommand:
    """Send the same decision once more after an unknown outcome; the provider refuses a second effect.

    Moves money, at most once in all. `version` is the one that was shown.

    Raises:
        NotAllowed: neither who decided it nor somebody who approves orders.
        Refused: `not-guarded`, nothing at the provider would stop a second effect.
        Conflict: `moved-on`.
    """
    fresh = current(command.pk)
    own = actor.user == fresh.created_by and bool(access.role_in(fresh.created_by, fresh.shop))
    if not own and not _may_decide(actor, fresh):
        raise _not_yours()
    if not kinds.of(fresh.kind).guarded_repeat:
        raise Refused(_("This cannot be sent again: it might happen twice."), code="not-guarded", status=409)
    if fresh.version != version or fresh.state != State.UNKNOWN:
        raise moved_on(fresh)
    with transaction.atomic():
        move(
            fresh,
            State.QUEUED,
            actor=actor,
            valid_until=clock.in_seconds(fresh.shop.send_within_seconds),
            not_before=None,
            evidence="guarded-repeat",
            outcome_code=Outcome.WAITING_AGAIN,
            outcome_at=None,
        )
    return sending.send_now(fresh.pk)


def _to_decide(command: MoneyCommand, version: int, actor: Actor) -> MoneyCommand:
    fresh = current(command.pk)
    if not _may_decide(actor, fresh):
        raise _not_yours()
    if actor.user == fresh.created_by:
        raise NotAllowed(
            _("You asked for this order; somebody else decides about it."),
            code="own-order",
            permission=Permission.APPROVE_COMMANDS.value,
        )
    if fresh.version != version or fresh.state != State.PENDING_APPROVAL:
        raise moved_on(fresh)
    if not fresh.created_by.is_active:
        raise Conflict(_("The person who asked for this no longer works here."), code="asker-gone")
    return fresh


def _may_decide(actor: Actor, command: MoneyCommand) -> bool:
    """Whether this person approves orders, as what they are in the order's own shop."""
    needs = Permission.APPROVE_COMMANDS
    return actor.may(needs) and access.may_in(actor.user, command.shop, needs)


def _must_be_in_time(command: MoneyCommand) -> None:
    if too_late().filter(pk=command.pk).exists():
        raise Conflict(_("It waited too long and is being closed; it can be ordered anew."), code="too-late")


def _not_yours() -> NotAllowed:
    return NotAllowed(
        _("Your role does not approve orders."),
        code="not-allowed",
        permission=Permission.APPROVE_COMMANDS.value,
    )
