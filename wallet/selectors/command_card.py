"""One money command as one person reads it: where it stands and what they may do with it now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Actor, Permission
from wallet.models import MoneyCommand, State

from . import outcomes

Words = str | Promise

TONES = {
    State.DRAFT: "secondary",
    State.PENDING_APPROVAL: "warning",
    State.QUEUED: "secondary",
    State.SENDING: "info",
    State.ACCEPTED: "success",
    State.SETTLED: "success",
    State.FAILED_AFTER_ACCEPT: "danger",
    State.REFUNDED: "info",
    State.REJECTED: "danger",
    State.CANCELLED: "secondary",
    State.UNKNOWN: "warning",
    State.UNCONFIRMED: "warning",
    State.RELEASED: "secondary",
}
NOT_LEFT = (State.QUEUED, State.PENDING_APPROVAL)
LIVE = (State.PENDING_APPROVAL, State.QUEUED, State.SENDING, State.UNKNOWN)

_repeatable: set[str] = set()


def may_be_repeated(kind: str) -> None:
    """Know a kind of which the provider refuses a second effect; said once, as it is registered."""
    _repeatable.add(kind)


@dataclass(frozen=True)
class Act:
    """Something this person may do now: `url_name` takes the command's public id; `posts` with `version`."""

    name: str
    url_name: str
    label: Words
    icon: str
    tone: str
    posts: bool


@dataclass(frozen=True)
class Card:
    """Where a command stands. Sentences are for the staff; "" where there is nothing to say.

    `because`: why it waits or waited for a second person; `until`: how long it may wait. `decided`: what
    became of that, by whom, when, and the reason given. `own`: said to who asked, while somebody else
    decides. `odd`: what a person must look at. `live`: whether the page should look again by itself.
    """

    id: UUID
    version: int
    reference: str
    word: Words
    tone: str
    happened: Words
    safe: Words
    todo: Words
    asked_by: str
    asked_at: datetime
    because: str
    until: datetime | None
    decided: Words
    decided_by: str
    decided_at: datetime | None
    reason: str
    own: Words
    provider_words: tuple[str, ...]
    odd: tuple[Words, ...]
    acts: tuple[Act, ...]
    live: bool


def card_of(command: MoneyCommand | None, actor: Actor) -> Card | None:
    """The card of a command, None for a row that no command of ours made.

    No query when its maker and decider came along (`select_related("created_by", "decided_by")`).
    """
    if command is None:
        return None
    account = outcomes.account_of(command)
    waits = command.state == State.PENDING_APPROVAL
    own = waits and actor.user == command.created_by
    return Card(
        id=command.public_id,
        version=command.version,
        reference=command.reference,
        word=State(command.state).label,
        tone=TONES[State(command.state)],
        happened=account.happened,
        safe=account.safe,
        todo=account.next,
        asked_by=str(command.created_by),
        asked_at=command.created_at,
        because=command.why_waiting,
        until=command.valid_until if waits else None,
        decided=_decided(command),
        decided_by=str(command.decided_by or ""),
        decided_at=command.decided_at,
        reason=command.decision_reason,
        own=_("You asked for this; somebody else decides about it.") if own else "",
        provider_words=tuple(str(sentence) for sentence in command.refusal),
        odd=_odd(command),
        acts=acts_on(command, actor),
        live=command.state in LIVE,
    )


def acts_on(command: MoneyCommand, actor: Actor) -> tuple[Act, ...]:
    """What this actor may do with it now. No query."""
    own = actor.user is not None and actor.user == command.created_by
    waits = command.state == State.PENDING_APPROVAL
    found = []
    if waits and not own and actor.may(Permission.APPROVE_COMMANDS):
        found.append(Act("decide", "wallet:approval", _("Approve or refuse"), "checklist", "primary", False))
    if waits and own:
        found.append(Act("withdraw", "wallet:command-stop", _("Take it back"), "x", "danger", True))
    if command.state == State.QUEUED and actor.may(Permission.STOP_COMMAND):
        found.append(Act("stop", "wallet:command-stop", _("Stop it"), "x", "danger", True))
    if may_be_sent_again(command) and (own or actor.may(Permission.APPROVE_COMMANDS)):
        found.append(
            Act(
                "send-again", "wallet:command-send-again", _("Send the same again"), "repeat", "primary", True
            )
        )
    return tuple(found)


def may_be_sent_again(command: MoneyCommand) -> bool:
    """Whether nobody knows what became of it and the provider refuses a second effect."""
    return command.state == State.UNKNOWN and command.kind in _repeatable


def _decided(command: MoneyCommand) -> Words:
    if command.decided_by is None:
        return ""
    return _("Approved") if command.approved_by_id is not None else _("Refused")


def _odd(command: MoneyCommand) -> tuple[Words, ...]:
    found: list[Words] = [command.anomaly] if command.anomaly else []
    if command.needs_person:
        found.append(_("A person must look at this; call your supervisor."))
    return tuple(found)
