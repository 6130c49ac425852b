"""A deposit whose answer was lost: found by what proves it ours, or proven not to be there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from tests.wallet.deposits import announce, booked, elsewhere, fresh
from wallet.models import Attempt, Deposit, MoneyCommand, State
from wallet.selectors.outcomes import Outcome
from wallet.services import reading_back
from wallet.services.deposits import polling

pytestmark = pytest.mark.django_db

POST = {"path": "/v3/payments/deposit", "method": "POST"}
LOST = {"fault": "drop_after_commit"}


def fault(sandbox, spec):
    sandbox.fault(spec["fault"], **POST, **{name: value for name, value in spec.items() if name != "fault"})


def look(deposit):
    return reading_back.read_one(MoneyCommand.objects.get(pk=deposit.command_id))


def long_ago(deposit, **ago):
    """As if the call had ended so long ago."""
    moment = timezone.now() - timedelta(**ago)
    MoneyCommand.objects.filter(pk=deposit.command_id).update(sent_at=moment, lease_until=None)
    Attempt.objects.filter(command=deposit.command_id).update(claimed_at=moment, sender_done_at=moment)


@pytest.mark.parametrize("currency", ["USD", "BTC"])
@pytest.mark.parametrize(
    "spec",
    [
        LOST,
        {"fault": "status", "code": 500, "after_commit": True},
        {"fault": "html"},
        {"fault": "malformed"},
        {"fault": "truncate"},
        {"fault": "status", "code": 400, "error_code": "payment_deposit_error", "after_commit": True},
    ],
    ids=["lost", "500", "html", "malformed", "truncated", "400"],
)
def test_a_lost_answer_is_found_by_our_callback_url(
    login, teller, harbour, sandbox, public_url, spec, currency
):
    fault(sandbox, spec)
    deposit = announce(login, teller, harbour, "0.1", currency)
    assert fresh(deposit).state == State.UNKNOWN

    assert look(deposit)

    after = fresh(deposit)
    (there,) = booked(sandbox)
    assert (after.state, after.provider_id) == (State.ACCEPTED, there["id"])
    assert after.command.outcome_code == Outcome.FOUND_BY_READING
    assert after.status_code in {"pending", "unknown"}


def test_a_like_deposit_of_somebody_else_is_never_taken_for_ours(login, teller, harbour, sandbox, public_url):
    fault(sandbox, {"fault": "drop_before"})
    deposit = announce(login, teller, harbour, "100")
    elsewhere(login, "usd", "100")

    assert not look(deposit)

    after = fresh(deposit)
    assert (after.state, after.provider_id) == (State.UNKNOWN, "")
    assert "callback_url" in after.command.anomaly and after.command.needs_person


@pytest.mark.parametrize("used_only_here", [True, False])
def test_without_callbacks_one_candidate_is_ours_only_where_the_login_is_used_only_here(
    login, teller, harbour, sandbox, used_only_here
):
    login.used_only_here = used_only_here
    login.save()
    fault(sandbox, LOST)
    deposit = announce(login, teller, harbour)

    assert look(deposit) is used_only_here
    assert fresh(deposit).state == (State.ACCEPTED if used_only_here else State.UNKNOWN)


def test_absence_counts_from_two_looks_long_after_the_call(login, teller, harbour, sandbox, public_url):
    fault(sandbox, {"fault": "drop_before"})
    deposit = announce(login, teller, harbour)

    assert not look(deposit) and fresh(deposit).first_absent_at is None  # too early to say
    long_ago(deposit, hours=4)
    assert not look(deposit) and fresh(deposit).first_absent_at is not None  # the first look that counts
    assert not look(deposit)  # too soon after it
    Deposit.objects.update(first_absent_at=timezone.now() - timedelta(minutes=11))
    assert look(deposit)

    after = fresh(deposit)
    assert (after.state, after.command.outcome_code) == (State.REJECTED, Outcome.DID_NOT_HAPPEN)
    assert booked(sandbox) == []


def test_an_answered_400_is_settled_within_minutes(login, teller, harbour, sandbox, public_url):
    fault(sandbox, {"fault": "status", "code": 400, "error_code": "payment_deposit_error"})
    deposit = announce(login, teller, harbour)
    assert fresh(deposit).state == State.UNKNOWN
    long_ago(deposit, seconds=90)

    assert not look(deposit)
    Deposit.objects.update(first_absent_at=timezone.now() - timedelta(seconds=61))
    assert look(deposit)
    assert fresh(deposit).state == State.REJECTED


def test_a_list_that_cannot_be_read_proves_nothing(login, teller, harbour, sandbox, public_url):
    fault(sandbox, {"fault": "drop_before"})
    deposit = announce(login, teller, harbour)
    long_ago(deposit, hours=4)
    sandbox.fault("status", "/v1/transactions/history", code=503, times=0)

    assert not look(deposit)
    assert fresh(deposit).first_absent_at is None


def test_it_is_never_sent_again_by_itself(login, teller, harbour, sandbox, public_url):
    from wallet.services import sending

    fault(sandbox, LOST)
    deposit = announce(login, teller, harbour)
    for _ in range(3):
        sending.send_now(deposit.command_id)
        sending.send_due()

    assert len(booked(sandbox)) == 1
    assert [one for one in sandbox.seen if one == ("POST", "/v3/payments/deposit")] == [
        ("POST", "/v3/payments/deposit")
    ]


def test_a_row_mirrored_while_in_doubt_is_folded_when_it_is_found(
    login, teller, harbour, sandbox, public_url
):
    fault(sandbox, LOST)
    deposit = announce(login, teller, harbour, "0.1", "BTC")
    polling.refresh_pending_bitcoin(login)
    assert Deposit.objects.count() == 2

    assert look(deposit)

    folded = Deposit.objects.get(command=None)
    assert folded.folded_into_id == deposit.pk
    assert AuditEntry.objects.filter(object_id=deposit.public_id, action="deposit.accepted").exists()
