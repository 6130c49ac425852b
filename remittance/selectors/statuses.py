"""What Bitspark's transfer statuses mean: a word, a colour, a sentence for the customer, what to do next.

Source: Bitspark API, "Transfer statuses list", spelt as there. The list is open: a word that is not in it is
shown as it came, counts as pending and is flagged.

`suspicious` is not for the counter: whoever may not see it reads "Being processed", which is also how the
older of Bitspark's two histories shows such a transfer.
"""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor
from remittance.models import Transfer

Words = str | Promise

SUSPICIOUS = "suspicious"
COUNTER_CODE = "payment_created_successfully"  # what the counter reads in its place

MOVING, ARRIVED, STOPPED, REFUND, WATCHED, UNDOCUMENTED = (
    "moving",
    "arrived",
    "stopped",
    "refund",
    "watched",
    "undocumented",
)

# After these nobody knows whether Bitspark kept the money: a second send needs a supervisor's recorded word.
NEEDS_WORD_FIRST = frozenset(
    {
        "insufficient_funds",
        "remittance_received_unsuccessfully",
        "payment_created_unsuccessfully",
        "payment_commited_unsuccessfully",
        "declined",
        "failed",
        "payout_failed",
        "refund_rejected",
    }
)


@dataclass(frozen=True)
class Status:
    """One status as people read it.

    tone: a Bootstrap colour name. group: ours, one of the words above. customer: a sentence to say across the
    counter. todo: what the staff does next.
    """

    code: str
    word: Words
    tone: str
    group: str
    customer: Words
    todo: Words
    documented: bool = True


_PROCESSING: tuple[Words, Words] = (
    _("Your transfer is being processed. Nothing is needed from you."),
    _("Nothing to do. This page follows it by itself."),
)
_NOT_DELIVERED = _("The transfer did not go through. We are asking where the money is and will call you.")
_ASK_WHERE = _(
    "Ask Bitspark whether the money was kept. A supervisor records the answer before it is sent again."
)

_LIST: tuple[tuple[str, Words, str, str, Words, Words], ...] = (
    ("unknown", _("Received"), "info", MOVING, *_PROCESSING),
    ("performing", _("Being prepared"), "info", MOVING, *_PROCESSING),
    ("remittance_received_successfully", _("Price settled"), "info", MOVING, *_PROCESSING),
    (
        "remittance_received_unsuccessfully",
        _("Price not settled"),
        "danger",
        STOPPED,
        _NOT_DELIVERED,
        _ASK_WHERE,
    ),
    ("payment_created_successfully", _("Being processed"), "info", MOVING, *_PROCESSING),
    (
        "payment_created_unsuccessfully",
        _("Not taken by the payout partner"),
        "danger",
        STOPPED,
        _NOT_DELIVERED,
        _ASK_WHERE,
    ),
    (
        "insufficient_funds",
        _("Not enough funds"),
        "danger",
        STOPPED,
        _NOT_DELIVERED,
        _("Check the balance of our Bitspark account, then ask Bitspark what happened to this transfer."),
    ),
    (
        "payment_commited_successfully",
        _("Ordered at the payout partner"),
        "info",
        MOVING,
        *_PROCESSING,
    ),
    (
        "payment_commited_unsuccessfully",
        _("Not ordered at the payout partner"),
        "danger",
        STOPPED,
        _NOT_DELIVERED,
        _ASK_WHERE,
    ),
    (
        "declined",
        _("Declined"),
        "danger",
        STOPPED,
        _("The payout partner declined this transfer. We are asking where the money is and will call you."),
        _ASK_WHERE,
    ),
    (
        "accepted",
        _("Accepted by the payout partner"),
        "primary",
        MOVING,
        _("The payout partner has accepted your transfer and is paying it out."),
        _("Nothing to do. If a pickup number is expected, it appears here and on the home page."),
    ),
    (
        "confirmed",
        _("Confirmed"),
        "success",
        ARRIVED,
        _("The payout partner confirms your transfer."),
        _("Nothing to do. It becomes final by itself, usually within ten days."),
    ),
    (
        "proved",
        _("Completed"),
        "success",
        ARRIVED,
        _("Your transfer is complete."),
        _("Nothing to do."),
    ),
    (
        "failed",
        _("Failed"),
        "danger",
        STOPPED,
        _NOT_DELIVERED,
        _ASK_WHERE,
    ),
    (
        "payout_failed",
        _("Payout failed"),
        "danger",
        STOPPED,
        _("The payout partner could not pay out. We are asking where the money is and will call you."),
        _ASK_WHERE,
    ),
    (
        "refund_requested",
        _("Refund asked for"),
        "warning",
        REFUND,
        _("A refund of your transfer was asked for. It is not decided yet."),
        _("Wait. Pay nothing back before it is confirmed."),
    ),
    (
        "refund_responce_received",
        _("Refund being decided"),
        "warning",
        REFUND,
        _("A refund of your transfer was asked for. It is not decided yet."),
        _("Wait. Pay nothing back before it is confirmed."),
    ),
    (
        "refund_confirmed",
        _("Money is back"),
        "warning",
        REFUND,
        _("The money has come back. We pay it back to you."),
        _("The money is back on our Bitspark account: pay the customer back."),
    ),
    (
        "refund_rejected",
        _("Not returned"),
        "danger",
        STOPPED,
        _("The money was not returned. We are asking Bitspark why and will call you."),
        _("The money was not returned. Ask Bitspark for the reason."),
    ),
    (
        SUSPICIOUS,
        _("Suspicious"),
        "warning",
        WATCHED,
        _PROCESSING[0],
        _("For compliance: find out what Bitspark asks. At the counter it reads “Being processed”."),
    ),
    (
        "amount_too_small",
        _("Amount too small"),
        "danger",
        STOPPED,
        _("The amount was too small for this way of paying out."),
        _("Check that our balance was not charged, then agree on a larger amount with the customer."),
    ),
)

