"""What each answer of Bitspark makes of a command: the real client and sandbox, its books as witness."""

import socket
from typing import Any

import pytest
from django.db import transaction

from accounts.models import AuditEntry, Connection
from accounts.services import connections
from remittance.models import FollowUp
from tests.sandboxes import Sandbox
from tests.wallet.orders import TakeOrder, fresh, last_attempt, transfer_of
from wallet.models import MoneyCommand, State
from wallet.selectors import outcomes
from wallet.services import sending

pytestmark = pytest.mark.django_db

SEND = "/v1/transactions/send_money"
SOME_ID = "11111111-2222-3333-4444-555555555555"
IN_DOUBT_CODES_OF_400 = [
    "send_money_error",
    "send_domestic_money_error",
    "payment_withdraw_error",
    "money_exchange_error",
]
OTHER_CODES_OF_400 = ["payment_cancel_error", "payment_deposit_error", "top_up_error"]


def booked(sandbox: Sandbox) -> int:
    return len(sandbox.books()["transfers"])


def answer_of(remote_id: str, amount: str) -> dict[str, Any]:
    """A success for a transfer of that id and amount, as Bitspark words one."""
    attributes = {
        "status": {"code": "unknown"},
        "amount": amount,
        "currency": "PHP",
        "account_currency": "USD",
    }
    return {"data": {"id": remote_id, "type": "transfers", "attributes": attributes}}


def test_an_order_is_booked_once_and_accepted(take: TakeOrder, sandbox: Sandbox) -> None:
    command = sending.send_now(take().pk)

    (row,) = sandbox.books()["transfers"]
    assert (command.state, command.remote_id, command.outcome_code) == ("accepted", row["id"], "accepted")
    assert command.evidence == "answer"
    transfer = transfer_of(command)
    assert (transfer.state, transfer.provider_id, transfer.status_code) == ("accepted", row["id"], "unknown")
    attempt = last_attempt(command)
    assert (attempt.outcome, attempt.n, attempt.fence) == ("accepted", 1, command.fence)
    assert attempt.sender_done_at
    assert attempt.body_sha256


