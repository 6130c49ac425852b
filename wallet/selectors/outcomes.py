"""What became of a command, in words: what happened, what is safe, what to do next.

The list of codes is closed and ours; the provider's own sentences stand beside it in `refusal`.
"""

from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wallet.models import MoneyCommand, State


class Outcome(TextChoices):
    """How a command came to stand where it stands."""

    WAITING = "waiting", _("Waiting to be sent")
    WAITING_AGAIN = "waiting-again", _("Waiting to be sent again")
    WAITS_FOR_SECOND = "waits-for-second", _("Waits for a second person")
    NOT_APPROVED = "not-approved", _("Not approved")
    NOT_APPROVED_IN_TIME = "not-approved-in-time", _("Nobody approved it in time")
    SENDING = "sending", _("Being sent")
    ACCEPTED = "accepted", _("Accepted by the provider")
    ACCEPTED_OTHERWISE = "accepted-otherwise", _("Accepted, but not as asked")
    FOUND_BY_CALLBACK = "found-by-callback", _("Found: the provider has it")
    FOUND_BY_READING = "found-by-reading", _("Found: we read it at the provider")
    DID_NOT_HAPPEN = "did-not-happen", _("Not done: we read it at the provider")
    REFUSED = "refused", _("Refused by the provider")
    LOGIN_REFUSED = "login-refused", _("The provider did not accept our login")
    UNSENDABLE = "unsendable", _("Cannot be sent as it is")
    NOT_SENT = "not-sent", _("Could not be sent")
    TOO_LATE = "too-late", _("Not sent in time")
    STOPPED = "stopped", _("Stopped")
    NO_ANSWER = "no-answer", _("No answer")
    ODD_ANSWER = "odd-answer", _("An answer that says neither yes nor no")
    WENT_WRONG = "went-wrong", _("The provider says that something went wrong")
    SENDER_GONE = "sender-gone", _("We were interrupted while sending")
    ALREADY_BOUND = "already-bound", _("Answered with another order's transfer")


@dataclass(frozen=True)
class Account:
    """Three sentences for the person at the counter, and whether asking again is safe."""

    happened: str | Promise
    safe: str | Promise
    next: str | Promise
    safe_to_repeat: bool


_IN_DOUBT_SAFE = _("We may have sent it. Do not send it again.")
_IN_DOUBT_NEXT = _("Keep the cash, give this slip, and wait until the desk knows.")
_NOTHING_SAFE = _("Nothing was sent and nothing left our account.")
_FORM_NEXT = _("Correct the form and confirm again, or give the cash back.")

ACCOUNTS: dict[str, Account] = {
    Outcome.WAITING: Account(
        _("The order is taken and waits to be sent."),
        _("It can still be stopped."),
        _("Wait a moment; this page follows it."),
        False,
    ),
    Outcome.WAITING_AGAIN: Account(
        _("It may have been heard the first time, and waits to be sent again."),
        _("It happens once at most: the provider refuses a second time."),
        _("Wait a moment; this page follows it."),
        False,
    ),
    Outcome.WAITS_FOR_SECOND: Account(
        _("The order waits for a second person."),
        _("Nothing was sent yet. It can still be taken back."),
        _("Ask a supervisor to look at it; this page follows it."),
        False,
    ),
    Outcome.NOT_APPROVED: Account(
        _("The second person refused the order."),
        _NOTHING_SAFE,
        _("Read the reason; order it anew if it still should be, or give the cash back."),
        True,
    ),
    Outcome.NOT_APPROVED_IN_TIME: Account(
        _("Nobody approved the order in time."),
        _NOTHING_SAFE,
        _("Order it anew if it still should be, or give the cash back."),
        True,
    ),
    Outcome.SENDING: Account(
        _("The order is on its way to the provider."),
        _("It cannot be changed or cancelled here."),
        _("Wait a moment; this page follows it."),
        False,
    ),
    Outcome.ACCEPTED: Account(
        _("The provider has taken the order."),
        _("It cannot be changed or cancelled here."),
        _("Give the receipt; this page follows the transfer."),
        False,
    ),
    Outcome.ACCEPTED_OTHERWISE: Account(
        _("The provider has taken an order, but says other values than we asked for."),
        _("Money is moving. Nothing more is sent through this connection until a person has looked."),
        _("Call your supervisor. Do not send it again."),
        False,
    ),
    Outcome.FOUND_BY_CALLBACK: Account(
        _("The answer to sending was lost; the provider then told us of the transfer, and we read it there."),
        _("It was sent once. It cannot be changed or cancelled here."),
        _("Give the receipt; this page follows the transfer."),
        False,
    ),
    Outcome.FOUND_BY_READING: Account(
        _("No clear answer came; we then read at the provider that it was done."),
        _("It was done once. It cannot be changed or cancelled here."),
        _("Go on as after any other; this page follows it."),
        False,
    ),
    Outcome.DID_NOT_HAPPEN: Account(
        _("No clear answer came; we then read at the provider that it was not done."),
        _NOTHING_SAFE,
        _("Look at what the provider shows, and order it anew if it still should be."),
        True,
    ),
    Outcome.REFUSED: Account(_("The provider refused the order."), _NOTHING_SAFE, _FORM_NEXT, True),
    Outcome.LOGIN_REFUSED: Account(
        _("The provider did not accept our login. Sending through it is paused."),
        _NOTHING_SAFE,
        _("Call an administrator; give the cash back or keep it until the login works."),
        True,
    ),
    Outcome.UNSENDABLE: Account(
        _("The order holds something that cannot be sent."), _NOTHING_SAFE, _FORM_NEXT, True
    ),
    Outcome.NOT_SENT: Account(
        _("The provider could not be reached, several times."),
        _NOTHING_SAFE,
        _("Try again later with a fresh price, or give the cash back."),
        True,
    ),
    Outcome.TOO_LATE: Account(
        _("The order could not leave while its price was good."),
        _NOTHING_SAFE,
        _("Confirm again with a fresh price, or give the cash back."),
        True,
    ),
    Outcome.STOPPED: Account(_("The order was stopped before it left."), _NOTHING_SAFE, _FORM_NEXT, True),
    Outcome.NO_ANSWER: Account(
        _("The order left us and no answer came."), _IN_DOUBT_SAFE, _IN_DOUBT_NEXT, False
    ),
    Outcome.ODD_ANSWER: Account(
        _("The provider answered with something that says neither yes nor no."),
        _IN_DOUBT_SAFE,
        _IN_DOUBT_NEXT,
        False,
    ),
    Outcome.WENT_WRONG: Account(
        _("The provider says that something went wrong, and not whether the money moved."),
        _IN_DOUBT_SAFE,
        _("Keep the cash, give this slip, and call your supervisor: a person decides."),
        False,
    ),
    Outcome.SENDER_GONE: Account(
        _("Our own program stopped while it was sending."), _IN_DOUBT_SAFE, _IN_DOUBT_NEXT, False
    ),
    Outcome.ALREADY_BOUND: Account(
        _("The provider answered with a transfer that belongs to another order of ours."),
        _IN_DOUBT_SAFE,
        _("Keep the cash, give this slip, and call your supervisor: a person decides."),
        False,
    ),
}

