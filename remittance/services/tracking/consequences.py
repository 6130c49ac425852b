"""What follows from a status: the state of the command, and what a person has to do."""

from accounts.models import Actor
from remittance.models import FollowUp, Transfer
from remittance.selectors.follow_ups import MONEY_BACK, STATUS, TRACKING_NUMBER
from remittance.services.tracking import follow_ups
from wallet.models import MoneyCommand, State, lawful
from wallet.services import commands

SETTLES = frozenset({"confirmed", "proved"})
REFUNDS = frozenset({"refund_confirmed"})
FAILS = frozenset(
    {
        "remittance_received_unsuccessfully",
        "payment_created_unsuccessfully",
        "payment_commited_unsuccessfully",
        "insufficient_funds",
        "declined",
        "failed",
        "payout_failed",
        "refund_rejected",
        "amount_too_small",
    }
)
THE_DESK = Actor.the_desk("tracking")


def state_after(code: str) -> str | None:
    """The state that a status leads to; None when it leaves the state as it is."""
    if code in SETTLES:
        return State.SETTLED
    if code in REFUNDS:
        return State.REFUNDED
    if code in FAILS:
        return State.FAILED_AFTER_ACCEPT
    return None


def may_move(command: MoneyCommand, to: str) -> bool:
    return command.state != to and lawful(command.state, to)


def move_command(command: MoneyCommand, code: str) -> bool:
    """Bring a command to the state of its transfer's status; whether it moved. `command` is fresh then."""
    to = state_after(code)
    if to is None or not may_move(command, to):
        return False
    commands.move(command, to, actor=THE_DESK, remote_status=code[:64])
    return True


def move_alone(transfer: Transfer) -> None:
    """The same for a row that no command of ours made; the caller saves it."""
    to = state_after(transfer.status_code)
    if to is not None and lawful(transfer.state, to):
        transfer.state = to


def open_follow_ups(
    transfer: Transfer, *, status_moved: bool, number_came: bool, anomaly: str
) -> list[FollowUp | None]:
    """What a person has to do after this news; nothing is opened twice."""
    opened: list[FollowUp | None] = []
    code, kind = transfer.status_code, FollowUp.Kind
    if number_came:
        opened.append(follow_ups.open(transfer, kind.TELL_CUSTOMER, TRACKING_NUMBER))
    if status_moved and code in REFUNDS:
        opened.append(follow_ups.open(transfer, kind.PAY_BACK, MONEY_BACK))
    if status_moved and code in FAILS:
        opened.append(follow_ups.open(transfer, kind.NEEDS_PERSON, f"{STATUS}{code}"))
    if anomaly:
        opened.append(follow_ups.open(transfer, kind.NEEDS_PERSON, anomaly))
    return opened
