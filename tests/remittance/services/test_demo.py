"""The demo books, filled through the desk's own services."""

from typing import Any

import pytest

from accounts.models import Connection, Shop, User
from remittance.models import Recipient, Sender, TopUp, Transfer
from remittance.services import demo, top_ups_demo
from tests.sandboxes import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_books_are_filled_once(
    connection: Connection,
    lantern_connection: Connection,
    alice: User,
    charlie: User,
    sandbox: Sandbox,
) -> None:
    said: list[Any] = []

    demo.load(said.append)

    assert said == ["Harbour Money has 4 demo transfers.", "Lantern Exchange has 2 demo transfers."]
    ours = Transfer.objects.exclude(command=None)
    assert set(ours.values_list("state", flat=True)) == {"accepted", "settled", "failed_after_accept"}
    assert Transfer.objects.filter(command=None).count() == 4  # made elsewhere
    assert Sender.objects.count() == 5
    assert Recipient.objects.filter(standing=Recipient.Standing.SAVED).exclude(provider_id="").count() == 3

    demo.load(said.append)

    assert len(said) == 2


def test_shops_without_a_sandbox_stay_empty(connection: Connection, settings: Any, harbour: Shop) -> None:
    settings.BITSPARK_URL = "https://api.bitspark.example"

    demo.load(print)

    assert not Transfer.objects.exists()


def test_the_demo_shops_have_top_ups_in_every_state_once(
    connection: Connection, alice: User, susan: User, sandbox: Sandbox, settings: Any, tmp_path: Any
) -> None:
    settings.STATE_DIR = tmp_path / "state"
    said: list[Any] = []

    top_ups_demo.load(said.append)

    assert said == ["Harbour Money has 5 demo top-ups."]
    told = sorted(TopUp.objects.values_list("status_code", flat=True))
    assert told == ["approved", "declined", *["pending"] * 4]
    connection.refresh_from_db()
    assert connection.shop_code == sandbox.keys()[0].shop_code
    top_ups_demo.load(said.append)
    assert len(said) == 1
