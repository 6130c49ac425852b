"""Following transfers of ours from the answer to the sending to their end, over the real sandbox."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Actor, AuditEntry, Connection, Shop, User
from accounts.services import connections
from accounts.services.errors import ProviderDown
from remittance.models import FollowUp, FormerId, Transfer
from remittance.selectors import look_alikes, statuses, timeline
from remittance.services import mirror, tracking
from remittance.services.tracking import schedule
from tests.factories.transfer import order_of, sent
from tests.people import actor_of
from tests.sandboxes import Sandbox
from wallet.models import MoneyCommand, RemoteEvent, State

pytestmark = pytest.mark.django_db(transaction=True)

Kind = FollowUp.Kind
GOOD_WAY = [
    "unknown",
    "performing",
    "remittance_received_successfully",
    "payment_created_successfully",
    "payment_commited_successfully",
    "accepted",
    "confirmed",
    "proved",
]
MINUTE = 60


@pytest.fixture
def teller(alice: User, harbour: Shop) -> Actor:
    return actor_of(alice, harbour)


def _poll() -> None:
    """As if everything were due."""
    Transfer.objects.exclude(provider_id="").update(next_poll_at=timezone.now())
    tracking.poll_due()


def _codes(transfer: Transfer, **only: Any) -> list[str]:
    events = RemoteEvent.objects.filter(remote_id=transfer.provider_id, **only)
    return list(events.order_by("seq").values_list("status_code", flat=True))


def _follow(transfer: Transfer, sandbox: Sandbox, minutes: int = 200, step: int = 5) -> Transfer:
    """Let the sandbox's time pass in steps, asking after each."""
    for _ in range(minutes // step):
        sandbox.advance(step * MINUTE)
        _poll()
    return Transfer.objects.select_related("command").get(pk=transfer.pk)


def _open_kinds(transfer: Transfer) -> set[str]:
    return set(transfer.follow_ups.filter(done_at=None).values_list("kind", flat=True))


def test_a_transfer_is_followed_to_proved(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    assert (transfer.state, transfer.status_code, transfer.exchange_rate_raw) == (
        State.ACCEPTED,
        "unknown",
        "",
    )
    assert transfer.next_poll_at is not None and transfer.next_poll_at - timezone.now() < timedelta(
        seconds=12
    )

    transfer = _follow(transfer, sandbox)

    assert (transfer.state, transfer.command.state, transfer.status_code) == ("settled", "settled", "proved")
    seen = _codes(transfer)
    assert seen == [code for code in GOOD_WAY if code in seen] and len(seen) > 4  # in order, none twice
    assert transfer.anomaly == "" and transfer.tracking_number
    assert (
        transfer.provider_created_at is not None
    )  # the bare day of the list did not take the moment's place
    assert _open_kinds(transfer) == {Kind.TELL_CUSTOMER}
    actions = AuditEntry.objects.filter(noun="transfer", object_id=transfer.public_id)
    assert actions.filter(action="transfer.status-seen").count() >= 4


@pytest.mark.parametrize(
    "end",
    [
        ("Decline", "declined", State.FAILED_AFTER_ACCEPT, Kind.NEEDS_PERSON),
        ("Payoutfail", "payout_failed", State.FAILED_AFTER_ACCEPT, Kind.NEEDS_PERSON),
        ("Unsuccessful", "payment_created_unsuccessfully", State.FAILED_AFTER_ACCEPT, Kind.NEEDS_PERSON),
        ("Refund", "refund_confirmed", State.REFUNDED, Kind.PAY_BACK),
        ("Refundreject", "refund_rejected", State.FAILED_AFTER_ACCEPT, Kind.NEEDS_PERSON),
        ("Takenback", "insufficient_funds", State.FAILED_AFTER_ACCEPT, Kind.NEEDS_PERSON),
    ],
)
def test_other_ends_ask_for_a_person(
    connection: Connection,
    harbour: Shop,
    teller: Actor,
    sandbox: Sandbox,
    end: tuple[str, str, str, str],
) -> None:
    last_name, code, state, kind = end
    transfer = sent(connection, harbour, teller, last_name=last_name)

    transfer = _follow(transfer, sandbox, minutes=300, step=20)

    assert (transfer.status_code, transfer.state, transfer.command.state) == (code, state, state)
    assert kind in _open_kinds(transfer)
    assert transfer.anomaly == ""


def test_suspicious_is_kept_from_the_counter_and_left_through_the_list_alone(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox, susan: User
) -> None:
    transfer = sent(connection, harbour, teller, last_name="Suspicious")
    while transfer.status_code != "suspicious":
        sandbox.advance(2 * MINUTE)
        _poll()
        transfer.refresh_from_db()
    v1 = connections.client_for(connection).transfers.get(transfer.provider_id)
    assert v1.status.code == "payment_created_successfully"  # V1 shows the mask

    tracking.observe(connection, v1, "show")

    transfer.refresh_from_db()
    assert (transfer.status_code, transfer.counter_status) == ("suspicious", "payment_created_successfully")
    assert transfer.was_suspicious
    assert str(statuses.for_actor(transfer, teller).word) == "Being processed"
    assert statuses.for_actor(transfer, actor_of(susan, harbour)).code == "suspicious"
    told = [moment.status.code for moment in timeline.of(transfer, teller) if moment.status]
    assert "suspicious" not in told and len(told) == len(set(told))
    words = statuses.words_for_actor(transfer, teller)
    assert (words.group, words.message, words.info) == ("", "", "")
    assert "suspicious" not in str(list(AuditEntry.objects.values_list("action", "detail"))).lower()

    transfer = _follow(transfer, sandbox, minutes=300, step=20)
    assert (transfer.status_code, transfer.anomaly, transfer.state) == ("proved", "", "settled")


def test_going_back_is_not_shown_until_the_list_says_it_twice(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    sandbox.status(transfer.provider_id, "accepted")
    _poll()
    sandbox.status(transfer.provider_id, "performing")

    _poll()
    transfer.refresh_from_db()
    assert (transfer.status_code, transfer.anomaly) == ("accepted", "look-again")
    assert timedelta(seconds=50) < transfer.next_poll_at - timezone.now() <= timedelta(seconds=60)
    assert _open_kinds(transfer) == {Kind.TELL_CUSTOMER}  # its pickup number

    _poll()  # at once is no second sighting
    transfer.refresh_from_db()
    assert transfer.status_code == "accepted"

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=70)):
        _poll()
    transfer.refresh_from_db()
    assert (transfer.status_code, transfer.anomaly) == ("performing", "backwards")
    assert Kind.NEEDS_PERSON in _open_kinds(transfer)


def test_an_oddity_that_goes_away_leaves_the_status_alone(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    sandbox.status(transfer.provider_id, "accepted")
    _poll()
    sandbox.status(transfer.provider_id, "hibernating")
    _poll()
    sandbox.status(transfer.provider_id, "confirmed")

    _poll()

    transfer.refresh_from_db()
    assert (transfer.status_code, transfer.anomaly, transfer.state) == ("confirmed", "", "settled")
    assert _codes(transfer, shown=True) == ["unknown", "accepted", "confirmed"]
    assert _codes(transfer, shown=False) == ["hibernating"]


def test_the_same_answer_twice_is_no_news(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    _poll()
    before = Transfer.objects.get(pk=transfer.pk)
    entries = AuditEntry.objects.count()

    _poll()
    mirror.refresh_transfers(connection, full=True)  # the list writes its days otherwise: no news either

    after = Transfer.objects.get(pk=transfer.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert AuditEntry.objects.count() == entries
    assert len(_codes(transfer)) == 1


def test_a_row_mirrored_before_its_answer_came_is_folded_into_the_order(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    other = sent(connection, harbour, teller)
    order = order_of(connection, harbour, teller)
    sandbox.control("transfers", login=0, count=1)
    mirror.refresh_transfers(connection, full=True)
    mirrored = Transfer.objects.get(command=None)
    follow_up = FollowUp.objects.create(transfer=mirrored, kind=Kind.NEEDS_PERSON, opened_at=timezone.now())
    remote = connections.client_for(connection).transfers.get(mirrored.provider_id)

    bound = tracking.observe(connection, remote, "show", command=order.command)

    assert bound.pk == order.pk and bound.provider_id == mirrored.provider_id
    assert not Transfer.objects.filter(pk=mirrored.pk).exists()
    assert FormerId.objects.get(public_id=mirrored.public_id).transfer_id == order.pk
    follow_up.refresh_from_db()
    assert follow_up.transfer_id == order.pk
    assert "differs" in bound.anomaly  # another amount than the order's
    assert Transfer.objects.filter(~Q(provider_id="")).count() == 2 and other.pk != bound.pk


def test_a_provider_that_is_down_is_asked_again_in_a_minute(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    sandbox.fault("status", path="/v1/transactions/remittances*", code=503)

    _poll()

    transfer.refresh_from_db()
    connection.refresh_from_db()
    assert transfer.status_code == "unknown"
    assert timedelta(seconds=50) < transfer.next_poll_at - timezone.now() <= timedelta(seconds=60)
    assert connection.last_failed_at is not None
    sandbox.fault("status", path="/v1/transactions/remittances*", code=503)
    with pytest.raises(ProviderDown):
        tracking.refresh_one(transfer)


def test_only_what_is_due_is_asked_about_and_within_the_budget(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    for _ in range(3):
        sent(connection, harbour, teller)
    assert tracking.poll_due() == 0

    Transfer.objects.update(next_poll_at=timezone.now())

    assert tracking.poll_due(budget=2) == 2
    assert tracking.poll_due(budget=2) == 1


def test_a_transfer_that_bitspark_does_not_know_is_flagged_and_kept(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    Transfer.objects.update(provider_id="11111111-1111-1111-1111-111111111111")

    tracking.refresh_one(Transfer.objects.get(pk=transfer.pk))

    assert Transfer.objects.get(pk=transfer.pk).anomaly == "not-found"


def test_asking_becomes_rarer_and_ends_45_days_after_the_last_change() -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    waits = [(schedule.next_poll(step, now, now) - now).total_seconds() for step in range(40)]  # type: ignore[operator]  # never None here

    for wait, meant in zip(waits, [10, 30, 60, 120, 300, 900, *[3600] * 24, *[86400] * 10], strict=True):
        assert 0.9 * meant <= wait <= 1.1 * meant
    assert schedule.next_poll(40, now, now - timedelta(days=46)) is None
    assert schedule.next_poll(40, now, now - timedelta(days=44)) is not None


def test_an_order_whose_answer_could_not_be_kept_gets_its_row_from_the_list(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    Transfer.objects.filter(pk=transfer.pk).update(provider_id="", status_code="")

    mirror.refresh_transfers(connection)

    (row,) = Transfer.objects.all()
    assert (row.pk, row.provider_id, row.status_code) == (transfer.pk, transfer.provider_id, "unknown")


def test_a_row_that_fits_an_order_being_sent_is_left_for_its_answer(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    transfer = sent(connection, harbour, teller)
    MoneyCommand.objects.update(state=State.SENDING, remote_id="")
    Transfer.objects.update(provider_id="")

    mirror.refresh_transfers(connection)
    assert Transfer.objects.count() == 1

    MoneyCommand.objects.update(state=State.UNKNOWN)
    mirror.refresh_transfers(connection)
    stranger = Transfer.objects.exclude(pk=transfer.pk).get()
    assert [command.reference for command in look_alikes.may_be(stranger)] == [transfer.reference]
    assert look_alikes.may_be(transfer) == []


def test_an_id_that_is_all_that_is_left_of_an_answer_folds_the_row_mirrored_meanwhile(
    connection: Connection, harbour: Shop, teller: Actor, sandbox: Sandbox
) -> None:
    order = order_of(connection, harbour, teller)
    sandbox.control("transfers", login=0, count=1)
    mirror.refresh_transfers(connection, full=True)
    mirrored = Transfer.objects.get(command=None)

    with transaction.atomic():
        tracking.bind(order.command, mirrored.provider_id)

    (row,) = Transfer.objects.all()
    assert (row.pk, row.provider_id) == (order.pk, mirrored.provider_id)
    assert row.next_poll_at is not None