def test_a_sent_order_is_never_sent_again(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()
    for _ in range(3):
        sending.send_now(command.pk)
        sending.send_due()

    assert booked(sandbox) == 1
    assert [path for method, path in sandbox.seen if method == "POST"] == [SEND]


@pytest.mark.parametrize(
    ("fault", "most", "evidence"),
    [
        ({"fault": "drop_before"}, 0, "no-answer"),
        ({"fault": "drop_after_commit"}, 1, "no-answer"),
        ({"fault": "status", "code": 500}, 0, "answer-500"),
        ({"fault": "status", "code": 500, "after_commit": True}, 1, "answer-500"),
        ({"fault": "status", "code": 501, "after_commit": True}, 1, "answer-501"),
        ({"fault": "status", "code": 503}, 0, "answer-503"),
        ({"fault": "status", "code": 503, "after_commit": True}, 1, "answer-503"),
        ({"fault": "status", "code": 429, "after_commit": True}, 1, "answer-429"),
        ({"fault": "status", "code": 203, "after_commit": True, "body": "{}"}, 1, "answer-203"),
        ({"fault": "status", "code": 302, "body": "", "headers": {"Location": "/x"}}, 0, "answer-302"),
        ({"fault": "status", "code": 307, "body": "", "headers": {"Location": "/x"}}, 0, "answer-307"),
        ({"fault": "html"}, 1, "answer-200"),
        ({"fault": "html", "code": 502}, 1, "answer-502"),
        ({"fault": "html", "code": 422}, 1, "answer-422"),
        ({"fault": "malformed"}, 1, "answer-200"),
        ({"fault": "truncate"}, 1, "answer-200"),
        ({"fault": "status", "code": 200, "after_commit": True, "body": {"data": {}}}, 1, "answer-200"),
        ({"fault": "status", "code": 200, "after_commit": True, "body": ""}, 1, "answer-200"),
        ({"fault": "status", "code": 422, "after_commit": True, "body": {"error": "no"}}, 1, "answer-422"),
    ],
    ids=lambda value: str(sorted(value.items())) if isinstance(value, dict) else str(value),
)  # fmt: skip
def test_an_answer_that_proves_nothing_leaves_it_unknown(
    take: TakeOrder, sandbox: Sandbox, fault: dict[str, Any], most: int, evidence: str
) -> None:
    command = take()
    sandbox.fault(path=SEND, **fault)

    command = sending.send_now(command.pk)

    assert (command.state, command.evidence) == (State.UNKNOWN, evidence)
    assert not outcomes.account_of(command).safe_to_repeat
    assert transfer_of(command).state == State.UNKNOWN
    assert FollowUp.objects.filter(transfer=transfer_of(command), kind="in_doubt", done_at=None).exists()
    sending.send_now(command.pk)
    sending.send_due()
    assert booked(sandbox) == most


def test_silence_after_it_was_booked_leaves_it_unknown(
    take: TakeOrder, sandbox: Sandbox, connection: Connection
) -> None:
    command = take()
    client = connections.client_for(command.connection)
    client._transport._write_deadline = 0.5
    sandbox.fault("delay", SEND, seconds=0.9, when="after")

    command = sending.send_now(command.pk)

    assert (command.state, command.evidence, booked(sandbox)) == (State.UNKNOWN, "no-answer", 1)


@pytest.mark.parametrize("code", IN_DOUBT_CODES_OF_400)
@pytest.mark.parametrize("after_commit", [True, False])
def test_something_went_wrong_is_unknown_and_needs_a_person(
    take: TakeOrder, sandbox: Sandbox, code: str, after_commit: bool
) -> None:
    command = take()
    sandbox.fault("status", SEND, code=400, error_code=code, after_commit=after_commit)

    command = sending.send_now(command.pk)

    assert (command.state, command.evidence, command.outcome_code) == (State.UNKNOWN, code, "went-wrong")
    assert command.needs_person
    kinds = FollowUp.objects.filter(transfer=transfer_of(command)).values_list("kind", flat=True)
    assert set(kinds) == {"in_doubt", "needs_person"}
    assert booked(sandbox) == int(after_commit)


@pytest.mark.parametrize("code", OTHER_CODES_OF_400)
def test_a_400_that_does_not_belong_here_is_unknown(take: TakeOrder, sandbox: Sandbox, code: str) -> None:
    command = take()
    sandbox.fault("status", SEND, code=400, error_code=code)

    assert sending.send_now(command.pk).state == State.UNKNOWN


@pytest.mark.parametrize(
    ("status", "error_code", "message"),
    [
        (400, "bad_request", "Invalid request body."),
        (403, "forbidden", "Access Denied"),
        (403, "insufficient_permissions", ["You have insufficient permissions."]),
        (404, "not_found", "Could not find record"),
        (406, "not_acceptable", ["Not acceptable"]),
        (422, "unprocessable_entity", ["Recipient first name can't be blank", "Amount is too small"]),
        (422, "unprocessable_request", "Insufficient funds on account"),
    ],
)
def test_a_documented_refusal_moves_nothing_and_is_told_in_its_own_words(
    take: TakeOrder, sandbox: Sandbox, status: int, error_code: str, message: Any
) -> None:
    command = take()
    sandbox.fault("status", SEND, code=status, error_code=error_code, message=message)

    command = sending.send_now(command.pk)

    assert (command.state, command.outcome_code, command.http_status) == ("rejected", "refused", status)
    assert command.refusal == ([message] if isinstance(message, str) else message)
    assert outcomes.account_of(command).safe_to_repeat
    assert transfer_of(command).state == "rejected"
    assert booked(sandbox) == 0
    assert not fresh(command).connection.is_paused


def test_a_real_refusal_by_the_sandboxes_own_rules(take: TakeOrder, sandbox: Sandbox) -> None:
    command = sending.send_now(take(recipient_phone_number="not a phone").pk)

    assert command.state == "rejected"
    assert any("phone" in sentence for sentence in command.refusal)
    assert booked(sandbox) == 0


def test_a_401_refuses_and_pauses_the_login(take: TakeOrder, sandbox: Sandbox) -> None:
    command, other = take(), take(amount="1600")
    sandbox.fault("status", SEND, code=401)

    command = sending.send_now(command.pk)

    assert (command.state, command.outcome_code) == ("rejected", "login-refused")
    assert fresh(command).connection.is_paused
    assert sending.send_now(other.pk).state == "queued"
    assert booked(sandbox) == 0
    assert AuditEntry.objects.filter(action="connection.paused").exists()


def test_an_answer_with_other_values_is_accepted_frozen_and_needs_a_person(
    take: TakeOrder, sandbox: Sandbox
) -> None:
    command = take()
    sandbox.fault("status", SEND, code=200, after_commit=True, body=answer_of(SOME_ID, "15000.0"))

    command = sending.send_now(command.pk)

    assert (command.state, command.outcome_code) == ("accepted", "accepted-otherwise")
    assert command.remote_id == SOME_ID
    assert "amount" in command.anomaly
    assert command.needs_person
    assert fresh(command).connection.is_paused
    assert FollowUp.objects.filter(transfer=transfer_of(command), kind="needs_person").exists()


def test_an_id_that_is_another_orders_is_not_believed(take: TakeOrder, sandbox: Sandbox) -> None:
    first = sending.send_now(take().pk)
    second = take(amount="1600")
    sandbox.fault("status", SEND, code=200, body=answer_of(first.remote_id, "1600.0"))

    second = sending.send_now(second.pk)

    assert (second.state, second.outcome_code, second.remote_id) == ("unknown", "already-bound", "")
    assert second.needs_person
    assert fresh(second).connection.is_paused
    assert fresh(first).remote_id == first.remote_id


def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def due_again(command: MoneyCommand) -> None:
    MoneyCommand.objects.filter(pk=command.pk).update(not_before=None)


def test_a_refused_connection_is_tried_six_times_and_then_closed_as_not_sent(
    take: TakeOrder, sandbox: Sandbox, settings: Any
) -> None:
    command = take()
    settings.BITSPARK_URL = f"http://127.0.0.1:{closed_port()}/bitspark"

    for tries in range(1, 6):
        command = sending.send_now(command.pk)
        assert (command.state, command.not_sent_tries, command.evidence) == ("queued", tries, "never-left")
        assert sending.send_now(command.pk).not_sent_tries == tries, "it waits before the next try"
        due_again(command)
    command = sending.send_now(command.pk)

    assert (command.state, command.outcome_code, command.not_sent_tries) == ("cancelled", "not-sent", 6)
    assert outcomes.account_of(command).safe_to_repeat
    assert booked(sandbox) == 0


def test_after_refused_connections_it_is_sent_once(take: TakeOrder, sandbox: Sandbox, settings: Any) -> None:
    command = take()
    settings.BITSPARK_URL = f"http://127.0.0.1:{closed_port()}/bitspark"
    sending.send_now(command.pk)
    due_again(command)
    settings.BITSPARK_URL = sandbox.bitspark_url

    command = sending.send_now(command.pk)

    assert (command.state, last_attempt(command).n, booked(sandbox)) == ("accepted", 2, 1)


def test_the_wait_between_tries_grows(take: TakeOrder, settings: Any) -> None:
    command = take()
    settings.BITSPARK_URL = f"http://127.0.0.1:{closed_port()}/bitspark"
    waits = []
    for _ in range(5):
        command = sending.send_now(command.pk)
        waits.append(round((command.not_before - last_attempt(command).sender_done_at).total_seconds()))
        due_again(command)

    assert waits == [2, 4, 8, 16, 32]


def test_without_a_provider_nothing_is_claimed(take: TakeOrder, settings: Any) -> None:
    command = take()
    settings.BITSPARK_URL = ""

    command = sending.send_now(command.pk)

    assert (command.state, command.fence, command.not_sent_tries) == ("queued", 0, 1)


def test_money_is_not_sent_inside_a_transaction(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()

    with transaction.atomic(), pytest.raises(sending.InsideTransaction):
        sending.send_now(command.pk)

    assert booked(sandbox) == 0


def test_what_nobody_may_read_stands_in_no_attempt(
    take: TakeOrder, sandbox: Sandbox, settings: Any, connection: Connection
) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:1"
    command = sending.send_now(take(recipient_iban="PK36SCBL0000001123456702").pk)

    key, secret = connection.login()
    attempt = last_attempt(command)
    (row,) = sandbox.books()["transfers"]
    mac = row["request"]["form"]["data"]["attributes"]["callback_url"].rpartition("/")[2]
    everything = " ".join([attempt.callback_url, attempt.error, attempt.response_text()])
    for secret_text in (key, secret, mac, "001234567890", "PK36SCBL0000001123456702"):
        assert secret_text not in everything
    assert command.remote_id in attempt.response_text()
