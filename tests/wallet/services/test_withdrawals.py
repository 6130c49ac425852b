"""Withdrawals against the real sandbox: always two people, one effect, and the code kept nowhere."""

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Actor, AuditEntry, Connection, Membership, Proposal, Shop, User
from accounts.services import connections, proposals
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.people import actor_of
from tests.sandboxes import Sandbox
from tests.wallet import payouts
from tests.wallet.orders import last_attempt
from tests.wallet.payouts import ADDRESS, HSBC, WITHDRAW, command_of
from wallet.models import Account, BankDetail, MoneyCommand, Withdrawal
from wallet.services import approvals, bank_details, callbacks, reading_back, sending
from wallet.services.withdrawals import observing, polling

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "918273"


@pytest.fixture
def susan_here(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


@pytest.fixture
def second(carla: User, hector: User, harbour: Shop) -> Actor:
    """Head office's supervisor, acting in HK1."""
    return actor_of(hector, harbour)


@pytest.fixture
def usd(connection: Connection) -> Account:
    return payouts.account(connection, "USD")


@pytest.fixture
def detail(harbour: Shop, susan_here: Actor, second: Actor) -> BankDetail:
    return payouts.accepted(harbour, susan_here, second)


@pytest.fixture
def waiting(usd: Account, detail: BankDetail, susan_here: Actor, harbour: Shop) -> Withdrawal:
    return payouts.asked(usd, detail, susan_here, harbour)


def approve(row: Withdrawal, actor: Actor, code: str = "") -> MoneyCommand:
    command = command_of(row)
    return approvals.approve(command, version=command.version, actor=actor, typed={"gauth_token": code})


def booked(sandbox: Sandbox) -> list[dict[str, Any]]:
    return [one for one in sandbox.books()["payments"] if one["kind"] == "withdraw"]


def sends(sandbox: Sandbox) -> int:
    return sandbox.seen.count(("POST", WITHDRAW))


def fresh(row: Withdrawal) -> Withdrawal:
    return Withdrawal.objects.get(pk=row.pk)


# --- where it may go -----------------------------------------------------------------------------


def test_a_place_is_unusable_until_somebody_else_accepts_it(
    usd: Account, harbour: Shop, susan_here: Actor, second: Actor
) -> None:
    detail = payouts.proposed(harbour, susan_here)
    proposal = Proposal.objects.get(subject_id=detail.public_id)

    with pytest.raises(Refused, match="a second person accepted"):
        payouts.asked(usd, detail, susan_here, harbour)
    with pytest.raises(NotAllowed):
        proposals.accept(proposal, version=proposal.version, actor=susan_here)
    proposals.accept(proposal, version=proposal.version, actor=second)

    detail.refresh_from_db()
    assert detail.is_usable
    assert payouts.asked(usd, detail, susan_here, harbour).state == "pending_approval"


def test_whoever_accepts_a_place_reads_all_of_it(harbour: Shop, susan_here: Actor) -> None:
    detail = payouts.proposed(harbour, susan_here)
    proposal = Proposal.objects.get(subject_id=detail.public_id)

    facts = dict(proposals.of(proposal.kind).facts(proposal))

    assert set(HSBC.values()) < set(facts.values())
    assert HSBC["account_number"] not in json.dumps(
        list(AuditEntry.objects.values_list("detail")), default=str
    )


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"swift_code": "HSBCHK"}, "swift_code", "bic"),
        ({"account_number": ""}, "account_number", "required"),
        ({"beneficiary_name": "A ~ B"}, "beneficiary_name", "unsendable"),
        ({"label": " "}, "label", "required"),
        ({"kind": "bitcoin", "wallet_address": ADDRESS[:-1] + "5"}, "wallet_address", "check-digits"),
    ],
)
def test_a_place_that_cannot_be_right_is_refused_beside_its_field(
    harbour: Shop, susan_here: Actor, changes: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        payouts.proposed(harbour, susan_here, **changes)

    assert [one.code for one in refused.value.fields[field]] == [code]
    assert not BankDetail.objects.exists()


def test_one_place_is_proposed_once(harbour: Shop, susan_here: Actor, detail: BankDetail) -> None:
    with pytest.raises(Refused, match="already"):
        payouts.proposed(harbour, susan_here, label="HSBC once more")


def test_the_database_itself_lets_nobody_accept_their_own_place(
    harbour: Shop, susan: User, susan_here: Actor
) -> None:
    detail = payouts.proposed(harbour, susan_here)

    with pytest.raises(IntegrityError), transaction.atomic():
        BankDetail.objects.filter(pk=detail.pk).update(accepted_by=susan, accepted_at=timezone.now())


def test_a_teller_neither_proposes_nor_withdraws(
    usd: Account, detail: BankDetail, teller: Actor, harbour: Shop
) -> None:
    with pytest.raises(NotAllowed):
        payouts.proposed(harbour, teller)
    with pytest.raises(NotAllowed):
        payouts.asked(usd, detail, teller, harbour)
    with pytest.raises(NotAllowed):
        bank_details.retire(detail, version=detail.version, actor=teller)


def test_retiring_takes_effect_at_once_also_on_what_waits(
    waiting: Withdrawal, detail: BankDetail, second: Actor, sandbox: Sandbox
) -> None:
    bank_details.retire(detail, version=detail.version, actor=second)

    with pytest.raises(Conflict, match="no longer in use"):
        approve(waiting, second)

    assert (command_of(waiting).state, sends(sandbox)) == ("pending_approval", 0)
    assert AuditEntry.objects.filter(action="bank-detail.retired").count() == 1
    with pytest.raises(Conflict):
        bank_details.retire(detail, version=detail.version, actor=second)


def test_a_place_retired_between_approval_and_sending_stops_it(
    waiting: Withdrawal, detail: BankDetail, second: Actor, sandbox: Sandbox, monkeypatch: Any
) -> None:
    from wallet.services.withdrawals.kind import WithdrawalKind

    monkeypatch.setattr(WithdrawalKind, "still_true", lambda *_: None)
    bank_details.retire(detail, version=detail.version, actor=second)

    command = approve(waiting, second)

    assert (command.state, sends(sandbox)) == ("queued", 0)


# --- asking and approving ------------------------------------------------------------------------


def test_a_withdrawal_leaves_once_a_second_person_approves(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox
) -> None:
    assert (waiting.state, sends(sandbox)) == ("pending_approval", 0)

    command = approve(waiting, second)

    (row,) = booked(sandbox)
    assert (command.state, command.remote_id) == ("accepted", row["id"])
    assert (row["txid"], row["amount"], row["bank_detail"]) == (waiting.txid, "100", HSBC)
    assert row["callback_url"] == "" or "/callbacks/" in row["callback_url"]
    kept = fresh(waiting)
    assert (kept.provider_id, kept.status_code, kept.txid_told) == (row["id"], "pending", waiting.txid)
    assert waiting.txid.startswith(waiting.reference)


def test_nobody_approves_their_own(waiting: Withdrawal, susan_here: Actor, sandbox: Sandbox) -> None:
    with pytest.raises(NotAllowed):
        approve(waiting, susan_here)
    assert sends(sandbox) == 0


def test_the_worker_never_sends_one(waiting: Withdrawal, second: Actor, sandbox: Sandbox) -> None:
    MoneyCommand.objects.filter(pk=waiting.command_id).update(state="queued")

    sending.send_due()
    sending.send_now(waiting.command_id)

    assert sends(sandbox) == 0


def test_bitcoin_goes_to_an_address_and_is_compared(
    connection: Connection, harbour: Shop, susan_here: Actor, second: Actor, sandbox: Sandbox
) -> None:
    sandbox.control("balance", login=0, currency="btc", amount="2")
    btc = payouts.account(connection, "BTC", is_crypto=True)
    place = payouts.accepted(harbour, susan_here, second, kind="bitcoin")

    command = approve(payouts.asked(btc, place, susan_here, harbour, amount="0.5"), second)

    (row,) = booked(sandbox)
    assert (command.state, row["address"], row["txid"][: len(command.reference)]) == (
        "accepted",
        ADDRESS,
        command.reference,
    )
    assert fresh(Withdrawal.objects.get()).status_code == "", "the answer to Bitcoin tells no status"


def test_one_address_written_in_capitals_is_no_other_address(
    connection: Connection, harbour: Shop, susan_here: Actor, second: Actor, sandbox: Sandbox
) -> None:
    sandbox.control("balance", login=0, currency="btc", amount="2")
    btc = payouts.account(connection, "BTC", is_crypto=True)
    place = payouts.accepted(harbour, susan_here, second, kind="bitcoin")
    row = payouts.asked(btc, place, susan_here, harbour, amount="0.5")
    command = approve(row, second)
    told = connections.client_for(connection).payments.get(command.remote_id)

    observing.observe(command, replace(told, wallet_address=str(told.wallet_address).upper()), "show")
    assert fresh(row).anomaly == ""

    observing.observe(command, replace(told, wallet_address=f"{ADDRESS[:-2]}xx"), "show")
    assert "ANOTHER ADDRESS" in fresh(row).anomaly


def test_an_answer_with_another_address_is_an_alarm_and_freezes_the_login(
    connection: Connection, harbour: Shop, susan_here: Actor, second: Actor, sandbox: Sandbox
) -> None:
    sandbox.control("balance", login=0, currency="btc", amount="2")
    btc = payouts.account(connection, "BTC", is_crypto=True)
    place = payouts.accepted(harbour, susan_here, second, kind="bitcoin")
    row = payouts.asked(btc, place, susan_here, harbour, amount="0.5")
    about = {"amount": "0.5", "wallet_address": "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"}
    body = {"data": {"id": "77777777-1111-2222-3333-444444444444", "type": "withdraws", "attributes": about}}
    sandbox.fault("status", WITHDRAW, code=201, body=json.dumps(body),
                  headers={"Content-Type": "application/json"}, after_commit=True)  # fmt: skip

    command = approve(row, second)

    assert (command.state, command.outcome_code) == ("accepted", "accepted-otherwise")
    assert "wallet_address" in command.anomaly
    assert "ANOTHER ADDRESS" in fresh(row).anomaly
    connection.refresh_from_db()
    assert connection.is_paused


@pytest.mark.parametrize(
    ("currency", "amount", "field", "code"),
    [
        ("USD", "1.001", "amount", "too-many-decimals"),
        ("USD", "99999999", "amount", "balance-too-low"),
    ],
)
def test_what_cannot_leave_is_refused_beside_its_field(
    connection: Connection, detail: BankDetail, susan_here: Actor, harbour: Shop,
    currency: str, amount: str, field: str, code: str,
) -> None:  # fmt: skip
    source = payouts.account(connection, currency)
    Account.objects.filter(pk=source.pk).update(precision=2)
    source.refresh_from_db()

    with pytest.raises(Refused) as refused:
        payouts.asked(source, detail, susan_here, harbour, amount=amount)

    assert [one.code for one in refused.value.fields[field]] == [code]
    assert not MoneyCommand.objects.exists()


def test_a_place_of_the_wrong_kind_is_refused(
    connection: Connection, detail: BankDetail, susan_here: Actor, harbour: Shop
) -> None:
    btc = payouts.account(connection, "BTC", is_crypto=True)

    with pytest.raises(Refused, match="Bitcoin goes to a Bitcoin address"):
        payouts.asked(btc, detail, susan_here, harbour)


def test_another_shops_place_is_refused(
    lantern_connection: Connection, lantern: Shop, detail: BankDetail, susan: User
) -> None:
    theirs = payouts.account(lantern_connection, "USD")
    stranger = Actor(user=susan, role="supervisor", shop=lantern)

    with pytest.raises(Refused, match="a second person accepted"):
        payouts.asked(theirs, detail, stranger, lantern)


def test_the_balance_is_read_again_before_it_is_approved(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox
) -> None:
    sandbox.control("balance", login=0, currency="usd", amount="99.99")

    with pytest.raises(Refused, match=r"holds 99\.99"):
        approve(waiting, second)

    assert (command_of(waiting).state, sends(sandbox)) == ("pending_approval", 0)


# --- the one-time code ---------------------------------------------------------------------------


@pytest.fixture
def everything_said(caplog: pytest.LogCaptureFixture, capfd: Any) -> Iterator[Any]:
    """What was logged or printed until it is called."""
    caplog.set_level("DEBUG")
    yield lambda: caplog.text + "".join(capfd.readouterr())


@pytest.fixture
def with_code(
    lantern: Shop, lantern_connection: Connection, sandbox: Sandbox, hector: User, susan: User
) -> tuple[Withdrawal, Actor, str]:
    """A withdrawal of the login that has 2FA on, who approves it, and the right code."""
    Membership.objects.create(user=susan, shop=lantern, role="supervisor")
    first, other = actor_of(hector, lantern), actor_of(susan, lantern)
    place = payouts.accepted(lantern, first, other)
    row = payouts.asked(payouts.account(lantern_connection, "USD"), place, first, lantern, amount="20")
    logins = sandbox.keys()
    code = next(one.gauth_token for one in logins if one.owner.startswith("Lantern"))
    assert code
    return row, other, code


def test_the_right_code_lets_it_leave_and_stays_nowhere(
    with_code: tuple[Withdrawal, Actor, str], sandbox: Sandbox, everything_said: Any
) -> None:
    row, other, code = with_code

    command = approve(row, other, code)

    assert (command.state, len(booked(sandbox))) == ("accepted", 1)
    assert code in json.dumps(booked(sandbox)[0]["request"]), "it was sent"
    dump = StringIO()
    call_command("dumpdata", stdout=dump)
    assert code not in dump.getvalue().replace(row.txid, "")
    assert code not in last_attempt(command).response_text()
    assert code not in command.params_text()
    assert code not in everything_said()


def test_a_wrong_code_is_a_refusal_and_stays_nowhere(
    with_code: tuple[Withdrawal, Actor, str], sandbox: Sandbox, everything_said: Any
) -> None:
    row, other, _code = with_code

    command = approve(row, other, CODE)

    assert (command.state, booked(sandbox)) == ("rejected", [])
    assert command.refusal, "the provider's sentence is shown"
    dump = StringIO()
    call_command("dumpdata", stdout=dump)
    assert CODE not in dump.getvalue()
    assert CODE not in last_attempt(command).response_text()
    assert CODE not in everything_said()


def test_the_digest_of_what_was_sent_does_not_hold_the_code(
    usd: Account, detail: BankDetail, susan_here: Actor, second: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    """Six digits could be found from it by trying."""
    row = payouts.asked(usd, detail, susan_here, harbour)
    kind = __import__("wallet.services.withdrawals.kind", fromlist=["x"]).WithdrawalKind()
    params = json.loads(command_of(row).params_text())
    bodies = {kind.prepare(command_of(row), params, "", {"gauth_token": code}).body for code in ("", CODE)}

    assert len(bodies) == 1


def test_no_code_is_left_out_of_the_request(waiting: Withdrawal, second: Actor, sandbox: Sandbox) -> None:
    approve(waiting, second, "")

    assert "gauth_token" not in json.dumps(booked(sandbox)[0]["request"])


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
        {"fault": "status", "code": 400, "error_code": "payment_withdraw_error", "message": "Something"},
        "unknown",
        0,
    ),
    "went wrong, booked": (
        {"fault": "status", "code": 400, "error_code": "payment_withdraw_error", "message": "Something",
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
def test_every_fault_leaves_at_most_one_effect_and_is_read_back(
    name: str, waiting: Withdrawal, second: Actor, sandbox: Sandbox
) -> None:
    fault, state, effects = FAULTS[name]
    sandbox.fault(path=WITHDRAW, **fault)

    command = approve(waiting, second)

    assert (command.state, fresh(waiting).state, len(booked(sandbox))) == (state, state, effects)
    sending.sweep_leases()
    sending.send_due()
    found = reading_back.read_one(command_of(waiting))
    after = command_of(waiting)
    assert found == bool(effects)
    if effects:
        assert (after.state, after.remote_id) == ("accepted", booked(sandbox)[0]["id"])
        assert fresh(waiting).provider_id == after.remote_id
    else:
        assert after.state == state, "not being found proves nothing"
    assert (sends(sandbox), len(booked(sandbox))) == (1, effects)


def test_silence_after_it_was_booked(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox, connection: Connection
) -> None:
    connections.client_for(connection)._transport._write_deadline = 0.5
    sandbox.fault("delay", WITHDRAW, seconds=0.9, when="after")

    assert approve(waiting, second).state == "unknown"
    assert (sends(sandbox), len(booked(sandbox))) == (1, 1)


def test_another_amount_answered_is_an_alarm(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox, connection: Connection
) -> None:
    about = {"amount": "1000.0", "txid": waiting.txid, "status": {"code": "pending", "message": "x"}}
    body = {"data": {"id": "77777777-1111-2222-3333-444444444444", "type": "withdraws", "attributes": about}}
    sandbox.fault("status", WITHDRAW, code=201, body=json.dumps(body),
                  headers={"Content-Type": "application/json"}, after_commit=True)  # fmt: skip

    command = approve(waiting, second)

    assert (command.state, command.outcome_code) == ("accepted", "accepted-otherwise")
    connection.refresh_from_db()
    assert connection.is_paused


def test_a_row_with_our_reference_and_other_values_is_not_bound(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox
) -> None:
    sandbox.fault("drop_before", WITHDRAW)
    approve(waiting, second)
    sandbox.control("payments", login=0, kind="withdraw", currency="usd", amount="41", txid=waiting.txid)

    assert not reading_back.read_one(command_of(waiting))

    after = command_of(waiting)
    assert (after.state, after.needs_person) == ("unknown", True)
    assert "amount" in after.anomaly


def test_somebody_elses_withdrawal_of_the_same_amount_is_not_ours(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox
) -> None:
    sandbox.fault("drop_before", WITHDRAW)
    approve(waiting, second)
    sandbox.control("payments", login=0, kind="withdraw", currency="usd", amount="100", txid="theirs")

    assert not reading_back.read_one(command_of(waiting))
    assert command_of(waiting).state == "unknown"


def test_a_second_one_like_it_waits_while_one_is_in_doubt(
    waiting: Withdrawal, usd: Account, detail: BankDetail, susan_here: Actor, second: Actor,
    harbour: Shop, sandbox: Sandbox,
) -> None:  # fmt: skip
    sandbox.fault("drop_before", WITHDRAW)
    approve(waiting, second)

    with pytest.raises(Refused, match="may have been sent"):
        payouts.asked(usd, detail, susan_here, harbour)


def test_a_connection_refused_is_not_sent_and_the_code_is_not_kept_for_later(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox, settings: Any, monkeypatch: Any
) -> None:
    from wallet.services.withdrawals.kind import WithdrawalKind

    monkeypatch.setattr(WithdrawalKind, "still_true", lambda *_: None)
    settings.BITSPARK_URL = "http://127.0.0.1:9/bitspark"

    command = approve(waiting, second, CODE)

    assert (command.state, command.evidence) == ("queued", "never-left")
    settings.BITSPARK_URL = sandbox.bitspark_url
    MoneyCommand.objects.filter(pk=command.pk).update(not_before=None)
    sending.send_due()
    MoneyCommand.objects.filter(pk=command.pk).update(valid_until="2020-01-01T00:00Z")
    sending.cancel_late()
    assert (command_of(waiting).state, sends(sandbox)) == ("cancelled", 0)


# --- what becomes of it --------------------------------------------------------------------------


def test_it_is_followed_until_it_is_done(waiting: Withdrawal, second: Actor, sandbox: Sandbox) -> None:
    approve(waiting, second)
    sandbox.advance(31 * 60)
    Withdrawal.objects.update(next_poll_at=timezone.now())

    assert polling.poll_due() == 1

    done = fresh(waiting)
    assert (done.status_code, done.state, command_of(waiting).state) == ("completed", "settled", "settled")
    assert polling.poll_due() == 0


@pytest.mark.parametrize(("code", "state"), [("declined", "failed_after_accept"), ("odd_word", "accepted")])
def test_another_end_is_followed_too(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox, code: str, state: str
) -> None:
    approve(waiting, second)
    sandbox.status(fresh(waiting).provider_id, code)

    after = polling.refresh_one(fresh(waiting))

    assert (after.status_code, after.state) == (code, state)
    assert ("do not describe" in after.anomaly) == (code == "odd_word")


def test_polling_keeps_to_its_budget_for_each_login(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox
) -> None:
    approve(waiting, second)
    Withdrawal.objects.update(next_poll_at=timezone.now())

    assert polling.poll_due(budget=0) == 0
    sandbox.fault("status", "/v2/payments/*", code=503)
    assert polling.poll_due() == 1
    kept = fresh(waiting)
    assert (kept.status_code, bool(kept.failure)) == ("pending", True)


def test_a_callback_is_a_hint_that_leads_to_it(
    waiting: Withdrawal, second: Actor, sandbox: Sandbox, settings: Any
) -> None:
    settings.PUBLIC_URL = "http://desk.test"
    sandbox.fault("drop_after_commit", WITHDRAW)
    command = approve(waiting, second)
    (row,) = booked(sandbox)
    attempt = last_attempt(command)
    assert row["callback_url"] == callbacks.url_for(attempt.public_id)
    mac = row["callback_url"].rpartition("/")[2]

    callbacks.receive(attempt.public_id, mac, json.dumps({"data": {"id": row["id"]}}).encode())
    callbacks.process_waiting()

    after = command_of(waiting)
    assert (after.state, after.outcome_code, after.remote_id) == ("accepted", "found-by-callback", row["id"])
