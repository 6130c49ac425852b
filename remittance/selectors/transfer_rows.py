"""One row of a list of transfers, as one person reads it: a word, a colour, and where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import Actor
from wallet.models import State

from . import statuses, transfers
from .statuses import Words

# Before Bitspark has it, a transfer's state is ours; after, its status is theirs.
OURS = {
    State.PENDING_APPROVAL: "warning",
    State.QUEUED: "secondary",
    State.SENDING: "info",
    State.UNKNOWN: "warning",
    State.UNCONFIRMED: "warning",
    State.REJECTED: "danger",
    State.CANCELLED: "secondary",
    State.RELEASED: "secondary",
}


@dataclass(frozen=True)
class Row:
    """What a list shows of one transfer; `word` and `tone` are what this reader may know."""

    public_id: UUID
    created_at: datetime
    reference: str
    number: str
    word: Words
    tone: str
    amount: Decimal | None
    currency: str
    destination: str
    recipient: str
    maker: str
    shop: str
    made_here: bool
    flagged: bool


def rows(listed: Sequence[dict[str, Any]], actor: Actor) -> list[Row]:
    """Plain rows of `transfers.rows_of` as this actor reads them; two queries, for names."""
    return [_row(one, actor) for one in transfers.with_names(listed)]


def word_of(state: str, status_code: str, counter_status: str, actor: Actor) -> tuple[Words, str]:
    """The word and colour for where a transfer is: ours until Bitspark has it, then theirs."""
    if state in OURS:
        return State(state).label, OURS[State(state)]
    status = statuses.of(status_code if actor.reads_suspicious else counter_status)
    return status.word, status.tone


def _row(one: Mapping[str, Any], actor: Actor) -> Row:
    word, tone = word_of(one["state"], one["status_code"], one["counter_status"], actor)
    return Row(
        public_id=one["public_id"],
        created_at=one["created_at"],
        reference=one["reference"],
        number=one["transaction_number"],
        word=word,
        tone=tone,
        amount=one["amount"],
        currency=one["currency"],
        destination=one["destination_name"],
        recipient=one["recipient_name"],
        maker=one["maker_name"],
        shop=one["shop_name"],
        made_here=one["command_id"] is not None,
        flagged=bool(one["anomaly"]),
    )
