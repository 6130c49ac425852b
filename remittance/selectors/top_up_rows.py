"""One top-up in a list, as one person reads it: a word, a colour, and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import Actor, Permission, Shop
from wallet.models import MoneyCommand, State

from . import top_up_statuses, top_ups
from .top_up_statuses import Words

IN_HAND = {State.PENDING_APPROVAL, State.QUEUED, State.SENDING, State.UNKNOWN, State.UNCONFIRMED}


@dataclass(frozen=True)
class Row:
    """What a list shows. `head` and `tail`: the number, and its last four, which the customer reads out.

    `decision`: where a decision of ours stands that Bitspark does not show yet. `may_decide`: this person may
    approve or decline it now. `ours`: it was asked of us.
    """

    pk: int
    public_id: UUID
    version: int
    created_at: datetime
    head: str
    tail: str
    number: str
    number_day: date | None
    first_seen_at: datetime | None
    word: Words
    tone: str
    pending: bool
    amount: Decimal | None
    amount_raw: str
    asked_amount: bool
    currency: str
    fee_raw: str
    share_raw: str
    asked_as: str
    ours: bool
    decision: Words
    may_decide: bool
    shop: str
    made_here: bool
    flagged: bool
    reference: str


def rows(listed: Sequence[dict[str, Any]], actor: Actor) -> list[Row]:
    """Plain rows of `top_ups.rows_of` as this actor reads them; at most four queries."""
    keys = top_ups.keys_of({one["connection_id"] for one in listed})
    shops = Shop.objects.in_bulk({one["shop_id"] for one in listed} - {None})
    orders = MoneyCommand.objects.in_bulk({one["command_id"] for one in listed} - {None})
    return [_row(one, actor, keys, shops, orders) for one in listed]


def _row(
    one: dict[str, Any],
    actor: Actor,
    keys: top_ups.Keys,
    shops: dict[int, Shop],
    orders: dict[int, MoneyCommand],
) -> Row:
    number, order = one["transaction_number"], orders.get(one["command_id"])
    word, tone = word_of(one)
    pending = top_up_statuses.is_pending(one["status_code"])
    ours = keys.decides(one["connection_id"], one["shop_account_id"], one["remote_shop_id"])
    in_hand = State(one["decision_state"]).label if one["decision_state"] in IN_HAND else ""
    untold = one["amount"] is None and order is not None
    return Row(
        pk=one["id"],
        public_id=one["public_id"],
        version=one["version"],
        created_at=one["created_at"],
        head=number[:-4],
        tail=number[-4:],
        number=number,
        number_day=one["number_day"],
        first_seen_at=one["first_seen_at"],
        word=word,
        tone=tone,
        pending=pending,
        amount=order.amount if order is not None and untold else one["amount"],
        amount_raw=one["amount_raw"],
        asked_amount=untold,
        currency=one["currency"] or (order.currency if order else ""),
        fee_raw=one["fee_raw"],
        share_raw=one["bitspark_percentage_raw"],
        asked_as=one["asked_as"],
        ours=ours,
        decision=in_hand,
        may_decide=pending and ours and not in_hand and actor.may(Permission.DECIDE_TOP_UPS),
        shop=shops[one["shop_id"]].name if one["shop_id"] in shops else "",
        made_here=one["command_id"] is not None,
        flagged=bool(one["anomaly"]),
        reference=one["reference"],
    )


def word_of(one: dict[str, Any]) -> tuple[Words, str]:
    """The word and colour for where it is: ours until Bitspark has told a status, then theirs."""
    if not one["status_code"] and one["state"]:
        return State(one["state"]).label, "secondary"
    return top_up_statuses.word_of(one["status_code"], one["status_message"])
