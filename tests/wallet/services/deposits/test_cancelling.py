"""Cancelling a deposit: who may, what Bitspark's word counts for, and two who decide at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.people import actor_of
from tests.wallet.deposits import announce, booked, elsewhere, fresh
from wallet.models import Attempt, Deposit, MoneyCommand, State
from wallet.selectors.outcomes import Outcome
from wallet.services import approvals, reading_back
from wallet.services.deposits import ordering, polling

pytestmark = pytest.mark.django_db


@pytest.fixture
def deposit(login, teller, harbour):
    return fresh(announce(login, teller, harbour))


def cancel(deposit, actor, **changed):
    asked = {"version": deposit.version, "key": uuid4().hex} | changed
    return ordering.cancel(deposit, actor=actor, **asked)


def path(deposit):
    return f"/v2/payments/{deposit.provider_id}/cancel"


def test_it_is_cancelled_and_read_again(deposit, teller, sandbox):
    command = cancel(deposit, teller)

    after = fresh(deposit)
    assert command.state == State.ACCEPTED
    assert (after.status_code, after.state) == ("canceled", State.FAILED_AFTER_ACCEPT)
    assert after.command.state == State.FAILED_AFTER_ACCEPT
    assert booked(sandbox)[0]["status"] == "canceled"
    assert sandbox.seen[-2:] == [
        ("PUT", path(deposit)),
        ("GET", f"/v2/payments/{deposit.provider_id}"),
    ]


def test_a_supervisor_cancels_anybodys_of_the_shop_a_teller_their_own(deposit, bob, susan, harbour):
    with pytest.raises(NotAllowed):
        cancel(deposit, actor_of(bob, harbour))

    assert cancel(deposit, actor_of(susan, harbour)).state == State.ACCEPTED


def test_the_second_to_decide_hears_who_was_first(deposit, teller, susan, harbour, sandbox):
    cancel(deposit, teller)

    with pytest.raises(Conflict) as refusal:
        cancel(fresh(deposit), actor_of(susan, harbour))

    assert refusal.value.code == "decided-already"
    assert "Alice Cheung" in str(refusal.value)
    assert [one for one in sandbox.seen if one == ("PUT", path(deposit))] == [("PUT", path(deposit))]


def test_the_same_key_is_the_same_decision(deposit, teller, sandbox):
    first = cancel(deposit, teller, key="one")

    assert cancel(deposit, teller, key="one") == first
    assert [one for one in sandbox.seen if one[0] == "PUT"] == [("PUT", path(deposit))]


def test_a_page_that_is_out_of_date_decides_nothing(deposit, teller, sandbox):
    with pytest.raises(Conflict) as refusal:
        cancel(deposit, teller, version=deposit.version - 1)

    assert refusal.value.code == "moved-on"
    assert ("PUT", path(deposit)) not in sandbox.seen


def test_one_that_was_paid_meanwhile_is_refused_in_words(deposit, teller, sandbox):
    sandbox.control("arrive", id=deposit.provider_id)

    command = cancel(deposit, teller)

    assert command.state == State.REJECTED
    assert command.refusal == ["Payment can not be canceled", "Payment cancel: Something went wrong."]
    assert polling.refresh_one(fresh(deposit)).state == State.SETTLED


def test_one_made_elsewhere_is_cancelled_elsewhere(login, susan, harbour):
    elsewhere(login)
    polling.refresh_pending_bitcoin(login)

    with pytest.raises(Refused) as refusal:
        cancel(Deposit.objects.get(), actor_of(susan, harbour))
    assert refusal.value.code == "not-cancellable"


@pytest.mark.parametrize(
    "spec",
    [
        {"fault": "drop_after_commit"},
        {"fault": "status", "code": 400, "error_code": "payment_cancel_error", "after_commit": True},
        {"fault": "status", "code": 500, "after_commit": True},
        {"fault": "html"},
        {"fault": "malformed"},
    ],
    ids=["lost", "400", "500", "html", "malformed"],
)
def test_after_a_lost_answer_the_read_that_follows_decides(deposit, teller, sandbox, spec):
    sandbox.fault(**spec, path=path(deposit), method="PUT")

    assert cancel(deposit, teller).state == State.ACCEPTED
    assert fresh(deposit).status_code == "canceled"


@pytest.mark.parametrize(
    "spec",
    [
        {"fault": "drop_before"},
        {"fault": "status", "code": 400, "error_code": "payment_cancel_error"},
        {"fault": "status", "code": 503},
    ],
    ids=["lost", "400", "503"],
)
def test_one_still_shown_as_pending_was_not_cancelled(deposit, teller, sandbox, spec):
    sandbox.fault(**spec, path=path(deposit), method="PUT")
    command = cancel(deposit, teller)
    assert command.state == State.UNKNOWN

    assert not reading_back.read_one(command)  # it may still be on its way
    Attempt.objects.filter(command=command).update(sender_done_at=timezone.now() - timedelta(minutes=2))
    assert reading_back.read_one(MoneyCommand.objects.get(pk=command.pk))

    command.refresh_from_db()
    assert (command.state, command.outcome_code) == (State.REJECTED, Outcome.DID_NOT_HAPPEN)
    assert "Waiting for the money" in command.refusal[0]
    assert fresh(deposit).state == State.ACCEPTED
    assert cancel(fresh(deposit), teller).state == State.ACCEPTED


def test_while_nobody_knows_the_same_may_be_sent_again(deposit, teller, sandbox):
    sandbox.fault("drop_before", path(deposit), method="PUT")
    command = cancel(deposit, teller)

    again = approvals.send_again(command, version=command.version, actor=teller)

    assert again.state == State.ACCEPTED
    assert fresh(deposit).status_code == "canceled"


def test_the_same_again_after_it_was_heard_is_refused_there_and_done_here(deposit, teller, sandbox):
    sandbox.fault("drop_after_commit", path(deposit), method="PUT")
    sandbox.fault("status", path(deposit).removesuffix("/cancel"), method="GET", code=503, times=1)
    command = cancel(deposit, teller)
    assert command.state == State.UNKNOWN

    again = approvals.send_again(command, version=command.version, actor=teller)

    assert again.state == State.ACCEPTED
    assert fresh(deposit).status_code == "canceled"


def test_a_repeat_that_is_refused_and_cannot_be_read_stays_in_doubt(deposit, teller, sandbox):
    sandbox.fault("drop_after_commit", path(deposit), method="PUT")
    sandbox.fault("status", path(deposit).removesuffix("/cancel"), method="GET", code=503, times=4)
    command = cancel(deposit, teller)

    again = approvals.send_again(command, version=command.version, actor=teller)

    assert again.state == State.UNKNOWN
    with pytest.raises(Conflict):
        cancel(fresh(deposit), teller)


def test_said_to_be_cancelled_and_shown_as_pending_is_not_believed(deposit, teller, sandbox):
    sandbox.fault("status", path(deposit), method="PUT", code=200, body='{"Success": "200 OK"}')

    command = cancel(deposit, teller)

    assert command.state in {State.UNKNOWN, State.REJECTED}
    assert fresh(deposit).status_code == "pending"
