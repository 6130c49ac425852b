"""Sending through Bitspark as a kind of money command: what is sent, what an answer is compared with."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Actor, Connection, Shop, User
from accounts.providers.bitspark.client import encode
from remittance.models import Destination, FollowUp, Quote, Transfer
from remittance.services import transfer_kind
from tests.sandboxes import Sandbox
from tests.wallet.orders import JUAN, MARIA, fresh, last_attempt, params, philippines, take, transfer_of
from wallet.models import MoneyCommand
from wallet.services import commands, kinds, sending

pytestmark = pytest.mark.django_db

KIND = transfer_kind.TransferKind()


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, settings: Any) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def destination(connection: Connection) -> Destination:
    return philippines(connection)


@pytest.fixture
def sent(destination: Destination, teller: Actor, harbour: Shop) -> MoneyCommand:
    return sending.send_now(take(destination, teller, harbour).command.pk)


def look(command: MoneyCommand, **changes: Any) -> tuple[str, ...]:
    asked = params(transfer_of(command).destination, **changes)
    return KIND.look(fresh(command), asked, command.remote_id).differences


def test_the_engine_knows_it() -> None:
    assert isinstance(kinds.of("transfer"), transfer_kind.TransferKind)


def test_a_quote_becomes_all_that_is_sent(
    destination: Destination, teller: Actor, harbour: Shop, alice: User, sandbox: Sandbox
) -> None:
    quote = Quote.objects.create(
        shop=harbour,
        connection=destination.connection,
        asked_by=alice,
        destination=destination,
        delivery_method="bank",
        provider="metrobank",
        province="cebu",
        amount=Decimal("1500.50"),
        currency="PHP",
        account_currency="usd",
        version="v4",
        total=Decimal(30),
        quoted_at=timezone.now(),
    )
    asked = transfer_kind.params_of(quote, recipient=JUAN, sender=MARIA, terms={"total": "30"})
    taken = commands.intake(
        "transfer", key="k", actor=teller, shop=harbour, connection=destination.connection, params=asked
    )

    command = sending.send_now(taken.command.pk)

    (row,) = sandbox.books()["transfers"]
    form = row["request"]["form"]
    assert form["account_currency"] == "usd"
    assert form["data"]["attributes"] == {
        "amount": "1500.5",
        "delivery_method": "bank",
        "provider": "metrobank",
        "province": "cebu",
    }
    assert form["data"]["relationships"]["recipient"]["data"]["attributes"] == JUAN
    assert form["data"]["relationships"]["sender"]["data"]["attributes"] == MARIA
    assert last_attempt(command).body_sha256 == hashlib.sha256(encode(form).encode()).hexdigest()
    transfer = transfer_of(command)
    assert (transfer.quote, transfer.terms, transfer.payout_provider) == (quote, {"total": "30"}, "metrobank")
    assert transfer.recipient_asked == JUAN


def test_its_own_transfer_has_no_differences(sent: MoneyCommand) -> None:
    assert look(sent) == ()


@pytest.mark.parametrize(
    ("asked", "difference"),
    [
        ({"amount": "1500.01"}, "amount"),
        ({"currency": "IDR"}, "currency"),
        ({"account_currency": "hkd"}, "account_currency"),
        ({"destination_name": "Indonesia"}, "destination"),
        ({"recipient_first_name": "Jose"}, "recipient.first_name"),
        ({"recipient_phone_number": "+639171234568"}, "recipient.phone_number"),
        ({"recipient_bank_account_number": "1"}, "recipient.bank_account_number"),
    ],
)
def test_anything_else_than_asked_is_a_difference(
    sent: MoneyCommand, asked: dict[str, str], difference: str
) -> None:
    assert look(sent, **asked) == (difference,)


def test_what_was_made_before_the_claim_is_another_one(sent: MoneyCommand) -> None:
    MoneyCommand.objects.update(sent_at=timezone.now() + timedelta(seconds=400))

    assert "created_at" in look(sent)


def test_what_was_seen_before_the_claim_is_another_one(sent: MoneyCommand) -> None:
    earlier = timezone.now() - timedelta(hours=1)
    Transfer.objects.filter(command=sent).update(provider_id="")
    Transfer.objects.create(connection=sent.connection, provider_id=sent.remote_id, created_at=earlier)

    assert look(sent) == ("seen-before",)


def test_a_doubt_is_opened_once_and_closed_when_it_ends(
    destination: Destination, teller: Actor, harbour: Shop, sandbox: Sandbox
) -> None:
    command = take(destination, teller, harbour).command
    sandbox.fault("drop_before", "/v1/transactions/send_money")
    command = sending.send_now(command.pk)
    doubts = FollowUp.objects.filter(transfer=transfer_of(command), kind="in_doubt")
    assert doubts.get().done_at is None

    MoneyCommand.objects.filter(pk=command.pk).update(state="accepted")
    KIND.on_change(fresh(command))

    assert doubts.get().done_at
