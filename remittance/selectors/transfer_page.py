"""One transfer as one person reads it: where the money is, what to say, what to do."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Actor, Note, Permission
from accounts.models.money import plain
from accounts.selectors.notes import notes_about
from remittance.models import FollowUp, NotKept, Transfer
from wallet.models import CallbackInbox, MoneyCommand, State
from wallet.selectors import outcomes

from . import form_spec, receipts, statuses, timeline, transfer_rows
from .receipts import Line
from .statuses import Status, Words
from .timeline import Moment

WITH = (
    "shop",
    "connection",
    "command",
    "command__created_by",
    "command__decided_by",
    "command__replaces",
    "quote",
    "destination",
    "sender",
    "recipient",
    "maker",
)
NOT_LEFT = frozenset({State.QUEUED, State.PENDING_APPROVAL})
LIVE = frozenset({*NOT_LEFT, State.SENDING, State.UNKNOWN, State.UNCONFIRMED})
BEFORE_BITSPARK = frozenset({*transfer_rows.OURS, State.DRAFT})
# Bitspark API, `callback_url`: sent again after 2, 4, 6, 8 and 10 minutes more, then given up.
LAST_CALLBACK = timedelta(minutes=2 + 4 + 6 + 8 + 10)


@dataclass(frozen=True)
class Known:
    """What is known of a transfer right now.

    word, tone: the status in one word. happened, safe, todo: sentences for the staff. customer: a sentence to
    say across the counter. live: whether the page should look again by itself. by: while nobody knows whether
    it was sent, the moment after which no word of it comes by itself any more.
    """

    word: Words
    tone: str
    happened: Words
    safe: Words
    todo: Words
    customer: Words
    provider_words: tuple[str, ...]
    live: bool
    by: datetime | None = None


@dataclass(frozen=True)
class Acts:
    """What this person may do with it now."""

    stop: bool
    receipt: bool
    repeat: bool
    word_first: bool  # a supervisor must record that the provider did not keep the money
    may_say_word: bool
    word: NotKept | None  # what the supervisor recorded


def known(transfer: Transfer, actor: Actor) -> Known:
    """Where it is, in words this actor may read; no query when the command came along."""
    word, tone = transfer_rows.word_of(transfer.state, transfer.status_code, transfer.counter_status, actor)
    command = transfer.command
    if command is not None and transfer.state in BEFORE_BITSPARK:
        account = outcomes.account_of(command)
        customer = account.happened
        if command.is_in_doubt:
            customer = _("Keep this slip. We will call you.")
        elif command.state == State.PENDING_APPROVAL:
            customer = _("Your order is taken. A colleague looks at it before it is sent.")
        return Known(
            word=word,
            tone=tone,
            happened=account.happened,
            safe=account.safe,
            todo=account.next,
            customer=customer,
            provider_words=tuple(str(sentence) for sentence in command.refusal),
            live=transfer.state in LIVE,
            by=command.created_at + LAST_CALLBACK if command.state == State.UNKNOWN else None,
        )
    status = statuses.for_actor(transfer, actor)
    told = statuses.words_for_actor(transfer, actor)
    return Known(
        word=word,
        tone=tone,
        happened="",
        safe=_("It was sent. It cannot be changed or cancelled here."),
        todo=status.todo,
        customer=statuses.for_counter(transfer).customer,
        provider_words=tuple(dict.fromkeys(text for text in (told.message, told.info) if text)),
        live=_goes_on(status),
    )


def acts(transfer: Transfer, actor: Actor) -> Acts:
    """The acts that have an effect for this actor now. One query where the transfer went badly (the name of
    who gave a word is another)."""
    command = transfer.command
    needs_word = transfer.status_code in statuses.NEEDS_WORD_FIRST
    word_given = needs_word and hasattr(transfer, "not_kept")
    sendable = actor.may(Permission.SEND_MONEY) and transfer.sender_id is not None
    open_still = command is not None and (command.is_in_doubt or command.state in NOT_LEFT)
    return Acts(
        stop=command is not None and _may_stop(command, actor),
        receipt=receipts.has_receipt(transfer) and actor.may(Permission.SEND_MONEY),
        repeat=sendable and not open_still and (not needs_word or word_given),
        word_first=needs_word and not word_given,
        may_say_word=needs_word and not word_given and actor.may(Permission.WORD_NOT_KEPT),
        word=transfer.not_kept if word_given else None,
    )


def _may_stop(command: MoneyCommand, actor: Actor) -> bool:
    """What waits for a second person is taken back only by who asked for it."""
    if command.state == State.PENDING_APPROVAL and command.created_by != actor.user:
        return False
    return command.state in NOT_LEFT and actor.may(Permission.STOP_COMMAND)


def moments(transfer: Transfer, actor: Actor) -> list[Moment]:
    return timeline.of(transfer, actor)


def open_follow_ups(transfer: Transfer) -> list[FollowUp]:
    rows = FollowUp.objects.filter(transfer=transfer, done_at=None).select_related("owner")
    return list(rows.order_by("opened_at"))


def finals(transfer: Transfer) -> list[Line]:
    return receipts.final_figures(transfer)


def anomalies(transfer: Transfer) -> list[Words]:
    """What is odd about it, in sentences; the engine's own finding first."""
    found: list[Words] = [transfer.command.anomaly] if transfer.command and transfer.command.anomaly else []
    return found + statuses.anomalies(transfer.anomaly)


