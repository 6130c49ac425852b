"""Top-ups: read and kept, decided once, and asked for at another shop."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Connection, Permission
from accounts.services.errors import Conflict, NotAllowed, Refused
from remittance.models import TopUp
from remittance.selectors import top_ups as selectors
from remittance.services import mirror, top_ups
from tests.factories.top_up import asked, asked_of
from tests.people import actor_of
from tests.sandboxes import Sandbox
from wallet.models import Limit, MoneyCommand
from wallet.services import approvals, sending

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def supervisor(susan, harbour):
    return actor_of(susan, harbour)


@pytest.fixture(autouse=True)
def _state(tmp_path, settings):
    settings.STATE_DIR = tmp_path / "state"


def approve(row: TopUp, actor: Any, **more: Any) -> top_ups.Done:
    told = {"seen": row.version, "key": str(uuid4()), "cash_counted": True} | more
    return top_ups.approve(
        selectors.of_public_id(row.public_id, [row.shop], head_office=False), actor=actor, **told
    )


def decline(row: TopUp, actor: Any, **more: Any) -> top_ups.Done:
    told = {"seen": row.version, "key": str(uuid4()), "reason": "never came"} | more
    return top_ups.decline(
        selectors.of_public_id(row.public_id, [row.shop], head_office=False), actor=actor, **told
    )


def booked(sandbox: Sandbox, row: TopUp) -> dict[str, Any]:
    return next(one for one in sandbox.books()["top_ups"] if one["id"] == row.provider_id)


def decisions(sandbox: Sandbox) -> list[tuple[str, str]]:
    return [one for one in sandbox.seen if one[0] == "PUT"]


def test_a_customer_asks_and_every_told_field_is_kept(connection, sandbox, harbour):
    row = asked(connection, sandbox)

    assert row.shop == harbour
    assert (row.status_code, row.amount, row.currency) == ("pending", Decimal(500), "HKD")
    assert (row.fee, row.bitspark_percentage_raw) == (Decimal(10), "50.0")
    assert row.number_tail == row.transaction_number[-4:]
    assert row.number_day is not None
    assert (row.asked_as, row.performed_by_shop, row.receipt_url) == ("requested", False, "")
    assert row.remote_shop_id == sandbox.keys()[0].shop_id
    assert selectors.decides(row)
    assert not row.made_here


def test_the_customers_balance_is_in_no_column(connection, sandbox):
    row = asked(connection, sandbox)

    whole = TopUp.objects.values().get(pk=row.pk)
    assert "balance" not in str([value for name, value in whole.items()])


def test_both_lists_are_read_to_their_ends(connection, sandbox):
    asked_of(connection, sandbox, count=3)

    queries = {one["query"] for one in sandbox.requests if one["path"] == "/v2/top_ups"}
    assert any("requested" in one for one in queries)
    assert any("owned" in one for one in queries)
    top_ups.refresh_top_ups(connection, full=True)
    assert TopUp.objects.count() == 3


def test_reading_again_without_news_changes_no_version(connection, sandbox):
    row = asked(connection, sandbox)
    top_ups.refresh_one(row)
    top_ups.refresh_top_ups(connection, full=True)

    before = row.version
    row.refresh_from_db()
    assert row.version == before


def test_a_list_that_prints_one_fee_for_all_is_not_believed(connection, sandbox):
    sandbox.control("fee_ids", fee_ids="as-printed")
    small = asked(connection, sandbox, amount="500")
    sandbox.control(
        "fees",
        fee={"currency": "hkd", "fee_type": "static", "amount": "7", "from": "0", "to": "9999", "login": 0},
    )
    large = asked(connection, sandbox, amount="900")

    for row in (small, large):
        row.refresh_from_db()
        assert row.fee == Decimal(booked(sandbox, row)["fee"])
    assert small.fee != large.fee


def test_an_approval_credits_once_and_the_page_shows_what_is_read(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    done = approve(row, supervisor)

    assert done.command.state == "accepted"
    assert (done.top_up.status_code, done.top_up.decision_state) == ("approved", "accepted")
    assert done.top_up.performed_by_shop is True
    before, after = Decimal(done.top_up.balance_before_raw), Decimal(done.top_up.balance_after_raw)
    assert before - after == Decimal(505)
    assert booked(sandbox, row)["status"] == "approved"
    path = f"/v2/top_ups/{row.provider_id}"
    assert [one for one in sandbox.seen if one[1].startswith(path)][-2:] == [
        ("PUT", f"{path}/approve"),
        ("GET", path),
    ]


def test_a_second_approval_never_reaches_bitspark(connection, sandbox, supervisor, hector, harbour):
    row = asked(connection, sandbox)
    approve(row, supervisor)

    with pytest.raises(Conflict, match="Susan Ho was first: Approve a top-up") as refused:
        approve(TopUp.objects.get(pk=row.pk), actor_of(hector, harbour))
    assert refused.value.code == "decided-already"
    assert len(decisions(sandbox)) == 1


def test_the_same_key_again_is_the_same_decision(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    first = approve(row, supervisor, key="one")
    again = approve(row, supervisor, key="one")

    assert (again.command, again.replayed) == (first.command, True)
    assert len(decisions(sandbox)) == 1


def test_whoever_saw_an_older_version_decides_nothing(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    TopUp.objects.update(version=5)

    with pytest.raises(Conflict, match="has changed since") as refused:
        approve(row, supervisor)
    assert refused.value.code == "moved-on"
    assert decisions(sandbox) == []
    assert MoneyCommand.objects.count() == 0


def test_without_the_cash_counted_nothing_is_sent(connection, sandbox, supervisor):
    row = asked(connection, sandbox)

    with pytest.raises(Refused) as refused:
        approve(row, supervisor, cash_counted=False)
    assert refused.value.code == "cash-not-counted"
    assert MoneyCommand.objects.count() == 0


def test_without_a_currency_it_cannot_be_approved(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    TopUp.objects.update(currency="")

    with pytest.raises(Refused) as refused:
        approve(row, supervisor)
    assert refused.value.code == "currency-not-told"


def test_beyond_our_balance_it_takes_a_second_word_and_bitspark_refuses_it(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    sandbox.control("balance", login=0, currency="hkd", amount="504")
    mirror.refresh_balances(connection)

    with pytest.raises(Refused) as refused:
        approve(row, supervisor)
    assert refused.value.code == "beyond-balance"
    assert MoneyCommand.objects.count() == 0

    done = approve(row, supervisor, beyond_balance=True)
    assert done.command.state == "rejected"
    assert done.top_up.status_code == "pending"
    assert "Bitspark shows: Waits for a decision." in done.command.refusal


def test_a_decline_keeps_its_reason_here_and_says_it_to_nobody(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    done = decline(row, supervisor, reason="the customer left")

    assert (done.command.state, done.top_up.status_code) == ("accepted", "declined")
    assert done.top_up.decline_reason == "the customer left"
    assert "left" not in str(sandbox.books()["top_ups"])
    with pytest.raises(Refused):
        decline(asked(connection, sandbox), supervisor, reason=" ")


def test_what_was_not_asked_of_us_is_not_ours_to_decide(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    connection.accounts.update(remote_id="another")

    with pytest.raises(Refused) as refused:
        approve(row, supervisor)
    assert refused.value.code == "not-ours"

    connection.shop_remote_id = row.remote_shop_id
    connection.save()
    assert approve(row, supervisor).command.state == "accepted"


def test_a_status_that_nobody_knows_is_shown_raw_and_waits_no_more(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    sandbox.status(row.provider_id, "on_ice")
    row = top_ups.refresh_one(row)

    assert row.status_code == "on_ice"
    with pytest.raises(Conflict, match="on_ice"):
        approve(row, supervisor)


def test_a_teller_waits_for_a_second_person_where_no_limit_is_set(
    connection, sandbox, alice, supervisor, harbour
):
    row = asked(connection, sandbox)
    done = approve(row, actor_of(alice, harbour))

    assert done.command.state == "pending_approval"
    assert decisions(sandbox) == []
    waiting = MoneyCommand.objects.get()
    with pytest.raises(NotAllowed):
        approvals.approve(waiting, version=waiting.version, actor=actor_of(alice, harbour))
    accepted = approvals.approve(waiting, version=waiting.version, actor=supervisor)
    assert accepted.state == "accepted"
    row.refresh_from_db()
    assert (row.status_code, row.decision_state) == ("approved", "accepted")


def test_whoever_approves_reads_what_to_take_and_what_leaves(
    connection, sandbox, alice, susan, harbour, client_of
):
    row = asked(connection, sandbox)
    command = approve(row, actor_of(alice, harbour)).command
    assert command.state == "pending_approval"

    page = client_of(susan).get(f"/approvals/{command.public_id}/").content.decode()

    for words in ("Take from the customer", "Leaves our Bitspark account, about", "Our balance"):
        assert words in page


def test_a_teller_decides_alone_up_to_the_limit(connection, sandbox, alice, harbour):
    for kind in ("topup_approve", "topup_decline"):
        Limit.objects.create(shop=harbour, role="teller", kind=kind, currency="HKD", per_order=Decimal(500))
    alices = actor_of(alice, harbour)

    assert approve(asked(connection, sandbox, amount="500"), alices).command.state == "accepted"
    assert decline(asked(connection, sandbox, amount="500"), alices).command.state == "accepted"
    for act in (approve, decline):
        assert act(asked(connection, sandbox, amount="500.01"), alices).command.state == "pending_approval"


def test_an_approval_that_waited_is_refused_when_the_customer_gave_up(
    connection, sandbox, alice, supervisor, harbour
):
    row = asked(connection, sandbox)
    waiting = approve(row, actor_of(alice, harbour)).command
    sandbox.control("customer-cancels", id=row.provider_id)

    with pytest.raises(Conflict, match="Cancelled"):
        approvals.approve(waiting, version=waiting.version, actor=supervisor)
    assert decisions(sandbox) == []


def test_no_answer_and_applied_is_found_by_reading(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    sandbox.fault("drop_after_commit", f"/v2/top_ups/{row.provider_id}/approve")

    done = approve(row, supervisor)

    assert (done.command.state, done.top_up.status_code) == ("accepted", "approved")
    assert len(decisions(sandbox)) == 1


def test_no_answer_and_still_pending_stays_unknown_until_a_person_sends_the_same_again(
    connection, sandbox, supervisor
):
    row = asked(connection, sandbox)
    sandbox.fault("drop_before", f"/v2/top_ups/{row.provider_id}/approve")

    done = approve(row, supervisor)
    assert (done.command.state, done.top_up.status_code) == ("unknown", "pending")
    with pytest.raises(Conflict) as refused:
        decline(done.top_up, supervisor)
    assert refused.value.code == "decided-already"
    assert sending.send_due() == 0

    again = approvals.send_again(done.command, version=done.command.version, actor=supervisor)
    assert again.state == "accepted"
    row.refresh_from_db()
    assert row.status_code == "approved"


@pytest.mark.parametrize("act", [approve, decline])
def test_said_to_be_done_and_shown_as_pending_is_not_believed(connection, sandbox, supervisor, act):
    row = asked(connection, sandbox)
    sandbox.fault(
        "status", f"/v2/top_ups/{row.provider_id}/*", method="PUT", code=200, body='{"Success": "200 OK"}'
    )

    done = act(row, supervisor)

    assert (done.command.state, done.top_up.status_code) == ("unknown", "pending")
    again = approvals.send_again(done.command, version=done.command.version, actor=supervisor)
    assert again.state == "accepted"


def unanswered(row: TopUp, sandbox: Sandbox, actor: Any, **fault: Any) -> MoneyCommand:
    """An approval whose answer and following reading are both lost."""
    path = f"/v2/top_ups/{row.provider_id}"
    sandbox.fault(path=f"{path}/approve", **fault)
    sandbox.fault("status", path, method="GET", code=503, times=2)
    command = approve(row, actor).command
    assert command.state == "unknown"
    return command


def test_the_same_again_after_it_was_applied_is_refused_there_and_accepted_here(
    connection, sandbox, supervisor
):
    row = asked(connection, sandbox)
    command = unanswered(row, sandbox, supervisor, fault="drop_after_commit")

    again = approvals.send_again(command, version=command.version, actor=supervisor)

    assert again.state == "accepted"
    assert len([one for one in sandbox.books()["ledger"] if one["transfer"] == row.provider_id]) == 2


def test_the_same_again_after_the_opposite_is_rejected_and_needs_a_person(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    command = unanswered(row, sandbox, supervisor, fault="drop_before")
    sandbox.control("customer-cancels", id=row.provider_id)

    again = approvals.send_again(command, version=command.version, actor=supervisor)

    assert again.state == "rejected"
    row.refresh_from_db()
    assert row.status_code == "canceled"
    assert "not what was decided here" in row.anomaly


def test_read_later_and_found_decided_otherwise_did_not_happen_and_needs_a_person(
    connection, sandbox, supervisor
):
    from wallet.services import reading_back

    row = asked(connection, sandbox)
    command = unanswered(row, sandbox, supervisor, fault="drop_before")
    sandbox.control("customer-cancels", id=row.provider_id)

    assert reading_back.read_one(command)

    command.refresh_from_db()
    assert (command.state, command.needs_person) == ("rejected", True)
    assert command.refusal == ["Bitspark shows: Cancelled."]


def test_a_first_422_says_what_bitspark_shows(connection, sandbox, supervisor):
    row = asked(connection, sandbox)
    sandbox.control("customer-cancels", id=row.provider_id)

    done = approve(row, supervisor)

    assert done.command.state == "rejected"
    assert done.command.refusal == ["Top-up can not be approved", "Bitspark shows: Cancelled."]
    assert done.top_up.status_code == "canceled"


def test_older_news_never_wins(connection, sandbox, supervisor):
    from django.utils import timezone

    from accounts.services import connections
    from remittance.services.top_ups.observing import absorb

    row = asked(connection, sandbox)
    asked_at = timezone.now()
    page = connections.client_for(connection).top_ups.page(1, kind="requested")
    approve(row, supervisor)
    absorb(connection, page.items, asked_at, "requested")

    row.refresh_from_db()
    assert row.status_code == "approved"


def test_the_connections_home_shop_gets_the_rows(connection, sandbox, harbour, lantern):
    from accounts.models import ConnectionShop

    ConnectionShop.objects.create(connection=connection, shop=lantern, provider="bitspark")
    connection.home_shop = lantern
    connection.save()
    assert asked(connection, sandbox).shop == lantern


def test_only_roles_of_the_counter_decide(connection, sandbox, carla, harbour):
    row = asked(connection, sandbox)
    with pytest.raises(NotAllowed) as refused:
        approve(row, actor_of(carla, harbour))
    assert refused.value.detail["permission"] == Permission.DECIDE_TOP_UPS


def test_it_is_read_every_15_seconds_while_something_is_pending_else_every_two_minutes(
    connection: Connection, sandbox
):
    from datetime import timedelta

    from django.core.cache import cache
    from django.utils import timezone

    from remittance.models import MirrorRead

    def later(seconds: int) -> int:
        MirrorRead.objects.filter(noun="top-ups").update(tried_at=timezone.now() - timedelta(seconds=seconds))
        return top_ups.poll_due()

    assert top_ups.poll_due() == 1
    assert top_ups.poll_due() == 0
    assert (later(16), later(121)) == (0, 1)
    top_ups.somebody_looks([connection.pk])
    assert later(16) == 1
    cache.clear()
    assert later(16) == 0
    asked(connection, sandbox)
    assert (later(14), later(16)) == (0, 1)
