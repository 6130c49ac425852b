"""The second person: who may decide, once, about what still holds."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db import connection as database

from accounts.models import Actor, AuditEntry, Connection, Membership, Role, Shop, User
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.factories.person import person
from tests.people import actor_of
from tests.sandboxes import Sandbox
from tests.wallet.orders import TakeOrder, fresh, transfer_of
from wallet.models import Limit, MoneyCommand, State
from wallet.selectors import clock
from wallet.services import approvals, commands, sending

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(take: TakeOrder, harbour: Shop) -> Callable[..., MoneyCommand]:
    """`waiting()`: an order of Alice's above her limit."""
    Limit.objects.get_or_create(
        shop=harbour, role=Role.TELLER, kind="transfer", currency="PHP", per_order=Decimal(1000)
    )

    def order(**changes: Any) -> MoneyCommand:
        command = take(**{"amount": "5000"} | changes)
        assert command.state == State.PENDING_APPROVAL
        return command

    return order


@pytest.fixture
def supervisor(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


def test_an_order_that_waits_is_not_sent(waiting: Any, sandbox: Sandbox) -> None:
    command = waiting()

    sending.send_now(command.pk)
    sending.send_due()

    assert fresh(command).state == "pending_approval"
    assert sandbox.books()["transfers"] == []


def test_approved_it_is_sent_once(waiting: Any, supervisor: Actor, sandbox: Sandbox) -> None:
    command = waiting()

    done = approvals.approve(command, version=command.version, actor=supervisor)

    assert (done.state, done.approved_by, done.decided_by) == ("accepted", supervisor.user, supervisor.user)
    assert done.decided_at is not None
    assert transfer_of(command).state == "accepted"
    assert len(sandbox.books()["transfers"]) == 1
    entry = AuditEntry.objects.filter(action="transfer.queued").get()
    assert entry.actor_name == "Susan Ho"


def test_refused_it_is_never_sent_and_its_asker_reads_why(
    waiting: Any, supervisor: Actor, sandbox: Sandbox
) -> None:
    command = waiting()

    approvals.refuse(command, version=command.version, reason="  No invoice.  ", actor=supervisor)

    done = fresh(command)
    assert (done.state, done.outcome_code, done.decision_reason) == (
        "cancelled",
        "not-approved",
        "No invoice.",
    )
    assert (done.approved_by, done.decided_by) == (None, supervisor.user)
    assert sandbox.books()["transfers"] == []


def test_a_refusal_says_why(waiting: Any, supervisor: Actor) -> None:
    command = waiting()

    with pytest.raises(Refused) as refusal:
        approvals.refuse(command, version=command.version, reason=" ", actor=supervisor)

    assert refusal.value.code == "reason-missing"
    assert fresh(command).state == "pending_approval"


@pytest.mark.parametrize("decide", ["approve", "refuse"])
def test_sec_7_nobody_decides_about_their_own(
    waiting: Any, harbour: Shop, decide: str, sandbox: Sandbox
) -> None:
    Limit.objects.create(
        shop=harbour, role=Role.SUPERVISOR, kind="transfer", currency="PHP", per_order=Decimal(10)
    )
    simon = actor_of(person("simon", "Simon", harbour, Role.SUPERVISOR), harbour)
    command = waiting(actor=simon)

    with pytest.raises(NotAllowed) as refusal:
        _decide(decide, command, simon)

    assert refusal.value.code == "own-order"
    assert fresh(command).state == "pending_approval"


def test_sec_7_a_teller_who_became_a_supervisor_still_does_not_approve_their_own(
    waiting: Any, alice: User, harbour: Shop
) -> None:
    command = waiting()
    Membership.objects.filter(user=alice).update(role=Role.SUPERVISOR)

    with pytest.raises(NotAllowed) as refusal:
        approvals.approve(command, version=command.version, actor=actor_of(alice, harbour))

    assert refusal.value.code == "own-order"


def test_sec_7_the_database_refuses_a_maker_as_checker(waiting: Any, alice: User) -> None:
    command = waiting()

    with pytest.raises(IntegrityError, match="ck_maker_is_not_checker"), transaction.atomic():
        MoneyCommand.objects.filter(pk=command.pk).update(approved_by=alice)


@pytest.mark.parametrize("role", [Role.TELLER, Role.COMPLIANCE, Role.ADMIN])
@pytest.mark.parametrize("decide", ["approve", "refuse"])
def test_only_supervisors_decide_about_orders(waiting: Any, harbour: Shop, role: str, decide: str) -> None:
    command = waiting()
    someone = actor_of(person("someone", "Some One", harbour, role), harbour)

    with pytest.raises(NotAllowed) as refusal:
        _decide(decide, command, someone)

    assert (refusal.value.code, refusal.value.detail["permission"]) == ("not-allowed", "approve-commands")


@pytest.mark.parametrize("decide", ["approve", "refuse"])
def test_another_shops_supervisor_decides_nothing_here(waiting: Any, lantern: Shop, decide: str) -> None:
    command = waiting()
    stranger = actor_of(person("lena", "Lena", lantern, Role.SUPERVISOR), lantern)

    with pytest.raises(NotAllowed) as refusal:
        _decide(decide, command, stranger)

    assert refusal.value.code == "not-allowed"
    assert fresh(command).state == "pending_approval"


def test_another_shops_teller_stops_nothing_here(take: TakeOrder, lantern: Shop) -> None:
    command = take()
    stranger = actor_of(person("lena", "Lena", lantern, Role.TELLER), lantern)

    with pytest.raises(NotAllowed):
        commands.stop(command, version=command.version, actor=stranger)

    assert fresh(command).state == "queued"


def test_compliance_stops_no_order_that_was_approved(take: TakeOrder, carla: User, harbour: Shop) -> None:
    command = take()

    with pytest.raises(NotAllowed):
        commands.stop(command, version=command.version, actor=actor_of(carla, harbour))


def test_while_the_login_is_paused_an_order_goes_on_waiting(
    waiting: Any, supervisor: Actor, sandbox: Sandbox
) -> None:
    command = waiting()
    Connection.objects.update(paused_at="2026-01-01T00:00Z", paused_why="A person must look.")

    with pytest.raises(Refused) as refusal:
        approvals.approve(command, version=command.version, actor=supervisor)

    assert refusal.value.code == "connection-paused"
    assert fresh(command).state == "pending_approval"
    assert sandbox.books()["transfers"] == []


def test_a_supervisor_who_lost_the_role_does_not_approve(waiting: Any, susan: User, harbour: Shop) -> None:
    command = waiting()
    Membership.objects.filter(user=susan).update(role=Role.TELLER)

    with pytest.raises(NotAllowed):
        approvals.approve(command, version=command.version, actor=actor_of(susan, harbour))


def test_an_order_of_somebody_who_left_is_not_approved(waiting: Any, supervisor: Actor, alice: User) -> None:
    command = waiting()
    User.objects.filter(pk=alice.pk).update(is_active=False)

    with pytest.raises(Conflict) as refusal:
        approvals.approve(command, version=command.version, actor=supervisor)

    assert refusal.value.code == "asker-gone"
    assert fresh(command).state == "pending_approval"


def test_an_order_of_somebody_who_left_meanwhile_is_not_approved(
    waiting: Any, supervisor: Actor, alice: User, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    command = waiting()

    def leaves(*_args: Any) -> None:
        User.objects.filter(pk=alice.pk).update(is_active=False)

    monkeypatch.setattr("remittance.services.sendable.refuse_outdated", leaves)
    with pytest.raises(Conflict):
        approvals.approve(command, version=command.version, actor=supervisor)

    assert fresh(command).state == "pending_approval"
    assert sandbox.books()["transfers"] == []


@pytest.mark.parametrize("decide", ["approve", "refuse"])
def test_a_decision_names_the_version_that_was_shown(waiting: Any, supervisor: Actor, decide: str) -> None:
    command = waiting()

    with pytest.raises(Conflict) as refusal:
        _decide(decide, command, supervisor, version=command.version + 1)

    assert refusal.value.code == "moved-on"


@pytest.mark.parametrize("decide", ["approve", "refuse"])
def test_the_second_reads_who_was_first_and_when(
    waiting: Any, supervisor: Actor, hector: User, harbour: Shop, decide: str
) -> None:
    command = waiting()
    seen = command.version
    approvals.approve(command, version=seen, actor=supervisor)

    with pytest.raises(Conflict, match="Susan Ho decided about this order, ") as refusal:
        _decide(decide, command, actor_of(hector, harbour), version=seen)

    assert refusal.value.detail["who"] == "Susan Ho"
    assert refusal.value.detail["when"]


def test_nobody_in_time_closes_it_unsent(waiting: Any, supervisor: Actor, sandbox: Sandbox) -> None:
    command = waiting()
    MoneyCommand.objects.filter(pk=command.pk).update(valid_until="2020-01-01T00:00Z")

    assert sending.cancel_late() == 1

    done = fresh(command)
    assert (done.state, done.outcome_code) == ("cancelled", "not-approved-in-time")
    with pytest.raises(Conflict):
        approvals.approve(command, version=command.version, actor=supervisor)
    assert sandbox.books()["transfers"] == []


def test_what_waited_too_long_is_not_approved_even_before_it_is_closed(
    waiting: Any, supervisor: Actor, sandbox: Sandbox
) -> None:
    command = waiting()
    MoneyCommand.objects.filter(pk=command.pk).update(valid_until="2020-01-01T00:00Z")

    with pytest.raises(Conflict) as refusal:
        approvals.approve(command, version=command.version, actor=supervisor)

    assert refusal.value.code == "too-late"
    assert sandbox.books()["transfers"] == []


def test_its_time_is_over_while_it_is_looked_at_again(
    waiting: Any, supervisor: Actor, monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    command = waiting()

    def takes_long(*_args: Any) -> None:
        MoneyCommand.objects.filter(pk=command.pk).update(valid_until=clock.in_seconds(-1))

    monkeypatch.setattr("remittance.services.sendable.refuse_outdated", takes_long)
    with pytest.raises(Conflict):
        approvals.approve(command, version=command.version, actor=supervisor)

    assert fresh(command).state == "pending_approval"
    assert sandbox.books()["transfers"] == []


def test_who_asked_takes_it_back(waiting: Any, teller: Actor, supervisor: Actor) -> None:
    command = waiting()

    commands.stop(command, version=command.version, actor=teller)

    assert (fresh(command).state, fresh(command).outcome_code) == ("cancelled", "stopped")
    with pytest.raises(Conflict):
        approvals.approve(command, version=command.version, actor=supervisor)


@pytest.mark.parametrize("who", ["bob", "susan"])
def test_nobody_else_takes_it_back(waiting: Any, request: Any, harbour: Shop, who: str) -> None:
    command = waiting()

    with pytest.raises(NotAllowed) as refusal:
        commands.stop(command, version=command.version, actor=actor_of(request.getfixturevalue(who), harbour))

    assert refusal.value.code == "not-yours"
    assert fresh(command).state == "pending_approval"


def test_only_a_guarded_kind_is_sent_again(waiting: Any, supervisor: Actor) -> None:
    command = waiting()
    MoneyCommand.objects.filter(pk=command.pk).update(state=State.UNKNOWN)

    with pytest.raises(Refused) as refusal:
        approvals.send_again(fresh(command), version=command.version, actor=supervisor)

    assert (refusal.value.code, refusal.value.status) == ("not-guarded", 409)


def test_a_stranger_to_it_does_not_send_it_again(waiting: Any, bob: User, harbour: Shop) -> None:
    command = waiting()

    with pytest.raises(NotAllowed):
        approvals.send_again(command, version=command.version, actor=actor_of(bob, harbour))


ROUNDS = 20
THE_CLOCK = Actor.the_desk("cancel-late")


@pytest.mark.django_db(transaction=True)
def test_two_approve_at_once_and_it_is_sent_once(
    waiting: Any, supervisor: Actor, hector: User, harbour: Shop, sandbox: Sandbox
) -> None:
    other = actor_of(hector, harbour)
    for round_ in range(ROUNDS):
        command = waiting(amount=str(5000 + round_))
        wins, loses = _at_once(
            lambda: approvals.approve(command, version=command.version, actor=supervisor),  # noqa: B023
            lambda: approvals.approve(command, version=command.version, actor=other),  # noqa: B023
        )

        assert (len(wins), len(loses)) == (1, 1), (wins, loses)
        assert isinstance(loses[0], Conflict)
        assert loses[0].code == "moved-on"
        assert fresh(command).state == "accepted"
    assert len(sandbox.books()["transfers"]) == ROUNDS


@pytest.mark.django_db(transaction=True)
def test_of_approving_withdrawing_refusing_and_the_clock_one_wins(
    waiting: Any, supervisor: Actor, hector: User, teller: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    other, sent = actor_of(hector, harbour), 0
    for round_ in range(ROUNDS):
        command = waiting(amount=str(7000 + round_))
        seen = command.version
        wins, loses = _at_once(
            lambda: approvals.approve(command, version=seen, actor=supervisor),  # noqa: B023
            lambda: commands.stop(command, version=seen, actor=teller),  # noqa: B023
            lambda: approvals.refuse(command, version=seen, reason="No.", actor=other),  # noqa: B023
            lambda: _closes(command),  # noqa: B023
        )

        assert (len(wins), len(loses)) == (1, 3), (wins, loses)
        assert {type(lost) for lost in loses} == {Conflict}
        state = fresh(command).state
        assert state in {"accepted", "cancelled"}
        sent += state == "accepted"
    assert len(sandbox.books()["transfers"]) == sent


def _closes(command: MoneyCommand) -> None:
    """What the worker does to an order that nobody approved in time."""
    seen = MoneyCommand.objects.select_related("shop", "connection").get(pk=command.pk)
    if seen.state != State.PENDING_APPROVAL:
        raise Conflict("too late", code="moved-on")
    with transaction.atomic():
        commands.move(
            seen, State.CANCELLED, actor=Actor.the_desk("test"), outcome_code="not-approved-in-time"
        )


def _at_once(*acts: Callable[[], Any]) -> tuple[list[Any], list[BaseException]]:
    """Every act in a thread of its own, let go together: what they returned, and what they raised."""
    together = threading.Barrier(len(acts), timeout=60)
    wins: list[Any] = []
    loses: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        together.wait()
        try:
            wins.append(act())
        except BaseException as error:
            loses.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return wins, loses


def _decide(decide: str, command: MoneyCommand, actor: Actor, version: int | None = None) -> None:
    version = command.version if version is None else version
    if decide == "approve":
        approvals.approve(command, version=version, actor=actor)
    else:
        approvals.refuse(command, version=version, reason="No.", actor=actor)
