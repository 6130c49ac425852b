"""kill -9 and worse, to real processes, while the sandbox keeps an answer back: never a second send."""

import signal

import pytest

from accounts.models import Actor, Shop, Worker
from remittance.models import Destination
from tests.faults.processes import Desk, Process, wait_for
from tests.sandboxes import Sandbox
from tests.wallet.orders import fresh, last_attempt, take, transfer_of
from wallet.models import MoneyCommand

pytestmark = pytest.mark.django_db(transaction=True)

SEND = "/v1/transactions/send_money"
PAST = "2020-01-01T00:00Z"


@pytest.fixture
def command(destination: Destination, teller: Actor, harbour: Shop) -> MoneyCommand:
    """Taken, on disk, and not sent: as a web process leaves it that dies after its first commit."""
    taken = take(destination, teller, harbour).command
    MoneyCommand.objects.update(valid_until="2999-01-01T00:00Z")  # starting processes takes its time
    return taken


def sends(sandbox: Sandbox) -> int:
    return sandbox.seen.count(("POST", SEND))


def reached(sandbox: Sandbox) -> None:
    """The order has left and the provider has it before it."""
    wait_for(lambda: sends(sandbox) == 1)


def state_of(command: MoneyCommand) -> str:
    return str(fresh(command).state)


def a_round_of(worker: Process) -> None:
    """A worker has looked at what waits, and at least once more after that."""
    beats = list(Worker.objects.filter(kind="worker").order_by("-started_at")[:1])
    seen = beats[0].heartbeat_at if beats else None
    wait_for(
        lambda: Worker.objects.filter(kind="worker", ended_at=None, heartbeat_at__gt=seen or PAST).exists()
    )
    assert worker.is_up, worker.log.read_text()


def test_an_order_left_by_a_web_process_that_died_is_sent_once_by_the_worker(
    desk: Desk, command: MoneyCommand, sandbox: Sandbox
) -> None:
    desk.worker()
    desk.worker()

    wait_for(lambda: state_of(command) == "accepted")

    assert sends(sandbox) == len(sandbox.books()["transfers"]) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_worker_leaves_it_unknown_and_no_other_sends_it(
    desk: Desk, command: MoneyCommand, sandbox: Sandbox, when: str
) -> None:
    sandbox.fault("delay", SEND, seconds=1, when=when)
    doomed = desk.worker()
    reached(sandbox)
    doomed.kill()
    assert state_of(command) == "sending"

    other = desk.worker()

    wait_for(lambda: state_of(command) == "unknown")
    assert fresh(command).evidence == "sender-gone"
    assert transfer_of(command).state == "unknown"
    wait_for(lambda: len(sandbox.books()["transfers"]) == 1)
    a_round_of(other)
    assert (state_of(command), sends(sandbox), last_attempt(command).n) == ("unknown", 1, 1)


def test_a_stopped_worker_that_wakes_up_after_its_lease_still_decides(
    desk: Desk, command: MoneyCommand, sandbox: Sandbox
) -> None:
    sandbox.fault("delay", SEND, seconds=1, when="after")
    sleeper = desk.worker()
    reached(sandbox)
    sleeper.signal(signal.SIGSTOP)
    MoneyCommand.objects.update(lease_until=PAST)
    desk.worker()
    wait_for(lambda: state_of(command) == "unknown")

    sleeper.signal(signal.SIGCONT)

    wait_for(lambda: state_of(command) == "accepted")
    assert sends(sandbox) == len(sandbox.books()["transfers"]) == 1


def test_a_worker_told_to_stop_waits_for_the_answer(
    desk: Desk, command: MoneyCommand, sandbox: Sandbox
) -> None:
    sandbox.fault("delay", SEND, seconds=1, when="after")
    worker = desk.worker()
    reached(sandbox)

    assert worker.terminate() == 0, worker.log.read_text()

    assert state_of(command) == "accepted"
    assert Worker.objects.get(kind="worker").ended_at