@dataclass(frozen=True)
class Fact:
    """One field of a person; `secret` ones are shown by their last characters only."""

    label: Words
    value: str
    secret: bool


SECRET = frozenset({"bank_account_number", "iban", "cnic", "id_number"})


def recipient_facts(transfer: Transfer) -> list[Fact]:
    """Who is paid, field by field: as Bitspark tells it, else as we asked."""
    told = transfer.recipient_told if transfer.recipient_told is not None else transfer.recipient_asked
    return [
        Fact(form_spec.label_of(f"recipient.{name}"), str(value), name in SECRET)
        for name, value in told.items()
        if value and not isinstance(value, dict | list)
    ]


def notes(transfer: Transfer) -> list[Note]:
    """What was noted on it, also while it was a row of its own that an order was not yet bound to."""
    ids = [transfer.public_id, *transfer.former_ids.values_list("public_id", flat=True)]
    return sorted((note for one in ids for note in notes_about("transfer", one)), key=lambda note: note.pk)


def price_moved(transfer: Transfer) -> Decimal | None:
    """By how much the price at confirm was above (or below) the one shown; None where it was not told."""
    shown, paid = transfer.terms.get("total"), transfer.terms.get("total_at_confirm")
    if not shown or not paid:
        return None
    return Decimal(paid) - Decimal(shown)


def for_the_provider(transfer: Transfer) -> str:
    """A text to copy into a letter to Bitspark about this transfer."""
    asked = f"{plain(transfer.amount)} {transfer.currency}" if transfer.amount is not None else ""
    told = [
        (_("Transaction number"), transfer.transaction_number),
        (_("Id"), transfer.provider_id),
        (_("Our reference"), transfer.reference),
        (_("Amount"), asked),
        (_("Recipient"), transfer.recipient_name),
        (_("Destination"), transfer.destination_name),
    ]
    return "\n".join(f"{label}: {value}" for label, value in told if value)


@dataclass(frozen=True)
class Raw:
    """One answer of the provider as it came; keys, signatures and identity numbers masked."""

    title: str
    at: Any
    text: str


def raw_answers(transfer: Transfer) -> list[Raw]:
    """What the provider answered, word for word, for compliance. Two queries."""
    found = []
    if transfer.raw:
        text = json.dumps(transfer.raw, indent=2, ensure_ascii=False, default=str)
        found.append(Raw(_("Last read"), transfer.last_read_at, text))
    if transfer.command_id is None:
        return found
    assert transfer.command is not None
    attempts = list(transfer.command.attempts.order_by("n"))
    found += [
        Raw(
            _("Attempt %(n)d: %(outcome)s") % {"n": attempt.n, "outcome": attempt.outcome or _("no outcome")},
            attempt.sender_done_at or attempt.claimed_at,
            attempt.response_text() or attempt.error,
        )
        for attempt in attempts
    ]
    callbacks = CallbackInbox.objects.filter(attempt__in=attempts).order_by("received_at")
    found += [
        Raw(_("Callback, only a hint: %(result)s") % {"result": row.result}, row.received_at, "")
        for row in callbacks
    ]
    return found


def _goes_on(status: Status) -> bool:
    return status.group in {statuses.MOVING, statuses.REFUND, statuses.WATCHED, statuses.UNDOCUMENTED}
