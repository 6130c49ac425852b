"""Claim, fence, lease and late answers: who may decide what became of a command."""

import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db import connection as database

from accounts.models import Connection, Worker
from accounts.services import connections, jobs, waiting
from remittance.models import FollowUp
from tests.sandboxes import Sandbox
from tests.wallet.orders import TakeOrder, fresh, last_attempt, transfer_of
from wallet.models import Attempt, MoneyCommand, State
from wallet.services import claiming, conditions, recording, results, sending, spool
from wallet.services.kinds import Answer
from wallet.services.results import Result

pytestmark = pytest.mark.django_db

PAST = "2020-01-01T00:00Z"
ACCEPTED = results.of_answer(Answer(remote_id="r-1", remote_status="unknown"))
REJECTED = Result(results.REJECTED, "refused", "refused-422", 422, ["No."])
UNKNOWN = Result(results.UNKNOWN, "no-answer", "no-answer")
NOT_SENT = Result(results.NOT_SENT, "not-sent", "never-left")


def claimed(command: MoneyCommand) -> claiming.Claim:
    found = claiming.claim(fresh(command))
    assert found is not None
    return found


def lose_lease(command: MoneyCommand) -> MoneyCommand:
    MoneyCommand.objects.filter(pk=command.pk).update(lease_until=PAST)
    sending.sweep_leases()
    return fresh(command)


