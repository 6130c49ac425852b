"""Exchanges against the real sandbox: sent once, never two while one is in doubt, balances as evidence."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Actor, AuditEntry, Connection, Shop, User
from accounts.services import connections
from accounts.services.errors import Conflict, NotAllowed, ProviderDown, Refused
from tests.people import actor_of
from tests.sandboxes import Sandbox
from tests.wallet import payouts
from tests.wallet.payouts import EXCHANGE, command_of
from wallet.models import Exchange, Limit, MoneyCommand
from wallet.selectors.payouts import sides
from wallet.services import approvals, recording, results, sending
from wallet.services.exchanges import after, ordering, rates
from wallet.services.exchanges.kind import ExchangeKind
from wallet.services.exchanges.ordering import RateMoved, Wish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def susan_here(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


@pytest.fixture
def second(hector: User, harbour: Shop) -> Actor:
    return actor_of(hector, harbour)


@pytest.fixture
def wish(connection: Connection) -> Wish:
    """100 US dollars into Hong Kong dollars."""
    source, target = payouts.account(connection, "USD"), payouts.account(connection, "HKD")
    return Wish(source, target, Decimal(100))


def booked(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.books()["exchanges"])


def sends(sandbox: Sandbox) -> int:
    return sandbox.seen.count(("POST", EXCHANGE))


def fresh(row: Exchange) -> Exchange:
    return Exchange.objects.get(pk=row.pk)


def test_an_exchange_is_done_once_with_both_balances_before_and_after(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    row = fresh(payouts.exchanged(wish, susan_here, harbour))

    (done,) = booked(sandbox)
    assert (row.state, row.status_code) == ("settled", "completed")
    assert (row.base_amount_raw, row.quoted_amount_raw) == ("100.00", done["quoted"])
    assert (row.commission_raw, bool(row.rate_raw), bool(row.fee_raw)) == (done["commission"], True, True)
    leaves, arrives = sides(row)
    assert (leaves.moved, leaves.told, leaves.fits) == (Decimal(-100), Decimal(-100), True)
    assert (arrives.moved, arrives.fits) == (Decimal(done["quoted"]), True)
    command = command_of(row)
    assert (command.remote_id, command.evidence) == ("", "answer"), "its id lasts nowhere and is no key"


def test_the_rate_is_asked_fresh_and_tells_about_only_for_the_pair_asked(
    wish: Wish, susan_here: Actor, sandbox: Sandbox
) -> None:
    rate = ordering.review(wish, actor=susan_here)

    assert rate.is_pair_asked
    assert rate.about == Decimal(100) * Decimal(rate.rate)
    asked = [one["query"] for one in sandbox.requests if one["path"].endswith("exchange_rate")]
    assert asked
    assert all("cached_rate=false" in str(query) for query in asked)

    sandbox.control("exchange_rate", fresh="other")
    other = ordering.review(wish, actor=susan_here)
    assert (other.is_pair_asked, other.about) == (False, None)
    assert other.pair == "BTC / USD"


def test_a_rate_of_another_pair_sends_nothing(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    sandbox.control("exchange_rate", fresh="other")

    with pytest.raises(Conflict, match="BTC / USD"):
        payouts.exchanged(wish, susan_here, harbour)

    assert (sends(sandbox), MoneyCommand.objects.count()) == (0, 0)


def test_a_rate_that_moved_is_shown_again_before_anything_is_sent(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    with pytest.raises(RateMoved) as moved:
        payouts.exchanged(wish, susan_here, harbour, shown="7")

    assert (sends(sandbox), MoneyCommand.objects.count()) == (0, 0)
    payouts.exchanged(wish, susan_here, harbour, shown=moved.value.now.rate)
    assert sends(sandbox) == 1


@pytest.mark.parametrize("shown", ["", "x", "NaN", "Infinity"])
def test_a_rate_shown_that_is_none_has_moved(
    harbour: Shop, wish: Wish, susan_here: Actor, shown: str
) -> None:
    assert rates.has_moved(shown, ordering.review(wish, actor=susan_here), harbour)


def test_the_same_key_is_the_same_exchange(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    first = payouts.exchanged(wish, susan_here, harbour, key="one")
    again = payouts.exchanged(wish, susan_here, harbour, key="one", shown="0")

    assert (first.pk, sends(sandbox)) == (again.pk, 1)


def test_one_like_it_within_a_day_needs_a_word(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    first = payouts.exchanged(wish, susan_here, harbour)
    with pytest.raises(Refused) as refused:
        payouts.exchanged(wish, susan_here, harbour)
    assert refused.value.code == "possible-duplicate"

    payouts.exchanged(wish, susan_here, harbour, confirms_twin=command_of(first).public_id)

    assert len(booked(sandbox)) == 2, "two answers without an id of their own are no clash"


@pytest.mark.parametrize(
    ("amount", "code"), [("100.001", "too-many-decimals"), ("99999999", "balance-too-low")]
)
def test_what_cannot_leave_is_refused(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox, amount: str, code: str
) -> None:
    wish.source.precision = 2

    with pytest.raises(Refused) as refused:
        payouts.exchanged(Wish(wish.source, wish.target, Decimal(amount)), susan_here, harbour, shown="1")

    assert (refused.value.code, sends(sandbox)) == (code, 0)


def test_one_currency_into_itself_is_refused(wish: Wish, susan_here: Actor, harbour: Shop) -> None:
    with pytest.raises(Refused, match="two different"):
        payouts.exchanged(Wish(wish.source, wish.source, wish.amount), susan_here, harbour)


def test_a_teller_does_not_exchange(wish: Wish, teller: Actor, harbour: Shop) -> None:
    with pytest.raises(NotAllowed):
        payouts.exchanged(wish, teller, harbour)


def test_above_the_limit_it_waits_for_a_second_person_who_reads_the_rate_again(
    wish: Wish, susan_here: Actor, second: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    Limit.objects.create(
        shop=harbour, role="supervisor", kind="exchange", currency="USD", per_order=Decimal(50)
    )
    row = payouts.exchanged(wish, susan_here, harbour)
    assert (row.state, sends(sandbox)) == ("pending_approval", 0)
    command = command_of(row)

    sandbox.control("rates", currency="hkd", factor="2")
    with pytest.raises(Conflict, match="moved since"):
        approvals.approve(command, version=command.version, actor=second)
    sandbox.control("rates", currency="hkd", factor="0.5")
    sandbox.control("exchange_rate", fresh="other")
    with pytest.raises(Conflict, match="not what was asked"):
        approvals.approve(command, version=command.version, actor=second)
    sandbox.control("exchange_rate", fresh="asked")

    approvals.approve(command, version=command.version, actor=second)
    after.read_after()

    assert (fresh(row).state, len(booked(sandbox))) == ("settled", 1)
    assert [side.fits for side in sides(fresh(row))] == [True, True]


# --- unknown outcomes ----------------------------------------------------------------------------

FAULTS: dict[str, tuple[dict[str, Any], str, int]] = {
    "dead line, not booked": ({"fault": "drop_before"}, "unknown", 0),
    "dead line, booked": ({"fault": "drop_after_commit"}, "unknown", 1),
    "500, booked": ({"fault": "status", "code": 500, "after_commit": True}, "unknown", 1),
    "500": ({"fault": "status", "code": 500}, "unknown", 0),
    "HTML": ({"fault": "html"}, "unknown", 1),
    "malformed": ({"fault": "malformed"}, "unknown", 1),
    "truncated": ({"fault": "truncate"}, "unknown", 1),
    "went wrong": (
        {"fault": "status", "code": 400, "error_code": "money_exchange_error", "message": "Failed"},
        "unknown",
        0,
    ),
    "went wrong, booked": (
        {"fault": "status", "code": 400, "error_code": "money_exchange_error", "message": "Failed",
         "after_commit": True},
        "unknown",
        1,
    ),
    "refused": (
        {"fault": "status", "code": 422, "error_code": "unprocessable_entity", "message": "No"},
        "rejected",
        0,
    ),
    "login": (
        {"fault": "status", "code": 401, "error_code": "unauthorized", "message": "No"}, "rejected", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_leaves_at_most_one_effect_and_an_unknown_one_freezes_the_lane(
    name: str, wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    fault, state, effects = FAULTS[name]
    sandbox.fault(path=EXCHANGE, **fault)

    row = payouts.exchanged(wish, susan_here, harbour, key="one")

    assert (row.state, len(booked(sandbox))) == (state, effects)
    sending.sweep_leases()
    sending.send_due()
    assert payouts.exchanged(wish, susan_here, harbour, key="one", shown="0").pk == row.pk
    assert (sends(sandbox), len(booked(sandbox))) == (1, effects)
    if state != "unknown":
        return
    after.read_after()
    assert sides(fresh(row))[0].moved is None, "what is read at once proves nothing yet"
    MoneyCommand.objects.update(sent_at=timezone.now() - after.SETTLED_AFTER)
    after.read_after()
    leaves, _arrives = sides(fresh(row))
    assert leaves.moved == (Decimal(-100) if effects else Decimal(0)), "the balances tell which it was"
    other = Wish(wish.source, wish.target, Decimal(7))
    with pytest.raises(Conflict) as refused:
        payouts.exchanged(other, susan_here, harbour, shown="1")
    assert (refused.value.status, refused.value.code) == (409, "exchange-in-doubt")
    assert row.reference in str(refused.value)
    assert (sends(sandbox), MoneyCommand.objects.count()) == (1, 1)


def test_silence_after_it_was_booked(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox, connection: Connection
) -> None:
    connections.client_for(connection)._transport._write_deadline = 0.5
    sandbox.fault("delay", EXCHANGE, seconds=0.9, when="after")

    assert payouts.exchanged(wish, susan_here, harbour).state == "unknown"
    assert (sends(sandbox), len(booked(sandbox))) == (1, 1)


def test_another_amount_answered_is_an_alarm(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox, connection: Connection
) -> None:
    about = {"status": "completed", "base_amount": "1000.00", "quoted_amount": "7700", "rate": "7.7"}
    body = {"data": {"id": "99999999999999", "type": "exchange_transaction_data", "attributes": about}}
    sandbox.fault("status", EXCHANGE, code=201, body=json.dumps(body),
                  headers={"Content-Type": "application/json"}, after_commit=True)  # fmt: skip

    row = payouts.exchanged(wish, susan_here, harbour)

    assert command_of(row).outcome_code == "accepted-otherwise"
    assert [side.fits for side in sides(fresh(row))] == [False, False], "what was read is not what was told"
    connection.refresh_from_db()
    assert connection.is_paused


def two_waiting(wish: Wish, actor: Actor, shop: Shop) -> list[Exchange]:
    """Two exchanges above the limit, which wait for a second person."""
    Limit.objects.create(shop=shop, role="supervisor", kind="exchange", currency="USD", per_order=Decimal(1))
    return [
        payouts.exchanged(Wish(wish.source, wish.target, Decimal(amount)), actor, shop)
        for amount in (100, 101)
    ]


def test_one_that_waited_is_not_approved_while_another_is_in_doubt(
    wish: Wish, susan_here: Actor, second: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    one, other = two_waiting(wish, susan_here, harbour)
    sandbox.fault("drop_after_commit", EXCHANGE)
    approvals.approve(command_of(one), version=command_of(one).version, actor=second)

    with pytest.raises(Conflict, match=one.reference):
        approvals.approve(command_of(other), version=command_of(other).version, actor=second)

    assert sends(sandbox) == 1


def test_the_database_itself_keeps_a_second_one_from_leaving(
    wish: Wish, susan_here: Actor, second: Actor, harbour: Shop, sandbox: Sandbox, monkeypatch: Any
) -> None:
    one, other = two_waiting(wish, susan_here, harbour)
    sandbox.fault("drop_after_commit", EXCHANGE)
    approvals.approve(command_of(one), version=command_of(one).version, actor=second)
    monkeypatch.setattr(ExchangeKind, "still_true", lambda *_: None)

    command = approvals.approve(command_of(other), version=command_of(other).version, actor=second)

    assert (command.state, sends(sandbox)) == ("queued", 1)


def test_without_both_balances_nothing_is_sent(
    wish: Wish, susan_here: Actor, second: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    Limit.objects.create(
        shop=harbour, role="supervisor", kind="exchange", currency="USD", per_order=Decimal(1)
    )
    row = payouts.exchanged(wish, susan_here, harbour)
    sandbox.fault("status", "/v1/accounts/me", code=503, times=0, method="GET")

    command = approvals.approve(command_of(row), version=command_of(row).version, actor=second)

    assert (command.state, command.evidence, sends(sandbox)) == ("queued", "no-provider", 0)


def test_the_balances_before_are_never_taken_from_after(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    """A second process that prepares it too late must not put newer figures in their place."""
    row = payouts.exchanged(wish, susan_here, harbour)
    before, command = fresh(row).before_from_raw, command_of(row)

    with pytest.raises(Conflict):
        ExchangeKind().prepare(command, json.loads(command.params_text()), "")

    assert fresh(row).before_from_raw == before


def test_balances_that_could_not_be_read_after_are_read_by_the_worker(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    shown = ordering.review(wish, actor=susan_here).rate
    sandbox.fault("status", "/v1/accounts/me", code=503, method="GET", after=4)
    row = fresh(payouts.exchanged(wish, susan_here, harbour, shown=shown))
    assert (row.state, row.after_at) == ("settled", None)
    assert sides(row)[0].fits is None

    after.read_after()

    assert sides(fresh(row))[0].fits is True


def test_a_late_answer_to_a_closed_exchange_is_an_alarm(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox, connection: Connection
) -> None:
    """It has no id, so that nothing but its coming tells that it happened after all."""
    sandbox.fault("drop_after_commit", EXCHANGE)
    command = command_of(payouts.exchanged(wish, susan_here, harbour))
    attempt = command.attempts.get()
    MoneyCommand.objects.filter(pk=command.pk).update(state="released")
    type(attempt).objects.update(outcome="")

    recording.record(attempt.public_id, results.Result("accepted", "accepted", "answer"))

    command.refresh_from_db()
    connection.refresh_from_db()
    assert "LATE ARRIVAL" in command.anomaly
    assert connection.is_paused
    assert AuditEntry.objects.filter(action="exchange.late-arrival").exists()


def test_a_rate_that_cannot_be_had_stops_it(
    wish: Wish, susan_here: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    sandbox.fault("status", "/v3/exchanges/exchange_rate", code=503, times=0, method="GET")

    with pytest.raises(ProviderDown, match="no rate"):
        payouts.exchanged(wish, susan_here, harbour, shown="1")

    assert MoneyCommand.objects.count() == 0
