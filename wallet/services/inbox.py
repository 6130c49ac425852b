"""What waits for a second person, in words: orders and proposed changes side by side. Reads only."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Actor, Permission, Proposal, Shop
from accounts.services import notes, proposals
from wallet.models import MoneyCommand, State
from wallet.selectors import approvals as selectors
from wallet.selectors.command_card import TONES
from wallet.selectors.outcomes import Outcome, code_of

from . import kinds

Words = str | Promise
ORDER, CHANGE = "order", "change"


@dataclass(frozen=True)
class Scope:
    """Where a person looks: who, the shops, and whether they look after all shops (head office)."""

    actor: Actor
    shops: QuerySet[Shop]
    all_shops: bool


@dataclass(frozen=True)
class Item:
    """One thing that waits or waited for a second person, as one actor reads it.

    noun: "order" or "change". `until`: how long it may wait at most (None: for ever). `own`: this actor
    asked for it. `needs`: the permission that deciding it takes. `forbidden`: why this actor may not decide,
    "" when they may. `attended`: approving it takes a one-time code. `page`: url name and arguments of what
    it is about. `tone`: the colour of `word`. `told`: what came of saying it to the provider.
    """

    noun: str
    kind: str
    id: UUID
    version: int
    title: str
    facts: list[tuple[str, str]]
    because: str
    until: datetime | None
    shop: Shop | None
    asked_by: str
    asked_at: datetime
    own: bool
    waits: bool
    needs: Permission
    forbidden: Words
    attended: bool
    page: tuple[str, tuple[Any, ...]] | None
    word: Words
    tone: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    told: str
    row: MoneyCommand | Proposal

    @property
    def may_decide(self) -> bool:
        return self.waits and not self.forbidden

    @property
    def url(self) -> str:
        """The page of what it is about, "" for none."""
        return reverse(self.page[0], args=self.page[1]) if self.page else ""


def waiting(scope: Scope) -> list[Item]:
    """What waits, oldest first. A query for each kind of order."""
    orders = _with_rows(selectors.waiting_commands(scope.shops)[: selectors.MOST])
    changes = _changes(scope).filter(state=Proposal.State.WAITING)[: selectors.MOST]
    items = [of_order(one, scope.actor) for one in orders] + [of_change(one, scope.actor) for one in changes]
    return sorted(items, key=lambda item: item.asked_at)


def decided(scope: Scope) -> list[Item]:
    """What was decided, withdrawn or ran out of time in the last days, newest first."""
    orders = _with_rows(selectors.decided_commands(scope.shops)[:50])
    changes = selectors.decided_changes(_changes(scope))[:50]
    items = [of_order(one, scope.actor) for one in orders] + [of_change(one, scope.actor) for one in changes]
    return sorted(items, key=lambda item: item.decided_at or item.asked_at, reverse=True)[:50]


def _with_rows(orders: Iterable[MoneyCommand]) -> list[MoneyCommand]:
    found = list(orders)
    kinds.fetch_rows(found)
    return found


def one(public_id: UUID, scope: Scope) -> Item:
    """The order or change of that id, among what this actor may see.

    Raises:
        LookupError: there is none, or it is another shop's.
    """
    command = selectors.commands_of(scope.shops).filter(public_id=public_id).first()
    if command is not None:
        return of_order(command, scope.actor)
    change = _changes(scope).filter(public_id=public_id).first()
    if change is None:
        raise LookupError(public_id)
    return of_change(change, scope.actor)


def proposal(public_id: UUID, reader: notes.Reader) -> Proposal:
    """The proposal of that id, for notes about it.

    Raises:
        Proposal.DoesNotExist: there is none, or this reader sees none of it.
    """
    rows = _changes(Scope(reader.actor, reader.shops, reader.all_shops))
    return rows.get(public_id=public_id)


def to_decide(scope: Scope) -> int:
    """How many things this actor may decide about now. At most two queries."""
    mine = {kind.name for kind in proposals.all_kinds() if scope.actor.may(kind.accepts)}
    changes = selectors.count_changes(scope.shops, scope.actor, mine, all_shops=scope.all_shops)
    return selectors.count_commands(scope.shops, scope.actor) + changes


def of_order(command: MoneyCommand, actor: Actor) -> Item:
    """An order in words."""
    kind = kinds.of(command.kind)
    shown = kind.shown(command, json.loads(command.params_text()))
    waits = command.state == State.PENDING_APPROVAL
    word, tone = _word_of(command)
    return Item(
        noun=ORDER,
        kind=command.kind,
        id=command.public_id,
        version=command.version,
        title=shown.title,
        facts=[(_("Reference"), command.reference), *shown.facts],
        because=command.why_waiting,
        until=command.valid_until if waits else None,
        shop=command.shop,
        asked_by=str(command.created_by),
        asked_at=command.created_at,
        own=actor.user == command.created_by,
        waits=waits,
        needs=Permission.APPROVE_COMMANDS,
        forbidden=_why_not(actor, Permission.APPROVE_COMMANDS, own=actor.user == command.created_by),
        attended=kind.attended,
        page=(shown.url_name, (shown.object_id,)),
        word=word,
        tone=tone,
        decided_by=str(command.decided_by or ""),
        decided_at=command.decided_at or (None if waits else command.outcome_at),
        reason=command.decision_reason,
        told="",
        row=command,
    )


def of_change(proposal: Proposal, actor: Actor) -> Item:
    """A proposed change in words."""
    kind = proposals.of(proposal.kind)
    own = actor.user == proposal.proposed_by
    return Item(
        noun=CHANGE,
        kind=proposal.kind,
        id=proposal.public_id,
        version=proposal.version,
        title=proposal.title,
        facts=list(kind.facts(proposal)),
        because=proposal.why,
        until=None,
        shop=proposal.shop,
        asked_by=str(proposal.proposed_by),
        asked_at=proposal.proposed_at,
        own=own,
        waits=proposal.state == Proposal.State.WAITING,
        needs=kind.accepts,
        forbidden=_why_not(actor, kind.accepts, own=own),
        attended=False,
        page=kind.page(proposal),
        word=proposal.get_state_display(),
        tone={"waiting": "warning", "accepted": "success", "refused": "danger"}.get(
            proposal.state, "secondary"
        ),
        decided_by=str(proposal.decided_by or ""),
        decided_at=proposal.decided_at,
        reason=proposal.reason,
        told=_told(proposal),
        row=proposal,
    )


def _changes(scope: Scope) -> QuerySet[Proposal]:
    may: Callable[[Permission], bool] = scope.actor.may
    known = {kind.name for kind in proposals.all_kinds() if may(kind.accepts) or may(kind.needs)}
    rows = selectors.changes_of(scope.shops, scope.actor, known, all_shops=scope.all_shops)
    return rows.order_by("proposed_at", "id")


def _why_not(actor: Actor, needs: Permission, *, own: bool) -> Words:
    if own:
        return _("You asked for this; somebody else decides about it.")
    if not actor.may(needs):
        return _("Your role does not decide about this.")
    return ""


def _word_of(command: MoneyCommand) -> tuple[Words, str]:
    """Refused, withdrawn and out of time are all "not sent": here they are told apart."""
    if command.state == State.CANCELLED:
        return Outcome(code_of(command)).label, TONES[State.CANCELLED]
    return State(command.state).label, TONES[State(command.state)]


def _told(proposal: Proposal) -> str:
    if not proposal.outcome:
        return ""
    words = str(proposal.get_outcome_display())
    return f"{words}: {proposal.outcome_words}" if proposal.outcome_words else words