def test_a_claim_is_whole_before_anything_is_sent(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()

    claim = claimed(command)

    command, attempt = fresh(command), last_attempt(command)
    assert (command.state, command.fence, attempt.fence, attempt.deadline_s) == ("sending", 1, 1, 40)
    assert 59 < (command.lease_until - attempt.claimed_at).total_seconds() < 61
    assert attempt.worker == jobs.this_process()
    assert attempt.body_sha256
    assert attempt.callback_url == "", "without PUBLIC_URL no callback is asked for"
    assert b"callback_url" not in claim.prepared.body
    assert transfer_of(command).state == "sending"
    assert sandbox.books()["transfers"] == []


def test_what_is_claimed_is_not_claimed_again(take: TakeOrder) -> None:
    command = take()
    claimed(command)

    assert claiming.claim(fresh(command)) is None
    assert Attempt.objects.count() == 1


def test_of_two_who_saw_it_queued_one_claims(take: TakeOrder) -> None:
    command = take()
    mine, theirs = fresh(command), fresh(command)

    assert claiming.claim(mine) is not None
    assert claiming.claim(theirs) is None
    assert fresh(command).fence == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_once_one_does(take: TakeOrder) -> None:
    for amount in range(1501, 1506):
        command = take(amount=str(amount))
        together, claims = threading.Barrier(6), []

        def try_to(seen: MoneyCommand, together: threading.Barrier, claims: list[claiming.Claim]) -> None:
            together.wait()
            found = claiming.claim(seen)
            claims.extend([found] if found else [])
            database.close()

        rivals = [threading.Thread(target=try_to, args=(fresh(command), together, claims)) for _ in range(6)]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join()

        assert len(claims) == 1
        assert fresh(command).fence == Attempt.objects.filter(command=command).count() == 1


@pytest.mark.parametrize(
    "column", [{"valid_until": PAST}, {"not_before": "2999-01-01T00:00Z"}, {"state": State.CANCELLED}]
)
def test_what_is_not_due_is_not_claimed(take: TakeOrder, sandbox: Sandbox, column: dict[str, Any]) -> None:
    command = take()
    seen = fresh(command)
    MoneyCommand.objects.filter(pk=command.pk).update(**column)

    assert claiming.claim(seen) is None
    assert sending.send_now(command.pk).fence == 0
    assert sandbox.books()["transfers"] == []


def test_what_came_too_late_is_cancelled_as_not_sent(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()
    MoneyCommand.objects.filter(pk=command.pk).update(valid_until=PAST)

    assert sending.cancel_late() == 1
    assert sending.cancel_late() == 0

    command = sending.send_now(command.pk)
    assert (command.state, command.outcome_code) == ("cancelled", "too-late")
    assert transfer_of(command).state == "cancelled"
    assert sandbox.books()["transfers"] == []


def test_an_order_whose_twin_is_in_doubt_stays_queued(take: TakeOrder, sandbox: Sandbox) -> None:
    first = take()
    second = take(confirms_twin=first.public_id)
    claimed(first)

    second = sending.send_now(second.pk)

    assert (second.state, second.fence) == ("queued", 0)
    assert not Attempt.objects.filter(command=second).exists()
    assert sandbox.books()["transfers"] == []


def test_an_order_that_cannot_be_opened_is_not_claimed(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()
    MoneyCommand.objects.update(params_sealed="sealed under a key that is gone")

    command = sending.send_now(command.pk)

    assert (command.state, command.fence, command.not_sent_tries) == ("queued", 0, 1)
    assert sandbox.books()["transfers"] == []


def test_one_command_that_cannot_be_moved_keeps_no_other_from_it(take: TakeOrder) -> None:
    odd, other = take(), take(amount="1600")
    MoneyCommand.objects.update(valid_until=PAST)
    MoneyCommand.objects.filter(pk=odd.pk).update(kind="of another release")

    assert sending.cancel_late() == 1
    assert (fresh(odd).state, fresh(other).state) == ("queued", "cancelled")


def test_two_exchanges_in_one_lane_are_never_in_doubt_together(take: TakeOrder) -> None:
    one, other = take(), take(amount="1600")
    MoneyCommand.objects.filter(pk=one.pk).update(lane="ex", state=State.SENDING)

    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyCommand.objects.filter(pk=other.pk).update(lane="ex", state=State.UNKNOWN)


def test_a_sender_that_wakes_up_late_holds_back(
    take: TakeOrder, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = take()
    monkeypatch.setattr(sending, "LATE_AFTER_S", -1.0)  # every claim now counts as too long ago

    command = sending.send_now(command.pk)

    assert (command.state, command.fence, command.evidence) == ("queued", 1, "fenced")
    assert last_attempt(command).outcome == "fenced"
    assert command.not_sent_tries == 0
    assert sandbox.books()["transfers"] == []

    monkeypatch.undo()
    command = sending.send_now(command.pk)
    assert (command.state, command.fence, len(sandbox.books()["transfers"])) == ("accepted", 2, 1)


def test_a_late_sender_that_lost_its_lease_leaves_it_closed_as_not_sent(take: TakeOrder) -> None:
    command = take()
    claim = claimed(command)
    assert lose_lease(command).state == "unknown"

    recording.record(claim.attempt.public_id, results.fenced())
    MoneyCommand.objects.filter(pk=command.pk).update(valid_until=PAST)
    sending.cancel_late()

    assert (fresh(command).state, fresh(command).outcome_code) == ("cancelled", "too-late")


def test_an_expired_lease_is_unknown_and_never_queued(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()
    claimed(command)
    assert sending.sweep_leases() == 0

    command = lose_lease(command)

    assert (command.state, command.evidence) == ("unknown", "lease-expired")
    assert FollowUp.objects.filter(transfer=transfer_of(command), kind="in_doubt", done_at=None).exists()
    sending.send_due()
    assert sandbox.books()["transfers"] == []


def test_a_dead_sender_is_noticed_before_its_lease_ends(take: TakeOrder) -> None:
    command = take()
    claimed(command)
    Worker.objects.update(pid=2**22 - 1)  # no process has it: the highest is a pid_max below

    assert sending.sweep_leases() == 1

    assert (fresh(command).state, fresh(command).outcome_code) == ("unknown", "sender-gone")


def test_a_sender_on_another_machine_is_not_taken_for_dead(take: TakeOrder) -> None:
    command = take()
    claimed(command)
    Worker.objects.update(pid=2**22 - 1, host="elsewhere")

    assert sending.sweep_leases() == 0


@pytest.mark.parametrize(
    ("result", "state"),
    [(ACCEPTED, "accepted"), (REJECTED, "rejected"), (UNKNOWN, "unknown"), (NOT_SENT, "queued")],
)
def test_a_late_reply_decides_what_the_lease_left_open(take: TakeOrder, result: Result, state: str) -> None:
    command = take()
    claim = claimed(command)
    lose_lease(command)

    recording.record(claim.attempt.public_id, result)

    assert fresh(command).state == transfer_of(command).state == state
    open_doubts = FollowUp.objects.filter(transfer=transfer_of(command), kind="in_doubt", done_at=None)
    assert open_doubts.exists() == (state == "unknown")


@pytest.mark.parametrize("result", [REJECTED, NOT_SENT, UNKNOWN])
def test_after_the_search_began_only_a_success_decides(take: TakeOrder, result: Result) -> None:
    command = take()
    claim = claimed(command)
    MoneyCommand.objects.filter(pk=command.pk).update(state=State.UNCONFIRMED)

    recording.record(claim.attempt.public_id, result)

    assert fresh(command).state == "unconfirmed"


def test_who_lost_the_fence_decides_nothing(take: TakeOrder) -> None:
    command = take()
    old = claimed(command)
    recording.record(old.attempt.public_id, results.fenced())
    new = claimed(command)
    Attempt.objects.filter(pk=old.attempt.pk).update(outcome="")  # as if its first record had been lost

    recording.record(old.attempt.public_id, REJECTED)

    assert (fresh(command).state, fresh(command).fence) == ("sending", new.attempt.fence)


@pytest.mark.parametrize("state", [State.REJECTED, State.CANCELLED, State.RELEASED, State.QUEUED])
def test_a_success_after_the_end_is_an_alarm(take: TakeOrder, state: str, connection: Connection) -> None:
    command = take()
    claim = claimed(command)
    MoneyCommand.objects.filter(pk=command.pk).update(state=state)

    recording.record(claim.attempt.public_id, ACCEPTED)

    command = fresh(command)
    assert command.state == state
    assert command.anomaly.startswith("LATE ARRIVAL")
    assert command.needs_person
    assert command.connection.is_paused
    assert FollowUp.objects.filter(transfer=transfer_of(command), kind="needs_person").exists()


def test_an_outcome_is_recorded_once(take: TakeOrder) -> None:
    command = take()
    claim = claimed(command)
    recording.record(claim.attempt.public_id, UNKNOWN)

    recording.record(claim.attempt.public_id, REJECTED)

    assert (fresh(command).state, last_attempt(command).outcome) == ("unknown", "unknown")


# --- the spool -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_an_outcome_that_the_database_refuses_is_spooled_and_replayed(
    take: TakeOrder, sandbox: Sandbox, state_dir: Path, refuse_updates: Any
) -> None:
    command = take()
    with refuse_updates(Attempt):
        command = sending.send_now(command.pk)
    assert command.state == "sending"
    (file,) = (state_dir / "spool").iterdir()
    assert "Juan" not in file.read_text()

    assert recording.replay_spool() == 1

    (row,) = sandbox.books()["transfers"]
    command = fresh(command)
    assert (command.state, command.remote_id) == ("accepted", row["id"])
    assert (transfer_of(command).provider_id, transfer_of(command).state) == (row["id"], "accepted")
    assert list((state_dir / "spool").iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_spooled_outcome_decides_after_the_lease_too(
    take: TakeOrder, state_dir: Path, refuse_updates: Any
) -> None:
    command = take()
    with refuse_updates(Attempt):
        sending.send_now(command.pk)
        recording.replay_spool()
    assert lose_lease(command).state == "unknown"

    recording.replay_spool()

    assert fresh(command).state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_an_outcome_refused_once_is_recorded_at_the_second_try(
    take: TakeOrder, state_dir: Path, refuse_updates: Any
) -> None:
    command = take()
    claim = claimed(command)
    refusing = refuse_updates(Attempt)
    refusing.__enter__()
    original = spool.keep

    def keep(*args: Any) -> Path:
        refusing.__exit__(None, None, None)
        return original(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "keep", keep)
        assert recording.record(claim.attempt.public_id, ACCEPTED)

    assert fresh(command).state == "accepted"
    assert list((state_dir / "spool").iterdir()) == []


def test_a_spool_file_nobody_can_read_is_set_aside(state_dir: Path) -> None:
    place = state_dir / "spool"
    place.mkdir(parents=True)
    (place / f"{uuid4()}.sealed").write_text("garbage")

    assert recording.replay_spool() == 0
    assert [file.suffix for file in place.iterdir()] == [".unreadable"]


def test_a_spooled_outcome_of_another_database_is_set_aside(state_dir: Path, db: None) -> None:
    spool.keep(uuid4(), UNKNOWN)

    assert recording.replay_spool() == 0
    assert [file.suffix for file in (state_dir / "spool").iterdir()] == [".unmatched"]


# --- what must hold before a claim ---------------------------------------------------------------


def test_nothing_is_claimed_on_a_full_disk(
    take: TakeOrder, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conditions, "MIN_FREE_BYTES", 2**62)

    assert sending.send_now(take().pk).state == "queued"
    assert sandbox.books()["transfers"] == []


def test_nothing_is_claimed_for_a_paused_login(
    take: TakeOrder, connection: Connection, sandbox: Sandbox
) -> None:
    command = take()
    Connection.objects.update(paused_at=PAST)

    assert sending.send_now(command.pk).state == "queued"
    assert claiming.claim(fresh(command)) is None
    assert sandbox.books()["transfers"] == []


def test_a_step_of_the_clock_pauses_claiming(take: TakeOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = conditions.ClockWatch()
    monkeypatch.setattr(conditions, "_watch", watch)
    watch._apart -= 31

    assert sending.send_now(take().pk).state == "queued"
    assert not watch.sane(), "and not only once"
    monkeypatch.setattr(watch, "_rest_until", 0.0)
    assert watch.sane()


def test_three_unknown_outcomes_in_a_row_make_the_next_order_wait(take: TakeOrder, sandbox: Sandbox) -> None:
    sandbox.fault("status", "/v1/transactions/send_money", code=503, times=3)
    for amount in ("1601", "1602", "1603"):
        assert sending.send_now(take(amount=amount).pk).state == "unknown"

    waiting = take(amount="1604")
    assert sending.send_now(waiting.pk).state == "queued"
    Attempt.objects.update(sender_done_at=PAST)
    assert sending.send_now(waiting.pk).state == "accepted"


def test_an_order_left_by_a_full_web_process_waits_for_the_worker(
    take: TakeOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = threading.BoundedSemaphore(1)
    monkeypatch.setattr(waiting, "_room", room)
    command = take()
    with room:
        assert sending.send_now(command.pk).state == "queued"

    assert sending.send_now(command.pk).state == "accepted"


def test_a_process_told_to_stop_in_mid_call_says_unknown_first(
    take: TakeOrder, sandbox: Sandbox, connection: Connection
) -> None:
    command = take()

    class Stopped(BaseException):
        """As SystemExit would come."""

    def stop(*_: Any) -> None:
        raise Stopped

    client = connections.client_for(connection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(client.transfers), "send", stop)
        with pytest.raises(Stopped):
            sending.send_now(command.pk)

    assert (fresh(command).state, fresh(command).evidence) == ("unknown", "interrupted")