# Money that moves between us and the provider alone: nobody stands at the counter, no slip is given.
TOP_UPS = frozenset({"topup_approve", "topup_decline", "topup_cancel", "topup_create"})
OF_OURS = frozenset({"withdrawal", "exchange", "deposit", "deposit_cancel"}) | TOP_UPS
_IN_DOUBT = frozenset({Outcome.NO_ANSWER, Outcome.ODD_ANSWER, Outcome.SENDER_GONE})
_WAIT_AND_READ = _("Do not order it again. This page says how it is found out.")
_A_PERSON = _("Do not order it again. A person must decide; look at the balances and ask the provider.")
_ANEW = _("Look at why, and order it anew if it still should be.")
_FOLLOW = _("This page follows it.")
NEXT_OF_OURS: dict[str, str | Promise] = {
    Outcome.WAITS_FOR_SECOND: _("Ask a second person to look at it; this page follows it."),
    **dict.fromkeys(
        (Outcome.ACCEPTED, Outcome.FOUND_BY_CALLBACK, Outcome.FOUND_BY_READING, Outcome.SENDING), _FOLLOW
    ),
    **dict.fromkeys((Outcome.NO_ANSWER, Outcome.ODD_ANSWER, Outcome.SENDER_GONE), _WAIT_AND_READ),
    **dict.fromkeys((Outcome.WENT_WRONG, Outcome.ALREADY_BOUND), _A_PERSON),
    **dict.fromkeys(
        (
            Outcome.NOT_APPROVED,
            Outcome.NOT_APPROVED_IN_TIME,
            Outcome.REFUSED,
            Outcome.UNSENDABLE,
            Outcome.NOT_SENT,
            Outcome.TOO_LATE,
            Outcome.STOPPED,
        ),
        _ANEW,
    ),
    Outcome.LOGIN_REFUSED: _("Call an administrator; order it anew once the login works."),
}

_BY_STATE = {
    State.PENDING_APPROVAL: Outcome.WAITS_FOR_SECOND,
    State.QUEUED: Outcome.WAITING,
    State.SENDING: Outcome.SENDING,
}
_FALLBACK = {
    State.UNKNOWN: Outcome.NO_ANSWER,
    State.UNCONFIRMED: Outcome.NO_ANSWER,
    State.REJECTED: Outcome.REFUSED,
    State.CANCELLED: Outcome.NOT_SENT,
    State.RELEASED: Outcome.NOT_SENT,
}


def code_of(command: MoneyCommand) -> str:
    """The code of the closed list that fits where the command stands."""
    if command.state == State.QUEUED and command.outcome_code == Outcome.WAITING_AGAIN:
        return Outcome.WAITING_AGAIN
    if command.state in _BY_STATE:
        return _BY_STATE[State(command.state)]
    if command.outcome_code in ACCOUNTS:
        return command.outcome_code
    return _FALLBACK.get(State(command.state), Outcome.ACCEPTED)


def account_of(command: MoneyCommand) -> Account:
    """What to tell the person at the counter; of our own money, no customer waits with cash."""
    code = code_of(command)
    account = ACCOUNTS[code]
    if command.kind in TOP_UPS and code in _IN_DOUBT:
        return replace(
            account,
            safe=_("It may have been heard. It happens once at most: the provider refuses a second time."),
            next=_("Leave the cash where it is. Send the same again, or wait: the provider is read again."),
        )
    following = NEXT_OF_OURS.get(code)
    return replace(account, next=following) if following and command.kind in OF_OURS else account
