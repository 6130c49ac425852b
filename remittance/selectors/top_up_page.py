"""One top-up as one person reads it: what was told, what may be done, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from accounts.models import Actor, Permission
from remittance.models import TopUp
from wallet.models import Account, State
from wallet.selectors.command_card import Card, card_of

from . import top_up_blocks, top_up_statuses, top_ups
from .top_up_statuses import Words

NOTHING_DONE = (State.REJECTED, State.CANCELLED, State.RELEASED)


@dataclass(frozen=True)
class Page:
    """What the page of one top-up shows.

    `ours`: it was asked of us. `may_decide`, `may_cancel`: this person may now. `blocked`: why nobody can
    approve it now, in words. `difference`: what left our account between two readings, None where one is
    missing. `cards`: where our orders stand. `live`: whether the page should look again by itself.
    """

    word: Words
    tone: str
    known: bool
    pending: bool
    ours: bool
    may_decide: bool
    may_cancel: bool
    blocked: Sequence[Words]
    blocks: top_up_blocks.Blocks
    difference: Decimal | None
    cards: Sequence[Card]
    live: bool


def of(top_up: TopUp, account: Account | None, actor: Actor) -> Page:
    """The page of this top-up; `account` is ours in its currency."""
    pending = top_up_statuses.is_pending(top_up.status_code)
    ours = top_ups.decides(top_up)
    open_decision = top_up.decision is not None and top_up.decision.state not in NOTHING_DONE
    free = pending and not open_decision
    cards = [card for card in (card_of(top_up.decision, actor), card_of(top_up.command, actor)) if card]
    word, tone = _word(top_up)
    return Page(
        word=word,
        tone=tone,
        known=top_up_statuses.is_known(top_up.status_code),
        pending=pending,
        ours=ours,
        may_decide=free and ours and actor.may(Permission.DECIDE_TOP_UPS),
        may_cancel=free and top_ups.may_cancel(top_up, actor),
        blocked=_blocked(top_up) if pending else (),
        blocks=top_up_blocks.of(top_up, account),
        difference=_difference(top_up),
        cards=cards,
        live=pending or any(card.live for card in cards),
    )


def _word(top_up: TopUp) -> tuple[Words, str]:
    if not top_up.status_code and top_up.state:
        return State(top_up.state).label, "secondary"
    return top_up_statuses.word_of(top_up.status_code, top_up.status_message)


def _blocked(top_up: TopUp) -> tuple[Words, ...]:
    found: list[Words] = []
    if not top_up.currency:
        found.append(_("Bitspark does not tell the currency; it cannot be approved until it does."))
    if top_up.amount is None:
        found.append(_("Bitspark does not tell the amount; it cannot be decided until it does."))
    return tuple(found)


def _difference(top_up: TopUp) -> Decimal | None:
    try:
        return Decimal(top_up.balance_after_raw) - Decimal(top_up.balance_before_raw)
    except InvalidOperation:
        return None