DOCUMENTED: dict[str, Status] = {row[0]: Status(*row) for row in _LIST}
NOT_TOLD = Status(
    "",
    _("No status yet"),
    "secondary",
    MOVING,
    _("We do not have a word from Bitspark yet."),
    _("Nothing to do. It is asked for by itself."),
)


def of(code: str) -> Status:
    """What a status means; an undocumented word shows itself, as pending."""
    if not code:
        return NOT_TOLD
    known = DOCUMENTED.get(code)
    if known is not None:
        return known
    return Status(
        code,
        code,
        "warning",
        UNDOCUMENTED,
        _("Your transfer is being processed."),
        _("Bitspark uses a word here that it does not document. Ask Bitspark what it means."),
        documented=False,
    )


def is_suspicious(code: str) -> bool:
    """Whether this word is for supervisor and compliance alone."""
    return SUSPICIOUS in code.casefold()


def counter_code(code: str) -> str:
    """The status that everybody may read: `suspicious` as the neutral one, all others as they are."""
    return COUNTER_CODE if is_suspicious(code) else code


def for_actor(transfer: Transfer, actor: Actor) -> Status:
    """The status as this person may read it; devices, tellers and administrators never read `suspicious`."""
    return of(transfer.status_code if actor.reads_suspicious else counter_code(transfer.status_code))


def for_counter(transfer: Transfer) -> Status:
    """The status for receipts and customers, whoever prints them."""
    return of(counter_code(transfer.status_code))


@dataclass(frozen=True)
class ToldWords:
    """Bitspark's own words beside a status, "" where there are none or they are not for this reader."""

    group: str
    message: str
    info: str


def told_words(group: str, code: str, message: str, info: str, actor: Actor) -> ToldWords:
    """Bitspark's group, message and further words, without those that give `suspicious` away."""
    words = ToldWords(group, message, info)
    if actor.reads_suspicious:
        return words
    if is_suspicious(code):
        return ToldWords("", "", "")
    return replace(words, **{name: "" for name, text in vars(words).items() if SUSPICIOUS in text.casefold()})


def words_for_actor(transfer: Transfer, actor: Actor) -> ToldWords:
    """`told_words` of a transfer's present status."""
    return told_words(
        transfer.status_group, transfer.status_code, transfer.status_message, transfer.status_info, actor
    )


# What was odd while a transfer was followed: codes in `Transfer.anomaly` and `RemoteEvent.anomaly`, with
# words that never name a status.
BACKWARDS = "backwards"
UNDOCUMENTED_STATUS = "undocumented-status"
DIFFERS = "differs"
NOT_FOUND = "not-found"
LOOK_AGAIN = "look-again"  # an oddity waits for its second reading
ANOMALIES: dict[str, Words] = {
    BACKWARDS: _("The status went a way that Bitspark does not document."),
    UNDOCUMENTED_STATUS: _("Bitspark uses a status that it does not document."),
    DIFFERS: _("Bitspark shows other values than were asked for."),
    NOT_FOUND: _("Bitspark says that it does not know this transfer."),
    LOOK_AGAIN: _("The status is being read once more."),
}


def anomalies(codes: str) -> list[Words]:
    """The sentences of an `anomaly` column; a code without one shows itself."""
    return [ANOMALIES.get(code, code) for code in codes.split()]
