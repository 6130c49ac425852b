"""One deposit as one person reads it: where to pay, what is known, what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Permission
from wallet.models import Deposit, DepositProof, MoneyCommand, RemoteEvent, State

from . import deposits, payment_statuses
from .command_card import LIVE
from .payment_statuses import Words

REFERENCE = "reference"
# In this order; what else Bitspark tells comes after, under its own name.
LABELS: dict[str, Words] = {
    "beneficiary_name": _("Beneficiary"),
    "iban": _("IBAN"),
    "account_number": _("Account number"),
    "swift_code": _("SWIFT / BIC"),
    "bank_name": _("Bank"),
    "bank_address": _("Address of the bank"),
    "account_holder_address": _("Address of the account holder"),
}
WITH = ("shop", "connection", "command__created_by", "command__decided_by", "maker")
NO_PROOF = (State.REJECTED, State.CANCELLED, State.RELEASED)


@dataclass(frozen=True)
class Line:
    """One line of the details to pay with."""

    label: Words
    value: str


@dataclass(frozen=True)
class Moment:
    """A status as it was read, and when."""

    word: Words
    tone: str
    at: datetime
    message: str


@dataclass(frozen=True)
class Known:
    """Where it is: word and colour, what to do next, and whether the page should look again by itself."""

    word: Words
    tone: str
    todo: Words
    has_come: bool
    live: bool


@dataclass(frozen=True)
class Acts:
    """What this person may do with it now."""

    cancel: bool
    prove: bool


def known(deposit: Deposit) -> Known:
    """Where it is. No query."""
    word, tone = deposits.word_of(deposit.state, deposit.status_code)
    if deposit.state in deposits.OURS:
        return Known(word, tone, "", has_come=False, live=deposit.state in LIVE)
    status = payment_statuses.of(deposit.status_code)
    has_come = deposit.status_code.casefold() in payment_statuses.DONE
    return Known(word, tone, _todo(deposit, status, has_come), has_come=has_come, live=status.is_open)


def acts(deposit: Deposit, actor: Actor) -> Acts:
    """The acts that have an effect for this actor now. No query."""
    bank = deposit.account_currency != deposits.BITCOIN and deposit.made_here
    return Acts(
        cancel=deposits.is_cancellable(deposit) and deposits.may_decide(deposit, actor),
        prove=bank
        and bool(deposit.provider_id)
        and deposit.state not in NO_PROOF
        and actor.may(Permission.DEPOSIT),
    )


def speaks(command: MoneyCommand | None) -> bool:
    """Whether where the command stands says more than the deposit itself: it waits, may have been sent, was
    refused, took two people, or needs one."""
    if command is None:
        return False
    return command.state in deposits.OURS or command.needs_person or bool(command.why_waiting)


def lines(deposit: Deposit) -> list[Line]:
    """The provider's bank details, line by line, but the reference; empty ones are left out."""
    told = deposit.deposit_credentials
    known_ones = [Line(label, str(told[name])) for name, label in LABELS.items() if told.get(name)]
    others = [
        Line(name.replace("_", " ").capitalize(), str(value))
        for name, value in sorted(told.items())
        if value and name not in LABELS and name != REFERENCE
    ]
    return known_ones + others


def reference_to_write(deposit: Deposit) -> str:
    """What whoever pays must write as the payment reference, exactly; "" while it is not told."""
    return str(deposit.deposit_credentials.get(REFERENCE) or "")


def moments(deposit: Deposit) -> list[Moment]:
    """The statuses that were read, oldest first. One query."""
    if not deposit.provider_id:
        return []
    rows = RemoteEvent.objects.filter(
        connection_id=deposit.connection_id, remote_type="payment", remote_id=deposit.provider_id
    ).order_by("seq")
    found = []
    for row in rows:
        status = payment_statuses.of(row.status_code)
        found.append(Moment(status.word, status.tone, row.observed_at, row.status_message))
    return found


def proofs(deposit: Deposit) -> list[DepositProof]:
    """The files that were handed in for it, newest first. One query."""
    rows = DepositProof.objects.filter(deposit=deposit).select_related("uploaded_by")
    return list(rows.order_by("-id"))


def _todo(deposit: Deposit, status: payment_statuses.Status, has_come: bool) -> Words:
    if has_come:
        return _("The money is on our account; look at its balance.")
    if not status.is_known:
        return _("Bitspark's word is not one of those it documents. Ask Bitspark what it means.")
    if not status.is_open:
        return _("Nobody should pay this any more. Announce a new deposit if money is still to come.")
    if deposit.account_currency == deposits.BITCOIN:
        return _("Send the coins to the address below, to no other.")
    return _("Pay by bank with the details below, then hand in the proof.")
