"""Callbacks: the sandbox calls a real server of ours, and nothing is believed but our own reading."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection as database
from django.test import Client

from accounts.models import Connection
from tests.sandboxes import Sandbox
from tests.wallet.orders import TakeOrder, fresh, last_attempt, transfer_of
from wallet.models import CallbackInbox, MoneyCommand
from wallet.services import callback_urls, callbacks, claiming, sending

pytestmark = pytest.mark.django_db

SEND = "/v1/transactions/send_money"
SHOW = "/v1/transactions/remittances"


@pytest.fixture(autouse=True)
def public_url(settings: Any) -> None:
    settings.PUBLIC_URL = "http://desk.test"


def path_of(command: MoneyCommand) -> str:
    return callback_urls.url_for(last_attempt(command).public_id).removeprefix("http://desk.test")


def call(path: str, remote_id: str = "", body: bytes = b"") -> Any:
    body = body or json.dumps({"data": {"id": remote_id, "type": "transfers"}}).encode()
    return Client().post(path, body, content_type="application/json")


def lost(take: TakeOrder, sandbox: Sandbox, **changes: Any) -> tuple[MoneyCommand, str]:
    """A command whose answer was lost after it was booked, and the id it was booked under."""
    command = take(**changes)
    sandbox.fault("drop_after_commit", SEND)
    command = sending.send_now(command.pk)
    assert command.state == "unknown"
    return command, sandbox.books()["transfers"][-1]["id"]


@pytest.mark.django_db(transaction=True)
def test_the_sandboxes_own_callback_binds_a_lost_answer(
    take: TakeOrder, sandbox: Sandbox, settings: Any, live_server: Any
) -> None:
    settings.PUBLIC_URL = live_server.url
    command, remote_id = lost(take, sandbox)

    sandbox.advance(60)
    assert callbacks.process_waiting() > 0

    command = fresh(command)
    assert (command.state, command.remote_id, command.evidence) == ("accepted", remote_id, "callback")
    assert (transfer_of(command).provider_id, transfer_of(command).state) == (remote_id, "accepted")
    assert command.connection.last_callback_at
    assert len(sandbox.books()["transfers"]) == 1


def test_a_callback_is_stored_before_it_is_acknowledged(take: TakeOrder, sandbox: Sandbox) -> None:
    command, remote_id = lost(take, sandbox)

    answer = call(path_of(command), remote_id)

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"OK", "text/plain")
    row = CallbackInbox.objects.get()
    assert row.processed_at is None
    assert remote_id not in row.body_sealed
    assert fresh(command).state == "unknown", "storing decides nothing"


def test_the_same_body_again_is_counted_and_not_kept_twice(take: TakeOrder, sandbox: Sandbox) -> None:
    command, remote_id = lost(take, sandbox)

    for _ in range(3):
        assert call(path_of(command), remote_id).status_code == 200

    assert CallbackInbox.objects.get().times == 3


def test_a_wrong_mac_is_404_without_a_look_at_the_database(
    take: TakeOrder, sandbox: Sandbox, django_assert_num_queries: Any
) -> None:
    command, remote_id = lost(take, sandbox)
    right = path_of(command)
    attempt, mac = right.rsplit("/", 1)
    wrong = [
        f"{attempt}/{mac[:-1]}{'0' if mac[-1] != '0' else '1'}",
        f"{attempt}/{mac[:-1]}",
        f"{attempt}/é",
        f"/callbacks/{uuid4()}/{mac}",
    ]

    with django_assert_num_queries(0):
        for path in wrong:
            assert callbacks.receive(uuid4(), path.rsplit("/", 1)[1], b"") is False
            assert call(path, remote_id).status_code == 404

    assert not CallbackInbox.objects.exists()


def test_a_rotated_key_signs_and_the_old_one_still_verifies(settings: Any) -> None:
    attempt = uuid4()
    old = callback_urls.url_for(attempt).rsplit("/", 1)[1]
    settings.CALLBACK_KEYS = ["a-new-key", *settings.CALLBACK_KEYS]
    new = callback_urls.url_for(attempt).rsplit("/", 1)[1]

    assert old != new
    assert callback_urls.is_ours(attempt, old)
    assert callback_urls.is_ours(attempt, new)
    settings.CALLBACK_KEYS = ["a-new-key"]
    assert not callback_urls.is_ours(attempt, old)


def test_a_body_over_64_kb_is_refused(take: TakeOrder, sandbox: Sandbox) -> None:
    command, _ = lost(take, sandbox)

    assert call(path_of(command), body=b"x" * 65_537).status_code == 413
    assert call(path_of(command), body=b"x" * 65_536).status_code == 200


def test_only_a_post_is_heard(take: TakeOrder, sandbox: Sandbox) -> None:
    command, _ = lost(take, sandbox)

    assert Client().get(path_of(command)).status_code == 405


def test_while_the_database_is_away_the_provider_is_asked_to_come_again(
    take: TakeOrder, sandbox: Sandbox
) -> None:
    command, remote_id = lost(take, sandbox)
    path = path_of(command)

    def away(*_: Any) -> None:
        from django.db import OperationalError

        raise OperationalError("away")

    with database.execute_wrapper(away):
        assert call(path, remote_id).status_code == 503


def test_a_hint_is_read_and_compared_before_it_binds(take: TakeOrder, sandbox: Sandbox) -> None:
    command, remote_id = lost(take, sandbox)
    call(path_of(command), remote_id)

    assert callbacks.process_waiting() == 1

    assert (fresh(command).state, fresh(command).outcome_code) == ("accepted", "found-by-callback")
    assert ("GET", f"{SHOW}/{remote_id}") in sandbox.seen
    assert CallbackInbox.objects.get().result == "bound"


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        ({"amount": "1600"}, "amount"),
        ({"recipient_last_name": "Reyes"}, "recipient.last_name"),
        ({"recipient_phone_number": "+639179999999"}, "recipient.phone_number"),
        ({"recipient_bank_account_number": "99"}, "recipient.bank_account_number"),
    ],
)
def test_a_hint_at_another_transfer_binds_nothing(
    take: TakeOrder, sandbox: Sandbox, other: dict[str, str], difference: str
) -> None:
    command, _ = lost(take, sandbox)
    _, others_id = lost(take, sandbox, **other)
    call(path_of(command), others_id)

    callbacks.process_waiting()

    assert fresh(command).state == "unknown"
    assert difference in CallbackInbox.objects.get().result


def test_a_hint_at_a_transfer_that_was_there_before_binds_nothing(
    take: TakeOrder, sandbox: Sandbox, connection: Connection
) -> None:
    first = sending.send_now(take().pk)
    MoneyCommand.objects.filter(pk=first.pk).update(state="settled")
    second = take(confirms_twin=first.public_id)
    sandbox.fault("drop_before", SEND)
    second = sending.send_now(second.pk)
    call(path_of(second), first.remote_id)

    callbacks.process_waiting()

    assert (fresh(second).state, fresh(second).remote_id) == ("unknown", "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"data": null}',
        b'{"data": {"id": 7}}',
        b'{"data":{"id":"../../x"}}',
        b"\xff\x00",
    ],
)
def test_a_body_that_names_nothing_is_done_with(take: TakeOrder, sandbox: Sandbox, body: bytes) -> None:
    command, _ = lost(take, sandbox)
    call(path_of(command), body=body or b" ")

    assert callbacks.process_waiting() == 1
    assert fresh(command).state == "unknown"


def test_a_bound_command_reads_its_own_id_whatever_the_body_says(take: TakeOrder, sandbox: Sandbox) -> None:
    command = sending.send_now(take().pk)
    sandbox.status(command.remote_id, "accepted")
    call(path_of(command), "another-id")

    assert callbacks.process_waiting() == 1

    assert transfer_of(command).status_code == "accepted"
    assert ("GET", f"{SHOW}/{command.remote_id}") in sandbox.seen
    assert ("GET", f"{SHOW}/another-id") not in sandbox.seen


def test_while_its_own_answer_is_on_the_way_a_callback_waits(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()
    claiming.claim(fresh(command))
    call(path_of(command), "any")

    assert callbacks.process_waiting() == 0
    assert CallbackInbox.objects.get().processed_at is None


def test_while_the_provider_cannot_be_read_a_callback_waits(
    take: TakeOrder, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, remote_id = lost(take, sandbox)
    sandbox.fault("status", SHOW, code=503)
    call(path_of(command), remote_id)

    assert callbacks.process_waiting() == 0
    assert callbacks.process_waiting() == 0, "it waits before it asks again"
    monkeypatch.setattr(callbacks, "_not_before", {})
    assert callbacks.process_waiting() == 1
    assert fresh(command).state == "accepted"


def test_a_callback_for_what_we_took_for_refused_is_an_alarm(take: TakeOrder, sandbox: Sandbox) -> None:
    command = take()
    sandbox.fault("status", SEND, code=422, after_commit=True)
    command = sending.send_now(command.pk)
    assert command.state == "rejected"
    call(path_of(command), sandbox.books()["transfers"][0]["id"])

    callbacks.process_waiting()

    command = fresh(command)
    assert command.state == "rejected"
    assert command.anomaly.startswith("LATE ARRIVAL")
    assert command.connection.is_paused


def test_each_attempt_asks_for_a_callback_of_its_own(take: TakeOrder, sandbox: Sandbox) -> None:
    command = sending.send_now(take().pk)
    (row,) = sandbox.books()["transfers"]

    asked = row["request"]["form"]["data"]["attributes"]["callback_url"]

    assert asked == callback_urls.url_for(last_attempt(command).public_id)
